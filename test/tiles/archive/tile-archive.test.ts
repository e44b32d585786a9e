import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import t from 'tap'
import { tileId, tileOfId } from '../../../src/geo/hilbert.ts'
import { PmtilesWriter } from '../../../src/tiles/archive/pmtiles-writer.ts'
import { writeTileArchive } from '../../../src/tiles/archive/tile-archive.ts'
import { TileServer } from '../../../src/tiles/tile-server.ts'
import { factsRecord } from '../../support/demo-record.ts'
import { readPmtiles } from '../../support/pmtiles.ts'
import { addressRow, decodeTile, seeded } from '../../support/tile-record.ts'

const folder = mkdtempSync(join(tmpdir(), 'diachiso-archive-'))
t.teardown(() => rmSync(folder, { recursive: true, force: true }))
const DAY = '2026-01-15'
const noGdal = spawnSync('ogrinfo', ['--version']).error ? 'ogrinfo is not installed' : false

t.test('Archives of tiles', async (t) => {
  const { dataDir, record, close } = await factsRecord()
  const random = seeded(12)
  record.write(() => {
    for (let i = 0; i < 400; i++)
      record.addresses.insert(addressRow(106.4 + random() * 0.05, 10.52 + random() * 0.05))
    // on the very edge of tiles of zoom 14
    for (let i = 0; i < 20; i++)
      record.addresses.insert(addressRow((13_020 + i) * (360 / 2 ** 14) - 180 - 1e-9, 10.6))
    const school = addressRow(106.43, 10.54)
    for (const uid of ['a', 'b'])
      record.themes.insert({
        theme: 'education',
        uid,
        address_uid: null,
        properties: '{"name":"x"}',
        geom: school.geom,
      })
  })
  const tiles = await TileServer.open(dataDir, { tileCacheBytes: 1e7, workers: 1, today: () => DAY })
  t.teardown(async () => {
    await tiles.close()
    close()
  })
  const options = { dataDir, day: DAY, minzoom: 0, maxzoom: 11, layers: ['commune', 'address', 'education'] }
  const layers = tiles.select(options.layers)!
  const pmtiles = join(folder, 'all.pmtiles')
  const written = writeTileArchive({ ...options, file: pmtiles })
  const archive = readPmtiles(readFileSync(pmtiles))

  t.test('PMTiles: what is there is what is served, byte for byte', async (t) => {
    t.equal(archive.tiles.size, written)
    t.match(archive.header, { minzoom: 0, maxzoom: 11, addressed: written, clustered: 1 })
    t.equal(archive.header.entries, archive.offsets.length)
    t.equal(archive.header.contents, new Set(archive.offsets).size)
    for (const [id, body] of archive.tiles) {
      const [z, x, y] = tileOfId(id)
      if (z > 9 && id % 7 !== 0) continue
      const served = await tiles.tile(layers, z, x, y)
      if (served === 'empty' || Buffer.compare(served.body, body) !== 0) t.fail(`${z}/${x}/${y}`)
    }
    t.ok(decodeTile(gunzipSync(archive.tiles.get(0)!)).address)
  })

  t.test('PMTiles: no tile that is served is missing', async (t) => {
    for (const z of [0, 5, 9, 10]) {
      const [west, south, east, north] = [105.3, 10.2, 107, 12]
      const mercator = (lat: number) =>
        0.5 - Math.log(Math.tan(Math.PI / 4 + (lat * Math.PI) / 360)) / 2 / Math.PI
      const column = (lon: number) => Math.floor((lon / 360 + 0.5) * 2 ** z)
      const row = (lat: number) => Math.floor(mercator(lat) * 2 ** z)
      for (let x = column(west); x <= column(east); x++)
        for (let y = row(north); y <= row(south); y++) {
          const served = await tiles.tile(layers, z, x, y)
          if ((served !== 'empty') !== archive.tiles.has(tileId(z, x, y))) t.fail(`${z}/${x}/${y}`)
        }
    }
    const file = join(folder, 'addresses.pmtiles')
    writeTileArchive({ ...options, file, layers: ['address'], minzoom: 13, maxzoom: 16 })
    const deep = readPmtiles(readFileSync(file))
    for (const z of [14, 15, 16]) {
      const uids = [...deep.tiles]
        .filter(([id]) => tileOfId(id)[0] === z)
        .flatMap(([, body]) => decodeTile(gunzipSync(body)).address ?? [])
        .map(({ properties }) => properties.id)
      t.equal(uids.length, 420, `zoom ${z} has each address`)
      t.equal(new Set(uids).size, 420, 'once')
    }
  })

  t.test('PMTiles: the metadata lists the layers', async (t) => {
    const { vector_layers } = archive.metadata as { vector_layers: { id: string; fields: object }[] }
    t.same(
      vector_layers.map(({ id }) => id),
      ['commune', 'address', 'education'],
    )
    const [west, south, east, north] = archive.bounds as [number, number, number, number]
    t.ok(west > 105 && south > 10 && east < 107 && north < 12.1, `${archive.bounds}`)
  })

  t.test('MBTiles: the same tiles, and GDAL reads them', { skip: noGdal }, async (t) => {
    const mbtiles = join(folder, 'all.mbtiles')
    t.equal(writeTileArchive({ ...options, file: mbtiles }), written)
    const info = execFileSync('ogrinfo', ['-so', '-al', '-oo', 'ZOOM_LEVEL=9', '-oo', 'CLIP=NO', mbtiles], {
      encoding: 'utf8',
    })
    for (const layer of ['commune', 'address', 'education']) t.match(info, `Layer name: ${layer}`)
    t.match(info, 'point_count: Real')
    const read = (sql: string) =>
      execFileSync(
        'ogr2ogr',
        [
          '-f',
          'GeoJSON',
          '/vsistdout/',
          mbtiles,
          'address',
          '-oo',
          'ZOOM_LEVEL=11',
          '-oo',
          'CLIP=NO',
          '-select',
          sql,
        ],
        { encoding: 'utf8' },
      )
    const { features } = JSON.parse(read('point_count')) as {
      features: { properties: { point_count: number } }[]
    }
    t.equal(
      features.reduce((sum, { properties }) => sum + properties.point_count, 0),
      420,
      'the counts of a zoom add up',
    )
  })

  t.test('what cannot be written is named, and leaves nothing behind', async (t) => {
    const file = join(folder, 'bad.pmtiles')
    t.throws(() => writeTileArchive({ ...options, file: join(folder, 'bad.zip') }), /\.mbtiles, \.pmtiles/)
    t.throws(() => writeTileArchive({ ...options, file, layers: ['nothing'] }), /--layers nothing/)
    t.throws(() => writeTileArchive({ ...options, file, minzoom: 9, maxzoom: 8 }), /minzoom ≤ maxzoom/)
    t.throws(() => writeTileArchive({ ...options, file, maxzoom: 17 }), /--maxzoom 17/)
    t.throws(() => writeTileArchive({ ...options, file, layers: ['tourism'] }), /no tile/)
    for (const name of ['bad.pmtiles', 'bad.pmtiles.part', 'bad.pmtiles.part.tiles'])
      t.notOk(existsSync(join(folder, name)))
  })
})

