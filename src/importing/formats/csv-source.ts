import { openCsvRecords } from '../../tables/csv-records.ts'
import type { CsvRecord } from '../../tables/csv-splitter.ts'
import { MAX_COLUMNS } from '../../tables/table.ts'
import { unguardFormula } from '../../text/formula-guard.ts'
import { ImportError, problem } from '../reading/problem.ts'
import type { RawRow, RawSource } from './raw-source.ts'
import { damageProblem } from './sheets/damage-problem.ts'
import { Utf8File } from './utf8-file.ts'

/** Opens a CSV file (UTF-8, `,` `;` or tab, header line first) and reads its header; cells lose their guard against formulas. */
export async function openCsv(file: string): Promise<RawSource> {
  const text = new Utf8File(file)
  const { header, records } = await openCsvRecords(text.chunks())
  if (!header)
    throw new ImportError(problem('missing-column', '', '', { vi: 'dòng tên cột', en: 'a header line' }))
  if (header.damage) throw new ImportError(damageProblem(header))
  const width = header.fields.length
  if (width > MAX_COLUMNS) throw new ImportError(problem('columns', '', width, `≤ ${MAX_COLUMNS}`))
  const columns = header.fields.map((column) => unguardFormula(column).trim())
  async function* rows(): AsyncGenerator<RawRow[]> {
    for await (const some of records) yield some.map((record) => rawRow(record, width))
  }
  return {
    columns,
    textual: true,
    geometry: 'column',
    crs: () => undefined,
    rows: rows(),
    progress: () => text.progress(),
  }
}

function rawRow(record: CsvRecord, width: number): RawRow {
  const { line } = record
  if (record.damage) return { line, problem: damageProblem(record) }
  const { fields } = record
  if (fields.length !== width) return { line, problem: problem('columns', '', fields.length, String(width)) }
  return { line, values: fields.map(unguardFormula) }
}
