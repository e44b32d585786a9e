import { morton } from '../../geo/morton.ts'
import type { ServingStore } from '../../store/following/serving-store.ts'
import { PUBLIC_STATUSES } from '../../store/layout/address-status.ts'
import type { PartlyDeflated } from '../gzip/deflated-parts.ts'
import { FIRST_CELL_KEY, LAYER_KEYS, SHARED_COLUMNS } from './address-attributes.ts'
import { AddressBlock } from './address-block.ts'
import { ADDRESS_ZOOM, BLOCK_ZOOM, blockKey, EXTENT, fromBlockKey, GRID } from './address-grid.ts'
import { AddressWriter } from './address-writer.ts'
import { CLASSES, CountGrid, cellUnits, EXPANSION_ZOOM, STATUS_AT, SUM_X, SUM_Y } from './count-grid.ts'
import { fullestCells } from './fullest-cells.ts'
import { cellOf, type PlacedBlock, Placement, UNIT_BITS } from './placement.ts'
import { PointLayer } from './point-layer.ts'

/** Limit of the bytes of the layer `address` in a tile before gzip; fuller tiles show their fullest cells as counts. */
export const LAYER_BYTES = 400_000
const UNITS_PER_CELL = EXTENT / GRID
/** Ids of merged cells lie above all row numbers that occur. */
const MERGED_CELL_ID = 2 ** 52

/** Bytes that an address takes in a tile beside its values. */
const FEATURE_BYTES = 34

/** Encodes the layer `address` of a tile from the serving file. */
export class AddressTiles {
  readonly #serving: ServingStore
  readonly #layer = new PointLayer('address', LAYER_KEYS)
  readonly #grid = Array.from({ length: ADDRESS_ZOOM }, (_, z) => new CountGrid(z))
  readonly #layerBytes: number
  readonly #place = new Placement()
  readonly #writer = new AddressWriter(this.#layer, this.#place)

  constructor(serving: ServingStore, layerBytes = LAYER_BYTES) {
    this.#serving = serving
    this.#layerBytes = layerBytes
  }

  /** The layer as bytes of a tile message; empty when no address lies in the tile. */
  encode(z: number, x: number, y: number): PartlyDeflated {
    this.#layer.reset()
    if (z < ADDRESS_ZOOM) this.#cells(z, x, y)
    else this.#addresses(this.#blocks(z, x, y), z, x, y)
    return this.#layer.finish()
  }

  /** As {@link encode} from zoom 14 on; undefined when the blocks to read have more than `most` bytes. */
  encodeSmall(z: number, x: number, y: number, most: number): PartlyDeflated | undefined {
    const blocks = this.#blocks(z, x, y)
    if (blocks.reduce((sum, { block }) => sum + block.bytes.length, 0) > most) return undefined
    this.#layer.reset()
    this.#addresses(blocks, z, x, y)
    return this.#layer.finish()
  }

