import type { LayerLot } from '../../registry/batches/layers/layer-files.ts'
import { workerFile } from '../../worker-start.ts'
import type { LayerUpload } from '../batches/read-layer.ts'
import { type LotData, lotsFromThread } from './lots-from-thread.ts'

/** What the thread is started with. */
export interface LayerReaderData extends LotData {
  readonly dataDir: string
  readonly upload: LayerUpload
}

/** Lots of rows kept between the threads. */
const AHEAD = 4
/** Heap of the thread in MiB. */
const HEAP = { maxOldGenerationSizeMb: 512, maxYoungGenerationSizeMb: 64 }

/** Reads a file of a thematic layer in a thread of its own, see `readLayer`. Throws ImportError. */
export async function* layerInThread(
  dataDir: string,
  upload: LayerUpload,
  signal?: AbortSignal,
): AsyncGenerator<LayerLot> {
  const data: LayerReaderData = { dataDir, upload, ahead: AHEAD }
  yield* await lotsFromThread<LayerLot>(workerFile('./layer-worker.ts', import.meta.url), data, {
    ...HEAP,
    signal,
  })
}