t.test('A large archive has leaves, and a root that fits behind the header', async (t) => {
  const file = join(folder, 'large.pmtiles')
  const writer = new PmtilesWriter(file)
  const random = seeded(6)
  const wanted = new Map<number, string>()
  for (let id = tileId(9, 0, 0); wanted.size < 60_000; id += 1 + Math.floor(random() * 9)) {
    // seas: runs of equal tiles; land: tiles of their own
    const text = random() < 0.3 ? 'sea' : `${id} ${'x'.repeat(Math.floor(random() * 90))}`
    wanted.set(id, text)
    writer.add(...tileOfId(id), Buffer.from(text))
    if (text === 'sea') {
      wanted.set(++id, text)
      writer.add(...tileOfId(id), Buffer.from(text))
    }
  }
  t.throws(() => writer.add(9, 0, 0, Buffer.from('x')), /too late/)
  writer.close({ minzoom: 9, maxzoom: 10, bounds: [-180, -85, 180, 85], center: [0, 0, 9], metadata: {} })
  const { header, tiles, offsets } = readPmtiles(readFileSync(file))
  t.ok(header.leafLength > 0 && 127 + header.rootLength < 16_384, `${header.rootLength} bytes of root`)
  t.equal(tiles.size, wanted.size)
  t.ok(header.entries < header.addressed && header.contents < header.entries, 'equal tiles are stored once')
  t.ok([...wanted].every(([id, text]) => tiles.get(id)?.toString() === text))
  let end = -1
  t.ok(
    offsets.every((offset) => {
      const fresh = offset > end
      if (fresh) end = offset
      return fresh || offset <= end
    }),
    'new tiles lie behind all before them',
  )
})
