import { availableParallelism } from 'node:os'
import { Problem } from '../../errors.ts'
import type { PaperTask } from '../../http/papers/paper-maker.ts'
import { WorkerPool } from '../../tiles/making/worker-pool.ts'
import { workerFile } from '../../worker-start.ts'

/** Papers that wait for one thread at most: each takes some 100 ms. */
const WAITING = 12
const AGAIN = { 'retry-after': '2' }

/** What is made first, in vain: later papers find the libraries loaded and their code compiled. */
const VIEW = { lon: 106.4, lat: 10.5, zoom: 16, width: 64, height: 64 }
const FIRST: readonly PaperTask[] = [
  {
    order: { kind: 'picture', view: VIEW, pinned: true, caption: { title: 'Ấp 1', lines: ['Xã'], site: '' } },
    tiles: [],
  },
  {
    order: {
      kind: 'sheet',
      view: VIEW,
      sheet: {
        head: 'Ấp 1',
        where: 'Xã',
        code: 'L000 000 0000',
        url: 'https://example.vn/',
        date: '01/01/2026',
        lines: [{ term: 'Ấp', text: 'Xã', note: 'Tỉnh' }],
        isRetired: true,
        isDemo: true,
      },
    },
    tiles: [],
  },
]

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

  /** Makes one thread ready: without it the first sheet takes 0.7 s longer, the first picture 0.2 s. It then holds 65 MB. */
  async warmUp(): Promise<void> {
    for (const task of [...FIRST, ...FIRST]) await this.#pool.run(task)
  }

  async close(): Promise<void> {
    await this.#pool.close()
  }
}
