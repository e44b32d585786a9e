import { MAX_ROW } from '../layout/row-rules.ts'
import type { ChangeRow } from '../record/rows.ts'
import type { RecordStore } from '../record-store.ts'

/** What is derived from the record and follows its edits through the change feed. */
export interface Follower {
  /** Layers of the record whose changes it is handed. */
  readonly follows: ReadonlySet<string>
  /**
   * Works out what changes of those layers lead to, in slices of some milliseconds, from `record`, which has those changes;
   * answers stay as they are until {@link commit}. It begins anew, whatever an earlier run that failed has left.
   */
  prepare(changes: readonly ChangeRow[], record: RecordStore): Iterable<void>
  /** What other threads do for the same changes, while they are taken in slices; those that are taken at once do without. */
  prepareInThread?(): Promise<void>
  /** Makes what was prepared visible, all at once and in some milliseconds. */
  commit(): void
}

export interface FollowingOptions {
  /** Called after the last slice, before the first commit. */
  readonly beforeCommits?: () => void
  /** Whether whoever takes the slices waits for the promises among them. */
  readonly waits?: boolean
}

/**
 * Hands changes to the followers that they concern. All prepare, in the order given, before the first commits: when
 * one fails, every follower still answers as before. What it yields is a promise where it waits for other threads.
 */
export function* following(
  followers: readonly Follower[],
  changes: readonly ChangeRow[],
  record: RecordStore,
  { beforeCommits, waits = false }: FollowingOptions = {},
): Generator<unknown, void> {
  const usable = changes.filter(({ row }) => mayBeUsed(row))
  yield
  const layers = new Set(usable.map(({ layer }) => layer))
  const concerned: { follower: Follower; own: readonly ChangeRow[] }[] = []
  for (const follower of followers) {
    const own = ofLayers(follower.follows, usable, layers)
    if (own.length > 0) concerned.push({ follower, own })
    yield
  }
  const inThreads = waits ? concerned.map(({ follower }) => follower.prepareInThread?.()) : []
  // Who waits for them is told; until then a failure is no surprise.
  for (const one of inThreads) one?.catch(() => undefined)
  for (const { follower, own } of concerned) {
    yield* follower.prepare(own, record)
    // What one did in its last slice is not added to the first of the next.
    yield
  }
  // Also where there is nothing to wait for: the commits begin a step of their own.
  yield Promise.all(inThreads)
  beforeCommits?.()
  for (const { follower } of concerned) follower.commit()
}

/** The changes of the layers that a follower follows; the same array when it follows all of them. */
function ofLayers(
  follows: ReadonlySet<string>,
  changes: readonly ChangeRow[],
  layers: ReadonlySet<string>,
): readonly ChangeRow[] {
  const followed = [...layers].filter((layer) => follows.has(layer))
  if (followed.length === layers.size) return changes
  return followed.length === 0 ? [] : changes.filter(({ layer }) => follows.has(layer))
}

/** Whether a change is of a whole layer or of a row whose number a row that is used can have. */
function mayBeUsed(row: number | null): boolean {
  return row === null || (Number.isInteger(row) && row >= 0 && row <= MAX_ROW)
}

/** The result of what works in slices, run to its end at once. */
export function finished<T>(slices: Generator<unknown, T>): T {
  for (;;) {
    const { done, value } = slices.next()
    if (done) return value
  }
}
