// npm run import -- KIND FILE…: reads files into the record of DATA_DIR.
import { statSync } from 'node:fs'
import { userInfo } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { fileRecord } from '../../src/assembly/checking/file-record.ts'
import { openCheckedRecord } from '../../src/assembly/checking/open-checked-record.ts'
import { recordFinders } from '../../src/assembly/places/place-finders.ts'
import { prepareRecord } from '../../src/assembly/prepare-record.ts'
import { checkInThread } from '../../src/assembly/threads/check-in-thread.ts'
import { ConfigError, packageRoot, readConfig, readFileConfig } from '../../src/config.ts'
import { readExtensions } from '../../src/importing/formats/import-formats.ts'
import { type ImportReport, importFile } from '../../src/importing/import-file.ts'
import { isKind, KINDS, type Kind } from '../../src/importing/kinds/kinds.ts'
import { ImportError } from '../../src/importing/reading/problem.ts'
import type { OnProgress } from '../../src/importing/writing/load-rows.ts'
import { UnreadableFile } from '../../src/registry/batches/file-report.ts'
import { dropDemoBasemap } from '../../src/store/basemap/basemap-reader.ts'
import type { Decision } from '../../src/store/record/events.ts'
import type { RecordStore } from '../../src/store/record-store.ts'
import { TableError } from '../../src/tables/table.ts'
import { takeDecision } from './decision-words.ts'
import { reportFailure } from './failure.ts'
import { printFileFindings } from './findings-lines.ts'
import {
  batchStores,
  databaseStores,
  importAsBatch,
  tooLargeForBatch,
  tooLargeForDatabase,
} from './import-batch.ts'
import { importExpected } from './import-expected.ts'
import {
  cameToSomething,
  LAYER_OPTIONS,
  LAYER_USAGE,
  type LayerValues,
  layerSummary,
  runLayerImport,
} from './import-layer.ts'
import { importBasemap } from './import-osm.ts'
import { ProgressLine } from './progress-line.ts'

/** Bytes of a file from which on a thread pays. */
const THREAD_BYTES = 4_000_000

const USAGE = `Cách dùng: npm run import -- LOẠI TỆP… [--source TÊN] [--date NGÀY] [--layer LỚP] [--decision SỐ NGÀY]
Usage:     npm run import -- KIND FILE… [--source NAME] [--date DATE] [--layer LAYER] [--decision NUMBER DATE]

KIND     ${Object.keys(KINDS).join(' | ')} | expected | osm
FILE     ${readExtensions(false).join(' ')} (UTF-8, WGS 84); osm: .osm.pbf
--source nguồn của các dòng không ghi nguồn · source of rows that name none
--date   ngày của ranh giới, của số dự kiến, YYYY-MM-DD · date of boundaries, of expected counts
--layer  lớp hay trang tính trong tệp · layer or sheet of a file
--decision  quyết định của các địa chỉ "verified", "official"; không có thì nạp là "created"
         the decision behind verified and official addresses; without it they are loaded as created
--dry-run  không ghi gì: chỉ báo những gì sẽ nạp, và mọi phát hiện về địa chỉ như npm run check
         writes nothing: tells what would be loaded, and of addresses all findings as npm run check does

Dòng sai được ghi vào TỆP.rejects.csv · refused rows are listed in FILE.rejects.csv
Số nhà sai, số điện thoại, tên người, tình trạng không được nhận: TỆP.warnings.csv
What is no house number, phones, names, states not taken: FILE.warnings.csv
Thư mục dữ liệu: biến DATA_DIR · data folder: variable DATA_DIR
${LAYER_USAGE}`

const NOT_IN_DATABASE = `RECORD_URL đang đặt: địa chỉ được nạp thành mẻ, không có --decision và --layer; quyết định: npm run migrate -- --official.
RECORD_URL is set: addresses are written as a batch, without --decision and --layer; for decisions npm run migrate -- --official.
`

try {
  process.exitCode = await main(process.argv.slice(2))
} catch (error) {
  reportFailure(error, [ConfigError, ImportError, TableError, UnreadableFile])
}

