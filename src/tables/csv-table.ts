import { type CsvRecord, CsvSplitter, delimiterOf } from './csv-splitter.ts'
import { type DecodedText, decodeText, type TableEncoding } from './decoded-text.ts'
import { fittedRow, type Table, TableError, type TableRow } from './table.ts'

export const DELIMITERS = [',', ';', '\t', '|'] as const
export type Delimiter = (typeof DELIMITERS)[number]

/** The header is looked for in so many characters; a longer one is no header. */
const MAX_HEADER = 1 << 20

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
  let first = ''
  for (let next = await text.chunks.next(); !next.done; next = await text.chunks.next()) {
    first += next.value
    if (first.trimStart().includes('\n') || first.length > MAX_HEADER) break
  }
  const delimiter = named.delimiter ?? delimiterOf(first.trimStart())
  const splitter = new CsvSplitter(delimiter)
  const records = splitter.push(first)
  while (records.length === 0) {
    const next = await text.chunks.next()
    records.push(...(next.done ? splitter.finish() : splitter.push(next.value)))
    if (next.done) break
  }
  const [head, ...more] = records
  if (!head) throw new TableError('The table is empty: its first row must name the columns.')
  if (head.damage) throw new TableError(`The header cannot be read: ${head.text.slice(0, 80)}`)
  const header = head.fields.map((cell) => text.mend(cell).trim())
  splitter.width = header.length
  return {
    header,
    delimiter,
    encoding: text.encoding,
    marked: text.marked || text.encoding !== 'utf-8',
    rows: rowsOf(more, splitter, text, header.length),
  }
}

async function* rowsOf(
  first: readonly CsvRecord[],
  splitter: CsvSplitter,
  text: DecodedText,
  width: number,
): AsyncGenerator<TableRow[]> {
  const rows = (records: readonly CsvRecord[]) => records.map((record) => rowOf(record, text.mend, width))
  yield rows(first)
  for await (const chunk of text.chunks) yield rows(splitter.push(chunk))
  yield rows(splitter.finish())
}

function rowOf(record: CsvRecord, mend: (cell: string) => string, width: number): TableRow {
  if (record.damage) return { ...fittedRow(record.line, [mend(record.text)], width), damage: record.damage }
  return fittedRow(record.line, record.fields.map(mend), width)
}
