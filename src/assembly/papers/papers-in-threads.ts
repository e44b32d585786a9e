import { availableParallelism } from 'node:os'
import { Problem } from '../../errors.ts'
import type { PaperTask } from '../../http/papers/paper-maker.ts'
import { WorkerPool } from '../../tiles/making/worker-pool.ts'
import { workerFile } from '../../worker-start.ts'

/** Papers that wait for one thread at most: each takes some 100 ms. */
const WAITING = 12
const AGAIN = { 'retry-after': '2' }

/** Threads that make pictures and sheets, beside those of tiles: who looks at a map does not wait for them. */
export class PapersInThreads {
  readonly #pool: WorkerPool<PaperTask>

  /** @param size threads; one less than the processors, two at most */
  constructor(size = Math.max(1, Math.min(2, availableParallelism() - 1))) {
    this.#pool = new WorkerPool(workerFile('./paper-worker.ts', import.meta.url), size, undefined)
  }

  /** {@link make} as a function. */
  readonly maker = (task: PaperTask) => this.make(task)

  /** A paper; throws {@link Problem} `papers-busy` where more wait than are made in two seconds. */
  async make(task: PaperTask): Promise<Buffer> {
    if (this.#pool.load >= WAITING) throw new Problem('papers-busy', { headers: AGAIN })
    return Buffer.from(await this.#pool.run<Uint8Array>(task))
  }

  async close(): Promise<void> {
    await this.#pool.close()
  }
}