async function main(args: string[]): Promise<number> {
  const { decision, rest: words, wrong: undecided } = takeDecision(args, '--decision')
  const { values, positionals, wrong } = readArguments(words)
  const [kind, ...rest] = positionals
  const theme = kind === 'layer' ? rest.shift() : undefined
  if (values.help) {
    process.stdout.write(USAGE)
    return 0
  }
  const problem =
    wrong ??
    undecided ??
    (decision && kind !== 'addresses' ? `--decision ${kind ?? ''}` : undefined) ??
    (theme === undefined && kind !== 'expected' && kind !== 'osm' && !isKind(kind)
      ? `KIND "${kind ?? ''}"`
      : undefined) ??
    (rest.length === 0 ? 'FILE' : undefined) ??
    (kind === 'osm' && rest.length > 1 ? `FILE ${rest[1]}` : undefined) ??
    (values.date !== undefined && !/^\d{4}-\d\d-\d\d$/.test(values.date)
      ? `--date ${values.date}`
      : undefined)
  if (problem !== undefined) {
    process.stderr.write(`${problem}?\n\n${USAGE}`)
    return 1
  }
  if (kind === 'expected') return importCounts(rest, values)
  const { recordUrl, peopleUrl = recordUrl } = readConfig()
  if (kind === 'addresses' && recordUrl !== undefined && peopleUrl !== undefined)
    return importIntoDatabase({ recordUrl, peopleUrl }, rest, values, decision)
  const { dataDir } = readFileConfig()
  const record = prepareRecord(dataDir, { factsDir: join(packageRoot(), 'data'), demo: false })
  try {
    if (kind === 'osm') {
      importBasemap(record, dataDir, rest[0]!)
      return 0
    }
    let errors = 0
    for (const file of rest) {
      if (theme !== undefined) errors += await importTheme(record, theme, file, values)
      else {
        const asBatch = kind === 'addresses' && !decision && (await importedAsBatch(record, file, values))
        const refused = asBatch
          ? 0
          : (await importKind(record, dataDir, kind as Kind, file, values, decision)).refused
        if (values['dry-run'])
          errors +=
            kind === 'addresses'
              ? await printFileFindings(fileRecord(record), dataDir, file, values.layer)
              : refused
      }
    }
    return errors === 0 ? 0 : 1
  } finally {
    record.close()
  }
}

/** Reads tables of expected counts, wherever the record is. */
async function importCounts(
  files: readonly string[],
  { source, date, 'dry-run': dryRun = false }: Values,
): Promise<number> {
  let refused = 0
  for (const file of files)
    refused += await importExpected(file, { ...(source && { source }), ...(date && { date }), dryRun })
  return dryRun && refused > 0 ? 1 : 0
}

/** Writes files of addresses into PostgreSQL, each as a batch; nothing but addresses is kept there. */
async function importIntoDatabase(
  urls: { recordUrl: string; peopleUrl: string },
  files: readonly string[],
  { source, layer, 'dry-run': dryRun = false }: Values,
  decision: Decision | undefined,
): Promise<number> {
  if (decision !== undefined || layer !== undefined) {
    process.stderr.write(NOT_IN_DATABASE)
    return 1
  }
  const stores = await databaseStores(urls)
  const checked = dryRun ? await openCheckedRecord(stores.place) : undefined
  try {
    let failures = 0
    for (const file of files) {
      if (!(await importAsBatch(stores, { file, source, dryRun }))) {
        process.stderr.write(tooLargeForDatabase(file))
        failures++
      } else if (checked) failures += await printFileFindings(checked.record, stores.dataDir, file, layer)
    }
    return failures === 0 ? 0 : 1
  } finally {
    await checked?.close()
    await stores.store.close()
    await stores.people.close()
  }
}

/** Whether a file was written as a batch: on a record that offices work on. */
async function importedAsBatch(record: RecordStore, file: string, values: Values): Promise<boolean> {
  const stores = values.layer === undefined ? await batchStores(record) : undefined
  if (stores === undefined) return false
  try {
    const { source, 'dry-run': dryRun = false } = values
    const taken = await importAsBatch(stores, { file, source, dryRun })
    if (!taken) process.stderr.write(tooLargeForBatch(file))
    return taken
  } finally {
    await stores.store.close()
    await stores.people.close()
  }
}

