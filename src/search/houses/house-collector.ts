import { HouseList } from './house-list.ts'
import type { HouseTexts } from './house-texts.ts'

/** Houses in a block. */
const BLOCK = 1 << 16
/** Houses put in order between two moments at which others may have the processor: about a millisecond. */
const SLICE = 1 << 14
/** Houses put here and there into new arrays between two such moments: memory that is touched first costs most. */
const SCATTERED = 1 << 12
const COLUMNS = 3

/** Collects house numbers, then distributes them to the lists of their entries by a counting sort. */
export class HouseCollector {
  /** Entry, number and row of each house in turn, in blocks: one growing array would be copied whole. */
  readonly #blocks: Uint32Array[] = []
  #size = 0

  add(entry: number, id: number, fid: number): void {
    const at = (this.#size % BLOCK) * COLUMNS
    if (at === 0) this.#blocks.push(new Uint32Array(BLOCK * COLUMNS))
    const block = this.#blocks.at(-1)!
    block[at] = entry
    block[at + 1] = id
    block[at + 2] = fid
    this.#size++
  }

  /** Gives each entry its houses, in slices. */
  *distribute(
    entries: readonly { readonly id: number; houses: HouseList }[],
    texts: HouseTexts,
  ): Generator<void, void> {
    const starts = new Uint32Array(entries.length + 1)
    for (const [block, size] of this.#sized()) {
      for (let i = 0; i < size; i++) starts[block[i * COLUMNS]! + 1]!++
      yield
    }
    for (let i = 0; i < entries.length; i++) starts[i + 1]! += starts[i]!
    const next = starts.slice()
    const ids = new Uint32Array(this.#size)
    const fids = new Uint32Array(this.#size)
    for (const [block, size] of this.#sized()) {
      for (let i = 0; i < size; i++) {
        const at = next[block[i * COLUMNS]!]!++
        ids[at] = block[i * COLUMNS + 1]!
        fids[at] = block[i * COLUMNS + 2]!
        if (i % SCATTERED === 0) yield
      }
      yield
    }
    let sorted = 0
    for (const entry of entries) {
      const from = starts[entry.id]!
      const to = starts[entry.id + 1]!
      if (to === from) continue
      entry.houses = HouseList.sorted(ids.subarray(from, to), fids.subarray(from, to), texts)
      sorted += to - from
      if (sorted < SLICE) continue
      sorted = 0
      yield
    }
  }

  *#sized(): Generator<[block: Uint32Array, size: number]> {
    for (const [i, block] of this.#blocks.entries()) yield [block, Math.min(BLOCK, this.#size - i * BLOCK)]
  }
}
