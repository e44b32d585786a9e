import { randomBytes } from 'node:crypto'
import { basename, dirname } from 'node:path'
import type { BulkLoad } from '../store/bulk-load.ts'
import type { RecordStore } from '../store/record-store.ts'
import { AddressLoader } from './address-loader.ts'
import { BoundaryLoader } from './boundary-loader.ts'
import { type Kind, recogniser } from './columns.ts'
import type { Warning } from './commune-of-row.ts'
import { DEMO_LAYERS, DEMO_SOURCE } from './demo-data.ts'
import { removeDemoThemes } from './demo-themes.ts'
import type { KindLoader, LoadContext } from './kind-loader.ts'
import { openSource } from './open-source.ts'
import type { PlaceFinders } from './place-finders.ts'
import { PlaceLoader } from './place-loader.ts'
import { postcodeLoader } from './postcode-loader.ts'
import { ImportError, problem } from './problem.ts'
import { RejectsFile } from './rejects-file.ts'
import { RowReader } from './row-reader.ts'
import type { Source, SourceRow } from './source-row.ts'
import { StreetLoader } from './street-loader.ts'
import { unitChangeLoader } from './unit-change-loader.ts'
import { unitLoader } from './unit-loader.ts'

export interface ImportOptions {
  kind: Kind
  file: string
  finders: PlaceFinders
  /** What `source` becomes in rows that name none; the file's name. */
  source?: string
  /** Date of the data, for boundaries. */
  date?: string
  /** Layer of a GeoPackage. */
  layer?: string
  /** Who imports, for the event. */
  actor?: string
  /** Told after each batch: how far the file is read (bytes or rows), and how many rows were read. */
  onProgress?: (progress: { done: number; total: number; rows: number }) => void
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
}

interface KindPlan {
  /** Layers of the record that the kind writes. */
  layers: readonly string[]
  /** Layers of a GeoPackage that are taken unasked. */
  names: readonly string[]
  /** Columns that a table must have: of each list at least one. */
  required: readonly (readonly string[])[]
  /** Whether rows of demonstration data are of this kind, and give way to real ones. */
  demo: boolean
  loader: (context: LoadContext) => KindLoader
}

const PLACED = ['commune_code', 'former_commune_code', 'raw_text']
const PLANS: Readonly<Record<Kind, KindPlan>> = {
  units: {
    layers: ['unit'],
    names: ['units', 'unit'],
    required: [['level'], ['code'], ['valid_from'], ['type'], ['name']],
    demo: false,
    loader: unitLoader,
  },
  'unit-changes': {
    layers: ['unit_change'],
    names: ['unit-changes', 'unit_change'],
    required: [['date'], ['kind'], ['from_code'], ['to_code'], ['extent'], ['basis']],
    demo: false,
    loader: unitChangeLoader,
  },
  postcodes: {
    layers: ['postcode'],
    names: ['postcodes', 'postcode'],
    required: [['postcode'], ['commune_code'], ['valid_from']],
    demo: false,
    loader: postcodeLoader,
  },
  boundaries: {
    layers: ['unit'],
    names: ['boundaries'],
    required: [['code', 'id']],
    demo: false,
    loader: (context) => new BoundaryLoader(context),
  },
  streets: {
    layers: ['street'],
    names: ['streets', 'street'],
    required: [['name']],
    demo: true,
    loader: (context) => new StreetLoader(context, false),
  },
  roads: {
    layers: ['street'],
    names: ['roads', 'streets', 'street'],
    required: [['name']],
    demo: true,
    loader: (context) => new StreetLoader(context, true),
  },
  places: {
    layers: ['place', 'hamlet'],
    names: ['places', 'place'],
    required: [['name', 'name_vi']],
    demo: true,
    loader: (context) => new PlaceLoader(context),
  },
  addresses: {
    layers: ['address'],
    names: ['addresses', 'address'],
    required: [['class'], PLACED],
    demo: true,
    loader: (context) => new AddressLoader(context),
  },
}

/**
 * Imports one file into the record in one transaction: bad rows are refused one by one into `FILE.rejects.csv`, an
 * import that is killed leaves the record as it was, one that brings nothing new changes nothing.
 * Throws {@link ImportError} when the file cannot be read at all.
 */
