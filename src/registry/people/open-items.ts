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

/** Whether a finding is about one of some addresses and waits; asked of the record. */
export async function isOpenFinding(
  { findings }: RegistryTransaction,
  uids: readonly string[],
  id: string,
): Promise<boolean> {
  const found = await findings.byId(id)
  const isOne = (uid: string | null) => uid !== null && uids.includes(uid)
  return found.some(({ subject, other, state }) => state === 'open' && (isOne(subject) || isOne(other)))
}

/** Whether what waits beside the record is about one of some addresses and nobody has settled it. */
export async function isOpenBeside(
  tx: PeopleTransaction,
  uids: readonly string[],
  { kind, id }: Item,
): Promise<boolean> {
  if (kind === 'proposal') {
    const found = await tx.proposals.byId(id)
    return found !== undefined && UNSETTLED.has(found.state) && uids.includes(found.subject ?? found.id)
  }
  const found = await tx.personRequests.byId(id)
  return found !== undefined && found.state !== 'fulfilled' && uids.includes(found.address)
}
