import { join } from 'node:path'
import { Problem } from '../../errors.ts'
import { foreseenError, isDamage } from '../../store/errors.ts'
import { SERVING_DAMAGED, SERVING_FILE } from '../../store/following/serving-store.ts'
import { RECORD_FILE } from '../../store/record-store.ts'
import type { TileLayer } from '../features/layers.ts'
import type { EncodedTile } from './encoded-tile.ts'
import { SmallTiles } from './small-tiles.ts'
import type { TileState } from './tile-follower.ts'
import type { TileRequest } from './tile-maker.ts'
import type { TileTask } from './tile-worker.ts'
import type { TouchedSince, TouchedTiles } from './touched-tiles.ts'
import { WorkerPool } from './worker-pool.ts'

/** Milliseconds that a closing server waits for threads to close their files; a thread that derives a file is not done by then. */
const LAST_WAIT = 3000
/** Most tiles that wait for one thread: who asks for more would be gone before they came. */
const MAX_LOAD = 200
const AGAIN = { 'retry-after': '1' }

export interface TileThreadOptions {
  dataDir: string
  /** File of the threads. */
  worker: URL
  /** How many make tiles; one more keeps the serving file up to date, so that tiles come meanwhile. */
  size: number
  /** Told what a serving file that was derived anew says. */
  onRebuilt: (state: TileState) => void
  /** Told, in a sentence for the log, that the file was damaged. */
  warn: (sentence: string) => void
}

/** What makes tiles, threads and this one, and what is done when their file is damaged: it is derived anew. */
export class TileThreads {
  readonly #makers: WorkerPool<TileTask>
  readonly #follower: WorkerPool<TileTask>
  readonly #small: SmallTiles
  readonly #options: TileThreadOptions
  #rebuilding: Promise<TileState> | undefined
  #closed = false

  constructor(options: TileThreadOptions) {
    const { worker, size, dataDir } = options
    this.#makers = new WorkerPool(worker, size, { dataDir })
    this.#follower = new WorkerPool(worker, 1, { dataDir })
    this.#small = new SmallTiles(dataDir)
    this.#options = options
  }

  /** Brings the serving file up to date. Throws StoreError where the record or the disk does not allow it. */
  async follow(): Promise<TileState> {
    try {
      return await (this.#rebuilding ?? this.#follower.run<TileState>({ kind: 'follow', anew: false }))
    } catch (error) {
      if (this.#closed || !isFileDamaged(error)) throw this.#told(error)
      return await this.#rebuild(error)
    }
  }

  /**
   * A tile; throws {@link Problem} `not-ready` while the serving file is derived anew, `tiles-busy` where more wait than are made in a
   * few seconds.
   */
  async make(request: TileRequest): Promise<EncodedTile | undefined> {
    this.#checkReady()
    const small = await this.#small.make(request)
    if (small !== 'large') return small
    this.#checkReady()
    if (this.#makers.load >= MAX_LOAD) throw new Problem('tiles-busy', { headers: AGAIN })
    try {
      return await this.#makers.run<EncodedTile | undefined>({ kind: 'tile', request })
    } catch (error) {
      if (this.#closed || codeOf(error) !== SERVING_DAMAGED) throw error
      // a failure is told to whoever follows next
      this.#rebuild(error).then(this.#options.onRebuilt, () => undefined)
      throw new Problem('not-ready', { headers: AGAIN })
    }
  }

  /** While the file is derived anew, nothing may open it. */
  #checkReady(): void {
    if (this.#rebuilding) throw new Problem('not-ready', { headers: AGAIN })
  }

  touchedSince(since: TouchedSince, layers: readonly TileLayer[]): Promise<TouchedTiles> {
    return this.#follower.run<TouchedTiles>({ kind: 'touched', since, layers })
  }

  /** One at a time: all threads leave the damaged file before it is removed. */
  #rebuild(cause: unknown): Promise<TileState> {
    this.#rebuilding ??= this.#deriveAnew(cause).finally(() => {
      this.#rebuilding = undefined
    })
    return this.#rebuilding
  }

  async #deriveAnew(cause: unknown): Promise<TileState> {
    const file = join(this.#options.dataDir, SERVING_FILE)
    const [why] = String((cause as Error).message).split('\n')
    this.#options.warn(
      `${file} bị hỏng nên được tạo lại từ dữ liệu. · ${file} is damaged (${why}) and is derived from the record again.`,
    )
    try {
      await this.#release()
      return await this.#follower.run<TileState>({ kind: 'follow', anew: true })
    } catch (error) {
      throw this.#told(error)
    }
  }

  /** Damage that is found in a file made anew lies in the record. */
  #told(error: unknown): unknown {
    return (
      foreseenError(error, join(this.#options.dataDir, isDamage(error) ? RECORD_FILE : SERVING_FILE)) ?? error
    )
  }

  /** All threads close their files; the one that writes is the last, so that it leaves no journal. */
  async #release(): Promise<void> {
    this.#small.release()
    await this.#makers.runInAll({ kind: 'release' })
    await this.#follower.runInAll({ kind: 'release' })
  }

  async close(): Promise<void> {
    this.#closed = true
    let patience: NodeJS.Timeout | undefined
    const lost = new Promise<void>((resolve) => {
      patience = setTimeout(resolve, LAST_WAIT)
    })
    // a thread that cannot close its files loses nothing: the next start derives them
    await Promise.race([this.#release().catch(() => undefined), lost])
    clearTimeout(patience)
    await Promise.all([this.#makers.close(), this.#follower.close()])
  }
}

/** Whether a new serving file may help: not where the disk is full or the file locked, nor where the program is wrong. */
export function isFileDamaged(error: unknown): boolean {
  const code = codeOf(error)
  if (code === SERVING_DAMAGED) return true
  const reason = foreseenError(error, '')?.reason
  return reason === 'corrupt' || (reason === undefined && code.startsWith('SQLITE_'))
}

function codeOf(error: unknown): string {
  return String((error as { code?: unknown }).code)
}
