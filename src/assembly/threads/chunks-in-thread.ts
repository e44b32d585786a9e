import { dirname } from 'node:path'
import { MessageChannel, type MessagePort, receiveMessageOnPort, Worker } from 'node:worker_threads'
import {
  type AddressChunk,
  addressChunks,
  type PackedChunk,
  unpackChunk,
} from '../../store/reading/address-chunks.ts'
import type { RecordStore } from '../../store/record-store.ts'
import { workerFile, workerStart } from '../../worker-start.ts'

/** What the thread is started with. */
export interface ChunkReaderData {
  dataDir: string
  port: MessagePort
  /** How many messages were sent, and how many taken; either side waits for the other's. */
  counts: Int32Array
  /** Chunks that may be sent and not yet taken. */
  ahead: number
  /** The first row number to read. */
  from: number
}

/** What the thread sends. */
export type FromChunkReader =
  | { kind: 'chunk'; chunk: PackedChunk }
  | { kind: 'end' }
  | { kind: 'failed'; message: string; code: unknown }

export const SENT = 0
export const TAKEN = 1
/** Fewer addresses are read before a thread has started. */
const MIN_ADDRESSES = 100_000
/** Some megabytes, of which the reader is never that far ahead for long. */
const AHEAD = 16
/** Row numbers that are read here while the thread starts. */
const MEANWHILE = 32_000
/** Milliseconds without a message after which the thread counts as lost. */
const PATIENCE = 30_000

/**
 * The public addresses as {@link addressChunks} gives them, read from SQLite in a thread of its own while this one indexes
 * those before. This one waits without returning to its event loop. Reading begins at once.
 */
export function chunksInThread(record: RecordStore, min = MIN_ADDRESSES): Iterable<AddressChunk> {
  if (record.addresses.lastFid() < min) return addressChunks(record)
  const { port1, port2 } = new MessageChannel()
  const counts = new Int32Array(new SharedArrayBuffer(8))
  const from = Math.min(MEANWHILE, record.addresses.lastFid() >> 1)
  const workerData: ChunkReaderData = {
    dataDir: dirname(record.db.name),
    port: port2,
    counts,
    ahead: AHEAD,
    from,
  }
  const worker = new Worker(workerStart(workerFile('./chunk-worker.ts', import.meta.url)), {
    workerData,
    transferList: [port2],
  })
  // The thread sends its errors itself; if it cannot, it counts as lost.
  worker.on('error', () => undefined)
  worker.unref()
  return chunksFrom(record, from, port1, counts, () => void worker.terminate())
}

/** The addresses below row `to`, read here, then those that the thread sends. */
function* chunksFrom(
  record: RecordStore,
  to: number,
  port: MessagePort,
  counts: Int32Array,
  end: () => void,
): Generator<AddressChunk> {
  try {
    yield* addressChunks(record, { to })
    for (let taken = 0; ; ) {
      const received = receiveMessageOnPort(port)?.message as FromChunkReader | undefined
      if (!received) {
        if (Atomics.wait(counts, SENT, taken, PATIENCE) === 'timed-out')
          throw new Error('the thread that reads addresses sends nothing')
        continue
      }
      taken++
      if (received.kind === 'end') return
      if (received.kind === 'failed')
        throw Object.assign(new Error(received.message), { code: received.code })
      Atomics.store(counts, TAKEN, taken)
      Atomics.notify(counts, TAKEN)
      yield unpackChunk(received.chunk, record)
    }
  } finally {
    port.close()
    end()
  }
}
