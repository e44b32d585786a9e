import t from 'tap'
import { decodePoint, encodePoint } from '../../../src/geo/geopackage-geometry.ts'
import type { App } from '../../../src/http/edge/app-type.ts'
import { addressRoutes } from '../../../src/http/read/addresses.ts'
import { codeRoutes } from '../../../src/http/read/codes.ts'
import { reverseRoutes } from '../../../src/http/read/reverse.ts'
import { ReverseIndex } from '../../../src/reverse/reverse-index.ts'
import { finished, following } from '../../../src/store/following/follower.ts'
import type { AddressRow } from '../../../src/store/record/rows.ts'
import { Turns } from '../../../src/tables/turns.ts'
import { UnitRegister } from '../../../src/units/unit-register.ts'
import { type DemoRecord, demoRecord } from '../../support/demo-record.ts'
import { geocodeJsonErrors } from '../../support/geocodejson.ts'
import { routeApp } from '../../support/route-app.ts'
import { unitKnowledge } from '../../support/unit-knowledge.ts'

const today = () => '2025-11-22'

interface Served {
  app: App
  demo: DemoRecord
  row: AddressRow
  lon: number
  lat: number
}

async function served(): Promise<Served> {
  const demo = await demoRecord()
  const { units: table, publicAddresses: addresses, gazetteer } = demo.record
  const rows = { units: table.all(), changes: table.changes(), postcodes: table.postcodes() }
  const register = new UnitRegister(rows, today)
  const units = unitKnowledge(register)
  const reverse = new ReverseIndex(demo.record)
  const turns = new Turns()
  let seen = demo.record.changes.last()
  const follow = () => {
    const changes = demo.record.changes.since(seen)
    finished(following([reverse], changes, demo.record))
    seen = changes.at(-1)?.fid ?? seen
  }
  const app = await routeApp((app) => {
    reverseRoutes(app, { reverse, addresses, gazetteer, units, turns })
    const addressesAbout = () => addresses
    codeRoutes(app, { addressesAbout, units, turns, schemes: [] })
    const supplementsAbout = () => demo.record.publicSupplements
    addressRoutes(app, { addressesAbout, supplementsAbout, units, turns })
  }, follow)
  const row = [...Array(500).keys()]
    .map((i) => addresses.byFid(i + 1)!)
    .find((row) => row.street && row.status === 'official')!
  const [lon, lat] = decodePoint(row.geom)!
  return { app, demo, row, lon, lat }
}

/** path after the host, status, `code path` of the first problem */
const REFUSED: ReadonlyArray<[path: string, status: number, problem: string]> = [
  ['/v1/reverse?lat=999&lon=106', 400, 'out-of-range lat'],
  ['/v1/reverse?lat=10', 400, 'missing lon'],
  ['/v1/reverse?lat=NaN&lon=106', 400, 'type lat'],
  ['/v1/reverse?lat=&lon=106', 400, 'type lat'],
  ['/v1/reverse?lat=10&lat=11&lon=106', 400, 'type lat'],
  ['/v1/reverse?lat=10&lon=106&limt=3', 400, 'unknown-parameter limt'],
  ['/v1/reverse?lat=10&lon=106&limit=0', 400, 'out-of-range limit'],
  ['/v1/reverse?lat=10&lon=106&limit=21', 400, 'out-of-range limit'],
  ['/v1/reverse?lat=10&lon=106&limit=1.5', 400, 'type limit'],
  ['/v1/reverse?lat=10&lon=106&radius=5001', 400, 'out-of-range radius'],
  ['/v1/reverse?lat=10&lon=106&types=bridge', 400, 'not-allowed types'],
  ['/v1/reverse?lat=10&lon=106&at=2025-02-30', 400, 'not-a-date at'],
  ['/v1/reverse?lat=10&lon=106&at=2030-01-01', 400, 'future-date at'],
  ['/v1/reverse?lat=10&lon=106&at=1990-01-01', 400, 'before-data at'],
  ['/v1/reverse?lat=10&lon=106&lang=fr', 400, 'not-allowed lang'],
  ['/v1/addresses/nobody', 404, ''],
  ['/v1/addresses/nobody/history', 404, ''],
  ['/v1/nothing', 404, ''],
]

