import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import GeoJSONVT from 'geojson-vt'
import vtpbf from 'vt-pbf'
import { decodePoint, encodePoint } from '../../../src/geo/geopackage-geometry.ts'
import { worldX, worldY } from '../../../src/geo/mercator.ts'
import { SeededRandom } from '../../../src/importing/demo/seeded-random.ts'
import { RECORD_FILE, RecordStore } from '../../../src/store/record-store.ts'
import { TileFollower } from '../../../src/tiles/making/tile-follower.ts'
import { TileMaker } from '../../../src/tiles/making/tile-maker.ts'
import { median, quantile, spread, table } from '../bench-table.ts'
import { boundsOf, type Tile } from './bench-tile-sample.ts'

const SEED = 22
const LAYER = 'points'
const ZOOMS = [0, 4, 6, 8, 9, 10, 11, 12, 13, 14, 15, 16, 18]
/** Points whose tiles are made. */
const PROBES = 60
const ROUNDS = 3
/** geojson-vt takes seconds and much memory for more. */
const MAX_FOR_BASELINE = 10_000
/** Tiles of a zoom that it makes. */
const BASELINE_TILES = 5
/** Half of all points lie in towns, of about so many degrees. */
const TOWNS = 40
const TOWN_SIZE = 0.015
const KINDS = ['Trạm y tế', 'Nhà thuốc', 'Phòng khám', 'Bệnh viện', 'Trạm quan trắc']
/** Largest a tile may be before gzip. */
const MAX_BYTES = 500_000

/**
 * `npm run bench -- layers [COUNT] [FOLDER]`: tiles of one thematic layer of so many points, compared with r-tree → geojson-vt → vt-pbf.
 * A record that is made in FOLDER stays there for the next run.
 */
export async function benchLayers(
  count = Number(process.argv[3] ?? 1_000_000),
  kept = process.argv[4],
): Promise<void> {
  const dataDir = kept ?? mkdtempSync(join(tmpdir(), 'diachiso-bench-'))
  const record = layerRecord(dataDir, count)
  const follower = new TileFollower(dataDir)
  try {
    const derived = worked(() => follower.catchUp())
    process.stdout.write(
      `${count.toLocaleString('en')} points in one layer: serving.db derived in ${(derived / 1000).toFixed(1)} s of processor\n\n`,
    )
    process.stdout.write(`${compare(record, dataDir, count)}\n`)
    process.stdout.write(`${edits(record, follower, count)}\n`)
  } finally {
    follower.close()
    record.close()
    if (kept === undefined) rmSync(dataDir, { recursive: true, force: true })
  }
}

/** A record with one layer: half of its points in towns, the others anywhere in the province. */
function layerRecord(dataDir: string, count: number): RecordStore {
  if (existsSync(join(dataDir, RECORD_FILE))) return RecordStore.open(dataDir)
  const record = RecordStore.open(dataDir, { create: true })
  const random = new SeededRandom(SEED)
  const anywhere = (): [number, number] => [105.5 + random.next() * 1.2, 10.4 + random.next() * 1.3]
  const towns = Array.from({ length: TOWNS }, anywhere)
  const load = record.bulkLoad(['theme_feature'])
  const fields = JSON.stringify({ name: 'String', kind: 'String', built: 'Number' })
  const none = { owner: null, licence: null, threshold: null, updated_at: null }
  record.themes.put({ ...none, id: LAYER, kind: 'features', title_vi: 'Điểm', title_en: 'Points', fields })
  for (let i = 0; i < count; i++) {
    const [lon, lat] = random.chance(0.5)
      ? random.pick(towns).map((axis) => axis + random.normal() * TOWN_SIZE)
      : anywhere()
    const properties = { name: `Điểm số ${i}`, kind: random.pick(KINDS), built: random.integer(1975, 2025) }
    record.themes.insert({
      theme: LAYER,
      uid: `p${String(i).padStart(7, '0')}`,
      address_uid: null,
      properties: JSON.stringify(properties),
      geom: encodePoint(lon!, lat!),
    })
  }
  load.commit()
  return record
}

