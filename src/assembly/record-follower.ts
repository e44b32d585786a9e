import { performance } from 'node:perf_hooks'
import { setImmediate, setTimeout } from 'node:timers/promises'
import { StoreError } from '../store/errors.ts'
import { type Follower, finished, following } from '../store/following/follower.ts'
import type { RecordWatch } from '../store/following/record-watch.ts'
import type { FeedPosition } from '../store/record/change-feed.ts'
import type { ChangeRow } from '../store/record/rows.ts'
import type { RecordStore } from '../store/record-store.ts'

/** Changes that are followed at once: with more of them the event loop would be held too long. */
const MAX_AT_ONCE = 20
/** Changes that do not wait for the threads of tiles, which take longer: tiles follow when they are asked for. */
const MAX_SOON = 1000
/** Changes that are read together, and the most that are held; beyond, their layers count as written anew. */
const BATCH = 1000
const MAX_CHANGES = 200_000
/** Milliseconds of work between two moments at which requests are answered. */
const SLICE_MS = 5
/** Milliseconds that requests wait for changes; later ones are answered from the state before. */
const PATIENCE_MS = 100
/** A timer may ring so many milliseconds early. */
const TIMER_MS = 2
/** Milliseconds before changes that could not be followed are tried again. */
const RETRY_MS = 1000

/** What is known of following, for whoever runs the server. */
export interface FollowingState {
  /** Number of the last change that is served. */
  readonly sequence: number
  /** Seconds since changes are known that are not served yet; 0 when there are none. */
  readonly lagSeconds: number
}

export interface RecordFollowerOptions {
  /** What is read to answer: pinned to the state that is served. */
  readonly serving: RecordStore
  /** Another connection, which looks for changes and reads what they lead to. */
  readonly watching: RecordStore
  readonly followers: readonly Follower[]
  /** Looks at the file of {@link watching}. */
  readonly watch: RecordWatch
  /** The last change that the followers have. */
  readonly position: FeedPosition
  /** Told when changes cannot be followed, or no longer; the state before is served on. */
  readonly onFailure: (error: unknown) => void
}

/**
 * Makes everything derived from the record follow its edits, whoever makes them. Few changes are taken at once; many in
 * slices, while requests are answered from the state before. Rows, search, reverse and tiles change together: the connection
 * that rows are read from stays at one state, and moves on when the followers commit.
 */
export class RecordFollower {
  readonly #options: RecordFollowerOptions
  #position: FeedPosition
  #replaced: string | undefined
  #running: Promise<void> | undefined
  /** When the run began. */
  #begun = 0
  /** When changes that could not be followed are tried again. */
  #retryAt: number | undefined
  #behindSince: number | undefined

  constructor(options: RecordFollowerOptions) {
    this.#options = options
    this.#position = options.position
  }

