// npm run check: lists what of the record cannot be used.
import { ConfigError, readConfig } from '../../src/config.ts'
import { RecordStore } from '../../src/store/record-store.ts'
import { faultsOf, type UnusableRow } from '../../src/store/row-faults.ts'
import type { RowRule } from '../../src/store/row-rules.ts'
import { READ_LAYERS } from '../../src/store/usable-rows.ts'
import { reportFailure } from './failure.ts'
import { ProgressLine } from './progress-line.ts'

const USAGE = `Cách dùng: npm run check
Usage:     npm run check

Liệt kê những dòng của registry.gpkg (trong DATA_DIR) không dùng được: bảng, số dòng, cột, quy tắc. Máy chủ bỏ qua các
dòng đó. Mã thoát 0: không có; 1: có.
Lists the rows of registry.gpkg (in DATA_DIR) that cannot be used: table, row number, column, rule. The server leaves them
out. Exit code 0: none; 1: some.
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
  process.exitCode = main(process.argv.slice(2))
} catch (error) {
  reportFailure(error, [ConfigError])
}

function main(words: readonly string[]): number {
  if (words.includes('--help') || words.includes('-h')) {
    process.stdout.write(USAGE)
    return 0
  }
  if (words.length > 0) {
    process.stderr.write(
      'Chưa kiểm tra được tệp: hãy dùng npm run import -- LOẠI TỆP --dry-run. · ' +
        'Files cannot be checked yet: use npm run import -- KIND FILE --dry-run.\n',
    )
    return 2
  }
  const record = RecordStore.open(readConfig().dataDir, { readonly: true })
  try {
    return listed(record) === 0 ? 0 : 1
  } finally {
    record.close()
  }
}

/** Writes a line for each row that cannot be used; returns how many there are. */
function listed(record: RecordStore): number {
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
