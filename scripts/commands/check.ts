// npm run check: what is wrong with a file of addresses, or with the record.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { checkRecordAddresses } from '../../src/assembly/checking/check-record.ts'
import type { CheckedRecord } from '../../src/assembly/checking/checked-record.ts'
import { loadFieldProfiles } from '../../src/assembly/checking/checking-ports.ts'
import { fileRecord } from '../../src/assembly/checking/file-record.ts'
import { FindingsReport } from '../../src/assembly/checking/findings-report.ts'
import { openCheckedRecord } from '../../src/assembly/checking/open-checked-record.ts'
import { storeFindings } from '../../src/assembly/checking/store-findings.ts'
import { prepareRecord } from '../../src/assembly/prepare-record.ts'
import { ConfigError, packageRoot, readConfig } from '../../src/config.ts'
import { ImportError } from '../../src/importing/reading/problem.ts'
import { FieldProfileError } from '../../src/registry/profiles/field-profiles.ts'
import { databaseName } from '../../src/store/engines/postgres-failure.ts'
import type { RowRule } from '../../src/store/layout/row-rules.ts'
import { READ_LAYERS } from '../../src/store/layout/usable-rows.ts'
import { type LooseRow, type LooseRule, looseRows } from '../../src/store/reading/loose-rows.ts'
import { faultsOf, type UnusableRow } from '../../src/store/reading/row-faults.ts'
import { RECORD_FILE, RecordStore, recordExists } from '../../src/store/record-store.ts'
import { reportFailure } from './failure.ts'
import { checkProgress, printFileFindings, printFindings } from './findings-lines.ts'
import { ProgressLine } from './progress-line.ts'

const USAGE = `Cách dùng: npm run check [-- TỆP… [--layer LỚP] | --store]
Usage:     npm run check [-- FILE… [--layer LAYER] | --store]

Có tệp: kiểm tra các tệp địa chỉ như khi nạp (npm run import -- addresses), không ghi gì vào hồ sơ.
Không có tệp: kiểm tra hồ sơ registry.gpkg trong DATA_DIR: những dòng máy chủ không dùng được, rồi các địa chỉ; với
RECORD_URL: các địa chỉ trong PostgreSQL.
--store: ghi các phát hiện vào hàng đợi của cán bộ (máy chủ cũng tự làm khi đang chạy).
Lỗi có ở nhiều dòng được gộp lên đầu; tất cả được ghi vào TỆP.findings.csv. Mã thoát 0: không có lỗi; 1: có.
With files: checks files of addresses as an import would read them (npm run import -- addresses), and writes nothing to the record.
Without: checks registry.gpkg in DATA_DIR: rows that the server cannot use, then its addresses; with RECORD_URL the
addresses in PostgreSQL.
--store: brings the findings in the officers' queue up to date (a running server does so by itself).
What many rows meet is summed up on top; everything is listed in FILE.findings.csv. Exit code 0: no errors; 1: some.
`

/** What becomes of the row, and what to do. */
const RULES: Readonly<Record<RowRule | LooseRule, string>> = {
  'row-number':
    'số dòng âm hoặc quá lớn: bỏ qua; hãy thêm lại dòng · row number negative or too large: left out; add it anew',
  required:
    'thiếu giá trị: bỏ qua; hãy điền hoặc xoá dòng · value missing: left out; fill it in or delete the row',
  storage: 'sai kiểu dữ liệu: bỏ qua; hãy nhập lại · wrong type of data: left out; enter it again',
  'too-long': 'quá dài: bỏ qua; hãy rút ngắn · too long: left out; shorten it',
  value:
    'giá trị không hợp lệ: bỏ qua; hãy chọn giá trị có trong tài liệu · no such value: left out; choose a documented one',
  date: 'không phải ngày YYYY-MM-DD: bỏ qua; hãy sửa · no day YYYY-MM-DD: left out; mend it',
  json: 'không phải đối tượng JSON: dòng không có thuộc tính; hãy sửa · no JSON object: the row has no attributes; mend it',
  geometry:
    'không đọc được vị trí: dòng không có vị trí; hãy vẽ lại · place cannot be read: the row has no place; draw it again',
  'unknown-theme':
    'không có lớp mang mã này: không hiện ở đâu; hãy sửa mã hoặc thêm lớp vào bảng theme · no layer of this id: shown nowhere; mend it, or add the layer to the table theme',
  'kind-of-theme':
    'lớp thuộc loại khác: không hiện; hãy chuyển sang lớp khác · the layer is of the other kind: not shown; move the row to another layer',
  'unknown-commune':
    'không có xã, phường mang mã này: không rõ thuộc xã nào; hãy sửa mã hoặc để trống · no commune of this code: of no known commune; mend it or leave it empty',
  'unknown-address':
    'không có địa chỉ mang mã này: không nối được; hãy sửa hoặc để trống · no address of this id: not linked; mend it or leave it empty',
  'no-place':
    'không có vị trí: có trong danh sách, không lên bản đồ; hãy vẽ vị trí · no place: listed, on no map; draw its place',
}

