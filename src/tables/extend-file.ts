import { createReadStream, createWriteStream } from 'node:fs'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { openCsvTable } from './csv-table.ts'
import { extendedCsv } from './csv-writer.ts'
import { type Extend, TableError } from './table.ts'
import { Turns } from './turns.ts'

const CHUNK = 1 << 18

/**
 * Writes `to` as `from` with further columns; all rows and columns stay. CSV streams in bounded memory, of a workbook
 * (.xlsx) the first sheet is taken, row by row. Throws {@link TableError}; returns the number of rows.
 */
export async function extendTableFile(from: string, to: string, extend: Extend): Promise<number> {
  if (/\.xlsx$/i.test(from)) {
    // Its package takes longer to load than a short table to convert.
    const { extendWorkbook } = await import('./workbooks/workbook.ts')
    return extendWorkbook(from, to, extend)
  }
  const source = createReadStream(from, { highWaterMark: CHUNK })
  try {
    const table = await openCsvTable(source)
    let rows = 0
    const extension = extend(table.header)
    const counted = {
      columns: extension.columns,
      cells: (row: Parameters<typeof extension.cells>[0]) => {
        rows++
        return extension.cells(row)
      },
    }
    const { delimiter } = table
    const lines = extendedCsv(table, counted, { delimiter, marked: true, turns: new Turns() })
    await pipeline(Readable.from(lines, { highWaterMark: 1 }), createWriteStream(to))
    return rows
  } catch (error) {
    if (error instanceof TableError) throw new TableError(`${from}: ${error.message}`, { cause: error })
    throw error
  } finally {
    source.destroy()
  }
}
