// The thread that reads the record's addresses while another one indexes them.
import { workerData } from 'node:worker_threads'
import { packedChunks } from '../../store/reading/address-chunks.ts'
import { RecordStore } from '../../store/record-store.ts'
import { type ChunkReaderData, type FromChunkReader, SENT, TAKEN } from './chunks-in-thread.ts'

const { dataDir, port, counts, ahead, from } = workerData as ChunkReaderData
let sent = 0

try {
  const record = RecordStore.open(dataDir, { readonly: true })
  for (const chunk of packedChunks(record, { from })) {
    for (let taken = Atomics.load(counts, TAKEN); sent - taken >= ahead; taken = Atomics.load(counts, TAKEN))
      Atomics.wait(counts, TAKEN, taken)
    send({ kind: 'chunk', chunk }, [chunk.fids.buffer, chunk.positions.buffer])
  }
  record.close()
  send({ kind: 'end' }, [])
} catch (error) {
  const { message, code } = error as NodeJS.ErrnoException
  send({ kind: 'failed', message, code }, [])
}

function send(message: FromChunkReader, handedOver: ArrayBuffer[]): void {
  port.postMessage(message, handedOver)
  Atomics.store(counts, SENT, ++sent)
  Atomics.notify(counts, SENT)
}
