import Flatbush from 'flatbush'
import type { Box } from '../geo/box.ts'
import { distance, METRES_PER_DEGREE, metresPerDegreeLon } from '../geo/distance.ts'

export interface Near {
  fid: number
  lon: number
  lat: number
  /** Great-circle distance in metres. */
  metres: number
}

/** Edits held beside the static tree before it is built again. */
const MAX_EDITS = 4096
/** Bounds of the error of the plane that the tree is laid out in: its curvature within 3°, and 32-bit coordinates. */
const PLANE_ERROR = 1.02
const ROUNDING_METRES = 1

/**
 * Nearest points: a static packed r-tree (flatbush) over metres in a local plane, tombstones and a short list of
 * additions for edits since it was built, exact distances last. About 30 bytes a point.
 */
export class PointIndex {
  #fids: Uint32Array
  #lons: Float64Array
  #lats: Float64Array
  #tree: Flatbush | undefined
  #lon0 = 0
  #lat0 = 0
  readonly #gone = new Set<number>()
  readonly #added = new Map<number, [lon: number, lat: number]>()

  /** @param points `[fid, lon, lat]` in ascending order of fid. */
  constructor(points: Iterable<readonly [fid: number, lon: number, lat: number]>, count: number) {
    this.#fids = new Uint32Array(count)
    this.#lons = new Float64Array(count)
    this.#lats = new Float64Array(count)
    let n = 0
    for (const [fid, lon, lat] of points) {
      this.#fids[n] = fid
      this.#lons[n] = lon
      this.#lats[n++] = lat
    }
    if (n < count) this.#cut(n)
    this.#plant()
  }

  get size(): number {
    return this.#fids.length - this.#gone.size + this.#added.size
  }

  /** Puts a point where it is now, or takes it away. */
  set(fid: number, position: readonly [number, number] | undefined): void {
    if (this.#slot(fid) !== undefined) this.#gone.add(fid)
    if (position) this.#added.set(fid, [position[0], position[1]])
    else this.#added.delete(fid)
    if (this.#gone.size + this.#added.size > MAX_EDITS) this.#rebuild()
  }

  /** The at most `limit` points within `radius` metres, nearest first, then by fid. */
  nearest(lon: number, lat: number, limit: number, radius: number): Near[] {
    const found: Near[] = []
    const keep = (fid: number, x: number, y: number) => {
      const metres = distance(lon, lat, x, y)
      if (metres <= radius) found.push({ fid, lon: x, lat: y, metres })
    }
    if (this.#tree) {
      const [x, y] = this.#plane(lon, lat)
      const alive = (i: number) => !this.#gone.has(this.#fids[i]!)
      const around = (n: number, metres: number) =>
        this.#tree?.neighbors(x, y, n, metres * PLANE_ERROR + ROUNDING_METRES, alive) ?? []
      const first = around(limit, radius)
      const farthest = Math.max(0, ...first.map((i) => distance(lon, lat, this.#lons[i]!, this.#lats[i]!)))
      // Equal distances and the plane's error may hide a nearer point behind the last one found.
      const complete = first.length < limit
      const slots = complete ? first : around(Number.POSITIVE_INFINITY, Math.min(radius, farthest))
      for (const i of slots) keep(this.#fids[i]!, this.#lons[i]!, this.#lats[i]!)
    }
    for (const [fid, [x, y]] of this.#added) keep(fid, x, y)
    return found.sort((a, b) => a.metres - b.metres || a.fid - b.fid).slice(0, limit)
  }

  /** All points in a box, at most `limit`, by fid. */
  within(box: Box, limit: number): Array<{ fid: number; lon: number; lat: number }> {
    const [minX, minY] = this.#plane(box[0], box[1])
    const [maxX, maxY] = this.#plane(box[2], box[3])
    const pad = ROUNDING_METRES
    const inside = (x: number, y: number) => x >= box[0] && x <= box[2] && y >= box[1] && y <= box[3]
    const found = (this.#tree?.search(minX - pad, minY - pad, maxX + pad, maxY + pad) ?? [])
      .filter((i) => !this.#gone.has(this.#fids[i]!) && inside(this.#lons[i]!, this.#lats[i]!))
      .map((i) => ({ fid: this.#fids[i]!, lon: this.#lons[i]!, lat: this.#lats[i]! }))
    for (const [fid, [x, y]] of this.#added) if (inside(x, y)) found.push({ fid, lon: x, lat: y })
    return found.sort((a, b) => a.fid - b.fid).slice(0, limit)
  }

  #plane(lon: number, lat: number): [number, number] {
    return [(lon - this.#lon0) * metresPerDegreeLon(this.#lat0), (lat - this.#lat0) * METRES_PER_DEGREE]
  }

  #plant(): void {
    const n = this.#fids.length
    this.#tree = undefined
    if (n === 0) return
    this.#lon0 = this.#lons.reduce((sum, lon) => sum + lon, 0) / n
    this.#lat0 = this.#lats.reduce((sum, lat) => sum + lat, 0) / n
    const tree = new Flatbush(n, 16, Float32Array)
    for (let i = 0; i < n; i++) {
      const [x, y] = this.#plane(this.#lons[i]!, this.#lats[i]!)
      tree.add(x, y, x, y)
    }
    tree.finish()
    this.#tree = tree
  }

  #rebuild(): void {
    const points: Array<[number, number, number]> = []
    this.#fids.forEach((fid, i) => {
      if (!this.#gone.has(fid)) points.push([fid, this.#lons[i]!, this.#lats[i]!])
    })
    for (const [fid, [lon, lat]] of this.#added) points.push([fid, lon, lat])
    points.sort((a, b) => a[0] - b[0])
    this.#gone.clear()
    this.#added.clear()
    this.#fids = Uint32Array.from(points, (point) => point[0])
    this.#lons = Float64Array.from(points, (point) => point[1])
    this.#lats = Float64Array.from(points, (point) => point[2])
    this.#plant()
  }

  #cut(n: number): void {
    this.#fids = this.#fids.slice(0, n)
    this.#lons = this.#lons.slice(0, n)
    this.#lats = this.#lats.slice(0, n)
  }

  /** Where a fid lies in the tree, by binary search. */
  #slot(fid: number): number | undefined {
    let low = 0
    let high = this.#fids.length - 1
    while (low <= high) {
      const middle = (low + high) >> 1
      const value = this.#fids[middle]!
      if (value === fid) return middle
      if (value < fid) low = middle + 1
      else high = middle - 1
    }
    return undefined
  }
}
