import type { PeopleStore } from '../store/people/people-store.ts'
import type { RegistryStore } from '../store/registry/registry-store.ts'

/** How much waits beside and behind the record; nothing of what it is. */
export interface Backlog {
  readonly proposals: readonly { readonly state: string; readonly count: number }[]
  readonly jobs: readonly { readonly kind: string; readonly state: string; readonly count: number }[]
  /** Events that are still to be told of. */
  readonly outbox: number
  /** Seconds since the oldest of them; 0 without any. */
  readonly outboxAge: number
}

/** Counts what waits. */
export async function backlogOf(
  store: RegistryStore,
  people: PeopleStore | undefined,
  now: Date = new Date(),
): Promise<Backlog> {
  const proposals = (await people?.write((beside) => beside.proposals.countByState())) ?? []
  return store.read(async ({ jobs, outbox }) => {
    const { count, oldest } = await outbox.depth()
    const age = oldest === null ? 0 : (now.getTime() - Date.parse(oldest)) / 1000
    return { proposals, jobs: await jobs.counts(), outbox: count, outboxAge: Math.max(0, age) }
  })
}
