import type { MultiPolygon, Polygon, Position } from 'geojson'
import { METRES_PER_DEGREE, metresPerDegreeLon } from '../geo/distance.ts'

/** Edge of a grid cell in degrees (about 550 m); larger where the grid would have more than {@link MAX_CELLS}. */
const CELL = 0.005
const MAX_CELLS = 4_000_000
/** Degrees (a tenth of a millimetre) by which an edge is widened, so that rounding never drops it from a cell. */
const ROUNDING = 1e-9

/**
 * Finds the area that contains a point, and how far its boundary is. Edges lie in a grid: a cell without edges
 * belongs to one area as a whole; elsewhere a ray is cast through the edges of the cell's row only.
 */
export class CommuneLocator<T> {
  readonly #areas: readonly T[]
  readonly #west: number
  readonly #south: number
  readonly #cell: number
  readonly #columns: number
  readonly #rows: number
  /** x1, y1, x2, y2 of every edge, degrees. */
  readonly #edges: Float64Array
  readonly #owner: Uint16Array
  /** Edges of cell c: `#cellEdges[#cellStart[c] … #cellStart[c + 1]]`. */
  readonly #cellStart: Uint32Array
  readonly #cellEdges: Uint32Array
  /** Edges of area a in row r: `#rowEdges[#rowStart[a * rows + r] …]`. */
  readonly #rowStart: Uint32Array
  readonly #rowEdges: Uint32Array
  /** Area of a cell without edges plus one, 0 for none, -1 until it is asked for. */
  readonly #whole: Int32Array
  /** Areas that may hold a point of a cell with edges, in the order of the areas; filled when first asked for. */
  readonly #candidates = new Map<number, readonly number[]>()

