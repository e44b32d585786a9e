import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { packageRoot } from '../../config.ts'
import { Contacts } from '../../registry/people/contacts.ts'
import { PersonRequests } from '../../registry/people/requests/person-requests.ts'
import { type RequestTerms, readRequestTerms } from '../../registry/people/requests/request-clocks.ts'
import type { AfterBackupLog } from '../../store/copies/after-backup-log.ts'
import type { PeopleStore } from '../../store/people/people-store.ts'
import type { RegistryStore } from '../../store/registry/registry-store.ts'

export interface PeopleRoomGiven {
  readonly store: RegistryStore
  readonly people: PeopleStore
  readonly log: AfterBackupLog
}

/** The rules over who is to be reached about addresses, and over what they ask for, put together. */
export function peopleRoom(given: PeopleRoomGiven) {
  let terms: RequestTerms | undefined
  const readTerms = () => {
    terms ??= readRequestTerms(readFileSync(join(packageRoot(), 'data', 'person-requests.csv'), 'utf8'))
    return terms
  }
  return { contacts: new Contacts(given), personRequests: new PersonRequests({ ...given, terms: readTerms }) }
}
