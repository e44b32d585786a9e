import type { CsvDamage } from './csv-splitter.ts'

/** A table that is read row by row, with a header. */
export interface Table {
  readonly header: readonly string[]
  /** Rows in the order of the file, several at a time. */
  readonly rows: AsyncIterable<readonly TableRow[]>
}

/** A row with as many cells as the header, or a reason why it could not be read, with what is left of it in its cells. */
export interface TableRow {
  /** Line or row of the file on which it begins, from 1. */
  readonly line: number
  readonly cells: readonly string[]
  readonly damage?: CsvDamage | 'columns'
}

/** Columns that are put behind those of a table. */
export interface TableExtension {
  readonly columns: readonly string[]
  /** The added cells of a row, as many as `columns`. */
  cells(row: TableRow): readonly string[]
}

/** Makes the extension for a header; throws when a column that it needs is not there. */
export type Extend = (header: readonly string[]) => TableExtension

/** A table that cannot be read at all; the message is a sentence for whoever gave it, `vi` the same in Vietnamese. */
export class TableError extends Error {
  readonly vi: string | undefined

  constructor(message: string, options: ErrorOptions & { vi?: string } = {}) {
    super(message, options)
    this.vi = options.vi
  }
}

/** Most columns of a table. */
export const MAX_COLUMNS = 1000

/** The names of the columns as a header has them; throws {@link TableError} when there are too many. */
export function checkHeader(header: readonly string[]): readonly string[] {
  if (header.length <= MAX_COLUMNS) return header
  throw new TableError(`The table has ${header.length} columns; at most ${MAX_COLUMNS} are read.`, {
    vi: `Bảng có ${header.length} cột; nhiều nhất ${MAX_COLUMNS}.`,
  })
}

/** The place of a column in a header, whatever its case; -1 when it is not there. */
export function columnAt(header: readonly string[], name: string): number {
  const wanted = key(name)
  return header.findIndex((column) => key(column) === wanted)
}

function key(name: string): string {
  return name.normalize('NFC').trim().toLowerCase()
}

/** The header with further columns, none named twice: a second `result_lat` becomes `result_lat_2`. */
export function extendedHeader(header: readonly string[], columns: readonly string[]): string[] {
  const taken = new Set(header.map(key))
  return [
    ...header,
    ...columns.map((column) => {
      let name = column
      for (let n = 2; taken.has(key(name)); n++) name = `${column}_${n}`
      taken.add(key(name))
      return name
    }),
  ]
}

/**
 * A row's cells in the width of the header: padded when they are asked for, so that a short row keeps only what it holds,
 * or with what is too much gathered in the last one.
 */
export function fittedRow(
  line: number,
  cells: readonly string[],
  width: number,
  damage?: TableRow['damage'],
): TableRow {
  if (cells.length < width)
    return {
      line,
      get cells() {
        return [...cells, ...Array<string>(width - cells.length).fill('')]
      },
      ...(damage ? { damage } : {}),
    }
  if (cells.length === width) return { line, cells, ...(damage ? { damage } : {}) }
  const surplus = cells.slice(width)
  if (surplus.every((cell) => cell.trim() === '')) return { line, cells: cells.slice(0, width) }
  const last = cells.slice(width - 1).join(' | ')
  return { line, cells: [...cells.slice(0, width - 1), last], damage: 'columns' }
}
