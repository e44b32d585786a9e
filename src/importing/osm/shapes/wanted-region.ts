import type { MultiPolygon, Polygon } from 'geojson'
import { type Box, boxOf, union } from '../../../geo/box.ts'

/** Degrees, about 1.1 km: the region is kept in cells of this size. */
const CELL = 0.01
/** Cells around the communes that belong to it too, about 5 km. */
const MARGIN = 5

/** Where the base map reaches: the communes' areas and a margin around them, in cells. */
export class WantedRegion {
  /** The box around it. */
  readonly box: Box
  readonly #columns: number
  readonly #rows: number
  readonly #cells: Uint8Array

  /** @param areas at least one, with at least one position */
  constructor(areas: readonly (Polygon | MultiPolygon)[]) {
    const polygons = areas.flatMap((area) =>
      area.type === 'Polygon' ? [area.coordinates] : area.coordinates,
    )
    const boxes = polygons.map(([outer]) => boxOf(outer ?? [])).filter((box) => box !== undefined)
    const [west, south, east, north] = boxes.reduce(union)
    const margin = MARGIN * CELL
    this.box = [west - margin, south - margin, east + margin, north + margin]
    this.#columns = Math.ceil((this.box[2] - this.box[0]) / CELL) + 1
    this.#rows = Math.ceil((this.box[3] - this.box[1]) / CELL) + 1
    this.#cells = new Uint8Array(this.#columns * this.#rows)
    // the boxes of polygons' outlines are too coarse, and what lies inside matters: rows of cells are filled between crossings
    for (const [outer] of polygons) if (outer) this.#fill(outer as [number, number][])
  }

  /** Whether a place in units of 10⁻⁷ degrees belongs to it. */
  has(lon: number, lat: number): boolean {
    const column = Math.floor((lon / 1e7 - this.box[0]) / CELL)
    const row = Math.floor((lat / 1e7 - this.box[1]) / CELL)
    if (column < 0 || row < 0 || column >= this.#columns || row >= this.#rows) return false
    return this.#cells[row * this.#columns + column] === 1
  }

  /** Marks, in each row of cells, from the ring's westernmost to its easternmost place there, with the margin. */
  #fill(ring: readonly (readonly [number, number])[]): void {
    const spans = new Map<number, [from: number, to: number]>()
    for (let i = 1; i < ring.length; i++) {
      const [a, b] = [ring[i - 1]!, ring[i]!]
      const steps = Math.max(1, Math.ceil(Math.max(Math.abs(a[0] - b[0]), Math.abs(a[1] - b[1])) / CELL))
      for (let step = 0; step <= steps; step++) {
        const column = Math.floor((a[0] + ((b[0] - a[0]) * step) / steps - this.box[0]) / CELL)
        const row = Math.floor((a[1] + ((b[1] - a[1]) * step) / steps - this.box[1]) / CELL)
        const [from, to] = spans.get(row) ?? [column, column]
        spans.set(row, [Math.min(from, column), Math.max(to, column)])
      }
    }
    for (const [row, [from, to]] of spans)
      for (let y = Math.max(0, row - MARGIN); y <= Math.min(this.#rows - 1, row + MARGIN); y++)
        this.#cells.fill(
          1,
          y * this.#columns + Math.max(0, from - MARGIN),
          y * this.#columns + Math.min(this.#columns, to + MARGIN + 1),
        )
  }
}
