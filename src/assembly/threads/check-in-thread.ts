import { on } from 'node:events'
import { Worker } from 'node:worker_threads'
import type {
  CheckAddresses,
  CheckedAddress,
  CheckJob,
} from '../../importing/kinds/addresses/checked-address.ts'
import { ImportError, type ImportProblem } from '../../importing/reading/problem.ts'
import type { Batch } from '../../importing/reading/source-row.ts'
import { workerFile, workerStart } from '../../worker-start.ts'
import { type PackedAddresses, unpackAddresses } from './packed-addresses.ts'

/** What the thread is started with. */
export interface CheckerData {
  dataDir: string
  job: CheckJob
  /** Batches that it may send before the first is taken; then one more with each that is taken. */
  ahead: number
}

/** What the thread sends. */
export type FromChecker =
  | { kind: 'open' }
  | { kind: 'batch'; packed: PackedAddresses; done: number; total: number }
  | { kind: 'end' }
  | { kind: 'refused'; problem: ImportProblem }

/** Batches kept between the threads, of 256 KiB of a file each: as much as is checked while one batch is written. */
const AHEAD = 32
/** Young heap of the thread in MiB: rows live briefly. */
const YOUNG = 192

/**
 * Reads and checks addresses in a thread of its own, while this one writes the rows before. The thread knows the units
 * that the record in `dataDir` held at its last commit.
 */
export function checkInThread(dataDir: string): CheckAddresses {
  return async (job) => {
    const workerData: CheckerData = { dataDir, job, ahead: AHEAD }
    const worker = new Worker(workerStart(workerFile('./check-worker.ts', import.meta.url)), {
      workerData,
      resourceLimits: { maxYoungGenerationSizeMb: YOUNG },
    })
    const messages = messagesOf(worker)
    const first = (await messages.next()).value
    if (first?.kind !== 'refused') return batches(worker, messages)
    await worker.terminate()
    throw new ImportError(first.problem)
  }
}

/** What a thread sends until it ends; throws its error. */
async function* messagesOf(worker: Worker): AsyncGenerator<FromChecker, undefined> {
  for await (const [message] of on(worker, 'message', { close: ['exit'] })) yield message as FromChecker
  return undefined
}

async function* batches(
  worker: Worker,
  messages: AsyncIterable<FromChecker>,
): AsyncGenerator<Batch<CheckedAddress>> {
  let ended = false
  try {
    for await (const message of messages) {
      if (message.kind === 'end') ended = true
      if (message.kind !== 'batch') continue
      worker.postMessage('taken')
      yield { rows: unpackAddresses(message.packed), done: message.done, total: message.total }
    }
    if (!ended) throw new Error('the thread that checks addresses ended before the file did')
  } finally {
    await worker.terminate()
  }
}
