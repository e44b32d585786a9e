import { Audit } from '../../registry/accounts/audit.ts'
import type { PeopleStore } from '../../store/people/people-store.ts'

export interface AccountRoomGiven {
  readonly people: PeopleStore
}

/** The rules over offices, accounts and what they do, put together. */
export function accountRoom({ people }: AccountRoomGiven) {
  return { audit: new Audit(people) }
}
