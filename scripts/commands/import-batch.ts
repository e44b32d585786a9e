import { createReadStream } from 'node:fs'
import { basename, dirname } from 'node:path'
import { batchRoom } from '../../src/assembly/batches/batch-room.ts'
import type { RecordPlace } from '../../src/assembly/checking/open-checked-record.ts'
import { openPeople } from '../../src/assembly/waiting-room.ts'
import { readConfig } from '../../src/config.ts'
import { SERVER } from '../../src/registry/actor.ts'
import { MAX_BATCH_ROWS } from '../../src/registry/batches/batch-limits.ts'
import type { BatchReport } from '../../src/registry/batches/batch-reports.ts'
import { UnreadableFile } from '../../src/registry/batches/file-report.ts'
import type { Finding } from '../../src/registry/refusal.ts'
import { databaseName } from '../../src/store/engines/postgres-failure.ts'
import { CERTIFIED_STATUSES } from '../../src/store/layout/address-status.ts'
import { CodeBound } from '../../src/store/people/code-bound.ts'
import { PeopleKey } from '../../src/store/people/people-key.ts'
import type { PeopleStore } from '../../src/store/people/people-store.ts'
import { openPostgresPeople } from '../../src/store/people/postgres-people.ts'
import type { RecordStore } from '../../src/store/record-store.ts'
import { openPostgresEngine } from '../../src/store/registry/engines/postgres-engine.ts'
import { checkPostgresLayout } from '../../src/store/registry/engines/postgres-layout.ts'
import { openSqliteEngine } from '../../src/store/registry/engines/sqlite-engine.ts'
import { RegistryStore } from '../../src/store/registry/registry-store.ts'
import { ListFile } from '../../src/tables/list-file.ts'

/** Rows listed at once. */
const PAGE = 500
const HEADER = ['line', 'code', 'reason', 'reason_en', 'field']

/** Where a command writes to a record that offices work on. */
export interface BatchStores {
  readonly store: RegistryStore
  readonly people: PeopleStore
  readonly place: RecordPlace
  /** Folder for the file until it is read, and for lists that cannot stand beside it. */
  readonly dataDir: string
}

/**
 * The stores for writing addresses as a batch, where the record holds certified ones that are no demonstration; undefined for
 * a first load, which is quicker and has nobody to ask.
 */
export async function batchStores(record: RecordStore): Promise<BatchStores | undefined> {
  if (record.info.get('data_kind') === 'demo' || record.addresses.count() === 0) return undefined
  const dataDir = dirname(record.file)
  const reading = new RegistryStore(openSqliteEngine(dataDir))
  const certified = await reading.read(({ sets }) => sets.hasState(CERTIFIED_STATUSES))
  await reading.close()
  if (!certified) return undefined
  const people = await openPeople(dataDir, readConfig().peopleKey, (sentence) =>
    process.stderr.write(`${sentence}\n`),
  )
  if (people === undefined) return undefined
  const bound = new CodeBound(people)
  const store = new RegistryStore(openSqliteEngine(dataDir), bound.cover.bind(bound))
  return { people, store, place: { dataDir }, dataDir }
}

/** The stores for writing addresses into PostgreSQL, always as a batch. Throws {@link StoreError} where it cannot be used. */
export async function databaseStores(urls: { recordUrl: string; peopleUrl: string }): Promise<BatchStores> {
  const { dataDir, peopleKey } = readConfig()
  const { recordUrl, peopleUrl } = urls
  // A connection that is lost fails what is asked through it.
  const engine = openPostgresEngine(recordUrl, () => {})
  try {
    await checkPostgresLayout(engine.db, databaseName(recordUrl))
    const people = await openPostgresPeople(peopleUrl, () => {}, peopleKey && new PeopleKey(peopleKey))
    const bound = new CodeBound(people)
    const store = new RegistryStore(engine, bound.cover.bind(bound))
    return { people, store, place: { recordUrl }, dataDir }
  } catch (error) {
    await engine.close()
    throw error
  }
}

/**
 * Writes a file of addresses as a batch of the office *server*: what is certified becomes proposals, rows of other offices wait for
 * them. False for a file with more rows than a batch may have; then nothing is written.
 */
