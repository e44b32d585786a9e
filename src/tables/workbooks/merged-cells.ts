import type { Carried } from '../table-rows.ts'

/** Merged cells that are kept of a sheet. */
const MAX_MERGED = 100_000
/** Columns in which a row may lie within one. */
const MAX_OPEN = 100
/** ECMA-376 part 1 §18.3.1.55: `<mergeCell ref="B2:B4"/>`, behind all rows. */
const REF = /mergeCell ref=["']([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})["']/g
const LONGEST = 64
const NUMBER = /^[-+]?\d+(?:[.,]\d+)*$/

interface Merged {
  readonly column: number
  readonly from: number
  readonly to: number
  text: string
}

/**
 * What cells that are merged over several rows say of the rows below their first, which alone holds it in the file: a commune beside
 * all of its stations. A number is left where it stands: it may be the sum of its rows. Rows are to come in their order.
 */
export class MergedCells {
  /** By their first row. */
  readonly #waiting = new Map<number, Merged[]>()
  /** By their column: cells do not overlap. */
  readonly #open = new Map<number, Merged>()
  #count = 0

  /** A merged cell of one column: its column from 0, its first and its last row. */
  add(column: number, from: number, to: number): void {
    if (to <= from || this.#count++ >= MAX_MERGED) return
    const there = this.#waiting.get(from)
    const merged = { column, from, to, text: '' }
    if (there) there.push(merged)
    else this.#waiting.set(from, [merged])
  }

  /** What merged cells say of a row beside its own cells. */
  carriedTo(line: number, cells: readonly string[]): Carried[] {
    const carried: Carried[] = []
    for (const merged of this.#open.values())
      if (merged.to < line) this.#open.delete(merged.column)
      else if ((cells[merged.column] ?? '') === '') carried.push(merged)
    for (const merged of this.#waiting.get(line) ?? []) {
      merged.text = cells[merged.column] ?? ''
      const isText = merged.text !== '' && !NUMBER.test(merged.text)
      if (isText && this.#open.size < MAX_OPEN) this.#open.set(merged.column, merged)
    }
    this.#waiting.delete(line)
    return carried
  }
}

/** Reads where the cells of a worksheet are merged over rows. */
export async function readMergedCells(worksheet: AsyncIterable<Uint8Array>): Promise<MergedCells> {
  const found = new MergedCells()
  let rest = ''
  for await (const chunk of worksheet) {
    const text = rest + Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength).toString('latin1')
    let end = 0
    for (const match of text.matchAll(REF)) {
      const [ref, column, from, other, to] = match as unknown as [string, string, string, string, string]
      end = match.index + ref.length
      if (column === other) found.add(columnNumber(column), Number(from), Number(to))
    }
    rest = text.slice(Math.max(end, text.length - LONGEST))
  }
  return found
}

/** "A" is 0, "AB" 27. */
function columnNumber(letters: string): number {
  let number = 0
  for (const letter of letters) number = number * 26 + letter.charCodeAt(0) - 64
  return number - 1
}
