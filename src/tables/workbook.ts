import ExcelJS from 'exceljs'
import { SheetReader } from './sheet-reader.ts'
import {
  checkHeader,
  type Extend,
  extendedHeader,
  fittedRow,
  MAX_COLUMNS,
  type Table,
  TableError,
} from './table.ts'
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

async function* rowsOf(file: string): AsyncGenerator<{ line: number; cells: string[] }, undefined> {
  try {
    for await (const source of new SheetReader(file)) {
      for await (const row of source) yield { line: row.number, cells: cellsOf(row) }
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
function cellsOf(row: ExcelJS.Row): string[] {
  const cells: string[] = []
  row.eachCell((cell, column) => {
    const at = Math.min(column - 1, MAX_COLUMNS)
    cells[at] = [cells[at] ?? [], cellText(cell.value)].flat().join(' | ')
  })
  return Array.from(cells, (text) => text ?? '')
}

/** What a cell shows; ExcelJS adds to a text the line ends that GDAL writes around it. */
function cellText(value: ExcelJS.CellValue): string {
  return shown(value).trim()
}

/** Formulas by their result, rich text without its looks, dates as YYYY-MM-DD. */
function shown(value: ExcelJS.CellValue): string {
  if (value === null || value === undefined) return ''
  if (value instanceof Date) return value.toISOString().slice(0, 10)
  if (typeof value !== 'object') return String(value)
  if ('richText' in value) return value.richText.map(({ text }) => text).join('')
  if ('text' in value) return String(value.text)
  if ('result' in value) return String(value.result ?? '')
  return ''
}
