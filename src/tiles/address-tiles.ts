import { morton } from '../geo/morton.ts'
import type { ServingStore } from '../store/serving-store.ts'
import { BlockCursor, SHOWN_STATUSES } from './address-block.ts'
import { ADDRESS_ZOOM, BLOCK_ZOOM, blockKey, EXTENT, fromMorton, GRID, OFFSET_BITS } from './address-grid.ts'
import { CLASSES, CountGrid, cellUnits, OPENS, STATUS_AT, SUM_X, SUM_Y } from './count-grid.ts'
import { PointLayer } from './point-layer.ts'

/** Attributes of a single address (zoom 14 and deeper), then those of a cell. */
const ADDRESS_KEYS = ['id', 'code', 'class', 'house_number', 'status'] as const
const CELL_KEYS = [
  'point_count',
  'opens',
  ...Array.from({ length: CLASSES }, (_, objectClass) => `class_${objectClass}`),
  ...SHOWN_STATUSES.map((status) => `status_${status}`),
]
/** Most bytes of the address layer in a tile before gzip; fuller tiles show their fullest cells as counts. */
export const LAYER_BYTES = 400_000
const CELL_BYTES = 45
const UNITS_PER_CELL = EXTENT / GRID
/** Ids of cells in a thinned tile lie above all row numbers that occur. */
const THINNED_ID = 2 ** 52

/** A block of addresses and where its north-west corner lies, in tile units, unrounded. */
interface PlacedBlock {
  readonly body: Uint8Array
  readonly blockX: number
  readonly blockY: number
}

/** Encodes the layer `address` of a tile from the serving file. */
export class AddressTiles {
  readonly #serving: ServingStore
  readonly #layer = new PointLayer('address', [...ADDRESS_KEYS, ...CELL_KEYS])
  readonly #grid = Array.from({ length: ADDRESS_ZOOM }, (_, z) => new CountGrid(z))
  readonly #layerBytes: number

  constructor(serving: ServingStore, layerBytes = LAYER_BYTES) {
    this.#serving = serving
    this.#layerBytes = layerBytes
  }

  /** The layer as bytes of a tile message; empty when no address lies in the tile. */
  encode(z: number, x: number, y: number): Uint8Array {
    this.#layer.reset()
    if (z < ADDRESS_ZOOM) this.#cells(z, x, y)
    else this.#addresses(z, x, y)
    return this.#layer.finish()
  }

