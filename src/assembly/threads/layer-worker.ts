// The thread that reads a file of a thematic layer, while the thread that started it answers requests.
import { workerData } from 'node:worker_threads'
import type { LayerLot } from '../../registry/batches/layers/layer-files.ts'
import { SUPPRESSION_SECRET } from '../../store/record/info.ts'
import { RecordStore } from '../../store/record-store.ts'
import { readLayer } from '../batches/read-layer.ts'
import type { LayerReaderData } from './layer-in-thread.ts'
import { sendLots } from './lots-from-thread.ts'

const { dataDir, upload, ...data } = workerData as LayerReaderData
await sendLots(data, async () => lots())

async function* lots(): AsyncGenerator<LayerLot> {
  const record = RecordStore.open(dataDir, { readonly: true })
  if (record.info.get(SUPPRESSION_SECRET) === undefined) drawSecret()
  // What others write meanwhile is not half of what the file is compared with.
  record.pin()
  try {
    yield* readLayer(record, upload)
  } finally {
    record.close()
  }
}

/** Draws for the record what lots in tables of counts are drawn by: one of the copy in which the file is tried would go with it. */
function drawSecret(): void {
  const record = RecordStore.open(dataDir)
  try {
    record.write(() => record.info.secret(SUPPRESSION_SECRET))
  } finally {
    record.close()
  }
}
