import { basename, dirname } from 'node:path'
import type { Text } from '../../errors.ts'
import { SMALLEST_COUNT } from '../../store/layout/standard-themes.ts'
import type { SeenCount } from '../../store/record/counts/count-editions.ts'
import { SUPPRESSION_SECRET } from '../../store/record/info.ts'
import type { ThemeRow } from '../../store/record/themes.ts'
import type { RecordStore } from '../../store/record-store.ts'
import { type Edition, edition } from '../counts/edition.ts'
import { removeDemoThemes } from '../demo/demo-themes.ts'
import { openSource } from '../formats/open-source.ts'
import { ImportError, type ImportProblem, problem } from '../reading/problem.ts'
import { RowReader } from '../reading/row-reader.ts'
import { batchesOf, type SourceRow } from '../reading/source-row.ts'
import { loadRows, NO_BATCH, type Readable, type RowLoader } from '../writing/load-rows.ts'
import { RowList } from '../writing/row-list.ts'
import { type CountOfRow, countColumns, countOfRow, POSITIONS, periodLength } from './count-columns.ts'
import { finish, type LayerImportOptions, type LayerReport, readOptions } from './layer-catalogue.ts'

const FORM = 'commune_code, period, subject, count, population'

const SUBJECTS: Text = { vi: 'subject ở mỗi dòng', en: 'a subject in each row' }
const NO_SUBJECT: Text = { vi: 'không có subject', en: 'no subject' }
/** Rows that an error names. */
const NAMED = 5

interface Stored extends CountOfRow {
  /** Whether the record holds it, and the number it held. */
  before: number | null | undefined
  seen: SeenCount | undefined
  /** Line of the file; 0 for a row of the record alone. */
  line: number
}

/**
 * Imports a table of counts into a layer: never points. What must not be shown ({@link edition}) is not stored, so
 * that nothing made from the record can show it. An edition that gives away what an earlier one hid is refused, unless
 * `reveal` names a reason, which is kept as an event. Throws {@link ImportError}.
 */
export async function importCounts(
  record: RecordStore,
  theme: ThemeRow,
  options: LayerImportOptions,
): Promise<LayerReport> {
  const { file, finders } = options
  const free = { system: undefined, extent: finders.extent }
  const source = await openSource(file, countColumns, readOptions(options), free)
  const { columns } = source
  const position = POSITIONS.find((column) => columns?.has(column))
  if (position) throw new ImportError(problem('no-points', position, '', FORM))
  for (const column of ['commune_code', 'period', 'count'])
    if (columns && !columns.has(column)) throw new ImportError(problem('missing-column', column, '', FORM))
  const rejects = new RowList(file, dirname(record.file), 'rejects', options.onRefused)
  const load = record.bulkLoad(['theme_count', 'population'])
  try {
    removeDemoThemes(record, theme.id)
    const before = record.themes.counts(theme.id).length
    const lowered = checkThreshold(record, theme, options)
    const table = new CountTable(record, theme, options.replace === true, options.finders.inForce)
    const { read } = await loadRows(batchesOf(source), table, rejects, options.onProgress)
    const next = table.edition()
    const revealed = checkRevealed(record, theme, options, table.cellsAt(next.revealed), rejects)
    const counts = table.write(next)
    const report = {
      read,
      ...counts,
      gone: before - counts.changed - counts.unchanged,
      population: table.writePopulation(theme.owner ?? basename(file)),
      refused: rejects.count,
      rejects: rejects.path,
      why: rejects.first,
      weak: next.weak,
      notes: next.weak > 0 ? [weakly(next.weak)] : [],
      revealed,
      lowered,
    }
    if (!options.dryRun && finish(record, theme, options, report)) load.commit()
    else load.rollback()
    return report
  } catch (error) {
    load.rollback()
    throw error
  } finally {
    rejects.close()
  }
}

/** A lower threshold would show what earlier editions hid; returns the one that they had. */
function checkThreshold(
  record: RecordStore,
  { id, threshold }: ThemeRow,
  options: LayerImportOptions,
): number | undefined {
  const before = record.themes.all().find((theme) => theme.id === id)?.threshold ?? null
  const after = threshold ?? SMALLEST_COUNT
  if (before === null || after >= before || record.countEditions.of(id).length === 0) return undefined
  if (options.reveal === undefined)
    throw new ImportError(problem('lower-threshold', '--threshold', after, String(before)))
  noteReveal(record, id, options, { threshold: [before, after] })
  return before
}

/** What an edition would give away is listed and refused, or kept as an event and returned. */
function checkRevealed(
  record: RecordStore,
  { id }: ThemeRow,
  options: LayerImportOptions,
  given: readonly Stored[],
  rejects: RowList,
): readonly string[] {
  if (given.length === 0) return []
  const names = given.map(({ commune, period, subject }) => `${commune} ${period} ${subject}`.trim())
  if (options.reveal !== undefined) {
    noteReveal(record, id, options, { rows: names })
    return names
  }
  const rule = `${names.slice(0, NAMED).join(', ')}${names.length > NAMED ? ', …' : ''}`
  const reveals = problem('reveals', 'count', given.length, rule)
  for (const [i, { line }] of given.entries())
    rejects.add(line, [{ ...reveals, value: names[i]!, rule: '--reveal' }])
  throw new ImportError(reveals)
}

