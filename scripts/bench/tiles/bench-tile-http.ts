import { Agent, get } from 'node:http'
import type { RecordStore } from '../../../src/store/record-store.ts'
import { type LoadClient, loadClient } from '../bench-load.ts'
import { type BenchProcess, startProcess } from '../bench-process.ts'
import { median, quantile, spread, table } from '../bench-table.ts'
import type { PostGis } from './bench-postgis.ts'
import { sampleTiles, type Tile } from './bench-tile-sample.ts'

const ROUNDS = 3
/** Zooms asked for alone; then all of them in turns. */
const ZOOMS = [12, 14, 16, 18]
const TILES_A_ZOOM = 150
/** As many as processors, so that PostGIS has them all. */
const POSTGRES_CONNECTIONS = 2
const HEAVY_MS = 4000
const PROBE_EVERY_MS = 5
const LIGHT = ['/hello', '/v1/autocomplete?q=hung%20vuong', '/health']

export interface HttpParts {
  readonly record: RecordStore
  readonly dataDir: string
  readonly postgis: PostGis | undefined
  /** The tiles that take longest, asked for while a light route is measured. */
  readonly heaviest: readonly Tile[]
}

/** Prints requests a second of tiles that are not cached compared with PostGIS, and of a light route while heavy tiles are made. */
export async function measureUncached(parts: HttpParts, print: (text: string) => void): Promise<void> {
  const { record, dataDir } = parts
  const tiles = tilesByZoom(record)
  const client = loadClient()
  print(`client: ${client.name}\n`)
  const uncached = await startProcess('bench/bench-server', [], { DATA_DIR: dataDir, TILE_CACHE_MB: '0' })
  try {
    print(await besidePostGis(uncached, tiles, client, parts.postgis))
    print(await besideHeavyTiles(uncached, parts.heaviest))
  } finally {
    await uncached.stop()
  }
}

/** Prints requests a second of cached tiles compared with a hello route, and the server's memory. */
export async function measureCached(
  { record, dataDir }: Pick<HttpParts, 'record' | 'dataDir'>,
  print: (text: string) => void,
): Promise<void> {
  const tiles = tilesByZoom(record)
  const client = loadClient()
  print(`client: ${client.name}\n`)
  const cached = await startProcess('bench/bench-server', [], { DATA_DIR: dataDir })
  try {
    const started = cached.memory()
    print(await cachedTiles(cached, tiles, client))
    const { now, highest } = cached.memory() ?? { now: Number.NaN, highest: Number.NaN }
    print(
      `resident after the start ${started?.now.toFixed(0)} MB, after all these tiles ${now.toFixed(0)} MB, highest ${highest.toFixed(0)} MB\n`,
    )
  } finally {
    await cached.stop()
  }
}

function tilesByZoom(record: RecordStore): Map<string, Tile[]> {
  const tiles = new Map(ZOOMS.map((z) => [String(z), sampleTiles(record, z, TILES_A_ZOOM)]))
  tiles.set(`${ZOOMS[0]}–${ZOOMS.at(-1)}`, inTurns([...tiles.values()]))
  return tiles
}

async function besidePostGis(
  ours: BenchProcess,
  tiles: ReadonlyMap<string, Tile[]>,
  client: LoadClient,
  postgis: PostGis | undefined,
): Promise<string> {
  const start = (coding: string) =>
    startProcess('bench/tiles/bench-postgis-server', [postgis!.socket, String(POSTGRES_CONNECTIONS), coding])
  const others = postgis ? [await start('gzip'), await start('plain')] : []
  await ours.settled()
  const rows: string[][] = []
  try {
    for (const [name, list] of tiles) {
      const rates: number[][] = [ours, ...others].map(() => [])
      const costs: number[][] = [ours, ...others].map(() => [])
      for (let round = 0; round < ROUNDS; round++)
        for (const [i, server] of [ours, ...others].entries()) {
          process.stderr.write(`\rnot cached: zoom ${name}, round ${round + 1}   `)
          const worked = () => (server.worked() ?? Number.NaN) + (i > 0 ? (postgis?.worked() ?? 0) : 0)
          const before = worked()
          const rate = await client.rate(server.base, list.map(pathOf))
          rates[i]!.push(rate)
          costs[i]!.push(((worked() - before) * 1000) / (rate * client.seconds))
        }
      const [rate, cost] = [rates[0]!, costs[0]!]
      rows.push([
        name,
        `${Math.round(median(rate))} · ${Math.round(median(cost))}`,
        ...others.flatMap((_, i) => [
          `${Math.round(median(rates[i + 1]!))} · ${Math.round(median(costs[i + 1]!))}`,
          ratios(rate, rates[i + 1]!),
          ratios(costs[i + 1]!, cost),
        ]),
      ])
    }
  } finally {
    for (const server of others) await server.stop()
  }
  process.stderr.write('\n')
  const times = ['times as many (spread)', 'times less work']
  const head = [
    'zoom',
    'tiles/s · µs of processor',
    'PostGIS, gzip level 1',
    ...times,
    'PostGIS, no gzip',
    ...times,
  ]
  return table(head.slice(0, 2 + 3 * others.length), rows)
}