async function importKind(
  record: RecordStore,
  dataDir: string,
  kind: Kind,
  file: string,
  values: Values,
  decision: Decision | undefined,
): Promise<ImportReport> {
  const { line, common } = begun(record, file, values)
  const { source, date } = values
  const report = await importFile(record, {
    ...common,
    kind,
    ...(worthAThread(file) ? { check: checkInThread(dataDir) } : {}),
    ...(source === undefined ? {} : { source }),
    ...(date === undefined ? {} : { date }),
    ...(decision === undefined ? {} : { decision }),
    ...(values['dry-run'] ? { dryRun: true } : {}),
  })
  line.end(report.read)
  if (report.demoRemoved > 0) dropDemoBasemap(dataDir)
  process.stderr.write(summary(report))
  return report
}

/** Returns 1 where nothing of the file could be taken, or a dry run found rows to refuse. */
async function importTheme(record: RecordStore, theme: string, file: string, values: Values): Promise<0 | 1> {
  const { line, common } = begun(record, file, values)
  const dryRun = values['dry-run'] === true
  const report = await runLayerImport(record, { ...common, theme, dryRun }, values)
  line.end(report.read)
  process.stderr.write(layerSummary(report))
  return !cameToSomething(report) || (dryRun && report.refused > 0) ? 1 : 0
}

/** What every import is given, and the line that shows how far it is. */
function begun(record: RecordStore, file: string, { layer }: Values) {
  const line = new ProgressLine(process.stderr, file)
  const onProgress: OnProgress = ({ done, total, rows }) => line.show(total > 0 ? done / total : 1, rows)
  const common = { file, finders: recordFinders(record), actor: userInfo().username, onProgress }
  return { line, common: layer === undefined ? common : { ...common, layer } }
}

/** Whether checking a file takes longer than starting a thread for it. */
function worthAThread(file: string): boolean {
  return (statSync(file, { throwIfNoEntry: false })?.size ?? 0) > THREAD_BYTES
}

type Values = LayerValues & {
  help?: boolean
  source?: string
  date?: string
  layer?: string
  'dry-run'?: boolean
}

function readArguments(args: string[]): { values: Values; positionals: string[]; wrong: string | undefined } {
  const options = {
    source: { type: 'string' },
    date: { type: 'string' },
    layer: { type: 'string' },
    'dry-run': { type: 'boolean' },
    help: { type: 'boolean', short: 'h' },
    ...LAYER_OPTIONS,
  } as const
  try {
    return { ...parseArgs({ args, options, allowPositionals: true }), wrong: undefined }
  } catch (error) {
    return { values: {}, positionals: [], wrong: (error as Error).message }
  }
}

function summary(report: ImportReport): string {
  const { read, added, changed, unchanged, refused, demoRemoved, warnings, rejects, noted, notes } = report
  const lines = [
    `đọc · read ${read}, thêm · added ${added}, đổi · changed ${changed}, giữ nguyên · unchanged ${unchanged}, từ chối · refused ${refused}`,
  ]
  if (demoRemoved > 0)
    lines.push(`đã bỏ ${demoRemoved} dòng minh hoạ · ${demoRemoved} demonstration rows gave way to real ones`)
  for (const [code, count] of warnings) lines.push(`${WARNINGS[code]}: ${count}`)
  if (notes)
    lines.push(
      `${noted} dòng có ô bị bỏ hoặc không công bố · rows with a cell left out or not published: ${notes}`,
    )
  if (rejects) lines.push(`các dòng bị từ chối · refused rows: ${rejects}`)
  return `${lines.join('\n')}\n`
}

const WARNINGS = {
  'near-boundary': 'cách ranh giới xã dưới 50 m · within 50 m of a commune boundary',
  'commune-mismatch':
    'toạ độ nằm trong xã khác với mã xã · the position is in another commune than the code says',
  'approximate-split':
    'đơn vị cũ bị chia, xếp theo vùng gần đúng · a divided unit, settled by approximate areas',
  proposed:
    'tình trạng "proposed" của phiên bản trước, nạp là "created" · of an older version, loaded as created',
  'not-decided':
    'xác thực, chính thức mà không có quyết định (--decision) · verified or official without a decision (--decision)',
} as const
