import type { ServingStore } from '../../store/following/serving-store.ts'
import { ADDRESS_ZOOM, BLOCK_UNITS, fromBlockKey, fromMorton, GRID, tileOfBlock } from './address-grid.ts'
import { CountGrid, cellUnits } from './count-grid.ts'

/** Deepest zoom that shows counts. */
export const COUNT_ZOOM = ADDRESS_ZOOM - 1
/** Units of a block in 2^-32 of the world, in which positions are summed. */
const UNITS_PER_SUM = 2 ** 8
const BLOCK_SUMS = BLOCK_UNITS / UNITS_PER_SUM

/** An address as the pyramid counts it: added (`sign` 1) or taken away (-1). */
export interface CountedPoint {
  readonly key: number
  readonly dx: number
  readonly dy: number
  readonly objectClass: number
  readonly status: number
  readonly sign: 1 | -1
}

/** The counted point of an address in block `key`. */
export function countedPoint(
  key: number,
  at: { dx: number; dy: number; objectClass: number; status: number },
  sign: 1 | -1,
): CountedPoint {
  return { key, dx: at.dx, dy: at.dy, objectClass: at.objectClass, status: at.status, sign }
}

/** Counts of addresses in 64 × 64 cells for every tile of zoom 0 to 13, kept in the serving file. */
export class CountPyramid {
  readonly #serving: ServingStore
  readonly #grids = Array.from({ length: ADDRESS_ZOOM }, (_, z) => new CountGrid(z))
  /** Tile that each grid holds now, -1 for none. */
  readonly #tiles = new Float64Array(ADDRESS_ZOOM).fill(-1)

  constructor(serving: ServingStore) {
    this.#serving = serving
  }

  /** Adds a point of a rebuild; points come in order of their block. Call {@link finish} after the last. */
  append(point: CountedPoint): void {
    this.#moveTo(COUNT_ZOOM, tileOfBlock(point.key, COUNT_ZOOM))
    addTo(this.#grids[COUNT_ZOOM]!, point)
  }

  /** Writes what {@link append} still holds. */
  finish(): void {
    for (let z = COUNT_ZOOM; z >= 0; z--) this.#moveTo(z, -1)
  }

  /** In a rebuild, makes grid `z` hold a tile; the one it held is written and added to its parent. */
  #moveTo(z: number, tile: number): void {
    const held = this.#tiles[z]!
    if (held === tile) return
    const grid = this.#grids[z]!
    if (held >= 0) {
      this.#serving.putCounts(z, held, grid.encode())
      if (z > 0) {
        this.#moveTo(z - 1, held >>> 2)
        this.#grids[z - 1]!.addChild(grid, ...fromMorton(held))
      }
      grid.clear()
    }
    this.#tiles[z] = tile
  }

  /** Adds and takes away points, in any order, in the tiles that hold them and no others. */
  change(points: readonly CountedPoint[]): void {
    const ordered = [...points].sort((a, b) => a.key - b.key)
    for (let z = COUNT_ZOOM; z >= 0; z--)
      for (let first = 0; first < ordered.length; ) {
        const tile = tileOfBlock(ordered[first]!.key, z)
        let end = first
        while (end < ordered.length && tileOfBlock(ordered[end]!.key, z) === tile) end++
        this.#changeTile(z, tile, ordered.slice(first, end))
        first = end
      }
  }

  #changeTile(z: number, tile: number, points: CountedPoint[]): void {
    const grid = this.#grids[z]!
    grid.decode(this.#serving.counts(z, tile))
    const quarters = new Map<number, number[]>()
    for (const point of points) {
      const cell = addTo(grid, point)
      if (z === COUNT_ZOOM) continue
      const quarter = tileOfBlock(point.key, z + 1)
      quarters.set(quarter, [...(quarters.get(quarter) ?? []), cell])
    }
    for (const [quarter, cells] of quarters) {
      const child = this.#grids[z + 1]!
      child.decode(this.#serving.counts(z + 1, quarter))
      for (const cell of new Set(cells)) if (grid.count(cell) > 0) grid.updateExpansionZoom(cell, child)
    }
    this.#serving.putCounts(z, tile, grid.encode())
  }
}

/** Adds a point to the grid of its tile and returns its cell. */
function addTo(grid: CountGrid, point: CountedPoint): number {
  const [blockX, blockY] = fromBlockKey(point.key)
  const units = cellUnits(grid.z)
  const x = blockX * BLOCK_SUMS + Math.floor(point.dx / UNITS_PER_SUM)
  const y = blockY * BLOCK_SUMS + Math.floor(point.dy / UNITS_PER_SUM)
  const cell = (Math.floor(y / units) % GRID) * GRID + (Math.floor(x / units) % GRID)
  grid.add(cell, point.objectClass, point.status, x % units, y % units, point.sign)
  return cell
}
