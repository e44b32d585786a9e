import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { setTimeout } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import Database from 'better-sqlite3'
import { SeededRandom } from '../../src/importing/demo/seeded-random.ts'
import { RECORD_FILE, RecordStore } from '../../src/store/record-store.ts'
import { benchRecord } from '../bench/bench-record.ts'
import { table } from '../bench/bench-table.ts'
import { ProgressLine } from '../commands/progress-line.ts'

const ROUNDS = 1000
const SEED = 20261129
const ADDRESSES = 2000
/** Rows of the file that imports load. */
const IMPORTED = 400
/** A program that says when it begins is killed within so many milliseconds after that. */
const MAX_LIFE = 120
/** Others within so many milliseconds from their start. */
const MAX_WAY = 1800
/** Every so many rounds the server is killed too, and started again. */
const SERVER_LIFE = 25
/** Every so many rounds the whole file is looked through. */
const CHECK_EVERY = 10

type Work = 'edits' | 'import' | 'snapshot' | 'outside'

const OUTSIDE = [
  "VACUUM INTO 'copy.gpkg'",
  'PRAGMA wal_checkpoint(TRUNCATE)',
  'VACUUM',
  'SELECT count(*) FROM address',
]

/** Kills programs that work on a record, and looks whether anything was lost; 0 when nothing was, else 1. */
export async function tortureRecord(rounds = ROUNDS, seed = SEED): Promise<number> {
  const random = new SeededRandom(seed)
  const folder = mkdtempSync(join(tmpdir(), 'diachiso-torture-'))
  const dataDir = join(folder, 'data')
  const counts = new Map<string, number>()
  const count = (name: string, by = 1) => counts.set(name, (counts.get(name) ?? 0) + by)
  const faults: string[] = []
  const started = performance.now()
  const progress = new ProgressLine(process.stderr, 'torture')
  let server: Server | undefined
  try {
    benchRecord(dataDir, ADDRESSES).close()
    const file = join(folder, 'addresses.csv')
    writeFileSync(file, importedRows(dataDir))
    const acknowledged = new Map<number, string>()
    const unsaid = new Map<number, string>()
    for (let round = 1; round <= rounds; round++) {
      server ??= await startServer(dataDir)
      const work = random.pick<Work>(['edits', 'edits', 'edits', 'import', 'snapshot', 'outside'])
      const last = await run(work, { round, dataDir, folder, file, acknowledged, count, random })
      for (const fid of acknowledged.keys())
        if (acknowledged.get(fid)!.startsWith(`${round}/`)) unsaid.delete(fid)
      if (last) unsaid.set(last.fid, last.number)
      if (round % SERVER_LIFE === 0) {
        await kill(server.child)
        count('servers killed')
        server = undefined
      }
      const whole = round % CHECK_EVERY === 0 || round === rounds
      faults.push(
        ...look(dataDir, acknowledged, unsaid, whole).map((fault) => `round ${round}, ${work}: ${fault}`),
      )
      if (whole) count('whole files checked')
      if (server) faults.push(...(await served(server, dataDir, round, count)))
      progress.show(round / rounds, round)
    }
    progress.end(rounds)
    faults.push(...validated(dataDir, count))
  } finally {
    if (server) await kill(server.child)
    rmSync(folder, { recursive: true, force: true })
  }
  const seconds = Math.round((performance.now() - started) / 1000)
  process.stdout.write(
    table(
      ['torture', String(rounds)],
      [...counts].map(([name, n]) => [name, String(n)]),
    ),
  )
  process.stdout.write(
    `\n${faults.length} faults in ${rounds} rounds, ${seconds} s\n${faults.slice(0, 50).join('\n')}\n`,
  )
  return faults.length === 0 ? 0 : 1
}

/**
 * The change after the last that was acknowledged: it may have been committed and not yet told. It may show later only,
 * when the next program recovers the journal.
 */
interface Unsaid {
  fid: number
  number: string
}

interface Round {
  round: number
  dataDir: string
  folder: string
  file: string
  acknowledged: Map<number, string>
  count: (name: string, by?: number) => void
  random: SeededRandom
}

