/** Bits of the first proof: about a second of a telephone, each further one doubles it. */
const FIRST_BITS = 18

/** Bits of a proof of work for one more in a bucket: none up to `most`, and one bit more each time that it is exceeded once more. */
export function bitsAbove(level: number, most: number, mostBits: number): number {
  const above = level + 1 - most
  return above <= 0 ? 0 : Math.min(mostBits, FIRST_BITS + Math.floor(above / most))
}
