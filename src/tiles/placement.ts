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

/** Which addresses of the block at hand lie in a tile, and where. */
export class Placement {
  /** Their numbers in the block, ascending; only as many as {@link find} said hold. */
  inside = new Int32Array(1 << 10)
  /** Of each, its place in the tile as `y * 4096 + x`. */
  units = new Int32Array(1 << 10)

  /** Works it out for a block and a tile, without addresses in `merged` cells; how many they are. */
  find(
    { block, blockX, blockY }: PlacedBlock,
    z: number,
    x: number,
    y: number,
    merged: Uint8Array | undefined,
  ): number {
    const { words, count, xAt, yAt } = block
    if (this.units.length < count) {
      this.units = new Int32Array(2 * count)
      this.inside = new Int32Array(2 * count)
    }
    const { units, inside } = this
    const shift = BLOCK_ZOOM + OFFSET_BITS - z - UNIT_BITS
    const tileUnits = 1 << (shift + UNIT_BITS)
    // half a unit more: what is cut off by the shift is then rounded
    const half = 1 << (shift - 1)
    const left = blockX * BLOCK_UNITS - x * tileUnits + half
    const top = blockY * BLOCK_UNITS - y * tileUnits + half
    let found = 0
    for (let i = 0; i < count; i++) {
      const px = (left + (words[xAt + i]! & 0xff_ffff)) >> shift
      const py = (top + (words[yAt + i]! & 0xff_ffff)) >> shift
      if (((px | py) & ~(EXTENT - 1)) !== 0) continue
      const at = (py << UNIT_BITS) | px
      if (merged?.[cellOf(at)]) continue
      inside[found] = i
      units[found++] = at
    }
    return found
  }
}

/** The cell of a place in a tile. */
export function cellOf(units: number): number {
  return ((units >> 18) << 6) | ((units >> 6) & 63)
}
