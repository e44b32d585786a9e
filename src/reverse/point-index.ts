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

/** Edits beside the grid after which it is built again. */
const MAX_EDITS = 4096

/**
 * Nearest points: a static grid, with tombstones and a short list of additions for later edits; candidates are ordered by exact
 * distance. About 28 bytes a point.
 */
export class PointIndex {
  /** Points of the grid by fid, ascending. */
  #fids: Uint32Array
  #grid: PointGrid | undefined
  readonly #removed = new Set<number>()
  readonly #added = new Map<number, [lon: number, lat: number]>()

  /** @param points `[fid, lon, lat]` in ascending order of fid. */
  constructor(points: Iterable<readonly [fid: number, lon: number, lat: number]>, count: number) {
    const fids = new Uint32Array(count)
    const lons = new Float64Array(count)
    const lats = new Float64Array(count)
    let n = 0
    for (const [fid, lon, lat] of points) {
      fids[n] = fid
      lons[n] = lon
      lats[n++] = lat
    }
    this.#fids = n < count ? fids.slice(0, n) : fids
    this.#grid = n === 0 ? undefined : new PointGrid(this.#fids, lons.subarray(0, n), lats.subarray(0, n))
  }

  get size(): number {
    return this.#fids.length - this.#removed.size + this.#added.size
  }

  /** Puts a point where it is now, or takes it away. */
  set(fid: number, position: readonly [number, number] | undefined): void {
    if (this.#has(fid)) this.#removed.add(fid)
    if (position) this.#added.set(fid, [position[0], position[1]])
    else this.#added.delete(fid)
    if (this.#removed.size + this.#added.size > MAX_EDITS) this.#rebuild()
  }

  /** The at most `limit` points within `radius` metres, nearest first, then by fid. */
  nearest(lon: number, lat: number, limit: number, radius: number): Near[] {
    const found: Near[] = []
    const keep = (fid: number, x: number, y: number) => {
      const metres = distance(lon, lat, x, y)
      if (metres <= radius) found.push({ fid, lon: x, lat: y, metres })
    }
    const isPresent = this.#removed.size === 0 ? always : (fid: number) => !this.#removed.has(fid)
    this.#grid?.around(lon, lat, limit, radius, isPresent, keep)
    for (const [fid, [x, y]] of this.#added) keep(fid, x, y)
    return found.sort((a, b) => a.metres - b.metres || a.fid - b.fid).slice(0, limit)
  }

  /** All points in a box, at most `limit`, by fid. */
  within(box: Box, limit: number): Array<{ fid: number; lon: number; lat: number }> {
    const inside = (x: number, y: number) => x >= box[0] && x <= box[2] && y >= box[1] && y <= box[3]
    const found: Array<{ fid: number; lon: number; lat: number }> = []
    this.#grid?.within(box[0], box[1], box[2], box[3], (fid, lon, lat) => {
      if (inside(lon, lat) && !this.#removed.has(fid)) found.push({ fid, lon, lat })
    })
    for (const [fid, [x, y]] of this.#added) if (inside(x, y)) found.push({ fid, lon: x, lat: y })
    return found.sort((a, b) => a.fid - b.fid).slice(0, limit)
  }

  #rebuild(): void {
    const points: Array<[number, number, number]> = []
    this.#grid?.within(-180, -90, 180, 90, (fid, lon, lat) => {
      if (!this.#removed.has(fid)) points.push([fid, lon, lat])
    })
    for (const [fid, [lon, lat]] of this.#added) points.push([fid, lon, lat])
    points.sort((a, b) => a[0] - b[0])
    this.#removed.clear()
    this.#added.clear()
    this.#fids = Uint32Array.from(points, (point) => point[0])
    const lons = Float64Array.from(points, (point) => point[1])
    const lats = Float64Array.from(points, (point) => point[2])
    this.#grid = points.length === 0 ? undefined : new PointGrid(this.#fids, lons, lats)
  }

  /** Whether the grid has a fid, by binary search. */
  #has(fid: number): boolean {
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
