import { createWriteStream } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { FastifyRequest } from 'fastify'
import { refuse } from '../../../errors.ts'
import { openCsvTable } from '../../../tables/csv-table.ts'
import { type Table, TableError } from '../../../tables/table.ts'
import { openTableFile } from '../../../tables/table-file.ts'
import { receiveUpload, type Upload } from '../../bulk/upload.ts'
import { columnsOf, MOST_ROWS, NEEDED, type WrittenRow } from './table-rows.ts'

/** A row with the line of the file on which it begins. */
export interface SentRow {
  readonly line: number
  readonly row: WrittenRow
}

const MAX_BYTES = 5_000_000

/** The rows of a CSV file or workbook that a form sends. Throws {@link Problem}. */
export async function sentTable(
  request: FastifyRequest,
  prove: (csrf: unknown) => void,
): Promise<{ readonly name: string; readonly rows: readonly SentRow[] }> {
  const upload = await receiveUpload(request, MAX_BYTES, { prove })
  try {
    return { name: upload.name, rows: await rowsOf(upload) }
  } catch (error) {
    if (!(error instanceof TableError)) throw error
    throw refuse('data', 'bad-table', error.vi ?? `Không đọc được bảng: ${error.message}`, error.message)
  } finally {
    await upload.close()
  }
}

async function rowsOf(upload: Upload): Promise<SentRow[]> {
  if (!/\.xlsx$/i.test(upload.name)) return takenRows(await openCsvTable(Readable.from(upload.bytes())))
  // A workbook is read from a file of its own.
  const folder = await mkdtemp(join(tmpdir(), 'diachiso-table-'))
  try {
    const file = join(folder, 'table.xlsx')
    await pipeline(upload.bytes(), createWriteStream(file, { mode: 0o600 }))
    return await takenRows(await openTableFile(file))
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function takenRows({ header, rows }: Table): Promise<SentRow[]> {
  const columns = columnsOf(header)
  const missing = NEEDED.filter((column) => !columns.has(column))
  if (missing.length > 0)
    throw refuse(
      'data',
      'missing',
      `Bảng thiếu cột ${missing.join(', ')}. Dòng tiêu đề có: ${header.join(', ').slice(0, 200)}.`,
      `The table has no column ${missing.join(', ')}. Its header: ${header.join(', ').slice(0, 200)}.`,
    )
  const taken: SentRow[] = []
  for await (const some of rows)
    for (const { line, cells } of some) {
      const row = Object.fromEntries([...columns].map(([column, at]) => [column, cells[at] ?? '']))
      if (Object.values(row).every((cell) => cell.trim() === '')) continue
      if (taken.length === MOST_ROWS)
        throw refuse(
          'data',
          'too-many',
          `Bảng có hơn ${MOST_ROWS} dòng: hãy chia nhỏ.`,
          `The table has more than ${MOST_ROWS} rows: split it.`,
        )
      taken.push({ line, row })
    }
  return taken
}
