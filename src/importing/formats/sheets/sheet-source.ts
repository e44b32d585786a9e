import { createReadStream, statSync } from 'node:fs'
import type { Text } from '../../../errors.ts'
import { namedSystem } from '../../../geo/coordinate-systems.ts'
import { MAX_COLUMNS, TableError } from '../../../tables/table.ts'
import type { CellRow, TableRows } from '../../../tables/table-rows.ts'
import { NoSheet } from '../../../tables/workbooks/no-sheet.ts'
import { unguardFormula } from '../../../text/formula-guard.ts'
import { isKnownColumn } from '../../reading/known-columns.ts'
import { ImportError, problem } from '../../reading/problem.ts'
import type { RawRow, RawSource, ReadOptions, StatedCrs } from '../raw-source.ts'
import { findHeader, HEADER_WITHIN, type TableHeader } from './table-header.ts'
import { openTextRows, type TextRow } from './text-rows.ts'

/** Opens CSV or TSV in any encoding, with titles above its header, as a spreadsheet writes it. */
export async function openTextTable(file: string, { encoding }: ReadOptions): Promise<RawSource> {
  let done = 0
  async function* bytes() {
    for await (const chunk of createReadStream(file)) {
      done += (chunk as Buffer).length
      yield chunk as Buffer
    }
  }
  const text = await openTextRows(bytes(), encoding)
  const total = statSync(file).size
  const notes: Text[] =
    text.encoding === 'utf-8'
      ? []
      : [
          {
            vi: `Chữ được đọc theo ${text.encoding}; có thể chọn bằng --encoding.`,
            en: `Texts were read as ${text.encoding}; --encoding chooses another.`,
          },
        ]
  return tableSource(file, text, notes, () => ({ done, total }))
}

/** Opens a sheet of a workbook (`.xlsx`, `.ods`): the one named, else the first. */
export async function openSheet(file: string, { names, named }: ReadOptions): Promise<RawSource> {
  const sheet = named ? names[0] : undefined
  try {
    // their packages take longer to load than a small file of another format to import
    const table = /\.ods$/i.test(file)
      ? await (await import('../../../tables/workbooks/open-document.ts')).openOpenDocument(file, sheet)
      : await (await import('../../../tables/workbooks/workbook.ts')).openWorkbookRows(file, sheet)
    return await tableSource(file, table, [], () => ({ done: 0, total: 0 }))
  } catch (error) {
    throw refusalOf(file, error)
  }
}

/** What is wrong with a workbook as an import says it; any other error as it is. */
function refusalOf(file: string, error: unknown): unknown {
  if (error instanceof NoSheet)
    return new ImportError(problem('no-layer', 'layer', error.named, error.names.join(', ')), {
      cause: error,
    })
  if (!(error instanceof TableError)) return error
  return new ImportError(problem('format', '', file, { vi: error.vi ?? error.message, en: error.message }), {
    cause: error,
  })
}

async function tableSource(
  file: string,
  table: TableRows & { rows: AsyncIterable<readonly (CellRow | TextRow)[]> },
  notes: readonly Text[],
  progress: RawSource['progress'],
): Promise<RawSource> {
  const batches = table.rows[Symbol.asyncIterator]()
  const first: (CellRow | TextRow)[] = []
  for (let next = await batches.next(); !next.done; next = await batches.next()) {
    first.push(...next.value)
    if (first.length >= HEADER_WITHIN) break
  }
  const header = findHeader(
    first.filter((row) => !('damage' in row) || row.damage === undefined),
    isKnownColumn,
  )
  if (!header) throw new ImportError(problem('missing-column', '', '', HEADER_LINE))
  const { columns } = header
  const headerLine = first[header.rows - 1]?.line ?? 0
  let carried = 0
  const rowsBelow = (some: readonly (CellRow | TextRow)[]) => {
    const { rows, count } = withCarried(some, headerLine)
    carried += count
    return rowsOf(rows, columns.length)
  }
  if (columns.length > MAX_COLUMNS)
    throw new ImportError(problem('columns', '', columns.length, `≤ ${MAX_COLUMNS}`))
  async function* rows(): AsyncGenerator<RawRow[]> {
    try {
      yield rowsBelow(first.slice(header!.rows))
      for (let next = await batches.next(); !next.done; next = await batches.next())
        yield rowsBelow(next.value)
    } catch (error) {
      throw refusalOf(file, error)
    } finally {
      await batches.return?.()
    }
  }
  const crs = statedIn([...header.titles, ...columns])
  return {
    columns,
    textual: true,
    geometry: 'column',
    crs: () => crs,
    rows: rows(),
    progress,
    others: () => table.sheet?.others ?? [],
    notes: () => [...notes, ...notesOf(header, table, carried)],
  }
}

