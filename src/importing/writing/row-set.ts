/** A set of row numbers, one bit each: five million rows are 625 kB. */
export class RowSet {
  #bits = new Uint8Array(1024)

  add(row: number): void {
    const byte = row >>> 3
    if (byte >= this.#bits.length) {
      const grown = new Uint8Array(Math.max(byte + 1, this.#bits.length * 2))
      grown.set(this.#bits)
      this.#bits = grown
    }
    this.#bits[byte] = (this.#bits[byte] as number) | (1 << (row & 7))
  }

  has(row: number): boolean {
    return (((this.#bits[row >>> 3] ?? 0) >> (row & 7)) & 1) === 1
  }
}
