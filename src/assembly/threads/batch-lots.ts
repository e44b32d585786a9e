import { type LotData, lotsFromThread } from './lots-from-thread.ts'

/** Lots of rows kept between the threads. */
const AHEAD = 4
/** Heap of the thread in MiB: what does not fit lies in a temporary file. */
const HEAP = { maxOldGenerationSizeMb: 512, maxYoungGenerationSizeMb: 64 }

/** Lots of a file that somebody has sent, read in a thread of its own with bounded memory. Throws ImportError. */
export async function* batchLots<Lot>(
  worker: URL,
  data: Omit<LotData, 'ahead'>,
  signal?: AbortSignal,
): AsyncGenerator<Lot> {
  yield* await lotsFromThread<Lot>(worker, { ...data, ahead: AHEAD }, { ...HEAP, signal })
}
