// Bulk import of generated addresses from CSV into an empty record, beside reading the same file and counting its lines.
import { createReadStream, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { checkBeside } from '../src/check-beside.ts'
import { LocalCodeMaker } from '../src/codes/local-code.ts'
import { packageRoot } from '../src/config.ts'
import { decodePoint } from '../src/geo/geopackage-geometry.ts'
import { generateAddresses } from '../src/importing/demo-addresses.ts'
import { demoCommunes } from '../src/importing/demo-communes.ts'
import { readDemoNames } from '../src/importing/demo-names.ts'
import { importFile } from '../src/importing/import-file.ts'
import { recordFinders } from '../src/place-finders.ts'
import { prepareRecord } from '../src/prepare-record.ts'
import type { RecordStore } from '../src/store/record-store.ts'
import { median, spread, table } from './bench-table.ts'

const SEED = 20250701
const ROUNDS = 3
/** Rows of one size that may be refused. */
const MOST_TWINS = 20
const COLUMNS =
  'class,name,house_number,street,hamlet,group,commune_code,former_commune_code,lon,lat,position,status,source,updated_at'

/** Prints rows a second of an import into an empty record and of the same file again, for each size. */
export async function benchImport(sizes: readonly number[] = benchSizes()): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'diachiso-bench-'))
  try {
    const rows: string[][] = []
    for (const size of sizes) rows.push(await measure(folder, size))
    const head = [
      'rows',
      'MB',
      'rows/s (median, spread)',
      'CPU µs/row',
      'again, rows/s',
      'read only / import',
      'peak MB',
    ]
    process.stdout.write(table(head, rows))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function benchSizes(): number[] {
  const sizes = process.argv
    .slice(3)
    .map(Number)
    .filter((size) => size > 0)
  return sizes.length > 0 ? sizes : [200_000]
}

async function measure(folder: string, size: number): Promise<string[]> {
  const file = join(folder, `${size}.csv`)
  const first: number[] = []
  const again: number[] = []
  const ratios: number[] = []
  const cpu: number[] = []
  let peak = 0
  for (let round = 0; round < ROUNDS; round++) {
    const dataDir = join(folder, `record-${round}`)
    const record = prepareRecord(dataDir, { factsDir: join(packageRoot(), 'data'), demo: false })
    if (round === 0) writeAddresses(record, file, size)
    const read = await seconds(() => countLines(file))
    const before = process.cpuUsage()
    const load = await seconds(() => run(record, dataDir, file))
    const used = process.cpuUsage(before)
    cpu.push((used.user + used.system) / size)
    first.push(size / load)
    again.push(size / (await seconds(() => run(record, dataDir, file))))
    ratios.push(read / load)
    peak = Math.max(peak, process.memoryUsage.rss())
    record.close()
    rmSync(dataDir, { recursive: true, force: true })
  }
  return [
    size.toLocaleString('en'),
    (statSync(file).size / 1e6).toFixed(0),
    `${Math.round(median(first))} (${spread(first, 0)})`,
    median(cpu).toFixed(1),
    String(Math.round(median(again))),
    median(ratios).toFixed(3),
    (peak / 1e6).toFixed(0),
  ]
}

async function run(record: RecordStore, dataDir: string, file: string): Promise<void> {
  const finders = recordFinders(record)
  const check = checkBeside(dataDir)
  const { refused } = await importFile(record, { kind: 'addresses', file, finders, check })
  // Of so many generated houses a few stand in one place with one number, which is a row twice.
  if (refused > MOST_TWINS) throw new Error(`${refused} rows were refused`)
}

/** Generated addresses as a file without ids and codes, the hardest to recognise again. */
function writeAddresses(record: RecordStore, file: string, count: number): void {
  const communes = demoCommunes(record.units.all(), record.units.changes())
  const codes = new LocalCodeMaker('0'.repeat(32))
  let text = `${COLUMNS}\n`
  writeFileSync(file, '')
  for (const row of generateAddresses({ seed: SEED, count, communes, names: readDemoNames(), codes })) {
    const [lon, lat] = decodePoint(row.geom) as [number, number]
    const cells = [
      row.class,
      row.name,
      row.house_number,
      row.street,
      row.hamlet,
      row.group_name,
      row.commune_code,
      row.former_commune_code,
      lon,
      lat,
      row.position,
      row.status,
      'bench',
      row.updated_at,
    ]
    text += `${cells.map((cell) => cell ?? '').join(',')}\n`
    if (text.length < 1 << 20) continue
    writeFileSync(file, text, { flag: 'a' })
    text = ''
  }
  writeFileSync(file, text, { flag: 'a' })
}

async function countLines(file: string): Promise<void> {
  let lines = 0
  for await (const chunk of createReadStream(file))
    for (const byte of chunk as Buffer) if (byte === 10) lines++
  if (lines === 0) throw new Error('the file is empty')
}

async function seconds(work: () => Promise<void>): Promise<number> {
  const start = performance.now()
  await work()
  return (performance.now() - start) / 1000
}