try {
  process.exitCode = await main(process.argv.slice(2))
} catch (error) {
  reportFailure(error, [ConfigError, ImportError, FieldProfileError])
}

async function main(args: string[]): Promise<number> {
  const { values, files, wrong } = readArguments(args)
  if (values.help) {
    process.stdout.write(USAGE)
    return 0
  }
  if (wrong !== undefined) {
    process.stderr.write(`${wrong}\n\n${USAGE}`)
    return 2
  }
  return files.length > 0 ? checkFiles(files, values.layer) : checkRecord(values.store ?? false)
}

function readArguments(args: string[]): {
  values: { help?: boolean; layer?: string; store?: boolean }
  files: string[]
  wrong: string | undefined
} {
  const options = {
    layer: { type: 'string' },
    store: { type: 'boolean' },
    help: { type: 'boolean', short: 'h' },
  } as const
  try {
    const { values, positionals } = parseArgs({ args, options, allowPositionals: true })
    const wrong =
      values.store && positionals.length > 0
        ? '--store là của hồ sơ, không phải của tệp. · --store is of the record, not of files.'
        : undefined
    return { values, files: positionals, wrong }
  } catch (error) {
    return { values: {}, files: [], wrong: (error as Error).message }
  }
}

/** Checks files beside the record, or beside the units that ship with the project where there is no record yet. */
async function checkFiles(files: readonly string[], layer: string | undefined): Promise<number> {
  const { dataDir, recordUrl } = readConfig()
  if (recordUrl === undefined && !recordExists(dataDir)) return checkAlone(files, layer)
  const { record, close } = await openCheckedRecord(recordUrl === undefined ? { dataDir } : { recordUrl })
  try {
    return await checkBeside(record, dataDir, files, layer)
  } finally {
    await close()
  }
}

async function checkAlone(files: readonly string[], layer: string | undefined): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'diachiso-check-'))
  const record = prepareRecord(folder, { factsDir: join(packageRoot(), 'data'), demo: false })
  try {
    return await checkBeside(fileRecord(record), folder, files, layer)
  } finally {
    record.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

async function checkBeside(
  record: CheckedRecord,
  folder: string,
  files: readonly string[],
  layer: string | undefined,
): Promise<number> {
  let errors = 0
  for (const file of files) errors += await printFileFindings(record, folder, file, layer)
  return errors === 0 ? 0 : 1
}

async function checkRecord(stored: boolean): Promise<number> {
  const { dataDir, recordUrl } = readConfig()
  const name = recordUrl === undefined ? RECORD_FILE : databaseName(recordUrl).replace(/^.*\//, '')
  const { record, store, close } = await openCheckedRecord(
    recordUrl === undefined ? { dataDir } : { recordUrl },
  )
  try {
    if (stored) await storeFindings(record, store, { again: true, onProgress: checkProgress(name) })
    // PostgreSQL takes no row that the server could not use.
    const unusable = recordUrl === undefined ? listUnusable(dataDir) : 0
    const report = new FindingsReport(join(dataDir, name), process.cwd())
    const profiles = loadFieldProfiles()
    const summary = await checkRecordAddresses(record, report, profiles, checkProgress(name))
    printFindings(name, summary, record.finders.approximate)
    return unusable + summary.errors === 0 ? 0 : 1
  } finally {
    await close()
  }
}

/** Writes a line for each row that cannot be used or leads nowhere; returns how many there are. */
function listUnusable(dataDir: string): number {
  const record = RecordStore.open(dataDir, { readonly: true })
  let count = 0
  try {
    for (const layer of READ_LAYERS) {
      const progress = new ProgressLine(process.stderr, layer)
      for (const { looked, rows } of faultsOf(record, layer)) {
        count += rows.length
        for (const row of rows) process.stdout.write(lineOf(row))
        if (looked > 0) progress.show(undefined, looked)
      }
    }
    for (const row of looseRows(record)) {
      process.stdout.write(lineOf(row))
      count++
    }
  } finally {
    record.close()
  }
  const vi =
    count === 0 ? 'Mọi dòng đều dùng được.' : `${count} dòng không dùng được hoặc chỉ dùng được một phần.`
  const en = count === 0 ? 'Every row can be used.' : `${count} rows cannot be used, or only in part.`
  process.stderr.write(`${vi} · ${en}\n`)
  return count
}

function lineOf({ table, row, column, rule, ...more }: UnusableRow | LooseRow): string {
  const value = 'value' in more && more.value !== null ? `${JSON.stringify(more.value)}: ` : ''
  return `${table}\t${row}\t${column}\t${rule}\t${value}${RULES[rule]}\n`
}
