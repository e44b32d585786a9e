// npm run check: what is wrong with a file of addresses, or with the record.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { checkRecordAddresses } from '../../src/assembly/checking/check-record.ts'
import { loadFieldProfiles } from '../../src/assembly/checking/checking-ports.ts'
import { storeFindings } from '../../src/assembly/checking/store-findings.ts'
import { recordFinders } from '../../src/assembly/place-finders.ts'
import { prepareRecord } from '../../src/assembly/prepare-record.ts'
import { ConfigError, packageRoot, readFileConfig } from '../../src/config.ts'
import { ImportError } from '../../src/importing/reading/problem.ts'
import { FieldProfileError } from '../../src/registry/profiles/field-profiles.ts'
import type { RowRule } from '../../src/store/layout/row-rules.ts'
import { READ_LAYERS } from '../../src/store/layout/usable-rows.ts'
import { faultsOf, type UnusableRow } from '../../src/store/reading/row-faults.ts'
import { RECORD_FILE, RecordStore, recordExists } from '../../src/store/record-store.ts'
import { openSqliteEngine } from '../../src/store/registry/engines/sqlite-engine.ts'
import { RegistryStore } from '../../src/store/registry/registry-store.ts'
import { reportFailure } from './failure.ts'
import { checkProgress, printFileFindings, printFindings } from './findings-lines.ts'
import { ProgressLine } from './progress-line.ts'

const USAGE = `Cách dùng: npm run check [-- TỆP… [--layer LỚP] | --store]
Usage:     npm run check [-- FILE… [--layer LAYER] | --store]

Có tệp: kiểm tra các tệp địa chỉ như khi nạp (npm run import -- addresses), không ghi gì vào hồ sơ.
Không có tệp: kiểm tra hồ sơ registry.gpkg trong DATA_DIR: những dòng máy chủ không dùng được, rồi các địa chỉ.
--store: ghi các phát hiện vào hàng đợi của cán bộ (máy chủ cũng tự làm khi đang chạy).
Lỗi có ở nhiều dòng được gộp lên đầu; tất cả được ghi vào TỆP.findings.csv. Mã thoát 0: không có lỗi; 1: có.
With files: checks files of addresses as an import would read them (npm run import -- addresses), and writes nothing to the record.
Without: checks registry.gpkg in DATA_DIR: rows that the server cannot use, then its addresses.
--store: brings the findings in the officers' queue up to date (a running server does so by itself).
What many rows meet is summed up on top; everything is listed in FILE.findings.csv. Exit code 0: no errors; 1: some.
`

const RULES: Readonly<Record<RowRule, string>> = {
  'row-number': 'số dòng âm hoặc quá lớn: bỏ qua · row number negative or too large: left out',
  required: 'thiếu giá trị: bỏ qua · value missing: left out',
  storage: 'sai kiểu dữ liệu: bỏ qua · wrong type of data: left out',
  'too-long': 'quá dài: bỏ qua · too long: left out',
  value: 'giá trị không hợp lệ: bỏ qua · no such value: left out',
  date: 'không phải ngày YYYY-MM-DD: bỏ qua · no day YYYY-MM-DD: left out',
  json: 'không phải đối tượng JSON: dòng không có thuộc tính · no JSON object: the row has no attributes',
  geometry: 'không đọc được vị trí: dòng không có vị trí · place cannot be read: the row has no place',
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
  const { dataDir } = readFileConfig()
  const folder = recordExists(dataDir) ? undefined : mkdtempSync(join(tmpdir(), 'diachiso-check-'))
  const record =
    folder === undefined
      ? RecordStore.open(dataDir, { readonly: true })
      : prepareRecord(folder, { factsDir: join(packageRoot(), 'data'), demo: false })
  try {
    let errors = 0
    for (const file of files) errors += await printFileFindings(record, file, layer)
    return errors === 0 ? 0 : 1
  } finally {
    record.close()
    if (folder !== undefined) rmSync(folder, { recursive: true, force: true })
  }
}

async function checkRecord(stored: boolean): Promise<number> {
  const { dataDir } = readFileConfig()
  const record = RecordStore.open(dataDir, { readonly: true })
  try {
    if (stored) await storeAll(record, dataDir)
    const unusable = listUnusable(record)
    const finders = recordFinders(record)
    const summary = await checkRecordAddresses(
      record,
      finders,
      loadFieldProfiles(),
      checkProgress(RECORD_FILE),
    )
    printFindings(RECORD_FILE, summary, finders.approximate)
    return unusable + summary.errors === 0 ? 0 : 1
  } finally {
    record.close()
  }
}

async function storeAll(record: RecordStore, dataDir: string): Promise<void> {
  const store = new RegistryStore(openSqliteEngine(dataDir))
  try {
    await storeFindings(record, store, { again: true, onProgress: checkProgress(RECORD_FILE) })
  } finally {
    await store.close()
  }
}

/** Writes a line for each row that cannot be used; returns how many there are. */
function listUnusable(record: RecordStore): number {
  let count = 0
  for (const layer of READ_LAYERS) {
    const progress = new ProgressLine(process.stderr, layer)
    for (const { looked, rows } of faultsOf(record, layer)) {
      count += rows.length
      for (const row of rows) process.stdout.write(lineOf(row))
      if (looked > 0) progress.show(undefined, looked)
    }
  }
  const vi =
    count === 0 ? 'Mọi dòng đều dùng được.' : `${count} dòng không dùng được hoặc chỉ dùng được một phần.`
  const en = count === 0 ? 'Every row can be used.' : `${count} rows cannot be used, or only in part.`
  process.stderr.write(`${vi} · ${en}\n`)
  return count
}

function lineOf({ table, row, column, rule }: UnusableRow): string {
  return `${table}\t${row}\t${column}\t${rule}\t${RULES[rule]}\n`
}
