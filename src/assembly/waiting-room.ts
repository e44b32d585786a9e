import { Acceptance } from '../registry/proposals/acceptance.ts'
import { Proposals } from '../registry/proposals/proposals.ts'
import { StoreError } from '../store/errors.ts'
import type { CodeBound } from '../store/people/code-bound.ts'
import type { PeopleStore } from '../store/people/people-store.ts'
import { openSqlitePeople } from '../store/people/sqlite-people.ts'
import type { RegistryStore } from '../store/registry/registry-store.ts'

/** What waits beside the record, and how it gets into it. */
export interface WaitingRoom {
  readonly proposals: Proposals
  readonly acceptance: Acceptance
  /** Settles what a process that ended has left, and makes a record that was put back go on behind the codes issued. */
  readonly resume: () => Promise<void>
}

/** `people.db` of a data folder; undefined, and said in a sentence, where it cannot be used: the server goes on without. */
export async function openPeople(
  dataDir: string,
  say: (sentence: string) => void,
): Promise<PeopleStore | undefined> {
  try {
    return await openSqlitePeople(dataDir)
  } catch (error) {
    if (!(error instanceof StoreError)) throw error
    say(error.message)
    return undefined
  }
}

/** The rules over what waits beside a record. */
export function waitingRoom(
  store: RegistryStore,
  people: PeopleStore,
  bound: CodeBound,
  onError: (error: unknown) => void,
): WaitingRoom {
  const proposals = new Proposals({ store, people })
  const acceptance = new Acceptance({ store, people, onError })
  return {
    proposals,
    acceptance,
    async resume() {
      await bound.resume(store)
      await acceptance.settlePending()
      await proposals.deleteEnded()
    },
  }
}
