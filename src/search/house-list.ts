import { compareHouseNumbers, type HousePath } from '../text/house-path.ts'
import type { HouseTexts } from './house-texts.ts'

export interface House {
  readonly fid: number
  readonly text: string
}

const NONE = new Uint32Array(0)
/** Room for the row's place in a list beside its number, in the 53 bits of a double. */
const PLACES = 2 ** 34

/** The houses of one street or hamlet, by outermost number. */
export class HouseList {
  /** Two arrays in one order: numbers as {@link HouseTexts} knows them, and rows. */
  constructor(
    readonly ids: Uint32Array = NONE,
    readonly fids: Uint32Array = NONE,
  ) {}

  /** A list from unordered arrays, which are put in order in place. */
  static sorted(ids: Uint32Array, fids: Uint32Array, texts: HouseTexts): HouseList {
    const n = ids.length
    const order = new Float64Array(n)
    for (let i = 0; i < n; i++) order[i] = texts.first(ids[i]!) * PLACES + i
    order.sort()
    const oldIds = ids.slice()
    const oldFids = fids.slice()
    for (let i = 0; i < n; i++) {
      const from = order[i]! % PLACES
      ids[i] = oldIds[from]!
      fids[i] = oldFids[from]!
    }
    return new HouseList(ids, fids)
  }

  get size(): number {
    return this.fids.length
  }

  /** A list with one house more. */
  with(id: number, fid: number, texts: HouseTexts): HouseList {
    const at = this.lowerBound(texts.first(id) + 1, texts)
    return new HouseList(inserted(this.ids, at, id), inserted(this.fids, at, fid))
  }

  /** A list without a row; itself when it does not hold it. */
  without(fid: number): HouseList {
    const at = this.fids.indexOf(fid)
    if (at < 0) return this
    return new HouseList(
      this.ids.filter((_, i) => i !== at),
      this.fids.filter((_, i) => i !== at),
    )
  }

  /** Rows with this very number, by row. */
  exact(path: HousePath, texts: HouseTexts): number[] {
    const id = texts.get(path.text)
    if (id === undefined) return []
    const found: number[] = []
    for (
      let i = this.lowerBound(path.first, texts);
      i < this.size && texts.first(this.ids[i]!) === path.first;
      i++
    )
      if (this.ids[i] === id) found.push(this.fids[i]!)
    return found.sort((a, b) => a - b)
  }

  /** Houses whose number goes on from an unfinished one ("12/4" → 12/4A, 12/4/1), in order, at most `limit`. */
  beginning(path: HousePath, limit: number, texts: HouseTexts): House[] {
    const found: House[] = []
    for (let width = 1; width <= 10_000 && found.length < limit * 4; width *= 10) {
      const end = (path.first + 1) * width
      for (let i = this.lowerBound(path.first * width, texts); i < this.size; i++) {
        if (texts.first(this.ids[i]!) >= end || found.length >= limit * 4) break
        const text = texts.texts[this.ids[i]!]!
        if (text !== path.text && text.startsWith(path.text)) found.push({ fid: this.fids[i]!, text })
      }
      if (path.segments.length > 1 || path.first === 0) break
    }
    return found.sort((a, b) => compareHouseNumbers(a.text, b.text) || a.fid - b.fid).slice(0, limit)
  }

  /** The numbers standing nearest to one that is missing, in order along the street, at most `limit`. */
  nearest(path: HousePath, limit: number, texts: HouseTexts): House[] {
    const middle = this.lowerBound(path.first, texts)
    const reach = limit + 32
    const from = Math.max(0, middle - reach)
    const window: House[] = []
    for (let i = from; i < Math.min(this.size, middle + reach * 2); i++)
      window.push({ fid: this.fids[i]!, text: texts.texts[this.ids[i]!]! })
    window.sort((a, b) => compareHouseNumbers(a.text, b.text) || a.fid - b.fid)
    const distinct = window.filter((house, i) => house.text !== window[i - 1]?.text)
    const at = distinct.findIndex(({ text }) => compareHouseNumbers(text, path.text) > 0)
    const split = at < 0 ? distinct.length : at
    const start = Math.max(0, Math.min(split - Math.ceil(limit / 2), distinct.length - limit))
    return distinct.slice(start, start + limit)
  }

  /** First place whose number is not below `first`. */
  lowerBound(first: number, texts: HouseTexts): number {
    let low = 0
    let high = this.size
    while (low < high) {
      const middle = (low + high) >> 1
      if (texts.first(this.ids[middle]!) < first) low = middle + 1
      else high = middle
    }
    return low
  }
}

function inserted(array: Uint32Array, at: number, value: number): Uint32Array {
  const larger = new Uint32Array(array.length + 1)
  larger.set(array.subarray(0, at))
  larger[at] = value
  larger.set(array.subarray(at), at + 1)
  return larger
}
