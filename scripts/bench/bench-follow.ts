import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import Database from 'better-sqlite3'
import { ServerState } from '../../src/assembly/server-state.ts'
import { encodePoint } from '../../src/geo/geopackage-geometry.ts'
import { SeededRandom } from '../../src/importing/demo/seeded-random.ts'
import { registerSpatialFunctions } from '../../src/store/geopackage/spatial-functions.ts'
import { RECORD_FILE, RecordStore } from '../../src/store/record-store.ts'
import { benchRecord } from './bench-record.ts'
import { median, spread, table } from './bench-table.ts'
import { type LoopStep, LoopTrace } from './loop-trace.ts'

const ADDRESSES = 1_000_000
const EDITS = [1, 100, 5_000, 100_000]
/** Of a thematic layer, and the edits of it. */
const FEATURES = 50_000
const FEATURE_EDITS = [1, 1_000, FEATURES]
const ROUNDS = 3
const SEED = 20261129
const MEASURED = [
  'longest step, ms of processor time (spread)',
  'with garbage collection',
  'by the clock',
  'until served, ms',
  'until tiles show it, ms',
]

/** The longest turns of the event loop while a work was done, ms. */
interface Followed {
  /** Processor time without the collector's. */
  readonly work: number
  /** All processor time. */
  readonly processor: number
  readonly clock: number
}

/**
 * `npm run bench -- follow [ADDRESSES] [FOLDER] [edits=1,100,…]`: another program edits addresses in one transaction (1, 100,
 * 5,000 and 100,000: numbers and positions), then features of a thematic layer of 50,000; measured is how long following them holds the
 * event loop at a time, and how long it takes in all, tiles included, which follow in a thread of their own. What V8's collector takes is told apart by its own trace ({@link LoopTrace}). Processor time is not
 * lengthened by other programs that have the processors, as the clock's is: on a machine with nothing else to do they differ
 * by what the loop waits for, such as the collector's other threads. A FOLDER keeps the record for the next run.
 */
export async function benchFollow(): Promise<void> {
  const options = process.argv.slice(3)
  const sizes = options.find((option) => option.startsWith('edits='))?.slice('edits='.length)
  const allEdits = sizes?.split(',').map(Number) ?? EDITS
  const [count = ADDRESSES, kept] = options.filter((option) => !option.includes('='))
  const dataDir = kept ?? mkdtempSync(join(tmpdir(), 'diachiso-bench-'))
  try {
    benchRecord(dataDir, Number(count)).close()
    const state = await ServerState.open(RecordStore.open(dataDir), dataDir, { tileCacheBytes: 64e6 })
    const { tiles } = state.followers
    await tiles.version(tiles.layers)
    const works: Work[] = [
      ...allEdits.map((count) => ({ count, what: 'addresses', edit: editAddresses })),
      ...FEATURE_EDITS.map((count) => ({ count, what: 'features', edit: editFeatures })),
    ]
    addFeatures(dataDir)
    state.follow()
    await state.catchUp()
    await tiles.version(tiles.layers)
    const trace = new LoopTrace()
    const served: number[] = []
    const shown: number[] = []
    for (const { count, what, edit } of works)
      for (let round = 0; round < ROUNDS; round++) {
        process.stderr.write(`\r${count} ${what}, round ${round + 1} of ${ROUNDS}   `)
        edit(dataDir, count, SEED + count + round)
        const started = performance.now()
        await trace.watch(async () => {
          state.follow()
          await state.catchUp()
          served.push(performance.now() - started)
        })
        await tiles.version(tiles.layers)
        shown.push(performance.now() - started)
      }
    process.stderr.write('\n')
    await state.close()
    const rounds = trace.end().map(followed)
    const rows = works.map(({ count, what }, i) => {
      const own = <T>(values: readonly T[]) => values.slice(i * ROUNDS, (i + 1) * ROUNDS)
      const cell = (values: readonly number[], digits: number) =>
        `${median(values).toFixed(digits)} (${spread(values, digits)})`
      const longest = (field: keyof Followed) => cell(own(rounds.map((round) => round[field])), 1)
      const name = `${count.toLocaleString('en')} ${what}`
      return [
        ...[name, longest('work'), longest('processor'), longest('clock')],
        ...[cell(own(served), 0), cell(own(shown), 0)],
      ]
    })
    const head = [`edits beside ${Number(count).toLocaleString('en')} addresses`, ...MEASURED]
    process.stdout.write(table(head, rows))
  } finally {
    if (!kept) rmSync(dataDir, { recursive: true })
  }
}

function followed(steps: readonly LoopStep[]): Followed {
  const longest = (of: (step: LoopStep) => number) =>
    steps.reduce((most, step) => Math.max(most, of(step)), 0)
  return {
    work: longest(({ all, collector }) => all.processor - collector.processor),
    processor: longest(({ all }) => all.processor),
    clock: longest(({ all }) => all.clock),
  }
}

/** What another program does, so often, with a seed. */
interface Work {
  readonly count: number
  readonly what: string
  readonly edit: (dataDir: string, count: number, seed: number) => void
}

/** Edits addresses as another program would, in one transaction. */
function editAddresses(dataDir: string, count: number, seed: number): void {
  const random = new SeededRandom(seed)
  asAnother(dataDir, (db) => {
    const last = db.prepare('SELECT max(fid) FROM address').pluck().get() as number
    const update = db.prepare('UPDATE address SET house_number = ?, geom = ? WHERE fid = ?')
    for (let i = 0; i < count; i++)
      update.run(
        String(1 + Math.floor(random.next() * 900)),
        somewhere(random),
        1 + Math.floor(random.next() * last),
      )
  })
}

/** Moves features of the layer that {@link addFeatures} made, in one transaction. */
function editFeatures(dataDir: string, count: number, seed: number): void {
  const random = new SeededRandom(seed)
  asAnother(dataDir, (db) => {
    const update = db.prepare('UPDATE theme_feature SET geom = ? WHERE theme = ? AND uid = ?')
    for (let i = 0; i < count; i++) update.run(somewhere(random), LAYER, `f${i}`)
  })
}

const LAYER = 'bench'

function addFeatures(dataDir: string): void {
  const random = new SeededRandom(SEED)
  const record = RecordStore.open(dataDir)
  record.write(() => {
    const rest = { owner: null, licence: null, threshold: null, updated_at: null, kind: 'features' as const }
    const fields = '{"name":"String","kind":"String"}'
    record.themes.put({ ...rest, id: LAYER, title_vi: 'Đo', title_en: 'Bench', fields })
    for (let i = 0; i < FEATURES; i++)
      if (record.themes.byUid(LAYER, `f${i}`) === undefined)
        record.themes.insert({
          theme: LAYER,
          uid: `f${i}`,
          address_uid: null,
          properties: JSON.stringify({ name: `Điểm ${i}`, kind: `loại ${i % 5}` }),
          geom: somewhere(random),
        })
  })
  record.close()
}

function somewhere(random: SeededRandom): Buffer {
  return encodePoint(105.8 + random.next() * 0.8, 10.4 + random.next() * 0.6)
}

function asAnother(dataDir: string, work: (db: Database.Database) => void): void {
  const db = new Database(join(dataDir, RECORD_FILE))
  registerSpatialFunctions(db)
  db.pragma('busy_timeout = 10000')
  db.transaction(() => work(db)).immediate()
  db.close()
}
