import ExcelJS from 'exceljs'
import {
  checkHeader,
  type Extend,
  extendedHeader,
  fittedRow,
  MAX_COLUMNS,
  type Table,
  TableError,
} from '../table.ts'
import type { CellRow, TableRows } from '../table-rows.ts'
import { NoSheet } from './no-sheet.ts'
import { SheetReader } from './sheet-reader.ts'
import { checkWorkbook } from './workbook-bounds.ts'

/**
 * Writes the first sheet of a workbook with further columns into another, row by row. Every cell becomes text, so that
 * nothing turns into a formula. Throws {@link TableError}; returns the number of rows.
 */
export async function extendWorkbook(from: string, to: string, extend: Extend): Promise<number> {
  const table = await openWorkbookTable(from)
  const writer = new ExcelJS.stream.xlsx.WorkbookWriter({ filename: to })
  const sheet = writer.addWorksheet('diachiso')
  const extension = extend(table.header)
  sheet.addRow(extendedHeader(table.header, extension.columns)).commit()
  let rows = 0
  for await (const some of table.rows)
    for (const row of some) {
      sheet.addRow([...row.cells, ...extension.cells(row)]).commit()
      rows++
    }
  await writer.commit()
  return rows
}

/** The first sheet of a workbook as a table, row by row. Throws {@link TableError}. */
export async function openWorkbookTable(file: string): Promise<Table> {
  await checkWorkbook(file)
  const rows = rowsOf(file)
  const head = await rows.next()
  if (head.done) throw new TableError(`${file} is empty: its first row must name the columns.`)
  const header = checkHeader(head.value.cells)
  return {
    header,
    rows: (async function* () {
      for await (const { line, cells } of rows) yield [fittedRow(line, cells, header.length)]
    })(),
  }
}

/**
 * The rows of a sheet of a workbook, before anybody knows which names the columns. Throws {@link TableError}.
 *
 * @param named name of the sheet; the first that is shown where none is named
 */
export async function openWorkbookRows(file: string, named?: string): Promise<TableRows> {
  await checkWorkbook(file)
  const reader = new SheetReader(file, named, true)
  const rows = rowsOf(file, reader)
  // the names of the sheets are known when the first row is
  const first = await rows.next()
  const { names, chosen: name } = reader
  if (named !== undefined && name !== named) throw new NoSheet(named, names)
  return {
    sheet: { name, others: names.filter((other) => other !== name) },
    uncomputed: () => reader.uncomputed,
    rows: (async function* () {
      try {
        for (let next = first; !next.done; next = await rows.next()) yield [next.value]
      } finally {
        await rows.return(undefined)
      }
    })(),
  }
}

async function* rowsOf(file: string, reader = new SheetReader(file)): AsyncGenerator<CellRow, undefined> {
  try {
    for await (const source of reader) {
      for await (const row of source) {
        const cells = cellsOf(row, reader)
        yield { line: row.number, cells, carried: reader.merged?.carriedTo(row.number, cells) ?? [] }
      }
      return
    }
  } catch (error) {
    if (error instanceof TableError) throw error
    throw new TableError(`${file} cannot be read as a workbook: ${(error as Error).message}.`, {
      cause: error,
    })
  }
}

/** The texts of a row's cells; those right of all columns that a table may have are one. */
function cellsOf(row: ExcelJS.Row, reader: SheetReader): string[] {
  const cells: string[] = []
  row.eachCell((cell, column) => {
    if (cell.type === ExcelJS.ValueType.Formula && isMissing(cell.result)) reader.uncomputed++
    const at = Math.min(column - 1, MAX_COLUMNS)
    cells[at] = [cells[at] ?? [], cellText(cell.value)].flat().join(' | ')
  })
  return Array.from(cells, (text) => text ?? '')
}

/** ExcelJS reads an empty value of a formula as NaN. */
function isMissing(result: ExcelJS.CellFormulaValue['result']): boolean {
  return result === undefined || Number.isNaN(result)
}

/** What a cell shows; ExcelJS adds to a text the line ends that GDAL writes around it. */
function cellText(value: ExcelJS.CellValue): string {
  return shown(value).trim()
}

/** Formulas by their result, rich text without its looks, dates as YYYY-MM-DD, with their time where it is not midnight. */
function shown(value: ExcelJS.CellValue): string {
  if (value === null || value === undefined) return ''
  if (value instanceof Date) return shownTime(value)
  if (typeof value !== 'object') return String(value)
  if ('richText' in value) return value.richText.map(({ text }) => text).join('')
  if ('text' in value) return String(value.text)
  if ('result' in value)
    return value.result instanceof Date ? shownTime(value.result) : String(value.result ?? '')
  return ''
}

/** To the second: a sheet counts days, and a time of day is a fraction that is never exact. */
function shownTime(value: Date): string {
  const seconds = new Date(Math.round(value.getTime() / 1000) * 1000).toISOString().slice(0, 19)
  return seconds.endsWith('T00:00:00') ? seconds.slice(0, 10) : seconds
}
