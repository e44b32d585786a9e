/** Row numbers of a block, as a power of two. */
const BLOCK_BITS = 13

/** Values by row number, in blocks: one `Map` of hundreds of thousands holds the event loop whenever it doubles. */
export class RowMap<T> {
  readonly #blocks = new Map<number, Map<number, T>>()

  get(row: number): T | undefined {
    return this.#blocks.get(blockOf(row))?.get(row)
  }

  set(row: number, value: T): void {
    const block = this.#blocks.get(blockOf(row))
    if (block) block.set(row, value)
    else this.#blocks.set(blockOf(row), new Map([[row, value]]))
  }

  delete(row: number): boolean {
    const block = this.#blocks.get(blockOf(row))
    if (!block?.delete(row)) return false
    if (block.size === 0) this.#blocks.delete(blockOf(row))
    return true
  }
}

/** Row numbers may be larger than what shifts can take. */
function blockOf(row: number): number {
  return Math.floor(row / 2 ** BLOCK_BITS)
}
