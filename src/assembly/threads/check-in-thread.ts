import type {
  CheckAddresses,
  CheckedAddress,
  CheckJob,
} from '../../importing/kinds/addresses/checked-address.ts'
import type { Batch } from '../../importing/reading/source-row.ts'
import { workerFile } from '../../worker-start.ts'
import { type LotData, lotsFromThread } from './lots-from-thread.ts'
import { type PackedAddresses, unpackAddresses } from './packed-addresses.ts'

/** What the thread is started with. */
export interface CheckerData extends LotData {
  dataDir: string
  job: CheckJob
}

/** What the thread sends. */
export interface PackedBatch {
  packed: PackedAddresses
  done: number
  total: number
}

/** Batches kept between the threads, of 256 KiB of a file each: as much as is checked while one batch is written. */
const AHEAD = 32
/** Young heap of the thread in MiB: rows live briefly. */
const YOUNG = 192

/**
 * Reads and checks addresses in a thread of its own, while this one writes the rows before. The thread knows the units
 * that the record in `dataDir` held at its last commit.
 */
export function checkInThread(dataDir: string): CheckAddresses {
  return async (job) => {
    const data: CheckerData = { dataDir, job, ahead: AHEAD }
    const file = workerFile('./check-worker.ts', import.meta.url)
    return unpacked(await lotsFromThread<PackedBatch>(file, data, { maxYoungGenerationSizeMb: YOUNG }))
  }
}

async function* unpacked(batches: AsyncIterable<PackedBatch>): AsyncGenerator<Batch<CheckedAddress>> {
  for await (const { packed, done, total } of batches) yield { rows: unpackAddresses(packed), done, total }
}