/** Median and spread of ratios, round by round. */
function ratios(above: readonly number[], below: readonly number[]): string {
  const each = above.map((one, i) => one / below[i]!)
  return `${median(each).toFixed(2)} (${spread(each)})`
}

async function besideHeavyTiles(server: BenchProcess, heaviest: readonly Tile[]): Promise<string> {
  const rows: string[][] = []
  const agent = new Agent({ keepAlive: true })
  for (const path of LIGHT) {
    const alone: number[] = []
    const loaded: number[] = []
    let served = 0
    for (let round = 0; round < 3; round++) {
      process.stderr.write(`\rlight route ${path}, round ${round + 1}          `)
      await probe(server.base + path, agent, HEAVY_MS / 2, alone)
      const end = performance.now() + HEAVY_MS
      const client = async (first: number) => {
        for (let i = first; performance.now() < end; i++, served++)
          await fetched(`${server.base}${pathOf(heaviest[i % heaviest.length]!)}`, agent)
      }
      await Promise.all([
        client(0),
        client(heaviest.length >> 1),
        probe(server.base + path, agent, HEAVY_MS, loaded),
      ])
    }
    const both = (times: readonly number[]) =>
      `${quantile(times, 0.5).toFixed(1)} / ${quantile(times, 0.99).toFixed(1)}`
    rows.push([
      path.replace(/\?.*/, ''),
      both(alone),
      both(loaded),
      Math.max(...loaded).toFixed(0),
      ((served * 1000) / HEAVY_MS / 3).toFixed(0),
    ])
  }
  agent.destroy()
  process.stderr.write('\n')
  return table(
    [
      'light route',
      'alone p50 / p99 ms',
      'while two clients ask for the heaviest tiles',
      'longest',
      'heavy tiles/s',
    ],
    rows,
  )
}

/** Asks again and again, one request at a time, and notes how long each took. */
async function probe(url: string, agent: Agent, milliseconds: number, times: number[]): Promise<void> {
  for (const end = performance.now() + milliseconds; performance.now() < end; ) {
    const start = performance.now()
    await fetched(url, agent)
    times.push(performance.now() - start)
    await new Promise((resolve) => setTimeout(resolve, PROBE_EVERY_MS))
  }
}

function fetched(url: string, agent: Agent): Promise<void> {
  return new Promise((resolve, reject) => {
    get(url, { agent, headers: { 'accept-encoding': 'gzip' } }, (reply) => {
      reply.resume().once('end', resolve)
      if ((reply.statusCode ?? 500) >= 400) reject(new Error(`${url}: ${reply.statusCode}`))
    }).once('error', reject)
  })
}

async function cachedTiles(
  server: BenchProcess,
  tiles: ReadonlyMap<string, Tile[]>,
  client: LoadClient,
): Promise<string> {
  await server.settled()
  const rows: string[][] = []
  for (const [name, list] of tiles) {
    const paths = list.slice(0, TILES_A_ZOOM).map(pathOf)
    const agent = new Agent({ keepAlive: true })
    for (const path of paths) await fetched(server.base + path, agent)
    agent.destroy()
    const hello: number[] = []
    const cached: number[] = []
    for (let round = 0; round < ROUNDS; round++) {
      process.stderr.write(`\rcached: zoom ${name}, round ${round + 1}   `)
      hello.push(await client.rate(server.base, ['/hello']))
      cached.push(await client.rate(server.base, paths))
    }
    rows.push([
      name,
      Math.round(median(cached)).toString(),
      Math.round(median(hello)).toString(),
      ratios(cached, hello),
    ])
  }
  process.stderr.write('\n')
  return table(['zoom', 'cached tiles/s', 'hello/s', 'ratio (spread)'], rows)
}

const pathOf = ([z, x, y]: Tile) => `/tiles/address/${z}/${x}/${y}.mvt`

function inTurns<T>(lists: readonly T[][]): T[] {
  const longest = Math.max(...lists.map(({ length }) => length))
  return Array.from({ length: longest }, (_, i) => lists.map((list) => list[i % list.length]!)).flat()
}
