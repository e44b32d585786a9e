import { METRES_PER_DEGREE, metresPerDegreeLon } from '../geo/distance.ts'

/** Points of a cell if they were spread evenly. */
const POINTS_A_CELL = 2
const MAX_CELLS = 1 << 22
/** Upper bounds of the error of distances in a plane around the position: as a factor within a few degrees, and in metres. */
const PLANE_ERROR = 1.02
const ROUNDING_METRES = 1

/**
 * Points in cells of a regular grid of degrees, stored cell by cell: a search looks at whole cells in rings around a
 * place and reads memory in order. About 24 bytes a point; made once, never changed.
 */
export class PointGrid {
  readonly #fids: Uint32Array
  readonly #lons: Float64Array
  readonly #lats: Float64Array
  /** Where each cell begins, row by row, and the end. */
  readonly #starts: Uint32Array
  readonly #minLon: number
  readonly #minLat: number
  readonly #columns: number
  readonly #rows: number
  readonly #width: number
  readonly #height: number

  /** Copies the arrays cell by cell. */
  constructor(fids: Uint32Array, lons: Float64Array, lats: Float64Array) {
    const n = fids.length
    const [minLon, maxLon] = bounds(lons)
    const [minLat, maxLat] = bounds(lats)
    const cells = Math.max(1, Math.min(MAX_CELLS, Math.ceil(n / POINTS_A_CELL)))
    const high = Math.max(1e-6, maxLat - minLat)
    const wide = Math.max(1e-6, maxLon - minLon)
    this.#columns = Math.max(1, Math.min(cells, Math.round(Math.sqrt((cells * wide) / high))))
    this.#rows = Math.max(1, Math.floor(cells / this.#columns))
    this.#minLon = minLon
    this.#minLat = minLat
    this.#width = (wide * (1 + 1e-9)) / this.#columns
    this.#height = (high * (1 + 1e-9)) / this.#rows
    const starts = new Uint32Array(this.#columns * this.#rows + 1)
    const cellOf = new Uint32Array(n)
    for (let i = 0; i < n; i++) {
      const cell = this.#row(lats[i]!) * this.#columns + this.#column(lons[i]!)
      cellOf[i] = cell
      starts[cell + 1]!++
    }
    for (let i = 1; i < starts.length; i++) starts[i]! += starts[i - 1]!
    const next = starts.slice()
    this.#fids = new Uint32Array(n)
    this.#lons = new Float64Array(n)
    this.#lats = new Float64Array(n)
    for (let i = 0; i < n; i++) {
      const at = next[cellOf[i]!]!++
      this.#fids[at] = fids[i]!
      this.#lons[at] = lons[i]!
      this.#lats[at] = lats[i]!
    }
    this.#starts = starts
  }

  /** Calls `found` with every point that can be among the `limit` nearest within `radius` metres, and few others. */
  around(
    lon: number,
    lat: number,
    limit: number,
    radius: number,
    isPresent: (fid: number) => boolean,
    found: (fid: number, lon: number, lat: number) => void,
  ): void {
    const kx = metresPerDegreeLon(lat)
    const column = Math.floor((lon - this.#minLon) / this.#width)
    const row = Math.floor((lat - this.#minLat) / this.#height)
    const slots: number[] = []
    const squares: number[] = []
    /** Squares of the plane's distances of the nearest points, ascending. */
    const nearest: number[] = []
    let reach = (radius * PLANE_ERROR + ROUNDING_METRES) ** 2
    const cell = (x: number, y: number) => {
      const at = y * this.#columns + x
      for (let i = this.#starts[at]!, end = this.#starts[at + 1]!; i < end; i++) {
        const dx = (this.#lons[i]! - lon) * kx
        const dy = (this.#lats[i]! - lat) * METRES_PER_DEGREE
        const square = dx * dx + dy * dy
        if (square > reach || !isPresent(this.#fids[i]!)) continue
        slots.push(i)
        squares.push(square)
        if (nearest.length === limit && square >= nearest[limit - 1]!) continue
        let place = Math.min(nearest.length, limit - 1)
        for (; place > 0 && nearest[place - 1]! > square; place--) nearest[place] = nearest[place - 1]!
        nearest[place] = square
        if (nearest.length === limit)
          reach = Math.min(reach, (Math.sqrt(nearest[limit - 1]!) * PLANE_ERROR + ROUNDING_METRES) ** 2)
      }
    }
    const outside = Math.max(0, -column, column - this.#columns + 1, -row, row - this.#rows + 1)
    for (let ring = outside; ; ring++) {
      this.#ring(column, row, ring, cell)
      const gap = this.#gap(lon, lat, column, row, ring, kx)
      if (gap === Number.POSITIVE_INFINITY || (gap / PLANE_ERROR) ** 2 > reach) break
    }
    for (let i = 0; i < slots.length; i++)
      if (squares[i]! <= reach) found(this.#fids[slots[i]!]!, this.#lons[slots[i]!]!, this.#lats[slots[i]!]!)
  }

  /** Calls `found` with every point of the cells that a box touches. */
  within(
    minLon: number,
    minLat: number,
    maxLon: number,
    maxLat: number,
    found: (fid: number, lon: number, lat: number) => void,
  ): void {
    const firstColumn = this.#column(minLon)
    const lastColumn = this.#column(maxLon)
    for (let y = this.#row(minLat), last = this.#row(maxLat); y <= last; y++) {
      const from = this.#starts[y * this.#columns + firstColumn]!
      const to = this.#starts[y * this.#columns + lastColumn + 1]!
      for (let i = from; i < to; i++) found(this.#fids[i]!, this.#lons[i]!, this.#lats[i]!)
    }
  }

  /** Visits the cells of a ring around a cell, as far as they are in the grid. */
  #ring(column: number, row: number, ring: number, visit: (column: number, row: number) => void): void {
    const left = Math.max(0, column - ring)
    const right = Math.min(this.#columns - 1, column + ring)
    const bottom = Math.max(0, row - ring)
    const top = Math.min(this.#rows - 1, row + ring)
    for (let y = bottom; y <= top; y++) {
      if (y === row - ring || y === row + ring) for (let x = left; x <= right; x++) visit(x, y)
      else {
        if (column - ring >= 0 && column - ring < this.#columns) visit(column - ring, y)
        if (ring > 0 && column + ring >= 0 && column + ring < this.#columns) visit(column + ring, y)
      }
    }
  }

  /** Metres in the plane to the nearest cell beyond a ring; infinite when there is none. */
  #gap(lon: number, lat: number, column: number, row: number, ring: number, kx: number): number {
    let gap = Number.POSITIVE_INFINITY
    if (column - ring > 0) gap = Math.min(gap, (lon - this.#minLon - (column - ring) * this.#width) * kx)
    if (column + ring < this.#columns - 1)
      gap = Math.min(gap, (this.#minLon + (column + ring + 1) * this.#width - lon) * kx)
    if (row - ring > 0)
      gap = Math.min(gap, (lat - this.#minLat - (row - ring) * this.#height) * METRES_PER_DEGREE)
    if (row + ring < this.#rows - 1)
      gap = Math.min(gap, (this.#minLat + (row + ring + 1) * this.#height - lat) * METRES_PER_DEGREE)
    return Math.max(0, gap)
  }

  #column(lon: number): number {
    return Math.max(0, Math.min(this.#columns - 1, Math.floor((lon - this.#minLon) / this.#width)))
  }

  #row(lat: number): number {
    return Math.max(0, Math.min(this.#rows - 1, Math.floor((lat - this.#minLat) / this.#height)))
  }
}

function bounds(values: Float64Array): [number, number] {
  let min = Number.POSITIVE_INFINITY
  let max = Number.NEGATIVE_INFINITY
  for (const value of values) {
    if (value < min) min = value
    if (value > max) max = value
  }
  return [min, max]
}