  get state(): FollowingState {
    const behind = this.#behindSince === undefined ? 0 : performance.now() - this.#behindSince
    return { sequence: this.#position.sequence, lagSeconds: behind / 1000 }
  }

  /** The last change that is served. */
  get position(): FeedPosition {
    return this.#position
  }

  /** What happened to the record beneath the running server, as a sentence; undefined while it is the one that is served. */
  get replaced(): string | undefined {
    return this.#replaced
  }

  /**
   * Takes in what others have committed; four or five microseconds when that is nothing. Returns what a request should
   * wait for: nothing, or many changes, at most 100 ms from when they were met. A record that was replaced is followed no
   * longer.
   */
  follow(): Promise<void> | undefined {
    if (this.#replaced !== undefined) return undefined
    if (!this.#running) {
      const replaced = this.#options.watch.look(this.#position)
      if (replaced !== undefined) {
        this.#leave(replaced)
        return undefined
      }
      const touched = this.#options.watching.changes.touchedByOthers()
      if (!touched && (this.#retryAt === undefined || performance.now() < this.#retryAt)) return undefined
      this.catchUp()
    }
    const left = this.#begun + PATIENCE_MS - performance.now()
    if (!this.#running || left < TIMER_MS) return undefined
    return Promise.race([this.#running, setTimeout(Math.ceil(left), undefined, { ref: false })])
  }

  /** Reads the change feed to its end: at once, or, when there is much, in slices that {@link settled} waits for. */
  catchUp(): void {
    if (this.#running || this.#replaced !== undefined) return
    this.#begun = performance.now()
    this.#behindSince ??= this.#begun
    const { watching, watch } = this.#options
    try {
      watching.pin()
      if (!watching.changes.continues(this.#position)) {
        this.#leave(watch.otherHistory)
        return
      }
      const changes = watching.changes.since(this.#position.sequence, MAX_AT_ONCE + 1)
      if (changes.length <= MAX_AT_ONCE && changes.every(({ row }) => row !== null)) {
        finished(this.#following(changes, false))
        this.#served(changes)
        return
      }
    } catch (error) {
      this.#failed(error)
      return
    } finally {
      watching.unpin()
    }
    this.#running = this.#takeInSlices()
      .catch((error: unknown) => this.#failed(error))
      .finally(() => {
        this.#running = undefined
      })
  }

  /** Waits until every change that was met is served. */
  async settled(): Promise<void> {
    while (this.#running) await this.#running
  }

  async #takeInSlices(): Promise<void> {
    const { watching, watch } = this.#options
    do {
      watching.pin()
      try {
        if (!watching.changes.continues(this.#position)) {
          this.#leave(watch.otherHistory)
          return
        }
        const changes = await this.#changes()
        await inSlices(this.#following(changes, changes.length > MAX_SOON))
        this.#served(changes)
      } finally {
        watching.unpin()
      }
    } while (watching.changes.touchedByOthers())
  }

  /** Rows are read from the new state when the followers commit. */
  #following(changes: readonly ChangeRow[], waits: boolean): Generator<unknown, void> {
    const { serving, watching, followers } = this.#options
    return following(followers, changes, watching, { beforeCommits: () => serving.pin(), waits })
  }

  /** All changes that are not served yet; where they are very many, only which layers have some. */
  async #changes(): Promise<ChangeRow[]> {
    const { changes: feed } = this.#options.watching
    const changes: ChangeRow[] = []
    const layers = new Set<string>()
    for (let from = this.#position.sequence; ; ) {
      const batch = feed.since(from, BATCH)
      if (batch.length === 0)
        return changes.length < MAX_CHANGES ? changes : [...layers].map((layer) => writtenAnew(layer, from))
      for (const change of batch) {
        layers.add(change.layer)
        if (changes.length < MAX_CHANGES) changes.push(change)
      }
      from = batch.at(-1)!.fid
      await setImmediate()
    }
  }

  #served(changes: readonly ChangeRow[]): void {
    const sequence = changes.at(-1)?.fid
    if (sequence !== undefined)
      this.#position = { sequence, token: this.#options.watching.changes.tokenOf(sequence) }
    this.#behindSince = undefined
    this.#retryAt = undefined
  }

  #leave(replaced: string): void {
    this.#replaced = replaced
    this.#options.onFailure(new StoreError('replaced', replaced))
  }

  #failed(error: unknown): void {
    this.#retryAt = performance.now() + RETRY_MS
    this.#options.onFailure(error)
  }
}

/** What stands for all changes of a layer. */
function writtenAnew(layer: string, last: number): ChangeRow {
  return { fid: last, layer, row: null, operation: 'bulk' }
}

async function inSlices(slices: Iterable<unknown>): Promise<void> {
  let until = performance.now() + SLICE_MS
  for (const others of slices) {
    if (others instanceof Promise) await others
    else if (performance.now() < until) continue
    await setImmediate()
    until = performance.now() + SLICE_MS
  }
}
