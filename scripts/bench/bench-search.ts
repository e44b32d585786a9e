import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { chunksInThread } from '../../src/assembly/threads/chunks-in-thread.ts'
import { decodePoint, encodePoint } from '../../src/geo/geopackage-geometry.ts'
import { SeededRandom } from '../../src/importing/demo/seeded-random.ts'
import { ReverseIndex } from '../../src/reverse/reverse-index.ts'
import { SearchEngine } from '../../src/search/search-engine.ts'
import { finished } from '../../src/store/following/follower.ts'
import type { RecordStore } from '../../src/store/record-store.ts'
import { readElsewhere } from '../../src/units/elsewhere.ts'
import { UnitRegister } from '../../src/units/unit-register.ts'
import type { EvalQuery } from '../eval/eval-query.ts'
import { QUERY_CLASSES } from '../eval/query-classes.ts'
import { Targets } from '../eval/targets.ts'
import { benchRecord } from './bench-record.ts'
import { searchBaselines } from './bench-search-baselines.ts'
import { median, quantile, spread, table } from './bench-table.ts'

const SIZES = [50_000, 500_000, 1_000_000]
const SEED = 7
const QUERIES_A_CLASS = 40
const ROUNDS = 5
const BUILDS = 3
const MORE_PLACES = 60_000
const REVERSE_POINTS = 500
/** Queries that the other ways, slower by far, are asked. */
const COMPARED = 40

type Asked = readonly [name: string, queries: readonly EvalQuery[]]

/** `npm run bench -- search [COUNT…]`: search and reverse by classes of queries, compared with other engines over the same addresses. */
export async function benchSearch(sizes: readonly number[] = sizesAsked()): Promise<void> {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  for (const size of sizes) {
    const dataDir = mkdtempSync(join(tmpdir(), 'diachiso-bench-'))
    try {
      process.stderr.write(`making ${size} addresses\n`)
      const record = benchRecord(dataDir, size)
      measureSize(record, dataDir, collect, size === Math.max(...sizes))
      record.close()
    } finally {
      rmSync(dataDir, { recursive: true, force: true })
    }
  }
}

function sizesAsked(): number[] {
  const asked = process.argv
    .slice(3)
    .map(Number)
    .filter((size) => size > 0)
  return asked.length > 0 ? asked : SIZES
}

function measureSize(record: RecordStore, dataDir: string, collect: () => void, largest: boolean): void {
  const register = UnitRegister.of(record.units, () => '2026-01-01')
  const asked = queriesOf(new Targets(record, register))
  const options = {
    units: () => register,
    elsewhere: readElsewhere(),
    chunks: () => chunksInThread(record),
  }
  const before = held(collect)
  let engine = SearchEngine.build(record, options)
  const added = held(collect) - before
  const builds = [engine.buildMs]
  while (builds.length < BUILDS) {
    engine = SearchEngine.build(record, options)
    builds.push(engine.buildMs)
  }
  finished(engine.warmUp())
  process.stdout.write(
    `\n## ${record.addresses.count().toLocaleString('en')} addresses\n\nready in ${median(builds).toFixed(0)} ms (${spread(builds, 0)}), ${added.toFixed(0)} MB added\n\n`,
  )
  process.stdout.write(
    table(['queries', 'p50 ms (spread)', 'p99 ms (spread)'], latencies(engine, asked, largest)),
  )
  compare(engine, record, dataDir, asked)
  reverse(record)
  if (!largest) return
  addPlaces(record)
  const fuller = SearchEngine.build(record, options)
  process.stdout.write(`\nWith ${MORE_PLACES.toLocaleString('en')} more places:\n\n`)
  process.stdout.write(
    table(['queries', 'p50 ms (spread)', 'p99 ms (spread)'], latencies(fuller, asked, false)),
  )
}

function queriesOf(targets: Targets): Asked[] {
  return QUERY_CLASSES.map((queryClass) => {
    const random = new SeededRandom(SEED)
    const queries: EvalQuery[] = []
    while (queries.length < QUERIES_A_CLASS) {
      const query = queryClass.make(targets, random)
      if (query) queries.push(query)
    }
    return [queryClass.name, queries] as const
  })
}

/** Milliseconds of all queries, of key strokes, and with `each` of every class; the rounds give the spread. */
function latencies(engine: SearchEngine, asked: readonly Asked[], each: boolean): string[][] {
  const strokes = asked
    .filter(([name]) => name === 'natural' || name === 'unaccented')
    .flatMap(([, queries]) => queries.slice(0, 20).flatMap(({ text }) => beginnings(text)))
  const groups: readonly Asked[] = [...asked, ['key strokes', strokes]]
  const rounds = Array.from({ length: ROUNDS }, () =>
    groups.map(([, queries]) =>
      queries.map(({ text, unfinished = false }) =>
        timed(() => engine.search({ text, unfinished, limit: 8 })),
      ),
    ),
  )
  const row = (name: string, timesOf: (round: number[][]) => number[]) => {
    const at = (share: number) => rounds.map((round) => quantile(timesOf(round), share))
    return [name, ...[0.5, 0.99].map((share) => `${median(at(share)).toFixed(3)} (${spread(at(share), 3)})`)]
  }
  return [
    row('all classes', (round) => round.slice(0, -1).flat()),
    row('key strokes', (round) => round.at(-1)!),
    ...(each ? asked.map(([name], i) => row(name, (round) => round[i]!)) : []),
  ]
}

