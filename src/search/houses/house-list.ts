import {
  compareHouseNumbers,
  coversNumber,
  type HousePath,
  parseHousePath,
} from '../../parsing/house-path.ts'
import type { HouseTexts } from './house-texts.ts'

export interface House {
  readonly fid: number
  readonly text: string
}

/** Numbers that one building takes in at most. */
const WIDEST = 40
const NONE = new Uint32Array(0)
const NO_ROWS: readonly number[] = []
/** Room for the row's place in a list beside its number, in the 53 bits of a double. */
const PLACES = 2 ** 34
/** Houses of one outermost number, or on one side of it, that are looked at for neighbours. */
const MAX_OF_ONE = 256

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

  /** A list without some rows and with others, which stand behind those of the same outermost number. */
  edited(gone: ReadonlySet<number>, added: ReadonlyMap<number, number>, texts: HouseTexts): HouseList {
    const more = [...added].sort(([, a], [, b]) => texts.first(a) - texts.first(b))
    const ids = new Uint32Array(this.size + more.length)
    const fids = new Uint32Array(this.size + more.length)
    let n = 0
    let next = 0
    const put = (id: number, fid: number) => {
      ids[n] = id
      fids[n++] = fid
    }
    for (let i = 0; i < this.size; i++) {
      if (gone.has(this.fids[i]!)) continue
      const first = texts.first(this.ids[i]!)
      for (; next < more.length && texts.first(more[next]![1]) < first; next++)
        put(more[next]![1], more[next]![0])
      put(this.ids[i]!, this.fids[i]!)
    }
    for (; next < more.length; next++) put(more[next]![1], more[next]![0])
    return new HouseList(ids.subarray(0, n), fids.subarray(0, n))
  }

  /** Rows with this very number, by row. */
  exact(path: HousePath, texts: HouseTexts): readonly number[] {
    const id = this.size > 0 ? texts.get(path.text) : undefined
    if (id === undefined) return NO_ROWS
    const { ids, fids } = this
    let found: number[] | undefined
    for (
      let i = this.lowerBound(path.first, texts);
      i < ids.length && texts.first(ids[i]!) === path.first;
      i++
    )
      if (ids[i] !== id) continue
      else if (found) found.push(fids[i]!)
      else found = [fids[i]!]
    if (!found) return NO_ROWS
    return found.length > 1 ? found.sort((a, b) => a - b) : found
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

  /** The lowest numbers, in order along the street, at most `limit`, one house each. */
  lowest(limit: number, texts: HouseTexts): House[] {
    const found = new Map<number, House>()
    let last = -1
    for (let i = 0; i < this.size; i++) {
      const id = this.ids[i]!
      // Numbers of one outermost level are in no order among themselves: levels are taken whole.
      if (found.size >= limit && texts.first(id) !== last) break
      last = texts.first(id)
      const fid = this.fids[i]!
      if (fid < (found.get(id)?.fid ?? Number.POSITIVE_INFINITY))
        found.set(id, { fid, text: texts.texts[id]! })
    }
    return [...found.values()].sort((a, b) => compareHouseNumbers(a.text, b.text)).slice(0, limit)
  }

  /** Rows of buildings whose number takes in this one: "120A-B" for 120B. */
  covering(path: HousePath, texts: HouseTexts): readonly number[] {
    const found: number[] = []
    const end = this.lowerBound(path.first + 1, texts)
    for (let i = this.lowerBound(path.first - WIDEST, texts); i < end; i++) {
      const text = texts.texts[this.ids[i]!]!
      const building = text.includes('-') ? parseHousePath(text) : undefined
      if (building && coversNumber(building, path)) found.push(this.fids[i]!)
    }
    return found.sort((a, b) => a - b)
  }

  /** The numbers standing nearest to one that is missing, in order along the street, at most `limit`. */
  nearest(path: HousePath, limit: number, texts: HouseTexts): House[] {
    const before: House[] = []
    const after: House[] = []
    const seen = new Set<number>()
    const take = (i: number) => {
      const id = this.ids[i]!
      if (seen.has(id)) return
      seen.add(id)
      const house = { fid: this.fids[i]!, text: texts.texts[id]! }
      const side = compareHouseNumbers(house.text, path.text) > 0 ? after : before
      keepNearest(side, house, side === after ? 1 : -1, limit)
    }
    const low = this.lowerBound(path.first, texts)
    const high = this.lowerBound(path.first + 1, texts)
    for (let i = low; i < Math.min(high, low + MAX_OF_ONE); i++) take(i)
    // Numbers of one outermost level are in no order among themselves: levels are taken whole.
    for (const [start, step] of [
      [low - 1, -1],
      [high, 1],
    ] as const) {
      const enough = seen.size + limit
      for (let i = start; i >= 0 && i < this.size && Math.abs(i - start) < MAX_OF_ONE; i += step) {
        if (seen.size >= enough && texts.first(this.ids[i]!) !== texts.first(this.ids[i - step]!)) break
        take(i)
      }
    }
    const window = [...before.reverse(), ...after]
    const start = Math.max(0, Math.min(before.length - Math.ceil(limit / 2), window.length - limit))
    return window.slice(start, start + limit)
  }

  /** First place whose number is not below `first`. */
  lowerBound(first: number, texts: HouseTexts): number {
    const { ids } = this
    let low = 0
    let high = ids.length
    while (low < high) {
      const middle = (low + high) >> 1
      if (texts.first(ids[middle]!) < first) low = middle + 1
      else high = middle
    }
    return low
  }
}

/** Puts a house among the `limit` nearest on one side (1 behind, -1 before), nearest first: of many few are ever near. */
function keepNearest(nearest: House[], house: House, side: 1 | -1, limit: number): void {
  let at = nearest.length
  while (at > 0 && compareHouseNumbers(house.text, nearest[at - 1]!.text) * side < 0) at--
  if (at === limit) return
  nearest.splice(at, 0, house)
  if (nearest.length > limit) nearest.pop()
}
