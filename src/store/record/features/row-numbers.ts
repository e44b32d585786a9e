/** Row numbers in a block, as bits. */
const BLOCK = 65_536

/** A set of row numbers that takes a bit for each row of a table. */
export class RowNumbers {
  readonly #blocks = new Map<number, Uint8Array>()
  #size = 0

  get size(): number {
    return this.#size
  }

  add(row: number): void {
    const block = Math.floor(row / BLOCK)
    const bits = this.#blocks.get(block) ?? new Uint8Array(BLOCK / 8)
    this.#blocks.set(block, bits)
    const [byte, bit] = placeOf(row)
    if (!(bits[byte]! & bit)) this.#size++
    bits[byte]! |= bit
  }

  /** Returns whether the number was there. */
  delete(row: number): boolean {
    const bits = this.#blocks.get(Math.floor(row / BLOCK))
    const [byte, bit] = placeOf(row)
    if (!bits || !(bits[byte]! & bit)) return false
    bits[byte]! &= ~bit
    this.#size--
    return true
  }
}

function placeOf(row: number): [byte: number, bit: number] {
  const within = row % BLOCK
  return [within >> 3, 1 << (within & 7)]
}
