// The thread that reads and checks a file of addresses while the thread that started it loads them.
import { workerData } from 'node:worker_threads'
import { checkWith } from '../../importing/kinds/addresses/check-addresses.ts'
import type { CheckedAddress } from '../../importing/kinds/addresses/checked-address.ts'
import type { Batch } from '../../importing/reading/source-row.ts'
import { RecordStore } from '../../store/record-store.ts'
import { recordFinders } from '../places/place-finders.ts'
import type { CheckerData, PackedBatch } from './check-in-thread.ts'
import { sendLots } from './lots-from-thread.ts'
import { packAddresses } from './packed-addresses.ts'

const data = workerData as CheckerData
await sendLots(
  data,
  async () => packed(await checkWith(unitsOf(data.dataDir))(data.job)),
  (batch) => [batch.packed.numbers.buffer as ArrayBuffer],
)

async function* packed(batches: AsyncIterable<Batch<CheckedAddress>>): AsyncGenerator<PackedBatch> {
  for await (const { rows, done, total } of batches) yield { packed: packAddresses(rows), done, total }
}

/** Closed again at once: an open reader would keep the import from emptying its journal. */
function unitsOf(dataDir: string): ReturnType<typeof recordFinders> {
  const record = RecordStore.open(dataDir, { readonly: true })
  try {
    return recordFinders(record)
  } finally {
    record.close()
  }
}
