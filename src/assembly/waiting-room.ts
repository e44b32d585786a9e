import type { KeyObject } from 'node:crypto'
import type { CreationLimit } from '../registry/accounts/limits/creation-limit.ts'
import { HeadCopies } from '../registry/continuity/head-copies.ts'
import { Acceptance } from '../registry/proposals/acceptance.ts'
import { Amendments } from '../registry/proposals/amendments.ts'
import { Proposals } from '../registry/proposals/proposals.ts'
import type { RegistryParts } from '../registry/registry.ts'
import type { AfterBackupLog } from '../store/copies/after-backup-log.ts'
import { StoreError } from '../store/errors.ts'
import type { CodeBound } from '../store/people/code-bound.ts'
import { PeopleKey } from '../store/people/people-key.ts'
import type { PeopleStore } from '../store/people/people-store.ts'
import { openSqlitePeople } from '../store/people/sqlite-people.ts'
import type { RegistryStore } from '../store/registry/registry-store.ts'

export interface WaitingRoomParts {
  readonly store: RegistryStore
  readonly people: PeopleStore
  readonly bound: CodeBound
  readonly log: AfterBackupLog
  readonly creations: CreationLimit
  /** What the rules find about a draft. */
  readonly findings: NonNullable<RegistryParts['findings']>
  /** Told why what is in the record could not be noted beside it. */
  readonly onError: (error: unknown) => void
}

/** What waits beside the record, and how it gets into it. */
export interface WaitingRoom {
  readonly proposals: Proposals
  readonly acceptance: Acceptance
  /** Copies of the record's heads. */
  readonly copies: HeadCopies
  readonly amendments: Amendments
  /** Settles what a process that ended has left, and makes a record that was put back go on behind the codes issued. */
  readonly resume: () => Promise<void>
}

/** `people.db` of a data folder; undefined, and said in a sentence, where it cannot be used: the server goes on without. */
export async function openPeople(
  dataDir: string,
  secret: KeyObject | undefined,
  say: (sentence: string) => void,
): Promise<PeopleStore | undefined> {
  try {
    return await openSqlitePeople(dataDir, { key: secret && new PeopleKey(secret) })
  } catch (error) {
    if (!(error instanceof StoreError)) throw error
    say(error.message)
    return undefined
  }
}

/** The rules over what waits beside a record. */
export function waitingRoom({
  store,
  people,
  bound,
  log,
  creations,
  findings,
  onError,
}: WaitingRoomParts): WaitingRoom {
  const proposals = new Proposals({ store, people, log })
  const acceptance = new Acceptance({ store, people, creations, findings, onError })
  return {
    proposals,
    acceptance,
    copies: new HeadCopies(store, people),
    amendments: new Amendments({ store, people, findings }),
    async resume() {
      await bound.resume(store)
      await acceptance.settlePending()
    },
  }
}
