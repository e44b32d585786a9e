import { setTimeout as wait } from 'node:timers/promises'
import { FindingsKeeper, type KeeperParts } from '../../registry/desk/findings-keeper.ts'
import { findingsInThread } from '../threads/findings-in-thread.ts'
import type { RecordPlace } from './open-checked-record.ts'

/** Milliseconds between two looks for changes, and before the first: a server that has just started has other work. */
const INTERVAL = 1000
const FIRST = 10_000
/** How much longer than a look at an address the pause behind it is: requests come first. */
const PAUSES = 3

export interface KeepFindingsParts extends Pick<KeeperParts, 'store' | 'findings' | 'along'> {
  /** Where the record is kept. */
  readonly place: RecordPlace
  /** Brings what `findings` and `along` know up to date, and says up to which entry of the feed that is. */
  readonly known: () => Promise<number>
  /** Told once; findings are kept no longer, as in a folder that may not be written. */
  readonly onFailure: (error: unknown) => void
  /** Whether a failure passes by itself, so that it is gone on with later. */
  readonly passes?: (error: unknown) => boolean
}

/** Keeps the stored findings while the server runs: what changes in turns with requests, all addresses in a thread. */
export class KeepFindings {
  readonly #parts: KeepFindingsParts
  readonly #keeper: FindingsKeeper
  readonly #stopped = new AbortController()
  #running: Promise<void> = Promise.resolve()

  constructor(parts: KeepFindingsParts) {
    this.#parts = parts
    this.#keeper = new FindingsKeeper({
      ...parts,
      sweeps: false,
      findings: async (draft) => {
        const from = performance.now()
        const found = await parts.findings(draft)
        await this.#pause(PAUSES * (performance.now() - from))
        return found
      },
    })
  }

  start(): void {
    this.#running = this.#run().catch((error) => {
      if (!this.#stopped.signal.aborted) this.#parts.onFailure(error)
    })
  }

  /** Ends when the slice under way is done, which another start would do anew otherwise. */
  async stop(): Promise<void> {
    this.#stopped.abort()
    await this.#running
  }

  async #run(): Promise<void> {
    for (let pause = FIRST; ; pause = INTERVAL) {
      await this.#pause(pause)
      await this.#follow().catch((error) => {
        if (this.#parts.passes?.(error) !== true) throw error
      })
      this.#stopped.signal.throwIfAborted()
    }
  }

  async #follow(): Promise<void> {
    while (await this.#keeper.step()) this.#stopped.signal.throwIfAborted()
    if (this.#keeper.waitsForSweep) await findingsInThread(this.#parts.place, this.#stopped.signal)
  }

  #pause(milliseconds: number): Promise<void> {
    return wait(milliseconds, undefined, { ref: false, signal: this.#stopped.signal })
  }
}
