import { type Delimiter, openCsvRecords } from './csv-records.ts'
import type { CsvRecord } from './csv-splitter.ts'
import { decodeText, type TableEncoding } from './decoded-text.ts'
import { checkHeader, fittedRow, type Table, TableError, type TableRow } from './table.ts'

export interface CsvTable extends Table {
  readonly delimiter: Delimiter
  readonly encoding: TableEncoding
  /** Whether a byte order mark belongs before the result, so that a spreadsheet shows its accents. */
  readonly marked: boolean
}

/** Reads CSV as it comes, in bounded memory; delimiter and encoding are recognised unless named. Throws {@link TableError}. */
export async function openCsvTable(
  bytes: AsyncIterable<Uint8Array>,
  named: { delimiter?: Delimiter; encoding?: TableEncoding } = {},
): Promise<CsvTable> {
  const text = await decodeText(bytes, named.encoding)
  const { delimiter, header: head, records } = await openCsvRecords(text.chunks, named.delimiter)
  if (!head) throw new TableError('The table is empty: its first row must name the columns.')
  if (head.damage) throw new TableError(`The header cannot be read: ${head.text.slice(0, 80)}`)
  const header = checkHeader(head.fields).map((cell) => text.mend(cell).trim())
  async function* rows(): AsyncGenerator<TableRow[]> {
    for await (const some of records) yield some.map((record) => rowOf(record, text.mend, header.length))
  }
  return {
    header,
    delimiter,
    encoding: text.encoding,
    marked: text.marked || text.encoding !== 'utf-8',
    rows: rows(),
  }
}

function rowOf(record: CsvRecord, mend: (cell: string) => string, width: number): TableRow {
  if (record.damage) return fittedRow(record.line, [mend(record.text)], width, record.damage)
  return fittedRow(record.line, record.fields.map(mend), width)
}
