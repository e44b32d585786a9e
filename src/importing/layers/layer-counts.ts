import { dirname } from 'node:path'
import type { RecordStore } from '../../store/record-store.ts'
import { SMALLEST_COUNT } from '../../store/standard-themes.ts'
import type { ThemeRow } from '../../store/themes.ts'
import { suppressed } from '../counts/suppression.ts'
import { removeDemoThemes } from '../demo/demo-themes.ts'
import { openSource } from '../formats/open-source.ts'
import { ImportError, type ImportProblem, problem } from '../reading/problem.ts'
import { RowReader } from '../reading/row-reader.ts'
import { batchesOf, type SourceRow } from '../reading/source-row.ts'
import { loadRows, NO_BATCH, type Readable, type RowLoader } from '../writing/load-rows.ts'
import { RowList } from '../writing/row-list.ts'
import { type CountOfRow, countColumns, countOfRow, POSITIONS, periodLength } from './count-columns.ts'
import { finish, type LayerImportOptions, type LayerReport } from './layer-catalogue.ts'

const FORM = 'commune_code, period, subject, count'

interface Stored extends CountOfRow {
  /** Whether the record holds it, and the number it held. */
  before: number | null | undefined
}

/**
 * Imports a table of counts into a layer: never points. What must not be shown ({@link suppressed}) is not stored, so
 * that nothing made from the record can show it. A count that was hidden stays hidden, also when it has grown, until
 * `replace` makes the table anew: two published versions could be subtracted. Throws {@link ImportError}.
 */
export async function importCounts(
  record: RecordStore,
  theme: ThemeRow,
  options: LayerImportOptions,
): Promise<LayerReport> {
  const { file, layer, finders } = options
  const free = { system: undefined, extent: finders.extent }
  const source = await openSource(file, countColumns, layer ? [layer] : [theme.id], free)
  const { columns } = source
  const position = POSITIONS.find((column) => columns?.has(column))
  if (position) throw new ImportError(problem('no-points', position, '', FORM))
  for (const column of ['commune_code', 'period', 'count'])
    if (columns && !columns.has(column)) throw new ImportError(problem('missing-column', column, '', FORM))
  const rejects = new RowList(file, dirname(record.file), 'rejects')
  const load = record.bulkLoad(['theme_count'])
  try {
    removeDemoThemes(record, theme.id)
    const table = new CountTable(record, theme, options.replace === true, options.finders.inForce)
    const { read } = await loadRows(batchesOf(source), table, rejects, options.onProgress)
    const report = { read, ...table.write(), refused: rejects.count, rejects: rejects.path }
    if (finish(record, theme, options, report)) load.commit()
    else load.rollback()
    return report
  } catch (error) {
    load.rollback()
    throw error
  } finally {
    rejects.close()
  }
}

/** The layer's numbers, those of the record and those of the file. */
class CountTable implements RowLoader<SourceRow> {
  readonly full = false
  readonly #cells = new Map<string, Stored>()
  readonly #seen = new Set<string>()
  readonly #reader = new RowReader()
  #length: string | undefined
  /** Whether each number has a subject; decided by the first. */
  #bySubject: boolean | undefined

  constructor(
    readonly record: RecordStore,
    readonly theme: ThemeRow,
    readonly replace: boolean,
    readonly inForce: (commune: string) => boolean,
  ) {
    for (const { commune_code: commune, period, subject, count } of record.themes.counts(theme.id)) {
      this.#cells.set(keyOf(commune, period, subject), { commune, period, subject, count, before: count })
      if (replace) continue
      this.#length ??= periodLength(period)
      this.#bySubject ??= subject !== ''
    }
  }

  flush(): ReturnType<RowLoader<SourceRow>['flush']> {
    return NO_BATCH
  }

  /** Takes a row of the file; what becomes of it is known when the whole table is written. */
  take({ fields, geometry }: Readable<SourceRow>): 'pending' | readonly ImportProblem[] {
    this.#reader.open(fields, geometry)
    const cell = countOfRow(this.#reader, this.inForce)
    if (!cell) return this.#reader.problems
    this.#length ??= periodLength(cell.period)
    this.#bySubject ??= cell.subject !== ''
    if (periodLength(cell.period) !== this.#length)
      return [problem('total', 'period', cell.period, `${this.#length}`)]
    if ((cell.subject !== '') !== this.#bySubject)
      return [
        problem('total', 'subject', cell.subject, this.#bySubject ? 'a subject in each row' : 'no subject'),
      ]
    const key = keyOf(cell.commune, cell.period, cell.subject)
    if (this.#seen.has(key))
      return [problem('duplicate', 'period', `${cell.commune} ${cell.period} ${cell.subject}`)]
    this.#seen.add(key)
    this.#cells.set(key, { ...cell, before: this.#cells.get(key)?.before })
    return 'pending'
  }

  /** Writes what may be shown, and empty numbers for the rest. */
  write(): { added: number; changed: number; unchanged: number; removed: number } {
    const { themes } = this.record
    const counts = { added: 0, changed: 0, unchanged: 0, removed: 0 }
    const kept = [...this.#cells]
      .filter(([key]) => !this.replace || this.#seen.has(key))
      .map(([, cell]) => cell)
    const hidden = suppressed(
      kept.map((cell) => ({
        ...cell,
        hidden: cell.before === null && !this.replace,
        published: cell.before === cell.count && cell.before !== null,
      })),
      this.theme.threshold ?? SMALLEST_COUNT,
    )
    for (const [i, { commune, period, subject, count, before }] of kept.entries()) {
      const shown = hidden.has(i) ? null : count
      if (before === shown) counts.unchanged++
      else {
        themes.putCount({ theme: this.theme.id, commune_code: commune, period, subject, count: shown })
        counts[before === undefined ? 'added' : 'changed']++
      }
    }
    for (const [key, { commune, period, subject }] of this.#cells)
      if (this.replace && !this.#seen.has(key)) {
        themes.removeCount(this.theme.id, commune, period, subject)
        counts.removed++
      }
    return counts
  }
}

function keyOf(commune: string, period: string, subject: string): string {
  return `${commune}\u001f${period}\u001f${subject}`
}
