import { CLASSES } from './count-grid.ts'

/** Bytes of a cell shown as counts, beside its counts by class. */
const CELL_BYTES = 45

/** The fullest cells, as many as save `excess` bytes when each becomes one count; ties go to the first. */
export function fullestCells(counts: Uint32Array, excess: number, perAddress: number): Uint8Array {
  const merged = new Uint8Array(counts.length)
  const order = [...counts.keys()]
    .filter((cell) => counts[cell]! > 1)
    .sort((a, b) => counts[b]! - counts[a]! || a - b)
  let saved = 0
  for (const cell of order) {
    if (saved >= excess) break
    merged[cell] = 1
    saved += counts[cell]! * perAddress - CELL_BYTES - CLASSES * 4
  }
  return merged
}
