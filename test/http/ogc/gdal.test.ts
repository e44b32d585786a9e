import { execFile, execFileSync } from 'node:child_process'
import { promisify } from 'node:util'
import t from 'tap'
import { decodePoint } from '../../../src/geo/geopackage-geometry.ts'
import { ogcRoutes } from '../../../src/http/ogc/ogc-routes.ts'
import { PlaceOrder } from '../../../src/store/record/features/place-order.ts'
import { Turns } from '../../../src/tables/turns.ts'
import { UnitRegister } from '../../../src/units/unit-register.ts'
import { routeApp } from '../../support/route-app.ts'
import { addressRow, emptyRecord, seeded } from '../../support/tile-record.ts'

function missing(): string | false {
  try {
    const formats = execFileSync('ogrinfo', ['--formats'], { encoding: 'utf8' })
    return formats.includes('OAPIF') ? false : 'this ogrinfo has no OAPIF driver'
  } catch {
    return 'ogrinfo (gdal-bin) is not installed'
  }
}

/** More than one window of a scan and than a dozen pages. */
const ADDRESSES = 11_500

t.test('GDAL walks the features of OGC API – Features', { skip: missing() }, async (t) => {
  const { record, close } = emptyRecord()
  const random = seeded(3)
  const load = record.bulkLoad(['address'])
  for (let i = 0; i < ADDRESSES; i++)
    record.addresses.insert(addressRow(106.4 + random() * 0.2, 10.5 + random() * 0.2, { class: 1 + (i % 5) }))
  load.commit()
  record.db.exec(
    "DELETE FROM address WHERE fid % 10 = 3; UPDATE address SET status = 'retired' WHERE fid % 10 = 5",
  )
  const units = { register: new UnitRegister({ units: [], changes: [], postcodes: [] }, () => '2026-01-15') }
  const tiles = {
    selectCurrent: async () => undefined,
    tileJson: () => Promise.reject(new Error('not here')),
  }
  const { pages, totals, themes, changes: feed } = record
  const newOrder = () => new PlaceOrder()
  const parts = {
    pages,
    totals,
    themes,
    feed,
    units,
    tiles,
    publicUrl: undefined,
    turns: new Turns(),
    newOrder,
  }
  const app = await routeApp((app) => ogcRoutes(app, parts))
  t.teardown(async () => {
    await app.close()
    close()
  })
  const base = await app.listen({ port: 0, host: '127.0.0.1' })
  const run = async (program: string, args: string[]) => {
    const { stdout, stderr } = await promisify(execFile)(program, args, { maxBuffer: 64 * 1_048_576 })
    if (stderr !== '') throw new Error(stderr)
    return stdout
  }
  /** What was asked of the server while GDAL worked. */
  const asked: URL[] = []
  app.server.on('request', ({ url }) => asked.push(new URL(url ?? '', base)))
  type Row = { uid: string; geom: Buffer; class: number }
  const stored = record.db
    .prepare("SELECT uid, geom, class FROM address WHERE status != 'retired'")
    .all() as Row[]
  t.ok(stored.length > 9_000)

  const read = async (...more: string[]) => {
    const csv = await run('ogr2ogr', [
      ...['-f', 'CSV', '/vsistdout/', `OAPIF:${base}/ogc`, 'addresses', '-oo', 'PAGE_SIZE=1000', ...more],
      ...['-lco', 'GEOMETRY=AS_XY', '-lco', 'SEPARATOR=SEMICOLON'],
    ])
    const [head, ...lines] = csv
      .trim()
      .split('\n')
      .map((line) => line.split(';').map((cell) => cell.replaceAll('"', '')))
    const at = (name: string) => head!.indexOf(name)
    return lines.map((cells) => ({
      id: cells[at('id')]!,
      lon: Number(cells[at('X')]),
      lat: Number(cells[at('Y')]),
      class: Number(cells[at('class')]),
    }))
  }

  t.test('it finds the collections', async (t) => {
    const list = await run('ogrinfo', ['-q', `OAPIF:${base}/ogc`])
    for (const name of ['addresses', 'communes', 'streets', 'places', 'hamlets', 'health', 'epidemiology'])
      t.match(list, new RegExp(`\\d+: ${name}\\b`))
  })

  t.test('it takes the definition of the API, and leaves the filter to the server', async (t) => {
    asked.length = 0
    const summary = await run('ogrinfo', ['-so', `OAPIF:${base}/ogc`, 'addresses', '-where', 'class = 3'])
    const expected = stored.filter(({ class: one }) => one === 3).length
    t.match(summary, `Feature Count: ${expected}`)
    const items = asked.filter(({ pathname }) => pathname === '/ogc/collections/addresses/items')
    t.same(
      items.map(({ searchParams }) => [searchParams.get('class'), searchParams.get('resultType')]),
      [
        [null, null],
        ['3', 'hits'],
      ],
    )
  })

  t.test('it counts a collection in two requests', async (t) => {
    asked.length = 0
    const summary = await run('ogrinfo', ['-so', `OAPIF:${base}/ogc`, 'addresses'])
    t.match(summary, `Feature Count: ${stored.length}`)
    t.equal(asked.length, 2, String(asked))
  })

  t.test('every address once, at its place, with its values', async (t) => {
    const found = await read()
    t.equal(found.length, stored.length)
    const byId = new Map(found.map((one) => [one.id, one]))
    t.equal(byId.size, stored.length)
    const wrong = stored.filter(({ uid, geom, class: objectClass }) => {
      const one = byId.get(uid)
      const [lon, lat] = decodePoint(geom)!
      return (
        !one || Math.abs(one.lon - lon) > 1e-9 || Math.abs(one.lat - lat) > 1e-9 || one.class !== objectClass
      )
    })
    t.same(wrong, [])
  })

  for (const [size, box] of Object.entries({
    few: [106.45, 10.52, 106.5, 10.56],
    most: [106.41, 10.41, 106.7, 10.7],
  } as Record<string, [number, number, number, number]>))
    t.test(`those of a box: ${size}`, async (t) => {
      const [west, south, east, north] = box
      const expected = stored.filter(({ geom }) => {
        const [lon, lat] = decodePoint(geom)!
        return lon >= west && lon <= east && lat >= south && lat <= north
      })
      const found = await read('-spat', ...box.map(String))
      t.same(found.map(({ id }) => id).sort(), expected.map(({ uid }) => uid).sort())
      t.ok(size === 'few' ? found.length < 1500 : found.length > 8000, `${found.length}`)
    })
})
