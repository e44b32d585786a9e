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
