import type { Box } from '../geo/box.ts'
import { METRES_PER_DEGREE, metresPerDegreeLon } from '../geo/distance.ts'

/** Points of a cell if they were spread evenly. */
const POINTS_A_CELL = 2
const MAX_CELLS = 1 << 22
/** Upper bounds of the error of distances in a plane around the position: as a factor within a few degrees, and in metres. */
const PLANE_ERROR = 1.02
const ROUNDING_METRES = 1

/** Points handled between two moments at which others may have the processor: about a millisecond. */
const SLICE = 16_384
/** The same of points that are put here and there into new arrays: memory that is touched first costs most. */
const SCATTERED = 2_048

interface GridParts {
  fids: Uint32Array
  lons: Float64Array
  lats: Float64Array
  /** Where each cell begins, row by row, and the end. */
  starts: Uint32Array
  frame: Frame
}

/** Where the cells lie, in degrees. */
interface Frame {
  minLon: number
  minLat: number
  columns: number
  rows: number
  width: number
  height: number
}

/** Points by their number. */
type AddedPoints = Map<number, readonly [lon: number, lat: number]>

/**
 * Points in cells of a regular grid of degrees, stored cell by cell: a search looks at whole cells in rings around a
 * place and reads memory in order. About 24 bytes a point. Points that come later lie in lists of their cells; those of the
 * beginning are never moved or taken out.
 */
export class PointGrid {
  readonly #fids: Uint32Array
  readonly #lons: Float64Array
  readonly #lats: Float64Array
  readonly #starts: Uint32Array
  readonly #frame: Frame
  readonly #added = new Map<number, AddedPoints>()

  private constructor({ fids, lons, lats, starts, frame }: GridParts) {
    this.#fids = fids
    this.#lons = lons
    this.#lats = lats
    this.#starts = starts
    this.#frame = frame
  }

  /** Makes a grid in slices of about a millisecond. The arrays are read, not kept. */
  static *build(fids: Uint32Array, lons: Float64Array, lats: Float64Array): Generator<void, PointGrid> {
    const n = fids.length
    const frame = yield* frameOf(lons, lats)
    const starts = new Uint32Array(frame.columns * frame.rows + 1)
    const cellOf = new Uint32Array(n)
    for (let i = 0; i < n; i++) {
      const cell = rowOf(frame, lats[i]!) * frame.columns + columnOf(frame, lons[i]!)
      cellOf[i] = cell
      starts[cell + 1]!++
      if (i % SLICE === 0) yield
    }
    for (let i = 1; i < starts.length; i++) {
      starts[i]! += starts[i - 1]!
      if (i % (SLICE * 8) === 0) yield
    }
    yield
    const next = starts.slice()
    yield
    const parts = { fids: new Uint32Array(n), lons: new Float64Array(n), lats: new Float64Array(n) }
    for (let i = 0; i < n; i++) {
      const at = next[cellOf[i]!]!++
      parts.fids[at] = fids[i]!
      parts.lons[at] = lons[i]!
      parts.lats[at] = lats[i]!
      if (i % SCATTERED === 0) yield
    }
    return new PointGrid({ ...parts, starts, frame })
  }

  /** Adds a point to the list of its cell; false when it lies outside of all cells. */
  add(fid: number, lon: number, lat: number): boolean {
    const cell = this.#cellAt(lon, lat)
    if (cell < 0) return false
    const points = this.#added.get(cell)
    if (points) points.set(fid, [lon, lat])
    else this.#added.set(cell, new Map([[fid, [lon, lat]]]))
    return true
  }

  /** Takes away a point that {@link add} put there. */
  removeAdded(fid: number, lon: number, lat: number): void {
    const cell = this.#cellAt(lon, lat)
    const points = this.#added.get(cell)
    if (points?.delete(fid) && points.size === 0) this.#added.delete(cell)
  }

