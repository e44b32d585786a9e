import { CsvSplitter, delimiterOf } from './csv-splitter.ts'
import { TableError } from './table.ts'

/**
 * The rows of a whole CSV text (RFC 4180) by the names in its header, for files that ship with the project.
 * Throws {@link TableError} with the line of a row that cannot be read or does not fit its header.
 */
export function csvRows(text: string): Record<string, string>[] {
  return csvRowsWithLines(text).map(({ row }) => row)
}

/** As {@link csvRows}, each row with the line on which it begins. */
export function csvRowsWithLines(text: string): { line: number; row: Record<string, string> }[] {
  const plain = text.replace(/^\ufeff/, '')
  const splitter = new CsvSplitter(delimiterOf(plain))
  const [header, ...rows] = [...splitter.push(plain), ...splitter.finish()].map((record) => {
    if (record.damage) throw new TableError(`Line ${record.line} cannot be read: ${record.text.slice(0, 80)}`)
    return record
  })
  return rows.map(({ line, fields }) => {
    if (fields.length !== header?.fields.length)
      throw new TableError(
        `Line ${line} has ${fields.length} fields; the header has ${header?.fields.length}.`,
      )
    return { line, row: Object.fromEntries(header.fields.map((name, i) => [name, fields[i] as string])) }
  })
}
