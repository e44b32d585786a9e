import type { RecordStore } from './record-store.ts'
import type { ChangeRow } from './rows.ts'

/** What is derived from the record and follows its edits through the change feed. */
export interface Follower {
  /** Layers of the record whose changes it is handed. */
  readonly follows: ReadonlySet<string>
  /**
   * Works out what changes of those layers lead to, in slices of some milliseconds, from `record`, which has those changes;
   * answers stay as they are until {@link commit}. It begins anew, whatever an earlier run that failed has left.
   */
  prepare(changes: readonly ChangeRow[], record: RecordStore): Iterable<void>
  /** Makes what was prepared visible, all at once and in some milliseconds. */
  commit(): void
}

/**
 * Hands changes to the followers that they concern. All prepare, in the order given, before the first commits: when
 * one fails, every follower still answers as before. After the last slice `beforeCommits` is called, then all commit.
 */
export function* following(
  followers: readonly Follower[],
  changes: readonly ChangeRow[],
  record: RecordStore,
  beforeCommits: () => void = () => undefined,
): Generator<void, void> {
  const concerned = followers
    .map((follower) => ({ follower, own: changes.filter(({ layer }) => follower.follows.has(layer)) }))
    .filter(({ own }) => own.length > 0)
  for (const { follower, own } of concerned) yield* follower.prepare(own, record)
  beforeCommits()
  for (const { follower } of concerned) follower.commit()
}

/** The result of what works in slices, run to its end at once. */
export function finished<T>(slices: Generator<void, T>): T {
  for (;;) {
    const { done, value } = slices.next()
    if (done) return value
  }
}
