import type { Registry } from '../registry/registry.ts'
import type { RecordStore } from '../store/record-store.ts'

/** Milliseconds between two looks for edits of other programs. */
const INTERVAL = 1000

/** Gives events to what other programs write into the record while the server runs, and to what they wrote before. */
export class OutsideEdits {
  readonly #record: RecordStore
  readonly #isReplaced: () => boolean
  readonly #registry: Registry
  readonly #onFailure: (error: unknown) => void
  #timer: NodeJS.Timeout | undefined
  #running: Promise<unknown> = Promise.resolve()
  #busy = false

  /**
   * @param watched connection that always sees the newest state, and whether another file stands in the record's place
   * @param onFailure told once; edits are looked for no longer, as in a folder that may not be written
   */
  constructor(
    { record, isReplaced }: { record: RecordStore; isReplaced: () => boolean },
    registry: Registry,
    onFailure: (error: unknown) => void,
  ) {
    this.#record = record
    this.#isReplaced = isReplaced
    this.#registry = registry
    this.#onFailure = onFailure
  }

  start(): void {
    this.#timer = setInterval(() => this.#look(), INTERVAL).unref()
    this.#look()
  }

  /** Ends looking, when what is being settled is. */
  async stop(): Promise<void> {
    clearInterval(this.#timer)
    await this.#running
  }

  #look(): void {
    if (this.#busy || this.#isReplaced()) return
    try {
      if (!this.#record.addresses.hasUnsettled()) return
    } catch (error) {
      this.#fail(error)
      return
    }
    this.#busy = true
    this.#running = this.#registry
      .settleOutside()
      .catch((error) => this.#fail(error))
      .finally(() => {
        this.#busy = false
      })
  }

  #fail(error: unknown): void {
    clearInterval(this.#timer)
    this.#onFailure(error)
  }
}
