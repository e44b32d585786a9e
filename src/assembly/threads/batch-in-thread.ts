import type { BatchDraft } from '../../registry/batches/batch-content.ts'
import { workerFile } from '../../worker-start.ts'
import type { BatchFile } from '../batches/read-batch.ts'
import type { RecordPlace } from '../checking/open-checked-record.ts'
import { type LotData, lotsFromThread } from './lots-from-thread.ts'

/** What the thread is started with. */
export interface BatchReaderData extends LotData {
  readonly place: RecordPlace
  readonly file: BatchFile
}

/** Lots of rows kept between the threads. */
const AHEAD = 4
/** Heap of the thread in MiB: what does not fit lies in a temporary file. */
const HEAP = { maxOldGenerationSizeMb: 512, maxYoungGenerationSizeMb: 64 }

/** Reads a file of a batch in a thread of its own, see `readBatch`. Throws ImportError. */
export async function* batchInThread(
  place: RecordPlace,
  file: BatchFile,
  signal?: AbortSignal,
): AsyncGenerator<BatchDraft[]> {
  const data: BatchReaderData = { place, file, ahead: AHEAD }
  yield* await lotsFromThread<BatchDraft[]>(workerFile('./batch-worker.ts', import.meta.url), data, {
    ...HEAP,
    signal,
  })
}