function noteReveal(
  record: RecordStore,
  theme: string,
  { actor = 'import', reveal = '' }: LayerImportOptions,
  evidence: object,
): void {
  record.events.add({
    at: new Date().toISOString(),
    actor,
    action: 'reveal',
    subject: theme,
    why: reveal,
    evidence: JSON.stringify(evidence),
  })
}

function weakly(cells: number): Text {
  return {
    vi: `${cells} số ẩn chỉ được che theo một số chiều (quanh đó là số 0, hoặc kỳ trước đã công bố)`,
    en: `${cells} hidden numbers are protected along some axes only: around them are zeros, or earlier periods are public`,
  }
}

/** The layer's numbers, those of the record and those of the file. */
class CountTable implements RowLoader<SourceRow> {
  readonly full = false
  readonly #cells = new Map<string, Stored>()
  readonly #seen = new Set<string>()
  readonly #seenBefore = new Map<string, SeenCount>()
  readonly #reader = new RowReader()
  /** People that the file tells of, by commune and year. */
  readonly #people = new Map<string, { commune_code: string; year: number; number: number }>()
  #length: string | undefined
  /** Whether each number has a subject; decided by the first. */
  #bySubject: boolean | undefined

  constructor(
    readonly record: RecordStore,
    readonly theme: ThemeRow,
    readonly replace: boolean,
    readonly inForce: (commune: string) => boolean,
  ) {
    for (const seen of record.countEditions.of(theme.id))
      this.#seenBefore.set(keyOf(seen.commune_code, seen.period, seen.subject), seen)
    for (const { commune_code: commune, period, subject, count } of record.themes.counts(theme.id)) {
      const key = keyOf(commune, period, subject)
      const seen = this.#seenBefore.get(key)
      this.#cells.set(key, { commune, period, subject, count, before: count, seen, line: 0 })
      if (replace) continue
      this.#length ??= periodLength(period)
      this.#bySubject ??= subject !== ''
    }
  }

  flush(): ReturnType<RowLoader<SourceRow>['flush']> {
    return NO_BATCH
  }

  /** Takes a row of the file; what becomes of it is known when the whole table is written. */
  take({ line, fields, geometry }: Readable<SourceRow>): 'pending' | readonly ImportProblem[] {
    this.#reader.open(fields, geometry)
    const cell = countOfRow(this.#reader, this.inForce)
    if (!cell) return this.#reader.problems
    const { population, ...count } = cell
    this.#length ??= periodLength(cell.period)
    this.#bySubject ??= cell.subject !== ''
    if (periodLength(cell.period) !== this.#length)
      return [problem('total', 'period', cell.period, `${this.#length}`)]
    if ((cell.subject !== '') !== this.#bySubject)
      return [problem('total', 'subject', cell.subject, this.#bySubject ? SUBJECTS : NO_SUBJECT)]
    const key = keyOf(cell.commune, cell.period, cell.subject)
    if (this.#seen.has(key))
      return [problem('duplicate', 'period', `${cell.commune} ${cell.period} ${cell.subject}`)]
    if (population !== null) {
      const wrong = this.#takePopulation(cell, population)
      if (wrong) return [wrong]
    }
    this.#seen.add(key)
    this.#cells.set(key, {
      ...count,
      before: this.#cells.get(key)?.before,
      seen: this.#seenBefore.get(key),
      line,
    })
    return 'pending'
  }

  /** What is wrong with a row's population: a commune has one number a year. */
  #takePopulation({ commune, period }: CountOfRow, number: number): ImportProblem | undefined {
    const year = Number(period.slice(0, 4))
    const key = `${commune} ${year}`
    const known = this.#people.get(key)
    if (!known) this.#people.set(key, { commune_code: commune, year, number })
    if (!known || known.number === number) return undefined
    return problem('value', 'population', number, {
      vi: `${known.number}, như dòng khác của xã và năm này`,
      en: `${known.number}, as another row of this commune and year says`,
    })
  }

  /** Keeps the population that the file tells of, for this layer alone; returns how many numbers are new. */
  writePopulation(source: string): number {
    const rows = [...this.#people.values()].map((row) => ({ ...row, source }))
    return this.record.themes.population.write(this.theme.id, rows, this.replace)
  }

  /** The rows that the layer will have. */
  #kept(): Stored[] {
    return [...this.#cells].filter(([key]) => !this.replace || this.#seen.has(key)).map(([, cell]) => cell)
  }

  edition(): Edition {
    const { record, theme, replace } = this
    const threshold = theme.threshold ?? SMALLEST_COUNT
    return edition(this.#kept(), {
      threshold,
      secret: `${record.info.secret(SUPPRESSION_SECRET)} ${theme.id}`,
      replace,
    })
  }

  /** Cells by their indexes in the edition. */
  cellsAt(indexes: readonly number[]): Stored[] {
    const kept = this.#kept()
    return indexes.map((i) => kept[i]!)
  }

  /** Writes what may be shown, and empty numbers for the rest. */
  write({ hidden, told }: Edition): { added: number; changed: number; unchanged: number; removed: number } {
    const { themes, countEditions } = this.record
    const counts = { added: 0, changed: 0, unchanged: 0, removed: 0 }
    for (const [i, { commune, period, subject, count, before }] of this.#kept().entries()) {
      const shown = hidden.has(i) ? null : count
      countEditions.put(this.theme.id, told(i))
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
