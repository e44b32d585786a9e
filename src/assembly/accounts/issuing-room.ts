import { AccountCare } from '../../registry/accounts/issuing/account-care.ts'
import { Activation, type CredentialParts } from '../../registry/accounts/issuing/activation.ts'
import { Administrators } from '../../registry/accounts/issuing/administrators.ts'
import { Approvals } from '../../registry/accounts/issuing/approvals.ts'
import { IDENTITY_KEY } from '../../registry/accounts/issuing/identity-mark.ts'
import { Issuing } from '../../registry/accounts/issuing/issuing.ts'
import { Offices } from '../../registry/accounts/issuing/offices.ts'
import { Places } from '../../registry/accounts/issuing/places.ts'
import { Slips } from '../../registry/accounts/issuing/slips.ts'
import type { AfterBackupLog } from '../../store/copies/after-backup-log.ts'
import type { PeopleStore } from '../../store/people/people-store.ts'
import type { RegistryStore } from '../../store/registry/registry-store.ts'

export interface IssuingGiven {
  readonly people: PeopleStore
  readonly store: RegistryStore
  /** Where what must not come back with a backup is noted. */
  readonly log: Pick<AfterBackupLog, 'note'>
  /** How passwords are hashed and second factors set up. */
  readonly credentials: CredentialParts
}

/** The rules of offices and of issuing accounts, put together. */
export function issuingRoom({ people, store, log, credentials }: IssuingGiven) {
  const places = () => new Places(store)
  return {
    issuing: new Issuing({ people, places, identityKey: () => people.keyFor(IDENTITY_KEY) }),
    slips: new Slips(people),
    activation: new Activation({ people, ...credentials }),
    administrators: new Administrators({
      people,
      ...credentials,
      recordKnowsAccounts: () => store.read(({ chains }) => chains.haveAccounts()),
    }),
    approvals: new Approvals(people),
    care: new AccountCare({ people, note: (kind, id) => log.note(kind, id) }),
    offices: new Offices({ people, places }),
    places,
  }
}