/** Times and sizes of the layer's tiles, both encoders in turns for each tile; a row a zoom. */
function compare(record: RecordStore, dataDir: string, count: number): string {
  const maker = new TileMaker(dataDir)
  const rows: string[][] = []
  const all: number[] = []
  let largest = 0
  for (const z of ZOOMS) {
    const tiles = sampled(record, z, count)
    const [times, theirs, ratios, sizes] = [[], [], [], []] as [number[], number[], number[], number[]]
    for (const tile of tiles) {
      const [x, y] = [tile[1], tile[2]]
      const make = () => maker.encode({ layers: [LAYER], z, x, y, day: '' })
      sizes.push(make().length)
      const ours = median(Array.from({ length: ROUNDS }, () => worked(make)))
      times.push(ours)
      const points = pointsIn(record, tile)
      if (points > MAX_FOR_BASELINE || theirs.length >= BASELINE_TILES) continue
      const other = worked(() => baseline(record, tile))
      theirs.push(other)
      ratios.push(ours / other)
    }
    all.push(...times)
    largest = Math.max(largest, ...sizes)
    rows.push([
      `${z}`,
      `${tiles.length}`,
      `${quantile(times, 0.5).toFixed(2)} / ${quantile(times, 0.99).toFixed(2)}`,
      theirs.length === 0 ? '' : median(theirs).toFixed(1),
      ratios.length === 0 ? '' : `${median(ratios).toFixed(3)} (${spread(ratios, 3)})`,
      `${(quantile(sizes, 0.5) / 1000).toFixed(0)} / ${(Math.max(...sizes) / 1000).toFixed(0)}`,
    ])
  }
  maker.close()
  const head = [
    'zoom',
    'tiles',
    'ms of processor p50 / p99',
    'r-tree → geojson-vt → vt-pbf ms',
    'ratio (spread)',
    'kB p50 / most',
  ]
  const verdict = largest <= MAX_BYTES ? 'none larger than 500 kB' : 'TOO LARGE'
  return `${table(head, rows)}\nall ${all.length} tiles: p50 ${quantile(all, 0.5).toFixed(2)} ms of processor, p99 ${quantile(all, 0.99).toFixed(2)}; largest ${(largest / 1000).toFixed(0)} kB before gzip (${verdict})\n`
}

/** The tiles of a zoom around every n-th point, each once. */
function sampled(record: RecordStore, z: number, count: number): Tile[] {
  const tiles = new Map<string, Tile>()
  for (let i = 0; i < PROBES; i++) {
    const row = record.themes.feature(1 + Math.floor((i * count) / PROBES))
    const place = row?.geom && decodePoint(row.geom)
    if (!place) continue
    const tile = [z, Math.floor(worldX(place[0]) * 2 ** z), Math.floor(worldY(place[1]) * 2 ** z)] as const
    tiles.set(tile.join(), tile)
  }
  return [...tiles.values()]
}

const IN_BOX = 'FROM rtree_theme_feature_geom r WHERE maxx >= ? AND minx <= ? AND maxy >= ? AND miny <= ?'

function pointsIn(record: RecordStore, tile: Tile): number {
  return record.db
    .prepare<number[], number>(`SELECT count(*) ${IN_BOX}`)
    .pluck()
    .get(...boundsOf(tile))!
}

/** Every point of a tile, as a server without cells makes it. */
function baseline(record: RecordStore, tile: Tile): Uint8Array {
  const rows = record.db
    .prepare<number[], { fid: number; uid: string; properties: string; geom: Buffer }>(
      `SELECT fid, uid, properties, geom FROM theme_feature WHERE fid IN (SELECT r.id ${IN_BOX})`,
    )
    .all(...boundsOf(tile))
  const features = rows.map(({ fid, uid, properties, geom }) => ({
    type: 'Feature' as const,
    id: fid,
    geometry: { type: 'Point' as const, coordinates: decodePoint(geom)! },
    properties: { id: uid, ...(JSON.parse(properties) as object) },
  }))
  const options = { maxZoom: tile[0], indexMaxZoom: 0, indexMaxPoints: 0, buffer: 0 }
  const cut = new GeoJSONVT({ type: 'FeatureCollection', features }, options).getTile(...tile)
  return cut ? vtpbf.fromGeojsonVt({ [LAYER]: cut }, { version: 2, extent: 4096 }) : new Uint8Array(0)
}

function edits(record: RecordStore, follower: TileFollower, count: number): string {
  const times: number[] = []
  for (let i = 0; i < 50; i++) {
    const row = record.themes.feature(1 + ((i * 7919) % count))
    if (!row?.geom) continue
    const [lon, lat] = decodePoint(row.geom)!
    record.write(() => record.themes.update({ ...row, geom: encodePoint(lon + 1e-4, lat) }))
    times.push(worked(() => follower.catchUp()))
  }
  return `an edit reaches the tiles in ${median(times).toFixed(1)} ms of processor (${spread(times, 1)})\n`
}

/** Milliseconds of the processor: those of the clock are also other programs' on a machine that is shared. */
function worked(work: () => unknown): number {
  const start = process.cpuUsage()
  work()
  const { user, system } = process.cpuUsage(start)
  return (user + system) / 1000
}
