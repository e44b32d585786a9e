// Bulk import of generated addresses from CSV into an empty record, compared with reading the same file and counting its lines.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createReadStream, mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { prepareRecord } from '../../src/assembly/prepare-record.ts'
import { packageRoot } from '../../src/config.ts'
import { RecordStore } from '../../src/store/record-store.ts'
import { programOf } from './bench-process.ts'
import { median, spread, table } from './bench-table.ts'
import { writeAddresses } from './import-file.ts'

const ROUNDS = 3
/** Rows of one size that may be refused. */
const MAX_REFUSED = 20

/** Prints rows a second of `npm run import` on an empty record and of the same file again, from start to exit. */
export async function benchImport(sizes: readonly number[] = benchSizes()): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'diachiso-bench-'))
  try {
    const rows: string[][] = []
    for (const size of sizes)
      for (const keys of ['with ids and codes', 'without'] as const)
        rows.push(await measure(folder, size, keys === 'without' ? 2 : 0, keys))
    const head = ['rows', 'ids', 'MB', 'rows/s (median, spread)', 'again, rows/s', 'read only / import']
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

/** @param left columns that the file does not have, from the first on: id, code, … */
async function measure(folder: string, size: number, left: number, keys: string): Promise<string[]> {
  const file = join(folder, `${size}-${left}.csv`)
  const first: number[] = []
  const again: number[] = []
  const ratios: number[] = []
  for (let round = 0; round < ROUNDS; round++) {
    const dataDir = join(folder, `record-${round}`)
    const record = prepareRecord(dataDir, { factsDir: join(packageRoot(), 'data'), demo: false })
    if (round === 0) writeAddresses(record, file, size, left)
    record.close()
    const read = await seconds(() => countLines(file))
    const load = await seconds(() => importInto(dataDir, file, size))
    first.push(size / load)
    again.push(size / (await seconds(() => importInto(dataDir, file, size))))
    ratios.push(read / load)
    rmSync(dataDir, { recursive: true, force: true })
  }
  return [
    size.toLocaleString('en'),
    keys,
    (statSync(file).size / 1e6).toFixed(0),
    `${Math.round(median(first))} (${spread(first, 0)})`,
    String(Math.round(median(again))),
    median(ratios).toFixed(3),
  ]
}

/** As `npm run import` does it, whose memory setting this is. */
async function importInto(dataDir: string, file: string, size: number): Promise<void> {
  const args = ['--max-semi-space-size=128', ...programOf('commands/import'), 'addresses', file]
  const child = spawn(process.execPath, args, {
    env: { ...process.env, DATA_DIR: dataDir },
    stdio: ['ignore', 'ignore', 'ignore'],
  })
  const [code] = await once(child, 'exit')
  const record = RecordStore.open(dataDir)
  const missing = size - record.addresses.count()
  record.close()
  // Of so many generated houses a few stand in one place with one number, which is a row twice.
  if (code !== 0 || missing > MAX_REFUSED) throw new Error(`exit code ${code}, ${missing} rows were refused`)
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
