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
const ROUNDS = 3
const SEED = 20261129
const MEASURED = [
  'longest step, ms of processor time (spread)',
  'with garbage collection',
  'by the clock',
  'until served, ms',
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
 * 5,000 and 100,000: numbers and positions); measured is how long following them holds the event loop at a time, and how
 * long it takes in all. What V8's collector takes is told apart by its own trace ({@link LoopTrace}). Processor time is not
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
    const trace = new LoopTrace()
    const totals: number[] = []
    for (const edits of allEdits)
      for (let round = 0; round < ROUNDS; round++) {
        process.stderr.write(`\r${edits} edits, round ${round + 1} of ${ROUNDS}   `)
        edit(dataDir, edits, SEED + edits + round)
        await trace.watch(async () => {
          const started = performance.now()
          state.follow()
          await state.catchUp()
          totals.push(performance.now() - started)
        })
        // Tiles follow in a thread of their own.
        await tiles.version(tiles.layers)
      }
    process.stderr.write('\n')
    await state.close()
    const rounds = trace.end().map(followed)
    const rows = allEdits.map((edits, i) => {
      const own = <T>(values: readonly T[]) => values.slice(i * ROUNDS, (i + 1) * ROUNDS)
      const cell = (values: readonly number[], digits: number) =>
        `${median(values).toFixed(digits)} (${spread(values, digits)})`
      const longest = (field: keyof Followed) => cell(own(rounds.map((round) => round[field])), 1)
      const total = cell(own(totals), 0)
      return [edits.toLocaleString('en'), longest('work'), longest('processor'), longest('clock'), total]
    })
    const head = [`edits of ${Number(count).toLocaleString('en')}`, ...MEASURED]
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

/** Edits addresses as another program would, in one transaction. */
function edit(dataDir: string, count: number, seed: number): void {
  const db = new Database(join(dataDir, RECORD_FILE))
  registerSpatialFunctions(db)
  db.pragma('busy_timeout = 10000')
  const random = new SeededRandom(seed)
  const last = db.prepare('SELECT max(fid) FROM address').pluck().get() as number
  const update = db.prepare('UPDATE address SET house_number = ?, geom = ? WHERE fid = ?')
  db.transaction(() => {
    for (let i = 0; i < count; i++) {
      const position: [number, number] = [105.8 + random.next() * 0.8, 10.4 + random.next() * 0.6]
      const geometry = encodePoint(position[0], position[1])
      update.run(String(1 + Math.floor(random.next() * 900)), geometry, 1 + Math.floor(random.next() * last))
    }
  }).immediate()
  db.close()
}
