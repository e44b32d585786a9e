import t from 'tap'
import { unitRoutes } from '../../../src/http/read/units.ts'
import { routeApp } from '../../support/route-app.ts'
import { shippedRegister } from '../../units/shipped-register.ts'

t.test('GET /v1/units', async (t) => {
  const app = await routeApp((app) => unitRoutes(app, { units: { register: shippedRegister() } }))
  t.teardown(() => app.close())
  const get = async (url: string) => {
    const reply = await app.inject({ url })
    return { status: reply.statusCode, body: reply.json(), headers: reply.headers }
  }

  t.test('lists the units of a day, at a level, below a parent', async (t) => {
    const cases: [query: string, count: number][] = [
      ['', 97],
      ['?level=commune', 96],
      ['?at=2025-06-30&level=commune', 280],
      ['?at=2025-06-30&level=commune&parent=80', 186],
      ['?at=2025-06-30&level=commune&parent=794', 13],
      ['?at=2025-06-30&level=district', 24],
      ['?level=district', 0],
    ]
    for (const [query, count] of cases) {
      const { status, body } = await get(`/v1/units${query}`)
      t.equal(status, 200, query)
      t.equal(body.units.length, count, query)
    }
    t.equal((await get('/v1/units')).body.at, '2025-09-01')
  })

  t.test('gives one unit in the shape of the contract', async (t) => {
    const { body } = await get('/v1/units/27694')
    t.match(body, {
      code: '27694',
      name: 'Long An',
      full_name: 'Phường Long An',
      type: 'phường',
      level: 'commune',
      parent: { code: '80', full_name: 'Tỉnh Tây Ninh' },
      valid_from: '2025-07-01',
      valid_to: null,
      postcode: '82120',
      centre: [106.405, 10.548],
      bbox: [Number, Number, Number, Number],
      area: { km2: Number, source: 'partition of centre points', approximate: true },
    })
    t.equal(body.geometry, undefined)
    t.equal((await get('/v1/units/27694?geometry=1')).body.geometry.type, 'MultiPolygon')
    const then = (await get('/v1/units/27694?at=2022-04-30&geometry=1')).body
    t.match(then, {
      full_name: 'Phường 1',
      parent: { code: '794', full_name: 'Thành phố Tân An' },
      valid_to: '2025-06-30',
      geometry: null,
    })
    t.equal(then.postcode, undefined, 'a code of today is not given to a unit that is gone')
  })

  t.test('tells the history of a code both ways', async (t) => {
    const { body } = await get('/v1/units/27694/history')
    t.equal(body.versions.length, 2)
    t.match(body.before[0], {
      from: {
        code: '27688',
        full_name: 'Phường 2',
        district: { name: 'Thành phố Tân An' },
        province: { code: '80' },
      },
      to: { code: '27694', full_name: 'Phường 1' },
      extent: 'whole',
      date: '2024-12-01',
      basis: '1244/NQ-UBTVQH15',
    })
    t.match(body.after.at(-1), {
      from: { full_name: 'Phường 1', province: { name: 'Tỉnh Long An' } },
      to: { full_name: 'Phường Long An', province: { name: 'Tỉnh Tây Ninh' } },
      date: '2025-07-01',
      basis: '1682/NQ-UBTVQH15',
      article: 'Điều 1 khoản 84',
    })
    const district = (await get('/v1/units/802/history')).body
    t.equal(district.after.length, 7, 'a district became the communes of its land')
    t.equal((await get('/v1/units/27694/history?at=2025-07-01')).body.after.length, 0)
    t.equal((await get('/v1/units/80/history')).body.before.length, 2, 'two provinces became one')
  })

  t.test('answers with an ETag and with 304', async (t) => {
    const { headers } = await get('/v1/units?level=commune')
    t.ok(headers.etag)
    const again = await app.inject({
      url: '/v1/units?level=commune',
      headers: { 'if-none-match': `W/${headers.etag}` },
    })
    t.equal(again.statusCode, 304)
    t.equal(again.headers.etag, headers.etag)
  })

  t.test('refuses bad input and says why', async (t) => {
    const cases: [url: string, status: number, code: string, words: RegExp][] = [
      ['/v1/units?at=2018-12-31', 400, 'before-data', /2019-01-01/],
      ['/v1/units?at=2030-01-01', 400, 'future-date', /2025-09-01/],
      ['/v1/units?at=2025-02-30', 400, 'not-a-date', /2025-02-30/],
      ['/v1/units?at=yesterday', 400, 'pattern', /yesterday/],
      ['/v1/units?level=village', 400, 'not-allowed', /village/],
      ['/v1/units?parent=794', 400, 'other-date', /2019-01-01 – 2025-06-30/],
      ['/v1/units?parent=999', 400, 'unknown-unit', /999/],
      ['/v1/units?colour=red', 400, 'unknown-parameter', /colour/],
      ['/v1/units/abc', 400, 'pattern', /abc/],
      ['/v1/units/99999', 404, 'unknown-unit', /99999/],
      ['/v1/units/27688', 404, 'other-date', /Phường 2 2019-01-01 – 2024-11-30/],
      ['/v1/units/794', 404, 'other-date', /Thành phố Tân An 2019-01-01 – 2025-06-30/],
      ['/v1/units/99999/history', 404, 'unknown-unit', /99999/],
      ['/v1/units/27694?geometry=yes', 400, 'not-allowed', /yes/],
    ]
    for (const [url, status, code, words] of cases) {
      const { status: got, body } = await get(url)
      t.equal(got, status, url)
      t.equal(body.problems?.[0]?.code, code, url)
      t.match(body.problems?.[0]?.message, words, url)
    }
    t.match((await get('/v1/units/27688?lang=en')).body.detail, /was in force: Phường 2/)
  })
})
