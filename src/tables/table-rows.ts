/** The rows of a table as they lie in its file, before anybody knows which of them names the columns. */
export interface TableRows {
  /** Rows in the order of the file, several at a time; a row ends with its last cell that holds something. */
  readonly rows: AsyncIterable<readonly CellRow[]>
  /** The sheet that is read, and the others of its workbook; absent for a file that holds one table. */
  readonly sheet?: { readonly name: string; readonly others: readonly string[] }
  /** How many formulas of the rows so far were never computed: a program has written them. */
  uncomputed?(): number
}

export interface CellRow {
  /** Line or row of the file, from 1. */
  readonly line: number
  readonly cells: readonly string[]
  /** What cells that are merged over rows say of this one. */
  readonly carried?: readonly Carried[]
}

/** A cell within a merged one: its column from 0, the text of the merged one, and the row where that begins. */
export interface Carried {
  readonly column: number
  readonly text: string
  readonly from: number
}