function beginnings(text: string): EvalQuery[] {
  const letters = [...text]
  return letters.map((_, i) => ({
    text: letters.slice(0, i + 1).join(''),
    unfinished: true,
    right: () => true,
  }))
}

function compare(engine: SearchEngine, record: RecordStore, dataDir: string, asked: readonly Asked[]): void {
  const texts = asked
    .filter(([name]) => ['unaccented', 'no punctuation', 'one typo', 'permuted'].includes(name))
    .flatMap(([, queries]) => queries.slice(0, COMPARED / 4).map(({ text }) => text))
  const rows: string[][] = []
  for (const baseline of searchBaselines(record, dataDir)) {
    const ratios: number[] = []
    const theirs: number[] = []
    for (let round = 0; round < ROUNDS; round++) {
      const pairs = texts.map((text) => ({
        own: timed(() => engine.search({ text, unfinished: false, limit: 8 })),
        other: timed(() => baseline.search(text)),
      }))
      theirs.push(median(pairs.map(({ other }) => other)))
      ratios.push(median(pairs.map(({ own, other }) => own / other)))
    }
    baseline.close()
    rows.push([
      baseline.name,
      `${(baseline.buildMs / 1000).toFixed(1)} s`,
      median(theirs).toFixed(2),
      median(ratios).toFixed(4),
      spread(ratios, 4),
    ])
  }
  process.stdout.write(
    `\n${table(['other engine', 'built in', 'its p50 ms', 'our time / its', 'spread'], rows)}`,
  )
}

function reverse(record: RecordStore): void {
  const index = new ReverseIndex(record)
  const random = new SeededRandom(SEED)
  const last = record.addresses.lastFid()
  const points = Array.from({ length: REVERSE_POINTS }, () => {
    const point = decodePoint(record.addresses.byFid(random.integer(1, last))?.geom ?? Buffer.alloc(0))
    return [
      (point?.[0] ?? 106.4) + random.normal() * 0.001,
      (point?.[1] ?? 10.6) + random.normal() * 0.001,
    ] as const
  })
  const inBox = record.db.prepare<number[], { id: number; lon: number; lat: number }>(
    `SELECT id, (minx + maxx) / 2 AS lon, (miny + maxy) / 2 AS lat FROM rtree_address_geom
       WHERE maxx >= ? AND minx <= ? AND maxy >= ? AND miny <= ?`,
  )
  const byTree = (lon: number, lat: number) => {
    for (let reach = 0.001; reach < 1; reach *= 2) {
      const rows = inBox.all(lon - reach, lon + reach, lat - reach, lat + reach)
      if (rows.length < 5) continue
      return rows
        .map((row) => ({ ...row, d: (row.lon - lon) ** 2 + (row.lat - lat) ** 2 }))
        .sort((a, b) => a.d - b.d)
        .slice(0, 5)
    }
    return []
  }
  const own: number[] = []
  const ratios: number[] = []
  for (let round = 0; round < ROUNDS; round++) {
    const pairs = points.map(([lon, lat]) => ({
      own: timed(() => index.nearest(lon, lat, ['house'], 5, 100_000)),
      tree: timed(() => byTree(lon, lat)),
    }))
    own.push(median(pairs.map((pair) => pair.own)))
    ratios.push(median(pairs.map((pair) => pair.tree / pair.own)))
  }
  process.stdout.write(
    `\nreverse, 5 nearest: ${(median(own) * 1000).toFixed(1)} µs, SQLite r-tree takes ${median(ratios).toFixed(1)} × (${spread(ratios, 1)})\n`,
  )
}

const KINDS = [
  'Nhà thuốc',
  'Quán cà phê',
  'Cửa hàng',
  'Công ty TNHH',
  'Trường Mầm non',
  'Tiệm vàng',
  'Nhà hàng',
]
const WORDS =
  'Minh Anh Phước Thành Kim Ngọc Hoa Long Bình An Tân Hưng Phú Đức Lợi Thanh Mai Hồng Vạn Sơn'.split(' ')

/** Shops and schools with names of two to four words, all over the communes. */
function addPlaces(record: RecordStore): void {
  const random = new SeededRandom(SEED)
  const communes = record.units
    .all()
    .filter(({ level, valid_to }) => level === 'commune' && valid_to === null)
  record.write(() => {
    for (let i = 0; i < MORE_PLACES; i++) {
      const unit = random.pick(communes)
      const name = Array.from({ length: random.integer(2, 3) }, () => random.pick(WORDS)).join(' ')
      record.gazetteer.insert('place', {
        uid: random.uuid(),
        name: `${random.pick(KINDS)} ${name}`,
        alt_names: null,
        category: 'shop',
        commune_code: unit.code,
        importance: 0.2,
        description: null,
        source: 'bench',
        geom: encodePoint(unit.centre_lon ?? 106, unit.centre_lat ?? 10.5),
      })
    }
  })
}

/** Megabytes in use: heap and buffers after a collection. */
function held(collect: () => void): number {
  collect()
  const { heapUsed, external } = process.memoryUsage()
  return (heapUsed + external) / 1_048_576
}

function timed(work: () => void): number {
  const start = performance.now()
  work()
  return performance.now() - start
}
