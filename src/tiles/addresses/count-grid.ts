import { PUBLIC_STATUSES } from '../../store/layout/address-status.ts'
import { ByteWriter } from '../gzip/byte-writer.ts'
import { LAST_CLASS } from './address-attributes.ts'
import { ADDRESS_ZOOM, GRID } from './address-grid.ts'

/** Columns of a cell: counts by class 0..5, counts by status, sums of offsets, and the zoom at which it falls apart. */
export const CLASSES = LAST_CLASS + 1
export const STATUS_AT = CLASSES
export const SUM_X = STATUS_AT + PUBLIC_STATUSES.length
export const SUM_Y = SUM_X + 1
export const EXPANSION_ZOOM = SUM_Y + 1
export const COLUMNS = EXPANSION_ZOOM + 1
const CELLS = GRID * GRID

/** Offsets are summed in units of the world's 2^32nd part, so that 5 million of them stay exact at zoom 0. */
export const cellUnits = (z: number) => 2 ** (32 - z) / GRID

/**
 * The counts of one tile: 64 × 64 cells, row by row from the north-west. All columns are sums, except
 * `EXPANSION_ZOOM`, the first zoom at which the cell falls apart into several cells or single addresses.
 */
export class CountGrid {
  readonly #cells = new Float64Array(CELLS * COLUMNS)
  /** Cells that were written since the grid was cleared: most tiles use few. */
  readonly #written = new Int32Array(CELLS)
  readonly #isWritten = new Uint8Array(CELLS)
  #writtenCount = 0

  constructor(readonly z: number) {}

  clear(): void {
    for (const cell of this.#written.subarray(0, this.#writtenCount)) {
      this.#cells.fill(0, cell * COLUMNS, (cell + 1) * COLUMNS)
      this.#isWritten[cell] = 0
    }
    this.#writtenCount = 0
  }

  #write(cell: number): void {
    if (this.#isWritten[cell]) return
    this.#isWritten[cell] = 1
    this.#written[this.#writtenCount++] = cell
  }

  /** Cells that hold addresses, in order. */
  *occupied(): Generator<number> {
    const cells = this.#written.slice(0, this.#writtenCount).sort()
    for (const cell of cells) if (this.count(cell) > 0) yield cell
  }

  /** One column of a cell. */
  get(cell: number, column: number): number {
    return this.#cells[cell * COLUMNS + column]!
  }

  /** How many addresses a cell holds. */
  count(cell: number): number {
    const at = cell * COLUMNS
    let count = 0
    for (let c = 0; c < CLASSES; c++) count += this.#cells[at + c]!
    return count
  }

  /** Adds one address (`sign` 1) or takes it out (-1); `x`, `y` are its offsets in the cell, in 2^-32 of the world. */
  add(cell: number, objectClass: number, status: number, x: number, y: number, sign: number): void {
    const at = cell * COLUMNS
    this.#write(cell)
    this.#cells[at + objectClass]! += sign
    this.#cells[at + STATUS_AT + status]! += sign
    this.#cells[at + SUM_X]! += sign * x
    this.#cells[at + SUM_Y]! += sign * y
    if (this.z === ADDRESS_ZOOM - 1) this.#cells[at + EXPANSION_ZOOM] = ADDRESS_ZOOM
  }

  /** Adds all cells of a tile one zoom deeper; `tileX`, `tileY` are that tile's numbers. */
  addChild(child: CountGrid, tileX: number, tileY: number): void {
    const half = GRID / 2
    const units = cellUnits(child.z)
    for (const cell of child.occupied()) {
      const count = child.count(cell)
      const x = cell % GRID
      const y = Math.floor(cell / GRID)
      const parent = ((tileY & 1) * half + (y >> 1)) * GRID + (tileX & 1) * half + (x >> 1)
      const at = parent * COLUMNS
      this.#write(parent)
      this.#cells[at + EXPANSION_ZOOM] = this.count(parent) === 0 ? child.get(cell, EXPANSION_ZOOM) : child.z
      for (let c = 0; c < SUM_X; c++) this.#cells[at + c]! += child.get(cell, c)
      this.#cells[at + SUM_X]! += child.get(cell, SUM_X) + count * (x & 1) * units
      this.#cells[at + SUM_Y]! += child.get(cell, SUM_Y) + count * (y & 1) * units
    }
  }

  /** Works out the expansion zoom of a cell anew, from the tile one zoom deeper that holds its four quarters. */
  updateExpansionZoom(cell: number, child: CountGrid): void {
    const half = GRID / 2
    const first = ((Math.floor(cell / GRID) % half) * GRID + ((cell % GRID) % half)) * 2
    const occupied = [first, first + 1, first + GRID, first + GRID + 1].filter(
      (quarter) => child.count(quarter) > 0,
    )
    this.#cells[cell * COLUMNS + EXPANSION_ZOOM] =
      occupied.length === 1 ? child.get(occupied[0]!, EXPANSION_ZOOM) : child.z
  }

  /** Cells that hold addresses, as bytes: distance to the previous one, a bit for each column in use, the columns. */
  encode(): Uint8Array {
    const out = new ByteWriter(4096)
    let previous = -1
    for (const cell of this.occupied()) {
      const at = cell * COLUMNS
      let used = 0
      for (let c = 0; c < COLUMNS; c++) if (this.#cells[at + c] !== 0) used |= 1 << c
      out.varint(cell - previous)
      out.varint(used)
      for (let c = 0; c < COLUMNS; c++) if (used & (1 << c)) out.varint(this.#cells[at + c]!)
      previous = cell
    }
    return out.view()
  }

  /** Fills the grid from what {@link encode} made, or empties it. */
  decode(bytes: Uint8Array | undefined): void {
    this.clear()
    if (!bytes) return
    let at = 0
    const varint = () => {
      let value = 0
      for (let scale = 1; ; scale *= 128) {
        const byte = bytes[at++]!
        value += (byte & 127) * scale
        if (byte < 128) return value
      }
    }
    for (let cell = -1; at < bytes.length; ) {
      cell += varint()
      this.#write(cell)
      const used = varint()
      for (let c = 0; c < COLUMNS; c++) if (used & (1 << c)) this.#cells[cell * COLUMNS + c] = varint()
    }
  }
}
