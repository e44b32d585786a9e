import { basename, dirname } from 'node:path'
import type { RecordStore } from '../store/record-store.ts'
import { type CheckAddresses, checkWith } from './checked-addresses.ts'
import type { Kind } from './columns.ts'
import type { Warning } from './commune-of-row.ts'
import { DEMO_LAYERS } from './demo-data.ts'
import { AddressImport, type FileImport, type ReadRow, RowImport } from './file-import.ts'
import type { LoadContext, Loader } from './kind-loader.ts'
import { openKind, PLANS } from './kind-plans.ts'
import type { PlaceFinders } from './place-finders.ts'
import { RejectsFile } from './rejects-file.ts'
import type { Batch, Source, SourceRow } from './source-row.ts'

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
  const { kind, file, layer } = options
  if (kind === 'addresses') {
    const check = options.check ?? checkWith(options.finders)
    const comparing = record.addresses.count() > 0
    const batches = await check({ file, layer, source: sourceOf(options), comparing })
    return run(record, options, batches, (context, rejects) => new AddressImport(context, rejects))
  }
  const source = await openKind(file, kind, layer)
  return run(record, options, batchesOf(source), (context, rejects) => new RowImport(kind, context, rejects))
}

async function run<Row extends ReadRow>(
  record: RecordStore,
  options: ImportOptions,
  batches: AsyncIterable<Batch<Row>>,
  begin: (context: LoadContext, rejects: RejectsFile) => FileImport<Row, Loader>,
): Promise<ImportReport> {
  const { kind, file, finders } = options
  const { layers, demo } = PLANS[kind]
  const rejects = new RejectsFile(file, dirname(record.file))
  const load = record.bulkLoad([...new Set([...layers, ...(demo ? DEMO_LAYERS : [])])])
  try {
    const taking = begin(
      { record, load, finders, source: sourceOf(options), date: options.date ?? null },
      rejects,
    )
    await taking.run(batches, options.onProgress)
    const { counts, demoRemoved, warnings } = taking
    if (counts.added + counts.changed === 0) load.rollback()
    else {
      record.events.add({
        at: new Date().toISOString(),
        actor: options.actor ?? 'import',
        action: 'import',
        subject: kind,
        why: basename(file),
        evidence: JSON.stringify({ ...counts, refused: rejects.count }),
      })
      load.commit()
    }
    return { kind, file, ...counts, refused: rejects.count, demoRemoved, warnings, rejects: rejects.path }
  } catch (error) {
    load.rollback()
    throw error
  } finally {
    rejects.close()
  }
}

function sourceOf({ source, file }: ImportOptions): string {
  return source ?? basename(file)
}

async function* batchesOf(source: Source): AsyncGenerator<Batch<SourceRow>> {
  for await (const rows of source.rows) yield { rows, ...source.progress() }
}