export async function importAsBatch(
  { store, people, place, dataDir }: BatchStores,
  { file, source, dryRun }: { file: string; source: string | undefined; dryRun: boolean },
): Promise<boolean> {
  const failed = (error: unknown) => {
    process.stderr.write(`${(error as Error).message}\n`)
  }
  const room = batchRoom({ dataDir, place, store, people, onError: failed })
  const { files, reading, writing, reports } = room
  const kept = await files.keep(file, createReadStream(file))
  const name = source ?? basename(file)
  const id = await reading.receive(SERVER, { name, file: kept, dryRun })
  await reading.finished(id)
  const read = await reports.report(SERVER, id)
  if (read.file !== undefined && 'problem' in read.file) {
    if (read.file.tooManyRows) return false
    throw new UnreadableFile(read.file.problem)
  }
  if (!dryRun) await writing.apply(SERVER, id, Object.keys(read.file?.warnings ?? {}))
  const report = await reports.report(SERVER, id)
  process.stderr.write(summary(report))
  if (!dryRun) {
    const list = new ListFile(file, dataDir, 'rejects', HEADER)
    await listRefused(room, id, list)
    list.close()
    if (list.path) process.stderr.write(`các dòng bị từ chối · refused rows: ${list.path}\n`)
  }
  return true
}

/** Says why a file is loaded row by row after all. */
export function tooLargeForBatch(file: string): string {
  return `${file}: quá ${MAX_BATCH_ROWS} dòng, nạp thẳng: địa chỉ đã xác thực không được sửa · more than ${MAX_BATCH_ROWS} rows, loaded directly: certified addresses are not changed\n`
}

/** Says how a file that no batch takes comes into a database. */
export function tooLargeForDatabase(file: string): string {
  return `${file}: quá ${MAX_BATCH_ROWS} dòng; hãy chia ra, hoặc nạp vào một tệp registry.gpkg rồi chuyển bằng npm run migrate -- --from · more than ${MAX_BATCH_ROWS} rows; divide it, or load it into a registry.gpkg and carry that over with npm run migrate -- --from\n`
}

function summary({ batch, file, outcomes, waiting, events }: BatchReport): string {
  if (file === undefined || 'problem' in file) return ''
  const { new: added = 0, change = 0, proposal = 0, unchanged = 0, refused = 0 } = file.plans
  const offices = Object.entries(file.offices).map(([office, rows]) => `${office}: ${rows}`)
  const lines = [
    `đọc · read ${file.rows}, mới · new ${added}, sửa · changed ${change}, giữ nguyên · unchanged ${unchanged}, ` +
      `đề nghị · proposals ${proposal}, từ chối · refused ${refused}`,
  ]
  if (offices.length > 0)
    lines.push(`chờ đơn vị khác đồng ý · wait for the yes of other offices: ${offices.join(', ')}`)
  for (const [rule, rows] of Object.entries(file.warnings)) lines.push(`${rule}: ${rows}`)
  if (batch.dry_run === 0)
    lines.push(
      `mẻ · batch ${batch.id}: thêm · added ${outcomes.added ?? 0}, đổi · changed ${outcomes.changed ?? 0}, ` +
        `đề nghị · proposed ${outcomes.proposed ?? 0}, chờ · waiting ${sum(waiting)}, sự kiện · events ${events.length}`,
    )
  return `${lines.join('\n')}\n`
}

function sum(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((all, each) => all + each, 0)
}

async function listRefused(
  { reports }: ReturnType<typeof batchRoom>,
  id: string,
  list: ListFile,
): Promise<void> {
  for (let after = 0; ; ) {
    const rows = await reports.rows(SERVER, id, { which: 'refused', after, limit: PAGE })
    for (const { line, findings } of rows) {
      const errors = (JSON.parse(findings ?? '[]') as Finding[]).filter(
        ({ severity }) => severity === 'error',
      )
      const reason = (language: 'vi' | 'en') => errors.map(({ message }) => message[language]).join(' ')
      list.add([String(line), errors[0]?.rule ?? '', reason('vi'), reason('en'), errors[0]?.path ?? ''])
    }
    if (rows.length < PAGE) return
    after = rows.at(-1)?.line ?? after
  }
}
