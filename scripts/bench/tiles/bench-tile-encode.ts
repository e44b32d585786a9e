import GeoJSONVT from 'geojson-vt'
import vtpbf from 'vt-pbf'
import { decodePoint } from '../../../src/geo/geopackage-geometry.ts'
import type { RecordStore } from '../../../src/store/record-store.ts'
import { TileMaker } from '../../../src/tiles/making/tile-maker.ts'
import { median, quantile, spread, table } from '../bench-table.ts'
import type { PostGis } from './bench-postgis.ts'
import { boundsOf, countIn, IN_BOX, sampleTiles, type Tile } from './bench-tile-sample.ts'

const ZOOMS = [0, 5, 8, 10, 12, 13, 14, 15, 16, 17, 18]
/** Tiles of a zoom: where one takes PostGIS a second, fewer. */
const tilesOf = (z: number) => (z < 14 ? 8 : 25)
/**
 * Rounds for tiles with up to so many addresses; the other encoders take minutes for fuller ones and skip them. With `before` each
 * encoder makes the tile once unmeasured, so that the caches of the processor are filled.
 */
const ROUNDS = [
  { max: 2_000, rounds: 7, before: true },
  { max: 20_000, rounds: 3, before: false },
  { max: 150_000, rounds: 1, before: false },
]
/** geojson-vt takes seconds and much memory for more. */
const MAX_FOR_BASELINE = 40_000
const OUR_ROUNDS = 7
const WARM_UP_MS = 3000

interface Zoom {
  readonly addresses: number[]
  readonly ours: number[]
  readonly baseline: number[]
  readonly baselineRatios: number[]
  readonly inside: number[]
  readonly insideRatios: number[]
  readonly waited: number[]
  readonly waitedRatios: number[]
  largest: number
}

/** Times of encoding the layer of addresses, all encoders in turns for each tile and round; a row a zoom. */
export async function compareEncoders(
  record: RecordStore,
  dataDir: string,
  postgis: PostGis | undefined,
): Promise<string> {
  const maker = new TileMaker(dataDir)
  warmUp(maker, record)
  const rows: string[][] = []
  for (const z of ZOOMS) {
    const zoom = emptyZoom()
    for (const tile of sampleTiles(record, z, tilesOf(z))) {
      process.stderr.write(`\rzoom ${z}, tile ${zoom.ours.length + 1} `)
      await compareTile(zoom, tile, { record, maker, postgis })
    }
    rows.push(rowOf(z, zoom))
  }
  process.stderr.write('\n')
  maker.close()
  return table(
    [
      'zoom',
      'addresses a tile, median',
      'ms p50 / p99',
      'r-tree → geojson-vt → vt-pbf ms',
      'ratio (spread)',
      'ST_AsMVT in the server ms',
      'ratio (spread)',
      'ST_AsMVT for a client ms',
      'ratio (spread)',
      'largest kB',
    ],
    rows,
  )
}

async function compareTile(
  zoom: Zoom,
  tile: Tile,
  { record, maker, postgis }: { record: RecordStore; maker: TileMaker; postgis: PostGis | undefined },
): Promise<void> {
  const addresses = countIn(record, tile)
  zoom.addresses.push(addresses)
  const { rounds, before } = ROUNDS.find(({ max }) => addresses <= max) ?? { rounds: 0, before: false }
  const times = {
    ours: [] as number[],
    baseline: [] as number[],
    inside: [] as number[],
    waited: [] as number[],
  }
  for (let round = 0; round < OUR_ROUNDS; round++) {
    if (before) maker.encode(requestOf(tile))
    times.ours.push(
      timed(() => {
        zoom.largest = Math.max(zoom.largest, maker.encode(requestOf(tile)).length)
      }),
    )
    if (round >= rounds) continue
    if (before) baseline(record, tile)
    if (addresses <= MAX_FOR_BASELINE) times.baseline.push(timed(() => baseline(record, tile)))
    if (before) await postgis?.tileTimes(tile)
    const theirs = await postgis?.tileTimes(tile)
    if (!theirs) continue
    times.inside.push(theirs.inside)
    times.waited.push(theirs.waited)
  }
  const ours = median(times.ours)
  zoom.ours.push(ours)
  for (const way of ['baseline', 'inside', 'waited'] as const) {
    if (times[way].length === 0) continue
    zoom[way].push(median(times[way]))
    zoom[`${way}Ratios`].push(ours / median(times[way]))
  }
}

function emptyZoom(): Zoom {
  const [baseline, inside, waited] = [[], [], []]
  const ratios = { baselineRatios: [], insideRatios: [], waitedRatios: [] }
  return { addresses: [], ours: [], baseline, inside, waited, ...ratios, largest: 0 }
}

function rowOf(z: number, zoom: Zoom): string[] {
  return [
    String(z),
    Math.round(median(zoom.addresses)).toLocaleString('en'),
    `${median(zoom.ours).toFixed(3)} / ${quantile(zoom.ours, 0.99).toFixed(3)}`,
    ...compared(zoom.baseline, zoom.baselineRatios),
    ...compared(zoom.inside, zoom.insideRatios),
    ...compared(zoom.waited, zoom.waitedRatios),
    (zoom.largest / 1000).toFixed(0),
  ]
}

/** Compiles the code and reads the file into memory, as in a server that has run for a while. */
function warmUp(maker: TileMaker, record: RecordStore): void {
  const tiles = ZOOMS.flatMap((z) => sampleTiles(record, z, tilesOf(z)))
  const end = performance.now() + WARM_UP_MS
  for (let i = 0; performance.now() < end; i++) maker.encode(requestOf(tiles[i % tiles.length]!))
  for (const tile of tiles) if (countIn(record, tile) < ROUNDS[0]!.max) baseline(record, tile)
}

/** The median of another encoder and the ratio to it; empty where it was not measured. */
function compared(times: readonly number[], ratios: readonly number[]): [string, string] {
  if (times.length === 0) return ['', '']
  return [median(times).toFixed(3), `${median(ratios).toFixed(3)} (${spread(ratios, 3)})`]
}

const requestOf = ([z, x, y]: Tile) => ({ layers: ['address'], z, x, y, day: '' })

function timed(work: () => void): number {
  const start = performance.now()
  work()
  return performance.now() - start
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
