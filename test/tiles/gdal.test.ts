import { execFile, execFileSync } from 'node:child_process'
import { promisify } from 'node:util'
import t from 'tap'
import { decodePoint } from '../../src/geo/geopackage-geometry.ts'
import { tileRoutes } from '../../src/http/tiles/tiles.ts'
import { TileServer } from '../../src/tiles/tile-server.ts'
import { vietnamToday } from '../../src/units/calendar.ts'
import { routeApp } from '../support/route-app.ts'
import { addressRow, emptyRecord, seeded } from '../support/tile-record.ts'

function missing(): string | false {
  try {
    execFileSync('ogr2ogr', ['--version'])
    return false
  } catch {
    return 'ogr2ogr (gdal-bin) is not installed'
  }
}

interface Collection {
  features: { properties: Record<string, number | string>; geometry: { coordinates: [number, number] } }[]
}

t.test('GDAL reads the tiles of a zoom over HTTP', { skip: missing() }, async (t) => {
  const { dataDir, record, close } = emptyRecord()
  const random = seeded(11)
  record.write(() => {
    for (let i = 0; i < 500; i++)
      record.addresses.insert(
        addressRow(106.4 + random() * 0.03, 10.52 + random() * 0.03, { class: 1 + (i % 5) }),
      )
  })
  const tiles = await TileServer.open(dataDir, {
    tileCacheBytes: 4_000_000,
    workers: 1,
    today: vietnamToday,
  })
  const app = await routeApp((app) => tileRoutes(app, { tiles, publicUrl: undefined }))
  t.teardown(async () => {
    await app.close()
    await tiles.close()
    close()
  })
  const base = await app.listen({ port: 0, host: '127.0.0.1' })
  const read = async (zoom: number): Promise<Collection> => {
    const { stdout } = await promisify(execFile)(
      'ogr2ogr',
      [
        ...['-f', 'GeoJSON', '/vsistdout/', `MVT:${base}/tiles/address/${zoom}`, 'address'],
        ...['-oo', `METADATA_FILE=${base}/tiles/address.json`, '-oo', 'TILE_EXTENSION=mvt', '-oo', 'CLIP=NO'],
        ...['-t_srs', 'EPSG:4326', '-lco', 'COORDINATE_PRECISION=9', '-lco', 'RFC7946=NO'],
      ],
      { maxBuffer: 64 * 1_048_576, env: { ...process.env, OGR_CT_FORCE_TRADITIONAL_GIS_ORDER: 'YES' } },
    )
    return JSON.parse(stdout) as Collection
  }

  t.test('each address of zoom 14 once, within half a tile unit of where it is stored', async (t) => {
    const { features } = await read(14)
    t.same(
      features.map(({ properties }) => Number(properties.mvt_id)).sort((a, b) => a - b),
      Array.from({ length: 500 }, (_, i) => i + 1),
    )
    const unit = 360 / 2 ** 14 / 4096
    const far = features.filter(({ properties, geometry }) => {
      const row = record.addresses.byFid(Number(properties.mvt_id))!
      const [lon, lat] = decodePoint(row.geom) as [number, number]
      const [x, y] = geometry.coordinates
      // Mercator stretches latitude: a unit is smaller in degrees of it than in degrees of longitude
      return Math.abs(x - lon) > unit * 0.501 || Math.abs(y - lat) > unit * 0.501 || properties.id !== row.uid
    })
    t.same(far, [])
  })

  t.test('the counts of zoom 10 add up', async (t) => {
    const { features } = await read(10)
    const sum = (name: string) =>
      features.reduce((total, { properties }) => total + Number(properties[name] ?? 0), 0)
    t.equal(sum('point_count'), 500)
    t.same(
      [1, 2, 3, 4, 5].map((objectClass) => sum(`class_${objectClass}`)),
      [100, 100, 100, 100, 100],
    )
  })
})
