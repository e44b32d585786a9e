import { extendedHeader, type Table, type TableExtension, type TableRow } from './table.ts'
import type { Turns } from './turns.ts'

const BOM = '\ufeff'

/** One line of CSV (RFC 4180), quoted where it must be; `end` is `\r\n` by the standard. */
export function csvLine(cells: readonly string[], delimiter: string, end = '\r\n'): string {
  return `${cells.map((cell) => quoted(cell, delimiter)).join(delimiter)}${end}`
}

function quoted(cell: string, delimiter: string): string {
  const plain =
    !cell.includes(delimiter) && !cell.includes('"') && !cell.includes('\n') && !cell.includes('\r')
  return plain ? cell : `"${cell.replaceAll('"', '""')}"`
}

/**
 * The table with its extension as CSV, in pieces as large as one turn of work makes; the cells of the table come back
 * as they were sent. Between pieces other work of the process has its turn.
 */
export function extendedCsv(
  table: Table,
  extension: TableExtension,
  { delimiter, marked, turns }: { delimiter: string; marked: boolean; turns: Turns },
): AsyncGenerator<string> {
  return turns.joined(lines())

  async function* lines(): AsyncGenerator<Iterable<string>> {
    yield [(marked ? BOM : '') + csvLine(extendedHeader(table.header, extension.columns), delimiter)]
    for await (const rows of table.rows) yield extended(rows)
  }

  function* extended(rows: Iterable<TableRow>): Generator<string> {
    for (const row of rows) yield csvLine([...row.cells, ...extension.cells(row)], delimiter)
  }
}
