import type { Registry } from '../../registry/registry.ts'
import { isAway } from '../../store/engines/postgres-failure.ts'
import type { DatabaseState } from './database-state.ts'

/** Milliseconds between two looks. */
const INTERVAL = 1000

/**
 * Gives events to what other programs, as QGIS, write into the database, and notices when that is away and back. Of several
 * servers any may do it: rows that one has taken are held until it is done.
 */
export class OutsidePoll {
  readonly #registry: Pick<Registry, 'settleOutside'>
  readonly #state: DatabaseState
  readonly #onFailure: (error: unknown) => void
  #timer: NodeJS.Timeout | undefined
  #running: Promise<void> = Promise.resolve()
  #stopped = false
  #failure = ''

  /** @param onFailure told of what is no matter of being away, once as long as it stays the same; looking goes on */
  constructor(
    registry: Pick<Registry, 'settleOutside'>,
    state: DatabaseState,
    onFailure: (error: unknown) => void,
  ) {
    this.#registry = registry
    this.#state = state
    this.#onFailure = onFailure
  }

  start(): void {
    this.#running = this.#look().then(() => {
      if (!this.#stopped) this.#timer = setTimeout(() => this.start(), INTERVAL).unref()
    })
  }

  /** Ends looking, when what is being settled is. */
  async stop(): Promise<void> {
    this.#stopped = true
    clearTimeout(this.#timer)
    await this.#running
  }

  async #look(): Promise<void> {
    try {
      await this.#registry.settleOutside()
      this.#state.answered()
      this.#failure = ''
    } catch (error) {
      if (isAway(error)) {
        this.#state.lost(error)
        return
      }
      const { message } = error as Error
      if (message === this.#failure) return
      this.#failure = message
      this.#onFailure(error)
    }
  }
}
