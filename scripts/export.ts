// npm run export -- KIND FILE: writes a layer of the record of DATA_DIR to a file.
import { ConfigError, readConfig } from '../src/config.ts'
import { KINDS, type Kind } from '../src/importing/columns.ts'
import { exportFile } from '../src/importing/export-file.ts'
import { ImportError } from '../src/importing/problem.ts'
import { StoreError } from '../src/store/errors.ts'
import { RecordStore } from '../src/store/record-store.ts'
import { ProgressLine } from './progress-line.ts'

const USAGE = `Cách dùng: npm run export -- LOẠI TỆP
Usage:     npm run export -- KIND FILE

KIND  ${KINDS.join(' | ')}
FILE  .csv .geojson .ndjson .gpkg
`

try {
  process.exitCode = main(process.argv.slice(2))
} catch (error) {
  const known = [ConfigError, StoreError, ImportError].some((type) => error instanceof type)
  process.stderr.write(
    `${known || 'code' in (error as Error) ? (error as Error).message : (error as Error).stack}\n`,
  )
  process.exitCode = 1
}

function main(args: string[]): number {
  const [kind, file, ...more] = args
  if (kind === '--help' || kind === '-h') {
    process.stdout.write(USAGE)
    return 0
  }
  if (!(KINDS as readonly string[]).includes(kind ?? '') || file === undefined || more.length > 0) {
    process.stderr.write(USAGE)
    return 1
  }
  const record = RecordStore.open(readConfig().dataDir, { readonly: true })
  try {
    const line = new ProgressLine(process.stderr, file)
    const rows = exportFile(record, kind as Kind, file, (count) => line.show(undefined, count))
    line.end(rows)
    process.stderr.write(`${file}: ${rows} dòng · rows\n`)
    return 0
  } finally {
    record.close()
  }
}
