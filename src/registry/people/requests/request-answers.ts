import type { StoredLook } from '../../../store/people/contacts/contact-tables.ts'
import type { PeopleTransaction } from '../../../store/people/people-store.ts'
import type { Standing } from '../merged-addresses.ts'
import { type ShownContact, shown } from '../shown-contact.ts'

const MOST_LOOKS = 1000

/** What an officer hands to the person who asked to see own data. */
export interface Fulfilled {
  readonly contacts?: readonly ShownContact[]
  readonly looks?: readonly Pick<StoredLook, 'at' | 'office' | 'kind' | 'item'>[]
}

/** The address of today with those that were merged into it, and those that the named one went into. */
export interface RequestedPlace {
  readonly uids: Standing
  readonly later: readonly string[]
}

/** A request that nobody has answered. */
export const NOTHING_YET = {
  state: 'open',
  replied_at: null,
  reply: null,
  extended_at: null,
  extension: null,
  fulfilled_at: null,
  outcome: null,
  result: null,
  event: null,
  settled_account: null,
} as const

/** All that is kept about who is to be reached at an address, and who looked at it: offices, not the people in them. */
export async function everythingOf(
  tx: PeopleTransaction,
  { uids, later }: RequestedPlace,
): Promise<Fulfilled> {
  const contacts = await tx.contacts.of(uids)
  const looks = await tx.looks.at([...uids, ...later], MOST_LOOKS)
  return {
    contacts: contacts.map(shown),
    looks: looks.map(({ at, office, kind, item }) => ({ at, office, kind, item })),
  }
}
