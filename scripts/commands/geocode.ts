// npm run geocode -- FILE --columns …: adds the address found and its position to every row of a table, or with --reverse
// the address near every position.
import { existsSync } from 'node:fs'
import { extname } from 'node:path'
import { parseArgs } from 'node:util'
import { ConfigError, readFileConfig } from '../../src/config.ts'
import { Problem } from '../../src/errors.ts'
import { reverseTable, searchTable, TABLE_FIELDS } from '../../src/http/bulk/geocode-table.ts'
import { RESULT_COLUMNS } from '../../src/http/bulk/result-columns.ts'
import { reverseAnswers } from '../../src/http/read/reverse-answers.ts'
import { searchAnswers } from '../../src/http/read/search-answers.ts'
import { ReverseIndex } from '../../src/reverse/reverse-index.ts'
import { SearchEngine } from '../../src/search/search-engine.ts'
import { RecordStore, recordExists } from '../../src/store/record-store.ts'
import { extendTableFile } from '../../src/tables/extend-file.ts'
import { type Extend, TableError, type TableRow } from '../../src/tables/table.ts'
import { dayClock } from '../../src/units/day-clock.ts'
import { readElsewhere } from '../../src/units/elsewhere.ts'
import { FormerForms } from '../../src/units/former-forms.ts'
import { UnitRegister } from '../../src/units/unit-register.ts'
import { reportFailure } from './failure.ts'

const USAGE = `Cách dùng: npm run geocode -- TỆP [--columns CỘT[,CỘT…]] [--street CỘT …] [--out TỆP]
           npm run geocode -- TỆP --reverse [--lat CỘT --lon CỘT] [--radius MÉT] [--out TỆP]
Usage:     npm run geocode -- FILE [--columns COLUMN[,COLUMN…]] [--street COLUMN …] [--out FILE]
           npm run geocode -- FILE --reverse [--lat COLUMN --lon COLUMN] [--radius METRES] [--out FILE]

FILE        .csv hoặc .xlsx · or .xlsx
--columns   các cột ghép thành địa chỉ; mặc định cột address · columns that make up the address; address by default
            hoặc theo từng phần · or by part: ${TABLE_FIELDS.map((field) => `--${field}`).join(' ')}
--reverse   từ toạ độ ra địa chỉ · from coordinates to addresses
--lat --lon cột vĩ độ, kinh độ · columns of the coordinates
--out       tệp kết quả, mặc định TỆP.geocoded.csv · the result, FILE.geocoded.csv by default

Giữ mọi cột và dòng; thêm các cột result_…, result_status là ok, ambiguous, not-found hoặc error: lý do;
dòng ambiguous (nhiều nơi cùng khớp, hoặc xã cũ đã chia) có mọi khả năng ở result_candidates.
All columns and rows are kept; columns result_… are added, result_status is ok, ambiguous, not-found or error: and why;
a row that is ambiguous (several fit as well, or the former commune was split) has them all in result_candidates.
`

const column = { type: 'string' } as const
const OPTIONS = {
  columns: column,
  ...(Object.fromEntries(TABLE_FIELDS.map((field) => [field, column])) as Record<
    (typeof TABLE_FIELDS)[number],
    typeof column
  >),
  lat: column,
  lon: column,
  radius: column,
  out: column,
  reverse: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const
type Values = ReturnType<typeof parseArgs<{ options: typeof OPTIONS }>>['values']

try {
  process.exitCode = await main(process.argv.slice(2))
} catch (error) {
  reportFailure(error, [ConfigError, TableError, Problem])
}

async function main(args: string[]): Promise<number> {
  const { values, file, wrong } = readArguments(args)
  if (values.help) {
    process.stdout.write(USAGE)
    return 0
  }
  if (file === undefined || wrong !== undefined) {
    process.stderr.write(`${wrong ?? 'FILE'}?\n\n${USAGE}`)
    return 1
  }
  if (!/\.(csv|xlsx)$/i.test(file)) throw new TableError(`${file} is neither .csv nor .xlsx.`)
  if (!existsSync(file)) throw new TableError(`${file} does not exist.`)
  const extension = extname(file)
  const out = values.out ?? `${file.slice(0, -extension.length)}.geocoded${extension}`
  if (out === file) throw new TableError(`--out ${out} is the file itself: choose another name.`)
  const { dataDir } = readFileConfig()
  if (!recordExists(dataDir)) throw new TableError(`${dataDir} holds no record yet: run npm start once.`)
  const record = RecordStore.open(dataDir, { readonly: true })
  try {
    const counts = new Map<string, number>()
    const extend = counted(added(record, values), counts)
    const began = performance.now()
    const rows = await extendTableFile(file, out, extend)
    const seconds = (performance.now() - began) / 1000
    const outcomes = ['ok', 'ambiguous', 'not-found', 'error'].map(
      (status) => `${status} ${counts.get(status) ?? 0}`,
    )
    process.stdout.write(
      `${out}: ${rows} dòng · rows, ${outcomes.join(', ')}, ` +
        `${seconds.toFixed(1)} s, ${Math.round(rows / Math.max(seconds, 0.001))} dòng/s · rows/s\n`,
    )
  } finally {
    record.close()
  }
  return 0
}

function readArguments(args: string[]): { values: Values; file?: string; wrong?: string } {
  try {
    const { values, positionals } = parseArgs({ args, allowPositionals: true, options: OPTIONS })
    const [file, ...more] = positionals
    return { values, ...(file ? { file } : {}), ...(more.length > 0 ? { wrong: more.join(' ') } : {}) }
  } catch (error) {
    return { values: {}, wrong: (error as Error).message }
  }
}

/** What is added to the rows, from the record alone: only the index that is asked is built. */
function added(record: RecordStore, { reverse, columns, radius, ...named }: Values): Extend {
  const { units: table, publicAddresses: addresses, gazetteer } = record
  const rows = { units: table.all(), changes: table.changes(), postcodes: table.postcodes() }
  const today = dayClock()
  const register = new UnitRegister(rows, today)
  const former = new FormerForms(register, today)
  const units = { register, today, formerOf: former.of.bind(former) }
  if (reverse) {
    const metres = Number(radius ?? 200)
    if (!(metres >= 1 && metres <= 5000))
      throw new TableError(`--radius ${radius}: needs metres from 1 to 5000.`)
    const answers = reverseAnswers({ reverse: new ReverseIndex(record), addresses, gazetteer, units })
    return reverseTable(answers, { ...named, radius: metres }, 'vi')
  }
  const search = SearchEngine.build(record, { units: () => register, elsewhere: readElsewhere() })
  const list = columns?.split(',').map((name) => name.trim())
  return searchTable(searchAnswers({ search, units }), { ...named, ...(list ? { columns: list } : {}) }, 'vi')
}

/** Counts the rows by the first word of their status. */
function counted(extend: Extend, counts: Map<string, number>): Extend {
  const at = RESULT_COLUMNS.indexOf('result_status')
  return (header) => {
    const { columns, cells } = extend(header)
    return {
      columns,
      cells(row: TableRow) {
        const result = cells(row)
        const status = /^[\w-]+/.exec(result[at]!)![0]
        counts.set(status, (counts.get(status) ?? 0) + 1)
        return result
      },
    }
  }
}