export async function importFile(record: RecordStore, options: ImportOptions): Promise<ImportReport> {
  const { kind, file, layer } = options
  const plan = PLANS[kind]
  const source = await openSource(file, recogniser(kind), layer ? [layer] : plan.names)
  requireColumns(source, plan)
  const rejects = new RejectsFile(file, dirname(record.file))
  const load = record.bulkLoad([...new Set([...plan.layers, ...(plan.demo ? DEMO_LAYERS : [])])])
  try {
    const report = await new FileImport(record, load, rejects, source, options).run()
    const { added, changed, unchanged, refused, read } = report
    if (added + changed === 0) load.rollback()
    else {
      record.events.add({
        at: new Date().toISOString(),
        actor: options.actor ?? 'import',
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
  } finally {
    rejects.close()
  }
}

/** A table must have its columns; rows of JSON are judged one by one. */
function requireColumns({ columns, tabular, hasGeometry }: Source, { required, names }: KindPlan): void {
  if (!tabular) return
  const needsPosition = !hasGeometry && /^(places|addresses)$/.test(names[0] as string)
  for (const choice of [...required, ...(needsPosition ? [['lon'], ['lat']] : [])])
    if (!choice.some((column) => columns.has(column)))
      throw new ImportError(problem('missing-column', choice.join(' | '), '', choice.join(' | ')))
}

class FileImport {
  readonly #reader = new RowReader()
  readonly #counts = { read: 0, added: 0, changed: 0, unchanged: 0 }
  /** Whether the file's rows are demonstration data; decided by its first row. */
  #demoFile: boolean | undefined
  #demoRemoved = 0
  #loader: KindLoader | undefined
  readonly #plan: KindPlan

  constructor(
    readonly record: RecordStore,
    readonly load: BulkLoad,
    readonly rejects: RejectsFile,
    readonly source: Source,
    readonly options: ImportOptions,
  ) {
    this.#plan = PLANS[options.kind]
  }

  async run(): Promise<ImportReport> {
    for await (const batch of this.source.rows) {
      for (const row of batch) this.#take(row)
      this.options.onProgress?.({ ...this.source.progress(), rows: this.#counts.read })
    }
    this.#flush()
    for (const { line, problem } of this.#loader?.finish?.() ?? []) {
      this.#counts.added--
      this.rejects.add(line, [problem])
    }
    if (this.#plan.demo && this.#demoFile !== undefined)
      this.record.info.set('data_kind', this.#demoFile ? 'demo' : 'real')
    const { kind, file } = this.options
    return {
      kind,
      file,
      ...this.#counts,
      refused: this.rejects.count,
      demoRemoved: this.#demoRemoved,
      warnings: this.#loader?.warnings ?? new Map(),
      rejects: this.rejects.path,
    }
  }

  #take(row: SourceRow): void {
    this.#counts.read++
    if (row.problem) {
      this.rejects.add(row.line, [row.problem])
      return
    }
    this.#loader ??= this.#begin(row.fields.source === DEMO_SOURCE)
    this.#reader.open(row.fields, row.geometry)
    if (this.#plan.demo && (row.fields.source === DEMO_SOURCE) !== this.#demoFile)
      this.#reader.refuse('demo-row', 'source', row.fields.source ?? '')
    const outcome = this.#reader.problems.length > 0 ? null : this.#loader.take(this.#reader, row.line)
    if (outcome === null) this.rejects.add(row.line, this.#reader.problems)
    else if (outcome !== 'pending') this.#counts[outcome]++
    if (this.#loader.full) this.#flush()
  }

  #flush(): void {
    if (!this.#loader) return
    const { added, refused } = this.#loader.flush()
    this.#counts.added += added
    for (const { line, problem } of refused) this.rejects.add(line, [problem])
  }

  /** With the first row: demonstration data gives way to real data, and is not let in beside it. */
  #begin(demoFile: boolean): KindLoader {
    const { record, options } = this
    const held = record.info.get('data_kind')
    this.#demoFile = demoFile && held !== 'real'
    if (this.#plan.demo && held === 'demo' && !demoFile) this.#removeDemo()
    return this.#plan.loader({
      record,
      load: this.load,
      finders: options.finders,
      source: options.source ?? basename(options.file),
      date: options.date ?? null,
    })
  }

  #removeDemo(): void {
    for (const layer of DEMO_LAYERS) this.#demoRemoved += this.load.removeSource(layer, DEMO_SOURCE)
    this.#demoRemoved += removeDemoThemes(this.record)
    if (this.record.addresses.count() > 0) return
    // The demonstration's key is the same everywhere; real codes get one of their own.
    this.record.info.set('code_key', randomBytes(16).toString('hex'))
    this.record.info.set('code_counter', '0')
  }
}
