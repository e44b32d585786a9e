import type { PeopleTransaction } from '../../store/people/people-store.ts'
import type { RegistryTransaction } from '../../store/registry/registry-store.ts'

/** What somebody works on, as the reason of a look: `proposal:ID`, `finding:ID`, `person-request:ID`. */
export const ITEM_KINDS = ['proposal', 'finding', 'person-request'] as const
export type ItemKind = (typeof ITEM_KINDS)[number]

export interface Item {
  readonly kind: ItemKind
  readonly id: string
}

const UNSETTLED: ReadonlySet<string> = new Set(['open', 'returned', 'settling'])

/** Whether a finding is about an address and waits; asked of the record. */
export async function isOpenFinding(
  { findings }: RegistryTransaction,
  uid: string,
  id: string,
): Promise<boolean> {
  const found = await findings.byId(id)
  return found.some(({ subject, other, state }) => state === 'open' && (subject === uid || other === uid))
}

/** Whether what waits beside the record is about an address and nobody has settled it. */
export async function isOpenBeside(tx: PeopleTransaction, uid: string, { kind, id }: Item): Promise<boolean> {
  if (kind === 'proposal') {
    const found = await tx.proposals.byId(id)
    return found !== undefined && UNSETTLED.has(found.state) && (found.subject ?? found.id) === uid
  }
  const found = await tx.personRequests.byId(id)
  return found !== undefined && found.state !== 'fulfilled' && found.address === uid
}
