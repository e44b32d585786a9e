// Bulk import of generated addresses from CSV into an empty record, beside PostgreSQL's COPY, our writing alone and reading the file alone.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createReadStream, mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { prepareRecord } from '../../src/assembly/prepare-record.ts'
import { packageRoot } from '../../src/config.ts'
import { RowWriter } from '../../src/importing/writing/row-writer.ts'
import { RecordStore } from '../../src/store/record-store.ts'
import { processorTimeOfEnded, programOf } from './bench-process.ts'
import { median, spread, table } from './bench-table.ts'
import { copyRows, emptyTable, writeForCopy } from './copy-peer.ts'
import { generatedAddresses, writeAddresses } from './import-file.ts'
import { PostgresServer } from './postgres-server.ts'

const ROUNDS = 3
/** Rows of one size that may be refused. */
const MAX_REFUSED = 20

/**
 * Prints rows a second of `npm run import` on an empty record and of the same file again, from start to exit; of COPY of the same rows into
 * a table of PostGIS with the same indexes, where that is at hand; and of our writing alone, which is the limit.
 */
export async function benchImport(sizes: readonly number[] = benchSizes()): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'diachiso-bench-'))
  const postgres = await PostgresServer.start()
  try {
    const rows: string[][] = []
    for (const size of sizes)
      for (const keys of ['with ids and codes', 'without'] as const)
        rows.push(await measure(folder, size, keys, postgres))
    const head = ['rows', 'ids', 'MB', 'import, rows/s · µs of processor a row', 'again', 'COPY']
    const ratios = [
      'COPY / import, time',
      'its work',
      'writing alone',
      'its time / import',
      'reading / import',
    ]
    process.stdout.write(table([...head, ...ratios], rows))
  } finally {
    await postgres?.stop()
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

async function measure(
  folder: string,
  size: number,
  keys: 'with ids and codes' | 'without',
  postgres: PostgresServer | undefined,
): Promise<string[]> {
  const left = keys === 'without' ? 2 : 0
  const file = join(folder, `${size}-${left}.csv`)
  const forCopy = join(folder, 'copy.csv')
  const first: Took[] = []
  const again: Took[] = []
  const copied: Took[] = []
  const written: Took[] = []
  const read: Took[] = []
  for (let round = 0; round < ROUNDS; round++) {
    const dataDir = join(folder, `record-${round}`)
    const record = prepareRecord(dataDir, { factsDir: join(packageRoot(), 'data'), demo: false })
    if (round === 0) {
      writeAddresses(record, file, size, left)
      if (left === 0) await writeForCopy(file, forCopy)
    }
    record.close()
    read.push(await took(() => countLines(file), ownWork))
    first.push(await took(() => importInto(dataDir, file, size), processorTimeOfEnded))
    again.push(await took(() => importInto(dataDir, file, size), processorTimeOfEnded))
    rmSync(dataDir, { recursive: true, force: true })
    if (left > 0) continue
    written.push(await writeAlone(dataDir, size))
    rmSync(dataDir, { recursive: true, force: true })
    if (!postgres) continue
    await emptyTable(postgres)
    copied.push(
      await took(
        () => copyRows(postgres, forCopy),
        () => postgres.worked(),
      ),
    )
  }
  const rate = (all: readonly Took[]) => {
    const rates = all.map(({ ms }) => (size * 1000) / ms)
    const work = all.map(({ worked }) => (worked * 1000) / size)
    return all.length === 0
      ? ''
      : `${Math.round(median(rates))} (${spread(rates, 0)}) · ${median(work).toFixed(1)}`
  }
  const beside = (all: readonly Took[], value: (took: Took) => number) => {
    const ratios = all.map((one, i) => value(one) / value(first[i]!))
    return all.length === 0 ? '' : `${median(ratios).toFixed(2)} (${spread(ratios)})`
  }
  return [
    size.toLocaleString('en'),
    keys,
    (statSync(file).size / 1e6).toFixed(0),
    ...[first, again, copied].map(rate),
    beside(copied, ({ ms }) => ms),
    beside(copied, ({ worked }) => worked),
    rate(written),
    beside(written, ({ ms }) => ms),
    beside(read, ({ ms }) => ms),
  ]
}

/** Milliseconds by the clock, and those that the processors worked. */
interface Took {
  readonly ms: number
  readonly worked: number
}

async function took(
  work: () => Promise<void> | void,
  workedUntilNow: () => number | undefined,
): Promise<Took> {
  const [start, before] = [performance.now(), workedUntilNow() ?? Number.NaN]
  await work()
  return { ms: performance.now() - start, worked: (workedUntilNow() ?? Number.NaN) - before }
}

function ownWork(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}

/** Writing rows that are read, checked and have their codes into an empty record, as an import writes them. */
async function writeAlone(dataDir: string, size: number): Promise<Took> {
  const record = prepareRecord(dataDir, { factsDir: join(packageRoot(), 'data'), demo: false })
  const rows = [...generatedAddresses(record, size)]
  const writing = await took(() => {
    const load = record.bulkLoad(['address'])
    const writer = new RowWriter(record.storedAddresses, load, 'address', true)
    writer.deferIndexes()
    load.deferIndexes('identifier')
    for (const [line, row] of rows.entries()) {
      writer.add(line, row)
      if (writer.full) writer.flush()
    }
    writer.flush()
    writer.finish()
    load.commit()
  }, ownWork)
  record.close()
  return writing
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
