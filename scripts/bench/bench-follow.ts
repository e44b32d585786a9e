import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PerformanceObserver, performance } from 'node:perf_hooks'
import { setImmediate } from 'node:timers/promises'
import { setFlagsFromString } from 'node:v8'
import Database from 'better-sqlite3'
import { ServerState } from '../../src/assembly/server-state.ts'
import { encodePoint } from '../../src/geo/geopackage-geometry.ts'
import { SeededRandom } from '../../src/importing/demo/seeded-random.ts'
import { RECORD_FILE, RecordStore } from '../../src/store/record-store.ts'
import { registerSpatialFunctions } from '../../src/store/spatial-functions.ts'
import { benchRecord } from './bench-record.ts'
import { median, spread, table } from './bench-table.ts'

const ADDRESSES = 1_000_000
const EDITS = [1, 100, 5_000, 100_000]
const ROUNDS = 3
const SEED = 20261129

interface Followed {
  /** Longest time that the event loop was held without a pause, ms, and the same without the collector's pauses. */
  longest: number
  longestWork: number
  /** Milliseconds until the edits were served. */
  total: number
}

/** V8 collects in small steps that it tells nobody of; without them all its work is in pauses, which can be left out. */
const COLLECTOR_STEPS = { off: '--no-incremental-marking', on: '--incremental-marking' }

/**
 * `npm run bench -- follow [ADDRESSES] [FOLDER]`: another program edits addresses in one transaction (1, 100, 5,000 and
 * 100,000: numbers and positions); measured is how long following them holds the event loop at a time, garbage collection
 * apart (in rounds of their own) and with it, and how long it takes in all. A FOLDER keeps the record for the next run.
 */
export async function benchFollow(): Promise<void> {
  const count = Number(process.argv[3] ?? ADDRESSES)
  const kept = process.argv[4]
  const dataDir = kept ?? mkdtempSync(join(tmpdir(), 'diachiso-bench-'))
  try {
    benchRecord(dataDir, count).close()
    const state = await ServerState.open(RecordStore.open(dataDir), dataDir, { tileCacheBytes: 64e6 })
    const { tiles } = state.followers
    await tiles.version(tiles.layers)
    const rows: string[][] = []
    for (const edits of EDITS) {
      const runs = { off: [] as Followed[], on: [] as Followed[] }
      for (let round = 0; round < ROUNDS * 2; round++) {
        const steps = round % 2 === 0 ? 'off' : 'on'
        process.stderr.write(`\r${edits} edits, round ${round + 1} of ${ROUNDS * 2}   `)
        setFlagsFromString(COLLECTOR_STEPS[steps])
        edit(dataDir, edits, SEED + edits + round)
        runs[steps].push(
          await watched(async () => {
            state.follow()
            await state.catchUp()
          }),
        )
        // Tiles follow in a thread of their own.
        await tiles.version(tiles.layers)
      }
      const of = (steps: 'off' | 'on', field: keyof Followed, digits: number) => {
        const values = runs[steps].map((run) => run[field])
        return `${median(values).toFixed(digits)} (${spread(values, digits)})`
      }
      rows.push([
        edits.toLocaleString('en'),
        of('off', 'longestWork', 1),
        of('on', 'longest', 1),
        of('on', 'total', 0),
      ])
    }
    process.stderr.write('\n')
    await state.close()
    const measured = ['longest step, ms (spread)', 'with garbage collection', 'until served, ms']
    process.stdout.write(table([`edits of ${count.toLocaleString('en')}`, ...measured], rows))
  } finally {
    if (!kept) rmSync(dataDir, { recursive: true })
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

/** Runs `work` and notes how long it held the event loop at a time. */
async function watched(work: () => Promise<void>): Promise<Followed> {
  const collections: { start: number; end: number }[] = []
  const observer = new PerformanceObserver((list) => {
    for (const { startTime, duration } of list.getEntries())
      collections.push({ start: startTime, end: startTime + duration })
  })
  observer.observe({ entryTypes: ['gc'] })
  const ticks: number[] = []
  let done = false
  const ticking = (async () => {
    while (!done) {
      ticks.push(performance.now())
      await setImmediate()
    }
    ticks.push(performance.now())
  })()
  await setImmediate()
  const started = performance.now()
  await work()
  const total = performance.now() - started
  done = true
  await ticking
  await setImmediate()
  observer.disconnect()
  let longest = 0
  let longestWork = 0
  for (let i = 1; i < ticks.length; i++) {
    const [from, to] = [ticks[i - 1]!, ticks[i]!]
    const collected = collections.reduce(
      (sum, { start, end }) => sum + Math.max(0, Math.min(end, to) - Math.max(start, from)),
      0,
    )
    longest = Math.max(longest, to - from)
    longestWork = Math.max(longestWork, to - from - collected)
  }
  return { longest, longestWork, total }
}