/** Rows with what merged cells below the header say of them; not those that merged cells alone say something of. */
function withCarried(
  rows: readonly (CellRow | TextRow)[],
  headerLine: number,
): { rows: readonly (CellRow | TextRow)[]; count: number } {
  let count = 0
  const filled = rows.map((row) => {
    const below = 'carried' in row ? (row.carried ?? []).filter(({ from }) => from > headerLine) : []
    if (below.length === 0 || row.cells.every((cell) => cell.trim() === '')) return row
    const cells = [...row.cells]
    for (const { column, text } of below) {
      while (cells.length <= column) cells.push('')
      cells[column] = text
    }
    count += below.length
    return { ...row, cells }
  })
  return { rows: filled, count }
}

const HEADER_LINE = { vi: 'dòng tên cột', en: 'a header line' }

function rowsOf(rows: readonly TextRow[], width: number): RawRow[] {
  return rows.flatMap(({ line, cells, damage }): RawRow[] => {
    if (damage) return [{ line, problem: damage }]
    if (cells.every((cell) => cell.trim() === '')) return []
    if (cells.length > width && cells.slice(width).some((cell) => cell.trim() !== ''))
      return [{ line, problem: problem('columns', '', cells.length, String(width)) }]
    return [{ line, values: Array.from({ length: width }, (_, i) => unguardFormula(cells[i] ?? '')) }]
  })
}

/** The system that a title or a name of a column states: "Hệ toạ độ VN-2000, kinh tuyến trục 105°45'". */
function statedIn(texts: readonly string[]): StatedCrs | undefined {
  for (const text of texts) {
    const system = /VN[-_ ]?2000|EPSG/i.test(text) ? namedSystem(epsgIn(text) ?? text) : undefined
    // "VN-2000" without a zone says nothing of metres
    if (system?.projected) return { text, system, isWgs84: false }
  }
  return undefined
}

function epsgIn(text: string): string | undefined {
  return /EPSG:\s?\d{4,5}/i.exec(text)?.[0].replace(' ', '')
}

function notesOf({ titles }: TableHeader, { sheet, uncomputed }: TableRows, carried: number): Text[] {
  const notes: Text[] = []
  const shown = titles.filter((title) => title !== '').map((title) => `"${title.slice(0, 80)}"`)
  if (shown.length > 0)
    notes.push({
      vi: `Bỏ qua ${shown.length} dòng trên dòng tên cột: ${shown.join(', ')}.`,
      en: `${shown.length} rows above the header were passed over: ${shown.join(', ')}.`,
    })
  if (sheet && sheet.others.length > 0) {
    const others = sheet.others.map((name) => `"${name}"`).join(', ')
    notes.push({
      vi: `Đọc trang "${sheet.name}"; còn có ${others} (--layer).`,
      en: `The sheet "${sheet.name}" was read; there are also ${others} (--layer).`,
    })
  }
  if (carried > 0)
    notes.push({
      vi: `${carried} ô trống nằm trong ô gộp được lấy chữ của ô gộp.`,
      en: `${carried} empty cells lie in merged ones and took their text.`,
    })
  const empty = uncomputed?.() ?? 0
  if (empty > 0)
    notes.push({
      vi: `${empty} ô công thức không có giá trị và để trống: hãy mở tệp bằng Excel hay LibreOffice rồi lưu lại.`,
      en: `${empty} formulas have no value and are left empty: open the file in Excel or LibreOffice and save it.`,
    })
  return notes
}
