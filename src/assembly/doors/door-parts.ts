import { createSecretKey, type KeyObject, randomBytes } from 'node:crypto'
import { FormBodies } from '../../http/doors/form-bodies.ts'
import { StrangerGuard } from '../../http/doors/stranger-guard.ts'
import { Declarations, type DeclarationsParts } from '../../registry/doors/declarations.ts'
import { Reports } from '../../registry/doors/reports.ts'
import { PeopleKey } from '../../store/people/people-key.ts'
import type { PeopleStore } from '../../store/people/people-store.ts'
import type { RegistryStore } from '../../store/registry/registry-store.ts'
import type { WaitingRoom } from '../waiting-room.ts'

export interface DoorGiven {
  readonly store: RegistryStore
  readonly people: PeopleStore | undefined
  readonly waiting: WaitingRoom | undefined
  readonly findings: DeclarationsParts['findings']
  /** Key of what is kept beside the record: forms are signed with another that is derived from it. */
  readonly formKey: KeyObject | undefined
  readonly publicUrl: string | undefined
}

/** What is sent to without an account. Without a key forms hold until the server stops. */
export function doorParts({ store, people, waiting, findings, formKey, publicUrl }: DoorGiven) {
  const key = formKey ? new PeopleKey(formKey).for('form tokens') : createSecretKey(randomBytes(32))
  return {
    forms: new FormBodies(),
    strangers: new StrangerGuard({ key, publicUrl }),
    doors: people &&
      waiting && {
        declarations: new Declarations({ people, proposals: waiting.proposals, findings }),
        reports: new Reports({ store, people }),
      },
  }
}