  /** @param areas at most 65,535 areas with their polygons in degrees, WGS 84; the first wins where two overlap */
  constructor(areas: readonly { area: T; geometry: Polygon | MultiPolygon }[]) {
    this.#areas = areas.map(({ area }) => area)
    const { edges, owner } = edgesOf(areas.map(({ geometry }) => geometry))
    this.#edges = edges
    this.#owner = owner
    let [west, south, east, north] = [Infinity, Infinity, -Infinity, -Infinity]
    for (let i = 0; i < edges.length; i += 2) {
      west = Math.min(west, edges[i] as number)
      east = Math.max(east, edges[i] as number)
      south = Math.min(south, edges[i + 1] as number)
      north = Math.max(north, edges[i + 1] as number)
    }
    const [width, height] = edges.length > 0 ? [east - west, north - south] : [0, 0]
    this.#west = edges.length > 0 ? west : 0
    this.#south = edges.length > 0 ? south : 0
    this.#cell = Math.max(CELL, Math.sqrt((width * height) / MAX_CELLS))
    this.#columns = Math.floor(width / this.#cell) + 1
    this.#rows = Math.floor(height / this.#cell) + 1
    ;[this.#cellStart, this.#cellEdges] = bucket(this.#columns * this.#rows, (put) => {
      for (let edge = 0; edge < owner.length; edge++) this.#cellsOf(edge, (cell) => put(cell, edge))
    })
    ;[this.#rowStart, this.#rowEdges] = bucket(areas.length * this.#rows, (put) => {
      for (let edge = 0; edge < owner.length; edge++) {
        const [from, to] = this.#rowsOf(edge)
        for (let row = from; row <= to; row++) put((owner[edge] as number) * this.#rows + row, edge)
      }
    })
    this.#whole = new Int32Array(this.#columns * this.#rows).fill(-1)
  }

  /** The area around a point; `undefined` outside all of them. The metres to its boundary are worked out when asked for. */
  locate(
    lon: number,
    lat: number,
  ): { readonly area: T; readonly metresToBoundary: () => number } | undefined {
    const column = Math.floor((lon - this.#west) / this.#cell)
    const row = Math.floor((lat - this.#south) / this.#cell)
    if (!(column >= 0 && row >= 0 && column < this.#columns && row < this.#rows)) return undefined
    const index = this.#areaAt(lon, lat, column, row)
    if (index < 0) return undefined
    // A function, no getter: V8 keeps a hidden class for every object that defines a getter, and never frees it.
    return {
      area: this.#areas[index] as T,
      metresToBoundary: () => this.#distance(index, lon, lat, column, row),
    }
  }

  /**
   * Metres from a point to the boundary of an area, from inside or outside; `Infinity` from `limit` on, `undefined` for an
   * area that is not here.
   */
  metresTo(area: T, lon: number, lat: number, limit: number): number | undefined {
    const index = this.#areas.indexOf(area)
    if (index < 0) return undefined
    const column = Math.floor((lon - this.#west) / this.#cell)
    const row = Math.floor((lat - this.#south) / this.#cell)
    const metres = this.#distance(index, lon, lat, column, row, limit)
    return metres < limit ? metres : Infinity
  }

  #areaAt(lon: number, lat: number, column: number, row: number): number {
    const cell = row * this.#columns + column
    const whole = this.#whole[cell] as number
    if (whole >= 0) return whole - 1
    if (this.#cellStart[cell] === this.#cellStart[cell + 1]) {
      const found = this.#areas.findIndex((_, area) => this.#inside(area, lon, lat, row))
      this.#whole[cell] = found + 1
      return found
    }
    for (const area of this.#candidatesOf(cell, column, row))
      if (this.#inside(area, lon, lat, row)) return area
    return -1
  }

  /** The areas whose boundary crosses a cell, and those that hold the whole of it. */
  #candidatesOf(cell: number, column: number, row: number): readonly number[] {
    const cached = this.#candidates.get(cell)
    if (cached) return cached
    const crossing = new Set<number>()
    for (let i = this.#cellStart[cell] as number; i < (this.#cellStart[cell + 1] as number); i++)
      crossing.add(this.#owner[this.#cellEdges[i] as number] as number)
    const lon = this.#west + (column + 0.5) * this.#cell
    const lat = this.#south + (row + 0.5) * this.#cell
    const candidates = [...this.#areas.keys()].filter(
      (area) => crossing.has(area) || this.#inside(area, lon, lat, row),
    )
    this.#candidates.set(cell, candidates)
    return candidates
  }

  /** Even-odd rule over all rings of an area: holes and parts need no case of their own. */
  #inside(area: number, lon: number, lat: number, row: number): boolean {
    const slot = area * this.#rows + row
    const end = this.#rowStart[slot + 1] as number
    let inside = false
    for (let i = this.#rowStart[slot] as number; i < end; i++) {
      const at = (this.#rowEdges[i] as number) * 4
      const y1 = this.#edges[at + 1] as number
      const y2 = this.#edges[at + 3] as number
      if (y1 > lat === y2 > lat) continue
      const x1 = this.#edges[at] as number
      if (lon < (((this.#edges[at + 2] as number) - x1) * (lat - y1)) / (y2 - y1) + x1) inside = !inside
    }
    return inside
  }

  /** Metres to the nearest edge of an area, if it is within `limit`: searches rings of cells until none beyond can be nearer. */
  #distance(area: number, lon: number, lat: number, column: number, row: number, limit = Infinity): number {
    const metresX = metresPerDegreeLon(lat)
    const cellMetres = this.#cell * Math.min(metresX, METRES_PER_DEGREE)
    let best = limit ** 2
    const maxRing = Math.max(this.#columns, this.#rows)
    for (let ring = 0; ring <= maxRing && best > Math.max(0, (ring - 1) * cellMetres) ** 2; ring++)
      for (let y = row - ring; y <= row + ring; y++) {
        if (y < 0 || y >= this.#rows) continue
        const stride = Math.abs(y - row) === ring || ring === 0 ? 1 : 2 * ring
        for (let x = column - ring; x <= column + ring; x += stride) {
          if (x < 0 || x >= this.#columns) continue
          const cell = y * this.#columns + x
          const end = this.#cellStart[cell + 1] as number
          for (let i = this.#cellStart[cell] as number; i < end; i++) {
            const edge = this.#cellEdges[i] as number
            if (this.#owner[edge] === area) best = Math.min(best, this.#toEdge(edge, lon, lat, metresX))
          }
        }
      }
    return Math.sqrt(best)
  }

  /** Square of the metres to an edge, in the plane at the point; exact to millimetres over some kilometres. */
  #toEdge(edge: number, lon: number, lat: number, metresX: number): number {
    const at = edge * 4
    const x1 = ((this.#edges[at] as number) - lon) * metresX
    const y1 = ((this.#edges[at + 1] as number) - lat) * METRES_PER_DEGREE
    const dx = ((this.#edges[at + 2] as number) - lon) * metresX - x1
    const dy = ((this.#edges[at + 3] as number) - lat) * METRES_PER_DEGREE - y1
    const length = dx * dx + dy * dy
    const along = length === 0 ? 0 : Math.max(0, Math.min(1, -(x1 * dx + y1 * dy) / length))
    return (x1 + along * dx) ** 2 + (y1 + along * dy) ** 2
  }

  #rowsOf(edge: number): [number, number] {
    const y1 = this.#edges[edge * 4 + 1] as number
    const y2 = this.#edges[edge * 4 + 3] as number
    return [this.#row(Math.min(y1, y2)), this.#row(Math.max(y1, y2))]
  }

  #row(lat: number): number {
    return Math.min(this.#rows - 1, Math.floor((lat - this.#south) / this.#cell))
  }

  /** The cells that an edge crosses, row by row. */
  #cellsOf(edge: number, visit: (cell: number) => void): void {
    const at = edge * 4
    const [x1, y1] = [this.#edges[at] as number, this.#edges[at + 1] as number]
    const [x2, y2] = [this.#edges[at + 2] as number, this.#edges[at + 3] as number]
    const [from, to] = this.#rowsOf(edge)
    const slope = y2 === y1 ? 0 : (x2 - x1) / (y2 - y1)
    const column = (x: number) =>
      Math.max(0, Math.min(this.#columns - 1, Math.floor((x - this.#west) / this.#cell)))
    const [low, high] = [Math.min(x1, x2), Math.max(x1, x2)]
    for (let row = from; row <= to; row++) {
      const bottom = this.#south + row * this.#cell
      const a = y2 === y1 ? x1 : x1 + (bottom - y1) * slope
      const b = y2 === y1 ? x2 : x1 + (bottom + this.#cell - y1) * slope
      const first = column(Math.max(low, Math.min(a, b)) - ROUNDING)
      const last = column(Math.min(high, Math.max(a, b)) + ROUNDING)
      for (let x = first; x <= last; x++) visit(row * this.#columns + x)
    }
  }
}

function edgesOf(geometries: readonly (Polygon | MultiPolygon)[]): {
  edges: Float64Array
  owner: Uint16Array
} {
  const rings = geometries.flatMap((geometry, area) =>
    (geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates)
      .flat()
      .map((ring) => ({ ring, area })),
  )
  const count = rings.reduce((sum, { ring }) => sum + Math.max(0, ring.length - 1), 0)
  const edges = new Float64Array(count * 4)
  const owner = new Uint16Array(count)
  let edge = 0
  for (const { ring, area } of rings)
    for (let i = 1; i < ring.length; i++) {
      const [from, to] = [ring[i - 1] as Position, ring[i] as Position]
      edges.set([from[0] as number, from[1] as number, to[0] as number, to[1] as number], edge * 4)
      owner[edge++] = area
    }
  return { edges, owner }
}

/** Compressed sparse rows: counts the values of every slot, then stores them slot by slot. */
function bucket(
  slots: number,
  each: (put: (slot: number, value: number) => void) => void,
): [start: Uint32Array, values: Uint32Array] {
  const start = new Uint32Array(slots + 1)
  each((slot) => {
    start[slot + 1] = (start[slot + 1] as number) + 1
  })
  for (let slot = 0; slot < slots; slot++)
    start[slot + 1] = (start[slot + 1] as number) + (start[slot] as number)
  const values = new Uint32Array(start[slots] as number)
  const next = start.slice()
  each((slot, value) => {
    values[next[slot] as number] = value
    next[slot] = (next[slot] as number) + 1
  })
  return [start, values]
}
