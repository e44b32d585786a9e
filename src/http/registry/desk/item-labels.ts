import type { QueueItem } from '../../../registry/desk/queue.ts'
import { contentOf } from '../../../registry/proposals/proposal-draft.ts'
import type { AddressesAbout } from '../../../store/record/public-addresses.ts'
import { addressLabel } from '../../../text/address-label.ts'

interface Written {
  readonly name?: string | null | undefined
  readonly house_number?: string | null | undefined
  readonly street?: string | null | undefined
  readonly group_name?: string | null | undefined
  readonly hamlet?: string | null | undefined
}

/** What an address is called within its commune: number, street, hamlet; null for one of which nothing is written. */
export function shortLabel({ name, house_number, street, group_name, hamlet }: Written): string | null {
  const parts = { name, houseNumber: house_number, street, group: group_name, hamlet, units: [] }
  return addressLabel(parts) || null
}

/** What the address of each item is called, in their order: what is declared, or the address that it is about as anybody may see it. */
export async function itemLabels(
  items: readonly QueueItem[],
  addressesAbout: AddressesAbout,
): Promise<(string | null)[]> {
  const subjects = items.flatMap(({ row }) => row.subject ?? [])
  const addresses = subjects.length > 0 ? await addressesAbout(() => subjects) : undefined
  return items.map((item) => {
    const declared = item.source === 'proposal' ? contentOf(item.row) : undefined
    if (declared?.act === 'declare') return shortLabel(declared.draft)
    const row = item.row.subject === null ? undefined : addresses?.byUid(item.row.subject)
    return row ? shortLabel(row) : null
  })
}
