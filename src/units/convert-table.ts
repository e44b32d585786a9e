import { createReadStream, createWriteStream } from 'node:fs'
import { Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { parse } from 'csv-parse'
import { stringify } from 'csv-stringify'
import ExcelJS from 'exceljs'
import type { AddressConverter } from './address-converter.ts'
import { CONVERTED_COLUMNS, convertedColumns } from './converted-columns.ts'

/** How a table was converted. */
export interface ConvertCounts {
  rows: number
  /** Rows by grade. */
  grades: Record<'A' | 'B' | 'C', number>
}

/** A table that cannot be converted; the message is a sentence for whoever gave it. */
export class TableError extends Error {}

/** Longest cell that is read as an address (characters). */
const MAX_ADDRESS = 1000
const BOM = '\uFEFF'

/**
 * Writes `to` as `from` with the converted columns added; all rows and columns stay. CSV (UTF-8, `,` or `;`) streams
 * in bounded memory; of a workbook the first sheet is converted, row by row. Throws {@link TableError}.
 *
 * @param column header of the address column; case does not matter. Columns `lon` and `lat`, if any, settle splits.
 */
export async function convertTable(
  converter: AddressConverter,
  from: string,
  to: string,
  column: string,
): Promise<ConvertCounts> {
  const counts: ConvertCounts = { rows: 0, grades: { A: 0, B: 0, C: 0 } }
  const convertRow = rowConverter(converter, column, from, counts)
  if (/\.xlsx$/i.test(from)) await convertWorkbook(from, to, convertRow)
  else await convertCsv(from, to, convertRow)
  if (!convertRow.sawHeader()) throw new TableError(`${from} is empty: its first row must name the columns.`)
  return counts
}

interface RowConverter {
  (cells: string[]): string[]
  sawHeader(): boolean
}

/** Adds the columns to one row after the other; the first is the header. */
function rowConverter(
  converter: AddressConverter,
  column: string,
  file: string,
  counts: ConvertCounts,
): RowConverter {
  let at = -1
  let width = 0
  let [lonAt, latAt] = [-1, -1]
  const convert = (cells: string[]): string[] => {
    if (at < 0) {
      const wanted = column.trim().toLowerCase()
      const named = (name: string) => cells.findIndex((cell) => cell.trim().toLowerCase() === name)
      at = named(wanted)
      ;[lonAt, latAt] = [named('lon'), named('lat')]
      if (at < 0) throw new TableError(`${file} has no column "${column}"; it has: ${cells.join(', ')}.`)
      width = cells.length
      return [...cells, ...CONVERTED_COLUMNS]
    }
    const place = placeOf(cells[lonAt], cells[latAt])
    const added = convertedColumns(converter, (cells[at] ?? '').slice(0, MAX_ADDRESS), place)
    counts.rows++
    counts.grades[added[CONVERTED_COLUMNS.indexOf('grade')] as 'A' | 'B' | 'C']++
    const padding = Array<string>(Math.max(0, width - cells.length)).fill('')
    return [...cells, ...padding, ...added]
  }
  return Object.assign(convert, { sawHeader: () => at >= 0 })
}

function placeOf(lon: string | undefined, lat: string | undefined): { lon: number; lat: number } | undefined {
  if (!lon?.trim() || !lat?.trim()) return undefined
  const place = { lon: Number(lon), lat: Number(lat) }
  return Number.isFinite(place.lon) && Number.isFinite(place.lat) ? place : undefined
}

async function convertCsv(from: string, to: string, convertRow: RowConverter): Promise<void> {
  const delimiter = await delimiterOf(from)
  const rows = new Transform({
    objectMode: true,
    transform(cells: string[], _encoding, done) {
      try {
        done(null, convertRow(cells))
      } catch (error) {
        done(error as Error)
      }
    },
  })
  const out = createWriteStream(to)
  out.write(BOM)
  try {
    await pipeline(
      createReadStream(from),
      parse({
        bom: true,
        delimiter,
        relax_column_count: true,
        max_record_size: 1_048_576,
        skip_empty_lines: true,
      }),
      rows,
      stringify({ delimiter, record_delimiter: 'windows' }),
      out,
    )
  } catch (error) {
    if (error instanceof TableError) throw error
    throw new TableError(`${from} cannot be read as CSV: ${(error as Error).message}.`, { cause: error })
  }
}

/** `;` when the first line has more of them than commas, as spreadsheets write it in Vietnam. */
async function delimiterOf(file: string): Promise<',' | ';'> {
  for await (const chunk of createReadStream(file, { end: 65_535 })) {
    const line = String(chunk).split(/\r?\n/)[0] ?? ''
    return line.split(';').length > line.split(',').length ? ';' : ','
  }
  return ','
}

async function convertWorkbook(from: string, to: string, convertRow: RowConverter): Promise<void> {
  const reader = new ExcelJS.stream.xlsx.WorkbookReader(from, {
    worksheets: 'emit',
    sharedStrings: 'cache',
    styles: 'cache',
    hyperlinks: 'ignore',
    entries: 'emit',
  })
  const writer = new ExcelJS.stream.xlsx.WorkbookWriter({ filename: to })
  const sheet = writer.addWorksheet('diachiso')
  try {
    for await (const source of reader) {
      for await (const row of source) {
        const cells = Array.from({ length: row.cellCount }, (_, i) => cellText(row.getCell(i + 1).value))
        sheet.addRow(convertRow(cells)).commit()
      }
      break
    }
  } catch (error) {
    if (error instanceof TableError) throw error
    throw new TableError(`${from} cannot be read as a workbook: ${(error as Error).message}.`, {
      cause: error,
    })
  }
  await writer.commit()
}

/** What a cell shows: formulas by their result, rich text without its looks, dates as YYYY-MM-DD. */
function cellText(value: ExcelJS.CellValue): string {
  if (value === null || value === undefined) return ''
  if (value instanceof Date) return value.toISOString().slice(0, 10)
  if (typeof value !== 'object') return String(value)
  if ('richText' in value) return value.richText.map(({ text }) => text).join('')
  if ('text' in value) return String(value.text)
  if ('result' in value) return String(value.result ?? '')
  return ''
}
