import { on } from 'node:events'
import { setImmediate as turn } from 'node:timers/promises'
import { parentPort, type ResourceLimits, type TransferListItem, Worker } from 'node:worker_threads'
import { ImportError, type ImportProblem } from '../../importing/reading/problem.ts'
import { workerStart } from '../../worker-start.ts'

/** What a thread sends that reads a file lot by lot. */
type FromThread<Lot> =
  | { kind: 'open' }
  | { kind: 'lot'; lot: Lot }
  | { kind: 'end' }
  | { kind: 'refused'; problem: ImportProblem }

/** What a thread is started with: how many lots it may send before the first is taken; then one more with each that is. */
export interface LotData {
  readonly ahead: number
}

/**
 * Starts a thread that reads a file, and gives its lots as they come; throws ImportError for a file that cannot be read at
 * all. The thread ends with the last lot, or when nobody wants further ones; `signal` ends it at once.
 */
export async function lotsFromThread<Lot>(
  file: URL,
  workerData: LotData,
  { signal, ...resourceLimits }: ResourceLimits & { signal?: AbortSignal | undefined } = {},
): Promise<AsyncGenerator<Lot>> {
  signal?.throwIfAborted()
  const worker = new Worker(workerStart(file), { workerData, resourceLimits })
  const stop = () => void worker.terminate()
  signal?.addEventListener('abort', stop, { once: true })
  worker.once('exit', () => signal?.removeEventListener('abort', stop))
  const messages = messagesOf<Lot>(worker)
  const first = (await messages.next()).value
  if (first?.kind !== 'refused') return lots(worker, messages)
  await worker.terminate()
  throw new ImportError(first.problem)
}

/** What a thread sends until it ends; throws its error. */
async function* messagesOf<Lot>(worker: Worker): AsyncGenerator<FromThread<Lot>, undefined> {
  for await (const [message] of on(worker, 'message', { close: ['exit'] })) yield message as FromThread<Lot>
  return undefined
}

async function* lots<Lot>(worker: Worker, messages: AsyncIterable<FromThread<Lot>>): AsyncGenerator<Lot> {
  let ended = false
  try {
    for await (const message of messages) {
      if (message.kind === 'end') ended = true
      if (message.kind === 'refused') throw new ImportError(message.problem)
      if (message.kind !== 'lot') continue
      worker.postMessage('taken')
      // Node takes a thousand messages in one turn: requests would wait until all these lots are written.
      await turn()
      yield message.lot
    }
    if (!ended) throw new Error('the thread that reads a file ended before the file did')
  } finally {
    await worker.terminate()
  }
}

/**
 * Sends lots from within a thread, as fast as they are taken, and ends.
 *
 * @param open opens the file; its ImportError refuses it
 * @param transfer what of a lot is handed over, not copied
 */
export async function sendLots<Lot>(
  { ahead }: LotData,
  open: () => Promise<AsyncIterable<Lot>>,
  transfer: (lot: Lot) => TransferListItem[] = () => [],
): Promise<void> {
  let allowed = ahead
  let wake = () => {}
  parentPort?.on('message', () => {
    allowed++
    wake()
  })
  const send = (message: FromThread<Lot>, handedOver: TransferListItem[] = []) =>
    parentPort?.postMessage(message, handedOver)
  try {
    const all = await open()
    send({ kind: 'open' })
    for await (const lot of all) {
      while (allowed === 0)
        await new Promise<void>((resolve) => {
          wake = resolve
        })
      allowed--
      send({ kind: 'lot', lot }, transfer(lot))
    }
    send({ kind: 'end' })
  } catch (error) {
    if (!(error instanceof ImportError)) throw error
    send({ kind: 'refused', problem: error.problem })
  }
  parentPort?.close()
}
