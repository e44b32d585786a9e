import { basename, dirname } from 'node:path'
import type { Decision } from '../store/record/events.ts'
import type { RecordStore } from '../store/record-store.ts'
import { DEMO_LAYERS } from './demo/demo-data.ts'
import { DemoRule } from './demo/demo-rule.ts'
import { checkWith } from './kinds/addresses/check-addresses.ts'
import type { CheckAddresses, CheckedAddress } from './kinds/addresses/checked-address.ts'
import { positionsTogether } from './kinds/addresses/positions-together.ts'
import type { LoadContext } from './kinds/kind-loader.ts'
import { KINDS, type Kind, type KindPlan, openKind } from './kinds/kinds.ts'
import type { Warning } from './reading/commune-of-row.ts'
import type { PlaceFinders } from './reading/place-finders.ts'
import type { ImportProblem } from './reading/problem.ts'
import { type Batch, batchesOf, type SourceRow } from './reading/source-row.ts'
import { loadRows, NO_BATCH, type OnProgress, type Readable, type RowLoader } from './writing/load-rows.ts'
import { RowList } from './writing/row-list.ts'

export interface ImportOptions {
  kind: Kind
  file: string
  finders: PlaceFinders
  /** Where addresses are read and checked, when not in this thread. */
  check?: CheckAddresses
  /** What `source` becomes in rows that name none; the file's name. */
  source?: string
  /** Date of the data, for boundaries. */
  date?: string
  /** Layer of a GeoPackage. */
  layer?: string
  /** Who imports, for the event. */
  actor?: string
  /** What verified and official addresses of the file stand on; without one they are loaded as created. */
  decision?: Decision
  /** Does all of it and keeps nothing, but for the lists of refused and noted rows. */
  dryRun?: boolean
  /** Called after each batch. */
  onProgress?: OnProgress
}

export interface ImportReport {
  kind: Kind
  file: string
  read: number
  added: number
  changed: number
  unchanged: number
  refused: number
  /** Demonstration rows that gave way to real ones. */
  demoRemoved: number
  /** Rows taken that are worth a look, by reason. */
  warnings: ReadonlyMap<Warning, number>
  /** Where the refused rows are listed. */
  rejects: string | undefined
  /** Rows taken with something left out or not to be shown, and where they are listed. */
  noted: number
  notes: string | undefined
}

/**
 * Imports one file into the record in one transaction: bad rows are refused one by one into `FILE.rejects.csv`, an
 * import that is killed leaves the record as it was, one that brings nothing new changes nothing.
 * Throws {@link ImportError} when the file cannot be read at all.
 */
export async function importFile(record: RecordStore, options: ImportOptions): Promise<ImportReport> {
  const { kind, file, finders, date = null } = options
  const { layers, givesWay }: KindPlan<never> = KINDS[kind]
  // Before the file is opened: when another program writes to the record, no thread has begun to read.
  const load = record.bulkLoad([...new Set([...layers, ...(givesWay ? DEMO_LAYERS : [])])])
  const { source = basename(file), actor = 'import', decision } = options
  const context = { record, load, finders, source, actor, decision, date }
  try {
    const report = await (kind === 'addresses'
      ? importAddresses(context, options)
      : run(KINDS[kind], context, options, batchesOf(await openKind(file, kind, options.layer))))
    const { read, added, changed, unchanged, refused } = report
    if (options.dryRun || added + changed === 0) load.rollback()
    else {
      record.events.add({
        at: new Date().toISOString(),
        actor,
        action: 'import',
        subject: kind,
        why: basename(file),
        evidence: JSON.stringify({ read, added, changed, unchanged, refused }),
      })
      load.commit()
    }
    return report
  } catch (error) {
    load.rollback()
    throw error
  }
}

/** Addresses alone are checked before they are loaded, so that another thread can check them. */
async function importAddresses(context: LoadContext, options: ImportOptions): Promise<ImportReport> {
  const { file, layer, finders, check = checkWith(finders) } = options
  const comparing = context.record.addresses.count() > 0
  const batches = await check({ file, layer, source: context.source, comparing })
  return run(KINDS.addresses, context, options, positionsTogether(batches))
}

type KindRow = SourceRow | CheckedAddress

async function run<Row extends KindRow>(
  plan: KindPlan<Row>,
  context: LoadContext,
  { kind, file, onProgress }: ImportOptions,
  batches: AsyncIterable<Batch<Row>>,
): Promise<ImportReport> {
  const folder = dirname(context.record.file)
  const rejects = new RowList(file, folder, 'rejects')
  const notes = new RowList(file, folder, 'warnings')
  try {
    const loader = new LateLoader(plan, context, notes)
    const counts = await loadRows(batches, loader, rejects, onProgress)
    const { demoRemoved, warnings } = loader
    return {
      kind,
      file,
      ...counts,
      refused: rejects.count,
      demoRemoved,
      warnings,
      rejects: rejects.path,
      noted: notes.count,
      notes: notes.path,
    }
  } finally {
    rejects.close()
    notes.close()
  }
}

/** The kind's loader, made with the first row that can be read: only then demonstration data gives way. */
class LateLoader<Row extends KindRow> implements RowLoader<Row> {
  readonly #plan: KindPlan<Row>
  readonly #context: LoadContext
  readonly #notes: RowList
  readonly #demo: DemoRule | undefined
  #loader: RowLoader<Row> | undefined

  /** @param notes lists rows that are taken with something left out or not to be shown */
  constructor(plan: KindPlan<Row>, context: LoadContext, notes: RowList) {
    this.#plan = plan
    this.#context = context
    this.#notes = notes
    this.#demo = plan.givesWay ? new DemoRule(context.record, context.load) : undefined
  }

  take(row: Readable<Row>): ReturnType<RowLoader<Row>['take']> {
    const source = sourceOf(row)
    this.#loader ??= this.#begin(source)
    const refusal = this.#demo?.refusal(source)
    if (refusal) return [refusal]
    const outcome = this.#loader.take(row)
    const { note } = this.#loader
    const notes = note ? [...notesOf(row), note] : notesOf(row)
    if (notes.length > 0 && typeof outcome === 'string') this.#notes.add(row.line, notes)
    return outcome
  }

  get full(): boolean {
    return this.#loader?.full ?? false
  }

  flush(): ReturnType<RowLoader<Row>['flush']> {
    return this.#loader?.flush() ?? NO_BATCH
  }

  finish(): ReturnType<NonNullable<RowLoader<Row>['finish']>> {
    this.#demo?.finish()
    return this.#loader?.finish?.() ?? []
  }

  get demoRemoved(): number {
    return this.#demo?.removed ?? 0
  }

  get warnings(): ReadonlyMap<Warning, number> {
    return this.#loader?.warnings ?? new Map()
  }

  #begin(source: string): RowLoader<Row> {
    this.#demo?.begin(source)
    return this.#plan.load(this.#context)
  }
}

/** What the check of a row noted, though the row may be taken. */
function notesOf(row: Readable<KindRow>): readonly ImportProblem[] {
  return 'notes' in row ? row.notes : NO_NOTES
}

const NO_NOTES: readonly ImportProblem[] = []

/** The source that a row names; '' for none. */
function sourceOf(row: Readable<KindRow>): string {
  return 'fields' in row ? (row.fields.source ?? '') : row.source
}
