import { createSecretKey, type KeyObject, randomBytes } from 'node:crypto'
import { FormBodies } from '../../http/doors/form-bodies.ts'
import { StrangerGuard } from '../../http/doors/strangers/stranger-guard.ts'
import { Declarations, type DeclarationsParts } from '../../registry/doors/declarations.ts'
import { Evidence } from '../../registry/doors/evidence.ts'
import { Objections } from '../../registry/doors/objections.ts'
import { Reports } from '../../registry/doors/reports.ts'
import type { AfterBackupLog } from '../../store/copies/after-backup-log.ts'
import { PeopleKey } from '../../store/people/people-key.ts'
import type { PeopleStore } from '../../store/people/people-store.ts'
import type { RegistryStore } from '../../store/registry/registry-store.ts'
import { PhotosInThread } from '../threads/photos-in-thread.ts'
import type { WaitingRoom } from '../waiting-room.ts'

export interface DoorGiven {
  readonly store: RegistryStore
  readonly people: PeopleStore | undefined
  readonly waiting: WaitingRoom | undefined
  readonly log: AfterBackupLog
  readonly findings: DeclarationsParts['findings']
  /** Key of what is kept beside the record: forms are signed with another that is derived from it. */
  readonly formKey: KeyObject | undefined
  readonly publicUrl: string | undefined
  /** Days for which photos are kept after their declaration's end. */
  readonly evidenceDays: number
  /** Bytes of photos that are kept a day of those without an account. */
  readonly evidenceBytesADay: number
}

/** What is sent to without an account. Without a key forms hold until the server stops. */
export function doorParts({
  store,
  people,
  waiting,
  log,
  findings,
  formKey,
  publicUrl,
  evidenceDays,
  evidenceBytesADay,
}: DoorGiven) {
  const photos = new PhotosInThread()
  const key = formKey ? new PeopleKey(formKey).for('form tokens') : createSecretKey(randomBytes(32))
  return {
    forms: new FormBodies(),
    strangers: new StrangerGuard({ key, publicUrl }),
    doors: people &&
      waiting && {
        declarations: new Declarations({ store, people, ...waiting, findings, log }),
        reports: new Reports({ store, people }),
        objections: new Objections({ people }),
        evidence: new Evidence({
          people,
          rewrite: (file) => photos.rewrite(file),
          days: evidenceDays,
          bytesADay: evidenceBytesADay,
        }),
        /** Ends the thread that writes photos anew. */
        close: () => photos.close(),
      },
  }
}
