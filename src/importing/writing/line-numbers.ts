/** The line of a file that each new row came from, four bytes a row; rows are numbered upwards. */
export class LineNumbers {
  #lines = new Uint32Array(1024)
  #first: number | undefined

  set(row: number, line: number): void {
    this.#first ??= row
    const at = row - this.#first
    if (at >= this.#lines.length) {
      const grown = new Uint32Array(Math.max(at + 1, this.#lines.length * 2))
      grown.set(this.#lines)
      this.#lines = grown
    }
    this.#lines[at] = line
  }

  /** 0 for a row that was not set. */
  get(row: number): number {
    return this.#lines[row - (this.#first ?? 0)] ?? 0
  }
}
