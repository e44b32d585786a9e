import { createReadStream } from 'node:fs'
import { openCsvTable } from './csv-table.ts'
import type { Table } from './table.ts'

/** Opens a table by its extension: of a workbook (.xlsx) the first sheet, else CSV. Throws TableError. */
export async function openTableFile(file: string): Promise<Table> {
  if (!/\.xlsx$/i.test(file)) return openCsvTable(createReadStream(file))
  // Its package takes longer to load than a short table to read.
  const { openWorkbookTable } = await import('./workbooks/workbook.ts')
  return openWorkbookTable(file)
}
