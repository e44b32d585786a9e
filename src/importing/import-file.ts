import { basename, dirname } from 'node:path'
import type { RecordStore } from '../store/record-store.ts'
import { DEMO_LAYERS } from './demo/demo-data.ts'
import { type CheckAddresses, checkWith } from './kinds/addresses/checked-addresses.ts'
import { AddressImport, type FileImport, type ReadRow, RowImport } from './kinds/file-import.ts'
import type { LoadContext, Loader } from './kinds/kind-loader.ts'
import { openKind, PLANS } from './kinds/kind-plans.ts'
import type { Kind } from './reading/columns.ts'
import type { Warning } from './reading/commune-of-row.ts'
import type { PlaceFinders } from './reading/place-finders.ts'
import type { Batch, Source, SourceRow } from './reading/source-row.ts'
import { RejectsFile } from './writing/rejects-file.ts'

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

/**
 * Imports one file into the record in one transaction: bad rows are refused one by one into `FILE.rejects.csv`, an
 * import that is killed leaves the record as it was, one that brings nothing new changes nothing.
 * Throws {@link ImportError} when the file cannot be read at all.
 */
export async function importFile(record: RecordStore, options: ImportOptions): Promise<ImportReport> {
  const { kind, file, finders, date = null } = options
  const { layers, demo } = PLANS[kind]
  // Before the file is opened: when another program writes to the record, no thread has begun to read.
  const load = record.bulkLoad([...new Set([...layers, ...(demo ? DEMO_LAYERS : [])])])
  const context = { record, load, finders, source: options.source ?? basename(file), date }
  try {
    const report = await (kind === 'addresses'
      ? importAddresses(context, options)
      : importRows(kind, context, options))
    const { read, added, changed, unchanged, refused } = report
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
  }
}

async function importAddresses(context: LoadContext, options: ImportOptions): Promise<ImportReport> {
  const { file, layer, finders, check = checkWith(finders) } = options
  const comparing = context.record.addresses.count() > 0
  const batches = await check({ file, layer, source: context.source, comparing })
  return run(context, options, batches, (rejects) => new AddressImport(context, rejects))
}

async function importRows(
  kind: Exclude<Kind, 'addresses'>,
  context: LoadContext,
  options: ImportOptions,
): Promise<ImportReport> {
  const source = await openKind(options.file, kind, options.layer)
  return run(context, options, batchesOf(source), (rejects) => new RowImport(kind, context, rejects))
}

async function run<Row extends ReadRow>(
  { record }: LoadContext,
  { kind, file, onProgress }: ImportOptions,
  batches: AsyncIterable<Batch<Row>>,
  begin: (rejects: RejectsFile) => FileImport<Row, Loader>,
): Promise<ImportReport> {
  const rejects = new RejectsFile(file, dirname(record.file))
  try {
    const taking = begin(rejects)
    await taking.run(batches, onProgress)
    const { counts, demoRemoved, warnings } = taking
    return { kind, file, ...counts, refused: rejects.count, demoRemoved, warnings, rejects: rejects.path }
  } finally {
    rejects.close()
  }
}

async function* batchesOf(source: Source): AsyncGenerator<Batch<SourceRow>> {
  for await (const rows of source.rows) yield { rows, ...source.progress() }
}
