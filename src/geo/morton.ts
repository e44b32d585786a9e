import { worldX, worldY } from './mercator.ts'

/** Spreads the low 16 bits of `n` to the even bit positions. */
function spread(n: number): number {
  let v = n & 0xffff
  v = (v | (v << 8)) & 0x00ff00ff
  v = (v | (v << 4)) & 0x0f0f0f0f
  v = (v | (v << 2)) & 0x33333333
  return (v | (v << 1)) & 0x55555555
}

/** Morton (Z-order) number of two integers below 2^16, as an unsigned 32-bit number. */
export function morton(x: number, y: number): number {
  return ((spread(y) << 1) | spread(x)) >>> 0
}

/** Cells across the world along each axis; within a province only their low 16 bits differ. */
const CELLS = 2 ** 22

/** Z-order number of a position in degrees, for sorting what lies in one province (cells of about 10 m). */
export function lonLatMorton(lon: number, lat: number): number {
  return morton(Math.floor(worldX(lon) * CELLS) & 0xffff, Math.floor(worldY(lat) * CELLS) & 0xffff)
}
