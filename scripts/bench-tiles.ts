import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import GeoJSONVT from 'geojson-vt'
import vtpbf from 'vt-pbf'
import { packageRoot } from '../src/config.ts'
import { decodePoint } from '../src/geo/geopackage-geometry.ts'
import { tileBox, worldX, worldY } from '../src/geo/mercator.ts'
import { prepareDemo } from '../src/importing/demo-data.ts'
import { loadFacts } from '../src/store/facts.ts'
import { RecordStore } from '../src/store/record-store.ts'
import { SERVING_FILE } from '../src/store/serving-store.ts'
import { TileFollower } from '../src/tiles/tile-follower.ts'
import { TileMaker } from '../src/tiles/tile-maker.ts'
import { TileServer } from '../src/tiles/tile-server.ts'
import { vietnamToday } from '../src/units/calendar.ts'
import { readShippedFacts } from '../src/units/shipped-facts.ts'
import { PostGis } from './bench-postgis.ts'
import { median, quantile, spread, table } from './bench-table.ts'

const ZOOMS = [5, 8, 10, 12, 13, 14, 15, 16, 17, 18]
const TILES_A_ZOOM = 25
const ROUNDS = 5
/** The other ways are asked only for tiles with up to so many addresses; more would take them minutes. */
const MOST_FOR_BASELINE = 10_000
const MOST_FOR_POSTGIS = 50_000
const HEAVY_MS = 5000
const WARM_UP_MS = 3000

type Tile = readonly [z: number, x: number, y: number]

/**
 * `npm run bench -- tiles [COUNT]`: address tiles beside r-tree → geojson-vt → vt-pbf and, where it is present, PostGIS
 * on the same points.
 */
export async function benchTiles(count = Number(process.argv[3] ?? 1_000_000)): Promise<void> {
  const dataDir = mkdtempSync(join(tmpdir(), 'diachiso-bench-'))
  const record = RecordStore.open(dataDir, { create: true })
  try {
    process.stderr.write(`making ${count} addresses\n`)
    loadFacts(record, readShippedFacts(join(packageRoot(), 'data')))
    prepareDemo(record, () => {}, { count })
    const follower = new TileFollower(dataDir)
    const derived = timed(() => follower.catchUp())
    const megabytes = Math.round(statSync(join(dataDir, SERVING_FILE)).size / 1_048_576)
    process.stdout.write(
      `${record.addresses.count()} addresses: serving.db derived in ${(derived / 1000).toFixed(1)} s, ${megabytes} MB\n`,
    )
    const postgis = await PostGis.start(record)
    await compare(record, dataDir, postgis)
    await postgis?.stop()
    edits(record, follower)
    follower.close()
    await heaviest(record, dataDir)
    process.stdout.write(`resident at the end: ${Math.round(process.memoryUsage().rss / 1_048_576)} MB\n`)
  } finally {
    record.close()
    rmSync(dataDir, { recursive: true, force: true })
  }
}

/** Encoding, tile by tile, all ways in turns. */
async function compare(record: RecordStore, dataDir: string, postgis: PostGis | undefined): Promise<void> {
  const maker = new TileMaker(dataDir)
  warmUp(maker, record)
  const rows: string[][] = []
  for (const z of ZOOMS) {
    const ours: number[] = []
    const theirs: number[] = []
    const ratios: number[] = []
    const theirsPostgis: number[] = []
    const ratiosPostgis: number[] = []
    let largest = 0
    for (const tile of sampleTiles(record, z)) {
      const mine: number[] = []
      const other: number[] = []
      const points = countIn(record, tile)
      const comparable = points <= MOST_FOR_BASELINE
      for (let round = 0; round < ROUNDS; round++) {
        mine.push(
          timed(() => {
            largest = Math.max(largest, maker.encode(requestOf(tile)).length)
          }),
        )
        if (comparable) other.push(timed(() => baseline(record, tile)))
      }
      ours.push(median(mine))
      if (postgis && points <= MOST_FOR_POSTGIS) {
        const other = median(await postgis.tileTimes(tile, ROUNDS))
        theirsPostgis.push(other)
        ratiosPostgis.push(median(mine) / other)
      }
      if (!comparable) continue
      theirs.push(median(other))
      ratios.push(median(mine) / median(other))
    }
    rows.push([
      String(z),
      `${median(ours).toFixed(3)} / ${quantile(ours, 0.99).toFixed(3)}`,
      ...beside(theirs, ratios),
      ...beside(theirsPostgis, ratiosPostgis),
      (largest / 1000).toFixed(0),
    ])
  }
  maker.close()
  process.stdout.write(
    table(
      [
        'zoom',
        'ms p50 / p99',
        'r-tree → geojson-vt → vt-pbf ms',
        'ratio (spread)',
        'PostGIS ST_AsMVT ms',
        'ratio (spread)',
        'largest kB',
      ],
      rows,
    ),
  )
}

