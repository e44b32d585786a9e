import type { BatchDraft } from '../../registry/batches/batch-content.ts'
import { workerFile } from '../../worker-start.ts'
import type { BatchFile } from '../batches/read-batch.ts'
import type { RecordPlace } from '../checking/open-checked-record.ts'
import { batchLots } from './batch-lots.ts'
import type { LotData } from './lots-from-thread.ts'

/** What the thread is started with. */
export interface BatchReaderData extends LotData {
  readonly place: RecordPlace
  readonly file: BatchFile
}

/** Reads a file of a batch in a thread of its own, see `readBatch`. Throws ImportError. */
export function batchInThread(
  place: RecordPlace,
  file: BatchFile,
  signal?: AbortSignal,
): AsyncGenerator<BatchDraft[]> {
  const data: Omit<BatchReaderData, 'ahead'> = { place, file }
  return batchLots(workerFile('./batch-worker.ts', import.meta.url), data, signal)
}
