import type { LayerLot } from '../../registry/batches/layers/layer-files.ts'
import { workerFile } from '../../worker-start.ts'
import type { LayerUpload } from '../batches/read-layer.ts'
import { batchLots } from './batch-lots.ts'
import type { LotData } from './lots-from-thread.ts'

/** What the thread is started with. */
export interface LayerReaderData extends LotData {
  readonly dataDir: string
  readonly upload: LayerUpload
}

/** Reads a file of a thematic layer in a thread of its own, see `readLayer`. Throws ImportError. */
export function layerInThread(
  dataDir: string,
  upload: LayerUpload,
  signal?: AbortSignal,
): AsyncGenerator<LayerLot> {
  const data: Omit<LayerReaderData, 'ahead'> = { dataDir, upload }
  return batchLots(workerFile('./layer-worker.ts', import.meta.url), data, signal)
}
