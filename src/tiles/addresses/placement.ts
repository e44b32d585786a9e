import type { AddressBlock } from './address-block.ts'
import { BLOCK_UNITS, BLOCK_ZOOM, EXTENT, OFFSET_BITS } from './address-grid.ts'

/** A tile's edge is 2^12 units, {@link EXTENT}. */
export const UNIT_BITS = 12

/** A block of addresses and where it lies. */
export interface PlacedBlock {
  readonly block: AddressBlock
  readonly blockX: number
  readonly blockY: number
}

/** Which addresses lie in a tile, and where; blocks found since {@link clear} follow one another. */
export class Placement {
  /** Their numbers in their block, ascending in each; only the first {@link length} hold. */
  inside = new Int32Array(1 << 10)
  /** Of each, its place in the tile as `y * 4096 + x`. */
  units = new Int32Array(1 << 10)
  length = 0

  /** Forgets what was found. */
  clear(): void {
    this.length = 0
  }

  /** Adds the addresses of a block that lie in a tile and in no `merged` cell; returns how many. */
  find(
    { block, blockX, blockY }: PlacedBlock,
    z: number,
    x: number,
    y: number,
    merged: Uint8Array | undefined,
  ): number {
    const { words, count, xAt, yAt } = block
    this.#reserve(count)
    const { units, inside } = this
    const shift = BLOCK_ZOOM + OFFSET_BITS - z - UNIT_BITS
    const tileUnits = 1 << (shift + UNIT_BITS)
    // half a unit is added, so that the shift rounds
    const half = 1 << (shift - 1)
    const left = blockX * BLOCK_UNITS - x * tileUnits + half
    const top = blockY * BLOCK_UNITS - y * tileUnits + half
    const first = this.length
    let found = first
    for (let i = 0; i < count; i++) {
      const px = (left + (words[xAt + i]! & 0xff_ffff)) >> shift
      const py = (top + (words[yAt + i]! & 0xff_ffff)) >> shift
      if (((px | py) & ~(EXTENT - 1)) !== 0) continue
      const at = (py << UNIT_BITS) | px
      if (merged?.[cellOf(at)]) continue
      inside[found] = i
      units[found++] = at
    }
    this.length = found
    return found - first
  }

  /** Makes room for `more` addresses. */
  #reserve(more: number): void {
    if (this.length + more <= this.units.length) return
    const grown = (before: Int32Array) => {
      const after = new Int32Array(2 * (this.length + more))
      after.set(before.subarray(0, this.length))
      return after
    }
    this.units = grown(this.units)
    this.inside = grown(this.inside)
  }
}

/** The cell of a place in a tile. */
export function cellOf(units: number): number {
  return ((units >> 18) << 6) | ((units >> 6) & 63)
}
