import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { VectorTile } from '@mapbox/vector-tile'
import Database from 'better-sqlite3'
import { PbfReader } from 'pbf'
import t from 'tap'
import { reservedLayers } from '../../src/assembly/reserved-layers.ts'
import { writeSnapshot } from '../../src/assembly/snapshot.ts'
import { worldX, worldY } from '../../src/geo/mercator.ts'
import { isLayerId } from '../../src/importing/layers/layer-columns.ts'
import { BASEMAP_FILE, BASEMAP_LAYERS } from '../../src/store/basemap/basemap-layers.ts'
import { type BasemapSource, BasemapWriter } from '../../src/store/basemap/basemap-writer.ts'
import { copyRecord } from '../../src/store/copies/record-copy.ts'
import { TileMaker } from '../../src/tiles/making/tile-maker.ts'
import { TileServer } from '../../src/tiles/tile-server.ts'
import { factsRecord } from '../support/demo-record.ts'
import { emptyRecord, seeded } from '../support/tile-record.ts'

const LON = 106.4
const LAT = 10.5

type Fill = (writer: BasemapWriter) => void

function write(dataDir: string, fill: Fill, source: BasemapSource = 'osm'): void {
  const attribution = source === 'osm' ? '© OpenStreetMap contributors' : 'Minh hoạ <made up>'
  const writer = BasemapWriter.create(dataDir, { source, attribution, dataTime: '' })
  fill(writer)
  writer.finish()
}

/** A road of `length` degrees eastwards. */
function road(writer: BasemapWriter, kind: string, minzoom: number, length = 0.02, north = 0): void {
  const coordinates = [0, 1, 2].map((i) => [LON + (i * length) / 2, LAT + north])
  writer.add('road', { type: 'LineString', coordinates }, [
    ...['w1', minzoom, kind, 'Đường Hùng Vương', null, 1, true, false, 1, null, null, '[1,2,3]'],
  ])
}

function building(writer: BasemapWriter, lon: number, lat: number, size = 0.0001): void {
  const ring = [
    [lon, lat],
    [lon + size, lat],
    [lon + size, lat + size],
    [lon, lat + size],
    [lon, lat],
  ]
  writer.add('building', { type: 'Polygon', coordinates: [ring] }, ['w2', 13, 'building', null])
}

const at = (z: number) => [z, Math.floor(worldX(LON) * 2 ** z), Math.floor(worldY(LAT) * 2 ** z)] as const

function token(dataDir: string): string {
  const db = new Database(join(dataDir, BASEMAP_FILE), { readonly: true })
  const found = db.prepare("SELECT value FROM zz_basemap WHERE key = 'token'").pluck().get() as string
  db.close()
  return found
}

t.test('What is shown of the base map', async (t) => {
  const { dataDir, close } = emptyRecord()
  const random = seeded(3)
  write(dataDir, (writer) => {
    road(writer, 'primary', 7)
    road(writer, 'residential', 12)
    for (let i = 0; i < 40_000; i++) building(writer, LON + random() * 0.02, LAT + random() * 0.02)
    for (let i = 0; i < 6000; i++) road(writer, 'service', 14, 0.001, random() * 0.02)
  })
  const asked = token(dataDir)
  const server = await TileServer.open(dataDir, {
    tileCacheBytes: 1e6,
    workers: 1,
    today: () => '2026-01-15',
  })
  const maker = new TileMaker(dataDir)
  t.teardown(async () => {
    maker.close()
    await server.close()
    close()
  })
  const encode = (z: number, layers: readonly string[] = BASEMAP_LAYERS) => {
    const [, x, y] = at(z)
    return maker.encode({ layers, z, x, y, day: '', basemap: asked })
  }
  const features = (z: number, layer: string) => {
    const found = new VectorTile(new PbfReader(encode(z))).layers[layer]
    return Array.from({ length: found?.length ?? 0 }, (_, i) => found!.feature(i).properties)
  }

  t.test('roads by their class from zoom to zoom, with what drawing needs', async (t) => {
    t.same(features(9, 'road'), [
      { class: 'primary', name: 'Đường Hùng Vương', oneway: 1, bridge: true, layer: 1 },
    ])
    t.same(
      features(12, 'road').map((one) => one.class),
      ['primary', 'residential'],
    )
    t.same(features(12, 'building'), [])
  })

  t.test('no tile is larger than 500 kB', async (t) => {
    for (let z = 6; z <= 16; z++) t.ok(encode(z).length < 500_000, `zoom ${z}: ${encode(z).length}`)
    t.ok(features(14, 'building').length > 500, 'and shows what fits')
  })
})