  #cells(z: number, x: number, y: number): void {
    const bytes = this.#serving.counts(z, morton(x, y))
    if (!bytes) return
    const grid = this.#grid[z]!
    grid.decode(bytes)
    const units = cellUnits(z) / UNITS_PER_CELL
    const across = GRID * 2 ** z
    for (const cell of grid.occupied()) {
      const count = grid.count(cell)
      const column = cell % GRID
      const row = Math.floor(cell / GRID)
      this.#cell(count, grid.get(cell, EXPANSION_ZOOM), (key) => grid.get(cell, key))
      this.#layer.point(
        (y * GRID + row) * across + x * GRID + column,
        column * UNITS_PER_CELL + Math.floor(grid.get(cell, SUM_X) / count / units),
        row * UNITS_PER_CELL + Math.floor(grid.get(cell, SUM_Y) / count / units),
      )
    }
  }

  /** Tags of a cell; `column` gives the counts by class, then by status, in the columns of a count grid. */
  #cell(count: number, opens: number, column: (key: number) => number): void {
    this.#layer.tag(FIRST_CELL_KEY, this.#layer.value(count))
    this.#layer.tag(FIRST_CELL_KEY + 1, this.#layer.value(opens))
    for (let key = 0; key < STATUS_AT + PUBLIC_STATUSES.length; key++) {
      const part = column(key)
      if (part > 0) this.#layer.tag(FIRST_CELL_KEY + 2 + key, this.#layer.value(part))
    }
  }

  #addresses(blocks: PlacedBlock[], z: number, x: number, y: number): void {
    // an upper bound of the bytes, nearly always small enough that nothing must be counted
    const maxBytes = blocks.reduce(
      (sum, { block }) => sum + block.deflatedAt() + block.count * FEATURE_BYTES,
      0,
    )
    const merged = maxBytes > this.#layerBytes ? this.#cellsToMerge(blocks, z, x, y) : undefined
    this.#writer.write(blocks, z, x, y, merged)
    if (merged) this.#mergedCells(blocks, z, x, y, merged)
  }

  /** The blocks of a tile in Morton order, then western and northern neighbours with addresses on their edge. */
  #blocks(z: number, x: number, y: number): PlacedBlock[] {
    const deeper = Math.max(0, BLOCK_ZOOM - z)
    const higher = Math.max(0, z - BLOCK_ZOOM)
    const span = 1 << deeper
    const left = (x << deeper) >> higher
    const top = (y << deeper) >> higher
    const first = blockKey(left, top)
    const west: number[] = []
    const north: number[] = []
    const atLeft = left > 0 && left << higher === x << deeper
    const atTop = top > 0 && top << higher === y << deeper
    if (atLeft && atTop) west.push(blockKey(left - 1, top - 1))
    for (let i = 0; i < span; i++) {
      if (atLeft) west.push(blockKey(left - 1, top + i))
      if (atTop) north.push(blockKey(left + i, top - 1))
    }
    return this.#serving.blocksAround(first, first + span * span - 1, west, north).map(([key, body]) => {
      const [blockX, blockY] = fromBlockKey(key)
      return { block: new AddressBlock(body), blockX, blockY }
    })
  }

  /** The cells to show as counts, so that the layer keeps to its limit; undefined when none need be. */
  #cellsToMerge(blocks: PlacedBlock[], z: number, x: number, y: number): Uint8Array | undefined {
    const counts = new Uint32Array(GRID * GRID)
    let bytes = 0
    let addresses = 0
    for (const placed of blocks) {
      const { block } = placed
      this.#place.clear()
      const inside = this.#place.find(placed, z, x, y, undefined)
      for (let k = 0; k < inside; k++) {
        const i = this.#place.inside[k]!
        const units = this.#place.units[k]!
        counts[cellOf(units)]! += 1
        bytes += block.valuesOf(i + 1) - block.valuesOf(i)
        for (let column = 0; column < SHARED_COLUMNS.length; column++) {
          const text = block.sharedText(i, column)
          if (text > 0) bytes += block.textField(text) - block.textField(text - 1)
        }
      }
      addresses += inside
    }
    bytes += addresses * FEATURE_BYTES
    return bytes > this.#layerBytes
      ? fullestCells(counts, bytes - this.#layerBytes, bytes / addresses)
      : undefined
  }

  #mergedCells(blocks: PlacedBlock[], z: number, x: number, y: number, merged: Uint8Array): void {
    const columns = new Float64Array(GRID * GRID * (SUM_Y + 1))
    for (const placed of blocks) {
      const { block } = placed
      this.#place.clear()
      const inside = this.#place.find(placed, z, x, y, undefined)
      for (let k = 0; k < inside; k++) {
        const i = this.#place.inside[k]!
        const units = this.#place.units[k]!
        if (!merged[cellOf(units)]) continue
        const at = cellOf(units) * (SUM_Y + 1)
        columns[at + block.objectClass(i)]! += 1
        columns[at + STATUS_AT + block.status(i)]! += 1
        columns[at + SUM_X]! += units & (EXTENT - 1)
        columns[at + SUM_Y]! += units >> UNIT_BITS
      }
    }
    for (let cell = 0; cell < merged.length; cell++) {
      if (!merged[cell]) continue
      const at = cell * (SUM_Y + 1)
      let count = 0
      for (let key = 0; key < CLASSES; key++) count += columns[at + key]!
      this.#cell(count, z + 1, (key) => columns[at + key]!)
      const id = MERGED_CELL_ID + cell
      this.#layer.point(
        id,
        Math.floor(columns[at + SUM_X]! / count),
        Math.floor(columns[at + SUM_Y]! / count),
      )
    }
  }
}
