// The thread that reads a file of a batch, and matches it with the record, while the thread that started it answers requests.
import { workerData } from 'node:worker_threads'
import type { BatchDraft } from '../../registry/batches/batch-content.ts'
import { readBatch } from '../batches/read-batch.ts'
import { loadFieldProfiles } from '../checking/checking-ports.ts'
import { openCheckedRecord } from '../checking/open-checked-record.ts'
import type { BatchReaderData } from './batch-in-thread.ts'
import { sendLots } from './lots-from-thread.ts'

const data = workerData as BatchReaderData
await sendLots(data, async () => firstRead(drafts()))

async function* drafts(): AsyncGenerator<BatchDraft[]> {
  const { record, store, close } = await openCheckedRecord(data.place)
  try {
    yield* readBatch({ record, store, profiles: loadFieldProfiles() }, data.file)
  } finally {
    await close()
  }
}

/** Waits for the first rows, so that a file which cannot be read is refused at once. */
async function firstRead(lots: AsyncGenerator<BatchDraft[]>): Promise<AsyncIterable<BatchDraft[]>> {
  const first = await lots.next()
  return (async function* () {
    if (!first.done) yield first.value
    yield* lots
  })()
}