t.test('Reading one thing over HTTP', async (t) => {
  const { app, demo, row, lon, lat } = await served()
  t.teardown(async () => {
    await app.close()
    demo.close()
  })
  const get = async (url: string, headers: Record<string, string> = {}) => {
    const reply = await app.inject({ url, headers })
    return {
      status: reply.statusCode,
      headers: reply.headers,
      text: reply.body,
      body: reply.body ? reply.json() : undefined,
    }
  }

  t.test('bad input is refused with field, value and rule', async (t) => {
    for (const [path, status, problem] of REFUSED) {
      const { body, headers, status: got } = await get(path)
      const [first] = body.problems as Array<{ code: string; path: string }>
      t.same([got, first ? `${first.code} ${first.path}` : ''], [status, problem], path)
      t.match(headers['content-type'], /^application\/problem\+json/)
      t.match(body, { type: /^urn:/, title: String, status, code: String, detail: String })
    }
  })

  t.test('messages are Vietnamese, or English for who asks', async (t) => {
    const wrong = '/v1/reverse?lat=999&lon=106'
    t.match((await get(wrong)).body.detail, /không được lớn hơn 90/)
    t.match((await get(`${wrong}&lang=en`)).body.detail, /lat = 999: must not be above 90/)
    t.match((await get(wrong, { 'accept-language': 'fr, en;q=0.8, vi;q=0.7' })).body.detail, /must not/)
  })

  t.test('reverse gives the address at its own point and the containing commune', async (t) => {
    const { body } = await get(`/v1/reverse?lat=${lat}&lon=${lon}`)
    t.equal(body.features.length, 1)
    t.equal(body.features[0].properties.vn.distance, 0)
    t.match(body.vn, {
      commune: { code: String, name: /^(Xã|Phường) / },
      province: { code: '80', name: 'Tỉnh Tây Ninh' },
    })
  })

  t.test('with no address near, the commune alone; outside the province, nothing', async (t) => {
    const lonely = await get(`/v1/reverse?lat=${lat}&lon=${lon}&radius=1&types=commune`)
    t.equal(lonely.body.features[0].properties.vn.kind, 'commune')
    t.match(
      lonely.body.features[0].properties.vn.warnings,
      ['approximate-area'],
      'the feature itself says so',
    )
    const outside = await get('/v1/reverse?lat=10.9&lon=105.9')
    t.match(outside.body, { features: [], vn: { commune: null, warnings: ['outside-province'] } })
  })

  t.test('reverse tells the commune of another day only where it is certain', async (t) => {
    const { body } = await get('/v1/reverse?lat=10.548&lon=106.405&at=2025-06-30')
    t.equal(body.vn.commune, null, 'Phường Long An was made from seven')
    t.equal(body.vn.possible.length, 7)
    t.match(body.vn.province, { name: 'Tỉnh Long An' })
    t.same(body.vn.warnings, ['no-areas-on-that-day'])
    const then = (await get('/v1/reverse?lat=10.548&lon=106.405&at=2025-08-01')).body.vn
    t.match(then, { commune: { name: 'Phường Long An' }, metres_to_boundary: Number })
  })

  t.test('a reverse answer has the shape of GeocodeJSON and the block vn', async (t) => {
    const { body } = await get(`/v1/reverse?lat=${lat}&lon=${lon}&limit=3&radius=2000`)
    t.match(body, { type: 'FeatureCollection', geocoding: { query: `${lat},${lon}` } })
    t.same(geocodeJsonErrors(body), [])
    for (const { id, geometry, properties } of body.features) {
      t.match(id, /^[0-9a-f-]{36}$/)
      t.equal(geometry.type, 'Point')
      t.match(properties.geocoding, {
        type: 'house',
        label: /Tỉnh Tây Ninh$/,
        country: 'Việt Nam',
        accuracy: Number,
      })
      t.match(properties.vn, { kind: 'house', code: /^L\d{10}$/, former: Array, distance: Number })
    }
  })

  t.test(
    'a line and an area list the addresses on them, nearest first; a large or open one is refused',
    async (t) => {
      const post = (payload: object) => app.inject({ method: 'POST', url: '/v1/reverse', payload })
      const line = {
        type: 'LineString',
        coordinates: [
          [lon - 0.001, lat],
          [lon + 0.001, lat],
        ],
      }
      const ids = (await post(line)).json().features.map((feature: { id: string }) => feature.id)
      t.ok(ids.includes(row.uid))
      const square = (half: number) => [
        [lon - half, lat - half],
        [lon + half, lat - half],
        [lon + half, lat + half],
        [lon - half, lat + half],
        [lon - half, lat - half],
      ]
      const area = await post({ type: 'Polygon', coordinates: [square(0.0005)] })
      t.ok(area.json().features.some((feature: { id: string }) => feature.id === row.uid))
      t.equal(
        (await post({ type: 'Polygon', coordinates: [square(0.1)] })).json().problems[0].code,
        'too-large',
      )
      t.equal(
        (await post({ type: 'Polygon', coordinates: [square(0.001).slice(0, 4)] })).json().problems[0].code,
        'ring-not-closed',
      )
      t.equal((await post({ type: 'MultiPoint', coordinates: [] })).statusCode, 400)
    },
  )

  t.test('a code is found however it is written, and a mistyped one is told why', async (t) => {
    const code = row.code as string
    const written = `${code.slice(0, 4)} ${code.slice(4, 7)} ${code.slice(7)}`.toLowerCase()
    const found = await get(`/v1/codes/${encodeURIComponent(written)}`)
    t.match(found.body, {
      input: written,
      normalized: code,
      scheme: 'local',
      valid: true,
      registered: true,
      status: 'official',
      problems: [],
    })
    t.equal(found.body.address.id, row.uid)
    const wrong = code.slice(0, 10) + ((Number(code[10]) + 1) % 10)
    const { body } = await get(`/v1/codes/${wrong}`)
    t.match(body, { valid: false, registered: false, address: null, problems: [{ code: 'check-digit' }] })
    t.ok(body.suggestions.includes(code))
    for (const input of ['Cần Giuộc', 'a'.repeat(200), '%00', '٨٠'])
      t.equal(
        (await get(`/v1/codes/${encodeURIComponent(input)}`)).status,
        200,
        JSON.stringify(input.slice(0, 20)),
      )
    t.equal((await get(`/v1/codes/${'1'.repeat(201)}`)).status, 400)
  })

  t.test('a postal code answers with its commune', async (t) => {
    const { body } = await get('/v1/codes/82120')
    t.match(body, { scheme: 'postal', valid: true, registered: true, status: 'official' })
    t.equal(body.address.properties.vn.commune.code, '27694')
  })

  t.test('many codes come back in their order, at most a thousand', async (t) => {
    const codes = [row.code, '8012345678', 'x', '']
    const reply = await app.inject({ method: 'POST', url: '/v1/codes/validate', payload: { codes } })
    t.same(
      reply.json().results.map(({ input }: { input: string }) => input),
      codes,
    )
    const tooMany = await app.inject({
      method: 'POST',
      url: '/v1/codes/validate',
      payload: { codes: Array(1001).fill('1') },
    })
    t.same([tooMany.statusCode, tooMany.json().problems[0].code], [400, 'too-many'])
    const broken = await app.inject({
      method: 'POST',
      url: '/v1/codes/validate',
      headers: { 'content-type': 'application/json' },
      payload: '{"codes":',
    })
    t.same([broken.statusCode, broken.json().code], [400, 'malformed-body'])
  })

  t.test('an address names its units of that day', async (t) => {
    const now = (await get(`/v1/addresses/${row.uid}`)).body
    t.equal(now.properties.geocoding.state, 'Tỉnh Tây Ninh')
    t.match(now.properties.identifiers, [{ scheme: 'local', value: row.code, status: 'current' }])
    const then = (await get(`/v1/addresses/${row.uid}?at=2024-05-01`)).body
    t.equal(then.properties.geocoding.state, 'Tỉnh Long An')
    t.ok(then.properties.vn.district)
  })

  t.test('an ETag is answered with 304, weakly compared, and changes with the edit', async (t) => {
    const url = `/v1/addresses/${row.uid}`
    const { headers } = await get(url)
    const etag = String(headers.etag)
    const again = await get(url, { 'if-none-match': `"other", W/${etag}` })
    t.same([again.status, again.headers.etag, again.text], [304, etag, ''])
    demo.record.write(() => demo.record.addresses.update({ ...row, house_number: '999Z' }))
    const edited = await get(url, { 'if-none-match': etag })
    t.equal(edited.status, 200)
    t.equal(edited.body.properties.geocoding.housenumber, '999Z')
    const { body } = await get(`${url}/history`)
    t.same(
      body.versions.map(
        ({ address }: { address: { properties: { geocoding: { housenumber: string } } } }) =>
          address.properties.geocoding.housenumber,
      ),
      ['999Z', row.house_number],
    )
  })

  t.test(
    'a moved address is found at its new place at the next request, a retired one nowhere',
    async (t) => {
      const moved = encodePoint(lon + 0.3, lat + 0.3)
      demo.record.write(() => demo.record.addresses.update({ ...row, geom: moved }))
      const there = await get(`/v1/reverse?lat=${lat + 0.3}&lon=${lon + 0.3}&radius=1&types=house`)
      t.equal(there.body.features[0]?.id, row.uid)
      demo.record.write(() => demo.record.addresses.update({ ...row, geom: moved, status: 'retired' }))
      const gone = await get(`/v1/reverse?lat=${lat + 0.3}&lon=${lon + 0.3}&radius=1&types=house`)
      t.same(gone.body.features, [])
      t.match((await get(`/v1/codes/${row.code}`)).body, {
        registered: true,
        status: 'retired',
        problems: [{ code: 'retired' }],
      })
      t.equal((await get(`/v1/addresses/${row.uid}`)).body.properties.vn.status, 'retired')
    },
  )
})