  #cells(z: number, x: number, y: number): void {
    const bytes = this.#serving.counts(z, morton(x, y))
    if (!bytes) return
    const grid = this.#grid[z]!
    grid.decode(bytes)
    const units = cellUnits(z) / UNITS_PER_CELL
    for (const cell of grid.taken()) {
      const count = grid.count(cell)
      const column = cell % GRID
      const row = Math.floor(cell / GRID)
      this.#cell(count, grid.get(cell, OPENS), (key) => grid.get(cell, key))
      this.#layer.point(
        (y * GRID + row) * GRID * 2 ** z + x * GRID + column,
        column * UNITS_PER_CELL + Math.floor(grid.get(cell, SUM_X) / count / units),
        row * UNITS_PER_CELL + Math.floor(grid.get(cell, SUM_Y) / count / units),
      )
    }
  }

  /** Tags of a cell; `column` gives the counts by class, then by status, in the columns of a count grid. */
  #cell(count: number, opens: number, column: (key: number) => number): void {
    const first = ADDRESS_KEYS.length
    this.#layer.tag(first, this.#layer.value(count))
    this.#layer.tag(first + 1, this.#layer.value(opens))
    for (let key = 0; key < STATUS_AT + SHOWN_STATUSES.length; key++) {
      const part = column(key)
      if (part > 0) this.#layer.tag(first + 2 + key, this.#layer.value(part))
    }
  }

  #addresses(z: number, x: number, y: number): void {
    const blocks = this.#blocks(z, x, y)
    this.#write(blocks, z, x, y, undefined)
    if (this.#layer.size <= this.#layerBytes) return
    const counts = countCells(blocks, z, x, y)
    const perAddress = this.#layer.size / this.#layer.features
    const merged = fullestCells(counts, this.#layer.size - this.#layerBytes, perAddress)
    this.#layer.reset()
    this.#write(blocks, z, x, y, merged)
    this.#mergedCells(blocks, z, x, y, merged)
  }

  /** The blocks of a tile in Morton order, then western and northern neighbours with addresses on their edge. */
  #blocks(z: number, x: number, y: number): PlacedBlock[] {
    const placed = (body: Uint8Array, blockX: number, blockY: number) => ({ body, blockX, blockY })
    const shift = BLOCK_ZOOM - z
    const span = 2 ** Math.max(0, shift)
    const left = Math.floor(x * 2 ** shift)
    const top = Math.floor(y * 2 ** shift)
    const first = blockKey(left, top)
    const blocks = this.#serving
      .blocks(first, first + span * span - 1)
      .map(([key, body]) => placed(body, ...fromMorton(key)))
    const neighbour = (blockX: number, blockY: number, edge: number) => {
      if (blockX < 0 || blockY < 0) return
      const body = this.#serving.edgeBlock(blockKey(blockX, blockY), edge)
      if (body) blocks.push(placed(body, blockX, blockY))
    }
    const atLeft = x * 2 ** shift === left
    const atTop = y * 2 ** shift === top
    for (let i = 0; i < span; i++) {
      if (atLeft) neighbour(left - 1, top + i, 1)
      if (atTop) neighbour(left + i, top - 1, 2)
    }
    if (atLeft && atTop) neighbour(left - 1, top - 1, 1)
    return blocks
  }

  /** Writes every address whose rounded coordinate lies in the tile and whose cell is not among `merged`. */
  #write(blocks: PlacedBlock[], z: number, x: number, y: number, merged: Uint8Array | undefined): void {
    const layer = this.#layer
    const classes = new Int32Array(CLASSES).fill(-1)
    const statuses = new Int32Array(SHOWN_STATUSES.length).fill(-1)
    for (const block of blocks) {
      const cursor = new BlockCursor(block.body)
      const place = tilePlace(block, z, x, y)
      const { bytes } = cursor
      while (cursor.next()) {
        const px = (place.x + cursor.dx) >> place.shift
        const py = (place.y + cursor.dy) >> place.shift
        if (px < 0 || py < 0 || px >= EXTENT || py >= EXTENT) continue
        if (merged?.[(py >> 6) * GRID + (px >> 6)]) continue
        let at = cursor.valuesAt
        let end = at + 2 + bytes[at + 1]!
        layer.tag(0, layer.raw(bytes, at, end))
        if (cursor.hasCode) {
          at = end
          end = at + 2 + bytes[at + 1]!
          layer.tag(1, layer.raw(bytes, at, end))
        }
        if (cursor.objectClass > 0) {
          if (classes[cursor.objectClass]! < 0) classes[cursor.objectClass] = layer.value(cursor.objectClass)
          layer.tag(2, classes[cursor.objectClass]!)
        }
        if (cursor.hasHouse) layer.tag(3, layer.shared(bytes, end, cursor.end))
        if (statuses[cursor.status]! < 0) {
          const status = STATUS_VALUES[cursor.status]!
          statuses[cursor.status] = layer.shared(status, 0, status.length)
        }
        layer.tag(4, statuses[cursor.status]!)
        layer.point(cursor.fid, px, py)
      }
    }
  }

  #mergedCells(blocks: PlacedBlock[], z: number, x: number, y: number, merged: Uint8Array): void {
    const columns = new Float64Array(GRID * GRID * (SUM_Y + 1))
    eachPoint(blocks, z, x, y, (px, py, cursor) => {
      const at = ((py >> 6) * GRID + (px >> 6)) * (SUM_Y + 1)
      columns[at + cursor.objectClass]! += 1
      columns[at + STATUS_AT + cursor.status]! += 1
      columns[at + SUM_X]! += px
      columns[at + SUM_Y]! += py
    })
    for (let cell = 0; cell < merged.length; cell++) {
      if (!merged[cell]) continue
      const at = cell * (SUM_Y + 1)
      let count = 0
      for (let key = 0; key < CLASSES; key++) count += columns[at + key]!
      this.#cell(count, z + 1, (key) => columns[at + key]!)
      const id = THINNED_ID + cell
      this.#layer.point(
        id,
        Math.floor(columns[at + SUM_X]! / count),
        Math.floor(columns[at + SUM_Y]! / count),
      )
    }
  }
}

const STATUS_VALUES = SHOWN_STATUSES.map((status) =>
  Uint8Array.of(0x22, status.length + 2, 0x0a, status.length, ...new TextEncoder().encode(status)),
)

/** What turns an offset in a block into a rounded tile unit: `(x + dx) >> shift`. */
function tilePlace(block: PlacedBlock, z: number, x: number, y: number) {
  const shift = BLOCK_ZOOM + OFFSET_BITS - z - 12
  const half = 2 ** (shift - 1)
  const origin = (blockNumber: number, tile: number) =>
    (blockNumber - tile * 2 ** (BLOCK_ZOOM - z)) * 2 ** OFFSET_BITS + half
  return { x: origin(block.blockX, x), y: origin(block.blockY, y), shift }
}

function eachPoint(
  blocks: PlacedBlock[],
  z: number,
  x: number,
  y: number,
  visit: (px: number, py: number, cursor: BlockCursor) => void,
): void {
  for (const block of blocks) {
    const cursor = new BlockCursor(block.body)
    const place = tilePlace(block, z, x, y)
    while (cursor.next()) {
      const px = (place.x + cursor.dx) >> place.shift
      const py = (place.y + cursor.dy) >> place.shift
      if (px >= 0 && py >= 0 && px < EXTENT && py < EXTENT) visit(px, py, cursor)
    }
  }
}

function countCells(blocks: PlacedBlock[], z: number, x: number, y: number): Uint32Array {
  const counts = new Uint32Array(GRID * GRID)
  eachPoint(blocks, z, x, y, (px, py) => {
    counts[(py >> 6) * GRID + (px >> 6)]! += 1
  })
  return counts
}

/** The fullest cells, as many as save `excess` bytes when each becomes one count; ties go to the first. */
function fullestCells(counts: Uint32Array, excess: number, perAddress: number): Uint8Array {
  const merged = new Uint8Array(counts.length)
  const order = [...counts.keys()]
    .filter((cell) => counts[cell]! > 1)
    .sort((a, b) => counts[b]! - counts[a]! || a - b)
  let saved = 0
  for (const cell of order) {
    if (saved >= excess) break
    merged[cell] = 1
    saved += counts[cell]! * perAddress - CELL_BYTES - CLASSES * 4
  }
  return merged
}
