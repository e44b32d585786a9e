import { HouseList } from './house-list.ts'
import type { HouseTexts } from './house-texts.ts'

/** Collects house numbers in flat columns, then distributes them to the lists of their entries by a counting sort. */
export class HouseCollector {
  #entries = new Uint32Array(4096)
  #ids = new Uint32Array(4096)
  #fids = new Uint32Array(4096)
  #size = 0

  add(entry: number, id: number, fid: number): void {
    if (this.#size === this.#entries.length) {
      this.#entries = doubled(this.#entries)
      this.#ids = doubled(this.#ids)
      this.#fids = doubled(this.#fids)
    }
    this.#entries[this.#size] = entry
    this.#ids[this.#size] = id
    this.#fids[this.#size++] = fid
  }

  distribute(entries: readonly { readonly id: number; houses: HouseList }[], texts: HouseTexts): void {
    const starts = new Uint32Array(entries.length + 1)
    for (let i = 0; i < this.#size; i++) starts[this.#entries[i]! + 1]!++
    for (let i = 0; i < entries.length; i++) starts[i + 1]! += starts[i]!
    const next = starts.slice()
    const ids = new Uint32Array(this.#size)
    const fids = new Uint32Array(this.#size)
    for (let i = 0; i < this.#size; i++) {
      const at = next[this.#entries[i]!]!++
      ids[at] = this.#ids[i]!
      fids[at] = this.#fids[i]!
    }
    for (const entry of entries) {
      const from = starts[entry.id]!
      const to = starts[entry.id + 1]!
      if (to > from) entry.houses = HouseList.sorted(ids.subarray(from, to), fids.subarray(from, to), texts)
    }
  }
}

function doubled(array: Uint32Array<ArrayBuffer>): Uint32Array<ArrayBuffer> {
  const larger = new Uint32Array(array.length * 2)
  larger.set(array)
  return larger
}