/** Starts a program, kills it in the middle, and notes what it acknowledged. */
async function run(
  work: Work,
  { round, dataDir, folder, file, acknowledged, count, random }: Round,
): Promise<Unsaid | undefined> {
  const child = spawn(process.execPath, programOf(work, { round, dataDir, folder, file, random }), {
    env: { ...process.env, DATA_DIR: dataDir },
    cwd: folder,
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  let said = ''
  child.stdout!.setEncoding('utf8').on('data', (text: string) => {
    said += text
  })
  const ended = once(child, 'close')
  // Those that say when they begin are killed soon after; the others somewhere on their way.
  const speaks = work === 'edits' || work === 'outside'
  if (speaks) await Promise.race([once(child.stdout!, 'data'), ended])
  await Promise.race([ended, setTimeout(speaks ? random.integer(0, MAX_LIFE) : random.integer(100, MAX_WAY))])
  const killed = child.exitCode === null
  await kill(child)
  count(killed ? `${work} killed` : `${work} at their end`)
  if (work !== 'edits') return undefined
  const lines = said
    .slice(0, said.lastIndexOf('\n') + 1)
    .split('\n')
    .filter(Boolean)
  for (const line of lines) {
    const [fid, number] = line.split(' ') as [string, string]
    acknowledged.set(Number(fid), number)
  }
  count('changes acknowledged', lines.length)
  return {
    fid: 1 + ((round * 7919 + lines.length * 104_729) % ADDRESSES),
    number: `${round}/${lines.length}`,
  }
}

function programOf(
  work: Work,
  { round, dataDir, folder, file, random }: Omit<Round, 'acknowledged' | 'count'>,
): string[] {
  if (work === 'edits') return [built('torture-edits'), dataDir, String(round), String(ADDRESSES)]
  if (work === 'import') return [built('import'), 'addresses', file]
  if (work === 'snapshot')
    return [built('export'), 'snapshot', join(folder, 'snapshots'), '--keep', '2', '--maxzoom', '12']
  const statement = random.pick(OUTSIDE)
  // A program that opens and closes the file by itself, as sqlite3 or QGIS do.
  const code = `const D = require('better-sqlite3'); const fs = require('fs'); fs.rmSync('copy.gpkg', { force: true })
    for (let i = 0; i < 50; i++) { const db = new D(${JSON.stringify(join(dataDir, RECORD_FILE))}, { timeout: 2000 })
      try { db.exec(${JSON.stringify(statement)}) } catch (e) { if (!/BUSY|LOCKED/.test(e.code)) throw e }
      db.close(); fs.rmSync('copy.gpkg', { force: true }); if (i === 0) fs.writeSync(1, 'begun\\n') }`
  return ['-e', code]
}

/** What is wrong with the record after a kill. */
function look(
  dataDir: string,
  acknowledged: Map<number, string>,
  unsaid: Map<number, string>,
  whole: boolean,
): string[] {
  const faults: string[] = []
  const db = new Database(join(dataDir, RECORD_FILE))
  try {
    const numberOf = db.prepare<[number], string>('SELECT house_number FROM address WHERE fid = ?').pluck()
    for (const [fid, number] of unsaid)
      if (numberOf.get(fid) === number) {
        acknowledged.set(fid, number)
        unsaid.delete(fid)
      }
    for (const [fid, number] of acknowledged) {
      const there = numberOf.get(fid)
      if (there !== number) faults.push(`address ${fid}: ${number} was acknowledged, ${there} is there`)
    }
    const [last, entries, first] = db
      .prepare('SELECT max(fid), count(*), min(fid) FROM change_feed')
      .raw()
      .get() as [number, number, number]
    if (entries > 0 && last - first + 1 !== entries)
      faults.push(`the feed has ${entries} entries from ${first} to ${last}`)
    if (!whole) return faults
    const integrity = db.pragma('integrity_check', { simple: true })
    if (integrity !== 'ok') faults.push(`integrity_check: ${integrity}`)
    const trees = db
      .prepare<[], string>("SELECT name FROM sqlite_master WHERE sql LIKE 'CREATE VIRTUAL TABLE%rtree%'")
      .pluck()
    for (const tree of trees.all()) {
      const said = db.prepare('SELECT rtreecheck(?)').pluck().get(tree)
      if (said !== 'ok') faults.push(`rtreecheck ${tree}: ${said}`)
    }
  } finally {
    db.close()
  }
  return faults
}

interface Server {
  child: ChildProcess
  base: string
}

async function startServer(dataDir: string): Promise<Server> {
  const child = spawn(process.execPath, [built('main')], {
    env: { ...process.env, DATA_DIR: dataDir, PORT: '0', HOST: '127.0.0.1', LOG_LEVEL: 'silent' },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let said = ''
  for await (const text of child.stderr!.setEncoding('utf8')) {
    said += text
    const found = /http:\/\/127\.0\.0\.1:\d+/.exec(said)
    if (found) {
      child.stderr!.resume()
      return { child, base: found[0] }
    }
  }
  throw new Error(`the server did not start: ${said}`)
}

/** What the server tells otherwise than the record, at the first request after the work. */
async function served(
  { child, base }: Server,
  dataDir: string,
  round: number,
  count: Round['count'],
): Promise<string[]> {
  if (child.exitCode !== null) return [`round ${round}: the server has ended with ${child.exitCode}`]
  const record = RecordStore.open(dataDir, { readonly: true })
  const fid = 1 + ((round * 31) % ADDRESSES)
  const row = record.addresses.byFid(fid)!
  record.close()
  const reply = await fetch(`${base}/v1/addresses/${row.uid}`)
  count('answers compared')
  if (reply.status !== 200) return [`round ${round}: /v1/addresses answered ${reply.status}`]
  const { properties } = (await reply.json()) as { properties: { geocoding: { housenumber?: string } } }
  const shown = properties.geocoding.housenumber
  return shown === (row.house_number ?? undefined)
    ? []
    : [`round ${round}: the server shows ${shown}, the record has ${row.house_number}`]
}

/** What GDAL's validator says of the record, where it is installed. */
function validated(dataDir: string, count: Round['count']): string[] {
  const python = '/usr/bin/python3'
  const check = [
    python,
    ['-m', 'osgeo_utils.samples.validate_gpkg', '-k', join(dataDir, RECORD_FILE)],
  ] as const
  if (!existsSync(python) || spawnSync(python, ['-c', 'import osgeo']).status !== 0) {
    process.stderr.write('validate_gpkg is not installed: passed over\n')
    return []
  }
  const { status, stdout, stderr } = spawnSync(...check, { encoding: 'utf8' })
  count('validate_gpkg')
  return status === 0 ? [] : [`validate_gpkg: ${stdout}${stderr}`]
}

/** The first addresses of the record with another street, as a file. */
function importedRows(dataDir: string): string {
  const record = RecordStore.open(dataDir, { readonly: true })
  const rows = ['id,class,house_number,street,commune_code,lon,lat']
  for (let i = 0; i < IMPORTED; i++)
    rows.push(`T-${i},2,${1 + i},Đường Tra Tấn,27694,${106.4 + i / 1e5},10.53`)
  record.close()
  return `${rows.join('\n')}\n`
}

async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const gone = once(child, 'close')
  child.kill('SIGKILL')
  await gone
}

function built(name: string): string {
  return fileURLToPath(new URL(`${name}.js`, import.meta.url))
}
