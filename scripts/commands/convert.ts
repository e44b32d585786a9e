// npm run convert -- FILE --column address: adds current and former communes to every row of a table.
import { existsSync } from 'node:fs'
import { extname, join } from 'node:path'
import { parseArgs } from 'node:util'
import { ConfigError, packageRoot, readFileConfig } from '../../src/config.ts'
import { RecordStore, recordExists } from '../../src/store/record-store.ts'
import { TableError } from '../../src/tables/table.ts'
import { vietnamToday } from '../../src/units/calendar.ts'
import { AddressConverter } from '../../src/units/conversion/address-converter.ts'
import { convertTable } from '../../src/units/conversion/convert-table.ts'
import { HamletIndex } from '../../src/units/conversion/hamlet-index.ts'
import { readShippedFacts } from '../../src/units/shipped-facts.ts'
import { UnitRegister } from '../../src/units/unit-register.ts'
import { reportFailure } from './failure.ts'

const USAGE = `Cách dùng: npm run convert -- TỆP --column CỘT [--out TỆP]
Usage:     npm run convert -- FILE --column COLUMN [--out FILE]

FILE      .csv hoặc .xlsx · or .xlsx
--column  cột chứa địa chỉ · the column with the addresses
--out     tệp kết quả, mặc định TỆP.converted.csv · the result, FILE.converted.csv by default

Giữ mọi cột và dòng; thêm xã/phường hiện nay và trước đây, mức A/B/C, căn cứ, cảnh báo và conversion_status:
ok, ambiguous (nhiều khả năng, cách nhau bằng " | "), unsure (cần xem lại), not-found hoặc error.
All columns and rows are kept; the current and former commune, grade, basis, warnings and conversion_status are added:
ok, ambiguous (several candidates, separated by " | "), unsure (to be looked at), not-found or error.
`

try {
  process.exitCode = await main(process.argv.slice(2))
} catch (error) {
  reportFailure(error, [ConfigError, TableError])
}

async function main(args: string[]): Promise<number> {
  const { values, file, wrong } = readArguments(args)
  if (values.help || file === undefined || values.column === undefined || wrong !== undefined) {
    const problem = wrong ?? (file === undefined ? 'FILE' : '--column')
    if (values.help) process.stdout.write(USAGE)
    else process.stderr.write(`${problem}?\n\n${USAGE}`)
    return values.help ? 0 : 1
  }
  if (!/\.(csv|xlsx)$/i.test(file)) throw new TableError(`${file} is neither .csv nor .xlsx.`)
  if (!existsSync(file)) throw new TableError(`${file} does not exist.`)
  const extension = extname(file)
  const out = values.out ?? `${file.slice(0, -extension.length)}.converted${extension}`
  if (out === file) throw new TableError(`--out ${out} is the file itself: choose another name.`)
  const began = performance.now()
  const { rows, grades } = await convertTable(converterOfData(), file, out, values.column)
  const seconds = (performance.now() - began) / 1000
  process.stdout.write(
    `${out}: ${rows} dòng · rows, A ${grades.A}, B ${grades.B}, C ${grades.C}, ` +
      `${seconds.toFixed(1)} s, ${Math.round(rows / Math.max(seconds, 0.001))} dòng/s · rows/s\n`,
  )
  return 0
}

function readArguments(args: string[]): {
  values: { column?: string; out?: string; help?: boolean }
  file?: string
  wrong?: string
} {
  try {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: { column: { type: 'string' }, out: { type: 'string' }, help: { type: 'boolean', short: 'h' } },
    })
    const [file, ...more] = positionals
    return { values, ...(file ? { file } : {}), ...(more.length > 0 ? { wrong: more.join(' ') } : {}) }
  } catch (error) {
    return { values: {}, wrong: (error as Error).message }
  }
}

/** The units of the record in DATA_DIR, or those that ship when there is none. */
function converterOfData(): AddressConverter {
  // One day for the whole table: it costs more to ask for it at each row than to look a commune up.
  const day = vietnamToday()
  const today = () => day
  const { dataDir } = readFileConfig()
  if (!recordExists(dataDir)) {
    const { units, changes, postcodes } = readShippedFacts(join(packageRoot(), 'data'))
    const numbered = <T>(rows: T[]) => rows.map((row, i) => ({ ...row, fid: i + 1 }))
    const rows = { units: numbered(units), changes: numbered(changes), postcodes: numbered(postcodes) }
    const none = new HamletIndex([])
    return new AddressConverter(new UnitRegister(rows, today), () => none)
  }
  const record = RecordStore.open(dataDir, { readonly: true })
  try {
    const { units, gazetteer } = record
    const hamlets = new HamletIndex(gazetteer.hamlets())
    return new AddressConverter(UnitRegister.of(units, today), () => hamlets)
  } finally {
    record.close()
  }
}