  /**
   * Calls `found` with every point that can be among the `limit` nearest within `radius` metres, and few others; of the
   * points of the beginning only those that `isPresent` tells of.
   */
  around(
    lon: number,
    lat: number,
    limit: number,
    radius: number,
    isPresent: (fid: number) => boolean,
    found: (fid: number, lon: number, lat: number) => void,
  ): void {
    if (this.#fids.length === 0) return
    const kx = metresPerDegreeLon(lat)
    const { columns, rows } = this.#frame
    const [column, row] = placeOf(this.#frame, lon, lat)
    const fids: number[] = []
    const lons: number[] = []
    const lats: number[] = []
    const squares: number[] = []
    /** Squares of the plane's distances of the nearest points, ascending. */
    const nearest: number[] = []
    let reach = (radius * PLANE_ERROR + ROUNDING_METRES) ** 2
    const keep = (fid: number, x: number, y: number, square: number) => {
      fids.push(fid)
      lons.push(x)
      lats.push(y)
      squares.push(square)
      if (nearest.length === limit && square >= nearest[limit - 1]!) return
      let place = Math.min(nearest.length, limit - 1)
      for (; place > 0 && nearest[place - 1]! > square; place--) nearest[place] = nearest[place - 1]!
      nearest[place] = square
      if (nearest.length === limit)
        reach = Math.min(reach, (Math.sqrt(nearest[limit - 1]!) * PLANE_ERROR + ROUNDING_METRES) ** 2)
    }
    const squareOf = (x: number, y: number) => {
      const dx = (x - lon) * kx
      const dy = (y - lat) * METRES_PER_DEGREE
      return dx * dx + dy * dy
    }
    const cell = (x: number, y: number) => {
      const at = y * columns + x
      for (let i = this.#starts[at]!, end = this.#starts[at + 1]!; i < end; i++) {
        const square = squareOf(this.#lons[i]!, this.#lats[i]!)
        if (square <= reach && isPresent(this.#fids[i]!))
          keep(this.#fids[i]!, this.#lons[i]!, this.#lats[i]!, square)
      }
      const added = this.#added.size === 0 ? undefined : this.#added.get(at)
      if (!added) return
      for (const [fid, [x, y]] of added) {
        const square = squareOf(x, y)
        if (square <= reach) keep(fid, x, y, square)
      }
    }
    const outside = Math.max(0, -column, column - columns + 1, -row, row - rows + 1)
    for (let ring = outside; ; ring++) {
      this.#ring(column, row, ring, cell)
      const gap = this.#gap(lon, lat, column, row, ring, kx)
      if (gap === Number.POSITIVE_INFINITY || (gap / PLANE_ERROR) ** 2 > reach) break
    }
    for (let i = 0; i < fids.length; i++) if (squares[i]! <= reach) found(fids[i]!, lons[i]!, lats[i]!)
  }

  /** Calls `found` with every point of the cells that a box touches; of those of the beginning only those that `isPresent` tells of. */
  within(
    [minLon, minLat, maxLon, maxLat]: Box,
    isPresent: (fid: number) => boolean,
    found: (fid: number, lon: number, lat: number) => void,
  ): void {
    if (this.#fids.length === 0) return
    const { columns } = this.#frame
    const firstColumn = columnOf(this.#frame, minLon)
    const lastColumn = columnOf(this.#frame, maxLon)
    for (let y = rowOf(this.#frame, minLat), last = rowOf(this.#frame, maxLat); y <= last; y++) {
      const first = y * columns + firstColumn
      const to = this.#starts[y * columns + lastColumn + 1]!
      for (let i = this.#starts[first]!; i < to; i++)
        if (isPresent(this.#fids[i]!)) found(this.#fids[i]!, this.#lons[i]!, this.#lats[i]!)
      if (this.#added.size === 0) continue
      for (let cell = first; cell <= y * columns + lastColumn; cell++) {
        const added = this.#added.get(cell)
        if (added) for (const [fid, [lon, lat]] of added) found(fid, lon, lat)
      }
    }
  }

  /** Visits the cells of a ring around a cell, as far as they are in the grid. */
  #ring(column: number, row: number, ring: number, visit: (column: number, row: number) => void): void {
    const { columns, rows } = this.#frame
    const left = Math.max(0, column - ring)
    const right = Math.min(columns - 1, column + ring)
    const bottom = Math.max(0, row - ring)
    const top = Math.min(rows - 1, row + ring)
    for (let y = bottom; y <= top; y++) {
      if (y === row - ring || y === row + ring) for (let x = left; x <= right; x++) visit(x, y)
      else {
        if (column - ring >= 0 && column - ring < columns) visit(column - ring, y)
        if (ring > 0 && column + ring >= 0 && column + ring < columns) visit(column + ring, y)
      }
    }
  }

  /** Metres in the plane to the nearest cell beyond a ring; infinite when there is none. */
  #gap(lon: number, lat: number, column: number, row: number, ring: number, kx: number): number {
    const { minLon, minLat, columns, rows, width, height } = this.#frame
    let gap = Number.POSITIVE_INFINITY
    if (column - ring > 0) gap = Math.min(gap, (lon - minLon - (column - ring) * width) * kx)
    if (column + ring < columns - 1) gap = Math.min(gap, (minLon + (column + ring + 1) * width - lon) * kx)
    if (row - ring > 0) gap = Math.min(gap, (lat - minLat - (row - ring) * height) * METRES_PER_DEGREE)
    if (row + ring < rows - 1)
      gap = Math.min(gap, (minLat + (row + ring + 1) * height - lat) * METRES_PER_DEGREE)
    return Math.max(0, gap)
  }

  /** The cell that holds a position, or -1 outside of all. */
  #cellAt(lon: number, lat: number): number {
    const { columns, rows } = this.#frame
    const [column, row] = placeOf(this.#frame, lon, lat)
    const inside = column >= 0 && column < columns && row >= 0 && row < rows
    return inside ? row * columns + column : -1
  }
}

/** A frame of about square cells around all points, with {@link POINTS_A_CELL} in each on average. */
function* frameOf(lons: Float64Array, lats: Float64Array): Generator<void, Frame> {
  const [minLon, maxLon] = yield* bounds(lons)
  const [minLat, maxLat] = yield* bounds(lats)
  const cells = Math.max(1, Math.min(MAX_CELLS, Math.ceil(lons.length / POINTS_A_CELL)))
  const high = Math.max(1e-6, maxLat - minLat)
  const wide = Math.max(1e-6, maxLon - minLon)
  const columns = Math.max(1, Math.min(cells, Math.round(Math.sqrt((cells * wide) / high))))
  const rows = Math.max(1, Math.floor(cells / columns))
  const width = (wide * (1 + 1e-9)) / columns
  const height = (high * (1 + 1e-9)) / rows
  return { minLon, minLat, columns, rows, width, height }
}

/** The column and row of a position, also beyond the frame. */
function placeOf({ minLon, minLat, width, height }: Frame, lon: number, lat: number): [number, number] {
  return [Math.floor((lon - minLon) / width), Math.floor((lat - minLat) / height)]
}

function columnOf({ minLon, width, columns }: Frame, lon: number): number {
  return clamped((lon - minLon) / width, columns)
}

function rowOf({ minLat, height, rows }: Frame, lat: number): number {
  return clamped((lat - minLat) / height, rows)
}

function clamped(place: number, count: number): number {
  return Math.max(0, Math.min(count - 1, Math.floor(place)))
}

function* bounds(values: Float64Array): Generator<void, [number, number]> {
  let min = Number.POSITIVE_INFINITY
  let max = Number.NEGATIVE_INFINITY
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!
    if (value < min) min = value
    if (value > max) max = value
    if (i % (SLICE * 8) === 0) yield
  }
  return [min, max]
}
