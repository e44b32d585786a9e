import { type CsvRecord, CsvSplitter, delimiterOf } from './csv-splitter.ts'

export const DELIMITERS = [',', ';', '\t', '|'] as const
export type Delimiter = (typeof DELIMITERS)[number]

/** The header is looked for in so many characters; a longer one is no header. */
const MAX_HEADER = 1 << 20

/** CSV text being read. */
export interface CsvRecords {
  readonly delimiter: Delimiter
  /** The first record; undefined when there is none. */
  readonly header: CsvRecord | undefined
  /** The further records in the order of the text, several at a time. */
  readonly records: AsyncGenerator<CsvRecord[]>
}

/**
 * Reads CSV text (RFC 4180) that comes in pieces, in bounded memory. The delimiter is the header's unless it is named.
 * Lines count from 1; a damaged record costs itself only.
 */
export async function openCsvRecords(chunks: AsyncGenerator<string>, named?: Delimiter): Promise<CsvRecords> {
  let first = ''
  for (let next = await chunks.next(); !next.done; next = await chunks.next()) {
    first += next.value
    if (first.trimStart().includes('\n') || first.length > MAX_HEADER) break
  }
  const delimiter = named ?? delimiterOf(first.trimStart())
  const splitter = new CsvSplitter(delimiter)
  const records = splitter.push(first)
  while (records.length === 0) {
    const next = await chunks.next()
    records.push(...(next.done ? splitter.finish() : splitter.push(next.value)))
    if (next.done) break
  }
  const header = records.shift()
  if (header && !header.damage) splitter.width = header.fields.length
  return { delimiter, header, records: recordsOf(records, splitter, chunks) }
}

async function* recordsOf(
  first: CsvRecord[],
  splitter: CsvSplitter,
  chunks: AsyncGenerator<string>,
): AsyncGenerator<CsvRecord[]> {
  yield first
  for await (const chunk of chunks) yield splitter.push(chunk)
  yield splitter.finish()
}
