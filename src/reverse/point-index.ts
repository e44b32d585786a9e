import type { Box } from '../geo/box.ts'
import { distance } from '../geo/distance.ts'
import { PointGrid } from './point-grid.ts'

export interface Near {
  fid: number
  lon: number
  lat: number
  /** Great-circle distance in metres. */
  metres: number
}

type Position = readonly [lon: number, lat: number]

/** Points read between two moments at which others may have the processor. */
const SLICE = 2048
/** An index is worn when its edits are more than a quarter of its points, and at least so many. */
const MIN_EDITS = 4096
/** More edits at once would hold the event loop. */
const MAX_AT_ONCE = 4096
/** Points outside of the grid are looked through one by one. */
const MAX_OUTSIDE = 2048

/**
 * Nearest points: a grid of those there were when it was built, tombstones and additions by cell for edits since, exact
 * distances last. About 28 bytes a point. An edit costs the same however many points there are; when edits become many,
 * {@link isWornAfter} says that a new index should be built.
 */
export class PointIndex {
  /** Points of the grid by fid, ascending. */
  readonly #fids: Uint32Array
  readonly #grid: PointGrid
  /** Points of the grid that moved or are gone. */
  readonly #gone = new Set<number>()
  /** Points that came or moved since, wherever they lie. */
  readonly #added = new Map<number, Position>()
  /** Those of them that lie in no cell of the grid. */
  readonly #outside = new Map<number, Position>()

  private constructor(fids: Uint32Array, grid: PointGrid) {
    this.#fids = fids
    this.#grid = grid
  }

  /**
   * Makes an index in slices of about a millisecond.
   * @param points `[fid, lon, lat]` in ascending order of fid.
   * @param count how many there are at most.
   */
  static *build(
    points: Iterable<readonly [fid: number, lon: number, lat: number]>,
    count: number,
  ): Generator<void, PointIndex> {
    const fids = new Uint32Array(count)
    const lons = new Float64Array(count)
    const lats = new Float64Array(count)
    let n = 0
    for (const [fid, lon, lat] of points) {
      fids[n] = fid
      lons[n] = lon
      lats[n++] = lat
      if (n % SLICE === 0) yield
    }
    const own = n < count ? fids.slice(0, n) : fids
    yield
    return new PointIndex(own, yield* PointGrid.build(own, lons.subarray(0, n), lats.subarray(0, n)))
  }

  get size(): number {
    return this.#fids.length - this.#gone.size + this.#added.size
  }

  /** Whether so many more edits are better followed by a new index, which answers more quickly and is made in slices. */
  isWornAfter(edits: number): boolean {
    const all = this.#gone.size + this.#added.size + edits
    return (
      edits > MAX_AT_ONCE ||
      this.#outside.size > MAX_OUTSIDE ||
      all > Math.max(MIN_EDITS, this.#fids.length / 4)
    )
  }

  /** Puts a point where it is now, or takes it away. */
  set(fid: number, position: Position | undefined): void {
    const old = this.#added.get(fid)
    if (old) {
      this.#added.delete(fid)
      if (!this.#outside.delete(fid)) this.#grid.removeAdded(fid, old[0], old[1])
    }
    if (this.#isInGrid(fid)) this.#gone.add(fid)
    if (!position) return
    this.#added.set(fid, position)
    if (!this.#grid.add(fid, position[0], position[1])) this.#outside.set(fid, position)
  }

  /** The at most `limit` points within `radius` metres, nearest first, then by fid. */
  nearest(lon: number, lat: number, limit: number, radius: number): Near[] {
    const found: Near[] = []
    const keep = (fid: number, x: number, y: number) => {
      const metres = distance(lon, lat, x, y)
      if (metres <= radius) found.push({ fid, lon: x, lat: y, metres })
    }
    this.#grid.around(lon, lat, limit, radius, this.#isPresent, keep)
    for (const [fid, [x, y]] of this.#outside) keep(fid, x, y)
    return found.sort((a, b) => a.metres - b.metres || a.fid - b.fid).slice(0, limit)
  }

  /** All points in a box, at most `limit`, by fid. */
  within(box: Box, limit: number): Array<{ fid: number; lon: number; lat: number }> {
    const found: Array<{ fid: number; lon: number; lat: number }> = []
    const keep = (fid: number, lon: number, lat: number) => {
      if (lon >= box[0] && lon <= box[2] && lat >= box[1] && lat <= box[3]) found.push({ fid, lon, lat })
    }
    this.#grid.within(box, this.#isPresent, keep)
    for (const [fid, [x, y]] of this.#outside) keep(fid, x, y)
    return found.sort((a, b) => a.fid - b.fid).slice(0, limit)
  }

  /** Of the points of the grid those that are where they were. */
  get #isPresent(): (fid: number) => boolean {
    return this.#gone.size === 0 ? always : (fid) => !this.#gone.has(fid)
  }

  /** Whether the grid has a fid, by binary search. */
  #isInGrid(fid: number): boolean {
    let low = 0
    let high = this.#fids.length - 1
    while (low <= high) {
      const middle = (low + high) >> 1
      const value = this.#fids[middle]!
      if (value === fid) return true
      if (value < fid) low = middle + 1
      else high = middle - 1
    }
    return false
  }
}

function always(): boolean {
  return true
}
