import ExcelJS from 'exceljs'
import { SheetReader } from './sheet-reader.ts'
import { checkHeader, type Extend, extendedHeader, fittedRow, MAX_COLUMNS, TableError } from './table.ts'
import { checkWorkbook } from './workbook-bounds.ts'

/**
 * Writes the first sheet of a workbook with further columns into another, row by row. Every cell becomes text, so that
 * nothing turns into a formula. Throws {@link TableError}; returns the number of rows.
 */
export async function extendWorkbook(from: string, to: string, extend: Extend): Promise<number> {
  await checkWorkbook(from)
  const reader = new SheetReader(from)
  const writer = new ExcelJS.stream.xlsx.WorkbookWriter({ filename: to })
  const sheet = writer.addWorksheet('diachiso')
  let width = 0
  let rows = 0
  let extension: ReturnType<Extend> | undefined
  try {
    for await (const source of reader) {
      for await (const row of source) {
        const cells = cellsOf(row)
        if (!extension) {
          extension = extend(checkHeader(cells))
          width = cells.length
          sheet.addRow(extendedHeader(cells, extension.columns)).commit()
          continue
        }
        const fitted = fittedRow(row.number, cells, width)
        sheet.addRow([...fitted.cells, ...extension.cells(fitted)]).commit()
        rows++
      }
      break
    }
  } catch (error) {
    if (error instanceof TableError) throw error
    throw new TableError(`${from} cannot be read as a workbook: ${(error as Error).message}.`, {
      cause: error,
    })
  }
  if (!extension) throw new TableError(`${from} is empty: its first row must name the columns.`)
  await writer.commit()
  return rows
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