t.test('A server sees that the base map was replaced at the next request', async (t) => {
  const { dataDir, close } = emptyRecord()
  const server = await TileServer.open(dataDir, {
    tileCacheBytes: 1e6,
    workers: 1,
    today: () => '2026-01-15',
  })
  t.teardown(async () => {
    await server.close()
    close()
  })
  const layers = server.select(['road'])!
  const classes = async () => {
    const tile = await server.tile(layers, ...at(13))
    if (tile === 'empty') return []
    const found = new VectorTile(new PbfReader(gunzipSync(tile.body))).layers.road!
    return Array.from({ length: found.length }, (_, i) => found.feature(i).properties.class)
  }
  const versions = new Set<string>()
  const look = async () => {
    versions.add(await server.version(layers))
    const { attribution, bounds } = await server.tileJson(layers, 'http://map.example')
    return { classes: await classes(), attribution, west: Number(bounds[0].toFixed(4)) }
  }

  t.same((await look()).classes, [], 'there is none')
  write(dataDir, (writer) => road(writer, 'primary', 7), 'demo')
  t.match(await look(), {
    classes: ['primary'],
    attribution: 'Minh hoạ &lt;made up&gt;',
    west: LON,
  })
  write(dataDir, (writer) => road(writer, 'trunk', 7))
  const replaced = await look()
  t.same(replaced.classes, ['trunk'])
  t.equal(
    replaced.attribution,
    '<a href="https://www.openstreetmap.org/copyright">© OpenStreetMap contributors</a>',
  )
  const both = await server.tileJson(server.select(['street', 'road'])!, 'http://map.example')
  t.match(
    both.attribution,
    /^diachiso · <a .*OpenStreetMap contributors<\/a>$/,
    'one source of both names both',
  )
  rmSync(join(dataDir, BASEMAP_FILE))
  t.same((await look()).classes, [], 'and that it was taken away')
  t.equal(versions.size, 3, 'each has a version of its own, none is none')

  const others = await server.tileJson(server.select(['street'])!, 'http://map.example')
  t.equal(others.attribution, 'diachiso', 'layers of the record name nobody else')
})

t.test('A base map that cannot be read leaves its layers empty', async (t) => {
  const { dataDir, close } = emptyRecord()
  writeFileSync(join(dataDir, BASEMAP_FILE), 'no database')
  const server = await TileServer.open(dataDir, {
    tileCacheBytes: 1e6,
    workers: 1,
    today: () => '2026-01-15',
  })
  t.teardown(async () => {
    await server.close()
    close()
  })
  t.equal(await server.tile(server.select(['road', 'water'])!, ...at(13)), 'empty')
})

t.test('Its ids are reserved', async (t) => {
  const { dataDir, record, close } = emptyRecord()
  for (const id of BASEMAP_LAYERS) t.notOk(isLayerId(id), id)
  record.db
    .prepare(
      "INSERT INTO theme(id, kind, title_vi, title_en, fields) VALUES ('road', 'features', 'Đường', 'Roads', '{}')",
    )
    .run()
  const sentences = reservedLayers(record)
  t.equal(sentences.length, 1)
  t.match(sentences[0], /"road".*export -- layer road.* · .*import -- layer x-road/)
  const server = await TileServer.open(dataDir, {
    tileCacheBytes: 1e6,
    workers: 1,
    today: () => '2026-01-15',
  })
  t.teardown(async () => {
    await server.close()
    close()
  })
  t.equal(server.layers.filter(({ id }) => id === 'road').length, 1, 'the base map has it')
  t.notOk((await server.themes()).some(({ id }) => id === 'road'))
})

t.test('It is in no snapshot or copy of the record', async (t) => {
  const { dataDir, close } = await factsRecord()
  const folder = mkdtempSync(join(tmpdir(), 'diachiso-snapshots-'))
  t.teardown(() => {
    close()
    rmSync(folder, { recursive: true, force: true })
  })
  write(dataDir, (writer) => road(writer, 'primary', 7))
  copyRecord(dataDir, join(folder, 'copy.gpkg'))
  const day = '2026-01-15'
  await writeSnapshot({ dataDir, folder, version: '1', now: new Date(day), day, maxzoom: 9 })
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  t.ok(files.some((name) => name.endsWith('tiles.pmtiles')) && files.includes('copy.gpkg'))
  for (const name of files) {
    t.notMatch(name, /basemap/)
    if (/gpkg$|json$|pmtiles$/.test(name))
      t.notOk(readFileSync(join(folder, name)).includes('Hùng Vương'), name)
  }
})