/** A server has long been at work when it is asked: its code is compiled, its file in memory. */
function warmUp(maker: TileMaker, record: RecordStore): void {
  const tiles = ZOOMS.flatMap((z) => sampleTiles(record, z))
  const end = performance.now() + WARM_UP_MS
  for (let i = 0; performance.now() < end; i++) maker.encode(requestOf(tiles[i % tiles.length]!))
  for (const tile of tiles) if (countIn(record, tile) < MOST_FOR_BASELINE / 10) baseline(record, tile)
}

/** The median of another way and the ratio to it; empty where it was not asked. */
function beside(times: readonly number[], ratios: readonly number[]): [string, string] {
  if (times.length === 0) return ['', '']
  return [median(times).toFixed(3), `${median(ratios).toFixed(3)} (${spread(ratios, 3)})`]
}

function edits(record: RecordStore, follower: TileFollower): void {
  const times: number[] = []
  for (let i = 0; i < 50; i++) {
    const row = record.addresses.byFid(1 + ((i * 7919) % record.addresses.count()))
    if (!row) continue
    record.write(() => record.addresses.update({ ...row, house_number: `${i}X` }))
    times.push(timed(() => follower.catchUp()))
  }
  process.stdout.write(`an edit reaches the tiles in ${median(times).toFixed(1)} ms (${spread(times, 1)})\n`)
}

/** How long the main thread is kept from other work while two clients ask for the heaviest tiles. */
async function heaviest(record: RecordStore, dataDir: string): Promise<void> {
  const tiles = await TileServer.open(dataDir, { tileCacheBytes: 0, workers: 1, today: vietnamToday })
  const layers = tiles.select(['commune', 'street', 'place', 'address'])!
  const heavy = sampleTiles(record, 14).slice(0, 10)
  const delay = monitorEventLoopDelay({ resolution: 1 })
  const end = performance.now() + HEAVY_MS
  let served = 0
  const client = async (first: number) => {
    for (let i = first; performance.now() < end; i++) {
      await tiles.tile(layers, ...heavy[i % heavy.length]!)
      served++
    }
  }
  delay.enable()
  await Promise.all([client(0), client(5)])
  delay.disable()
  await tiles.close()
  process.stdout.write(
    `two clients, heaviest tiles, nothing cached: ${Math.round((served * 1000) / HEAVY_MS)} tiles/s, main thread late by p99 ${(delay.percentile(99) / 1e6).toFixed(1)} ms\n`,
  )
}

const requestOf = ([z, x, y]: Tile) => ({ layers: ['address'], z, x, y, day: '' })

function timed(work: () => void): number {
  const start = performance.now()
  work()
  return performance.now() - start
}

/** Tiles that hold addresses, fullest first: those of every n-th address, each once. */
function sampleTiles(record: RecordStore, z: number): Tile[] {
  const total = record.addresses.count()
  const found = new Map<string, { tile: Tile; count: number }>()
  for (let i = 0; i < TILES_A_ZOOM * 8; i++) {
    const row = record.addresses.byFid(1 + Math.floor((i * total) / (TILES_A_ZOOM * 8)))
    const point = row && decodePoint(row.geom)
    if (!point) continue
    const tile = [z, Math.floor(worldX(point[0]) * 2 ** z), Math.floor(worldY(point[1]) * 2 ** z)] as const
    found.set(tile.join(), { tile, count: (found.get(tile.join())?.count ?? 0) + 1 })
  }
  return [...found.values()]
    .sort((a, b) => b.count - a.count)
    .slice(0, TILES_A_ZOOM)
    .map(({ tile }) => tile)
}

const IN_BOX = `FROM rtree_address_geom r WHERE maxx >= ? AND minx <= ? AND maxy >= ? AND miny <= ?`

function boundsOf([z, x, y]: Tile): [number, number, number, number] {
  const [west, south, east, north] = tileBox(z, x, y)
  return [west, east, south, north]
}

function countIn(record: RecordStore, tile: Tile): number {
  return record.db
    .prepare<number[], number>(`SELECT count(*) ${IN_BOX}`)
    .pluck()
    .get(...boundsOf(tile)) as number
}

function baseline(record: RecordStore, tile: Tile): Uint8Array {
  const rows = record.db
    .prepare<number[], { fid: number; geom: Buffer; [column: string]: unknown }>(
      `SELECT fid, geom, uid, code, class, house_number, status FROM address WHERE fid IN (SELECT r.id ${IN_BOX})`,
    )
    .all(...boundsOf(tile))
  const features = rows.map(({ fid, geom, uid, code, class: objectClass, house_number, status }) => ({
    type: 'Feature' as const,
    id: fid,
    geometry: { type: 'Point' as const, coordinates: decodePoint(geom)! },
    properties: { id: uid, code, class: objectClass, house_number, status },
  }))
  const options = { maxZoom: tile[0], indexMaxZoom: 0, indexMaxPoints: 0, buffer: 0 }
  const cut = new GeoJSONVT({ type: 'FeatureCollection', features }, options).getTile(...tile)
  return cut ? vtpbf.fromGeojsonVt({ address: cut }, { version: 2, extent: 4096 }) : new Uint8Array(0)
}
