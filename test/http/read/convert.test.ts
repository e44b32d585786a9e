import t from 'tap'
import { convertRoutes } from '../../../src/http/read/convert.ts'
import { Turns } from '../../../src/tables/turns.ts'
import { HamletIndex } from '../../../src/units/conversion/hamlet-index.ts'
import { routeApp } from '../../support/route-app.ts'
import { shippedRegister } from '../../units/shipped-register.ts'

t.test('/v1/convert', async (t) => {
  const index = new HamletIndex([
    { name: 'Ấp Bình Lợi', kind: 'ấp', commune_code: '27964', former_commune_code: '27967' },
  ])
  const parts = { units: { register: shippedRegister() }, hamlets: { index }, turns: new Turns() }
  const app = await routeApp((app) => convertRoutes(app, parts))
  t.teardown(() => app.close())
  const get = async (query: Record<string, string>) => {
    const reply = await app.inject({ url: '/v1/convert', query })
    return { status: reply.statusCode, body: reply.json() }
  }
  const post = async (payload: object) => {
    const reply = await app.inject({ method: 'POST', url: '/v1/convert', payload })
    return { status: reply.statusCode, body: reply.json() }
  }

  t.test('answers with candidates, each with its steps and their basis', async (t) => {
    const { body } = await get({ q: '98, phường 2, Tp Tân An' })
    t.match(body, {
      input: { q: '98, phường 2, Tp Tân An' },
      parsed: { rest: '98', commune: 'phường 2', district: 'Tp Tân An' },
      grade: 'B',
      warnings: [],
      candidates: [
        {
          label: '98, Phường Long An, Tỉnh Tây Ninh',
          commune: { code: '27694', name: 'Phường Long An' },
          province: { code: '80', name: 'Tỉnh Tây Ninh' },
          extent: 'whole',
          steps: [
            {
              from: { code: '27688', district: { name: 'Thành phố Tân An' } },
              date: '2024-12-01',
              basis: '1244/NQ-UBTVQH15',
            },
            {
              to: { code: '27694', full_name: 'Phường Long An' },
              date: '2025-07-01',
              basis: '1682/NQ-UBTVQH15',
            },
          ],
        },
      ],
    })
  })

  t.test('leaves a split open until a point or a known hamlet settles it', async (t) => {
    const q = 'Xã Đức Hòa Thượng, Đức Hòa, Long An'
    t.equal((await get({ q })).body.candidates.length, 2)
    t.match((await get({ q: `ấp Bình Lợi, ${q}` })).body, {
      settled_by: 'hamlet',
      candidates: [{ commune: { code: '27964' } }],
    })
    const settled = (await get({ q, lon: '106.41', lat: '10.87' })).body
    t.ok(settled.settled_by === 'point' || settled.warnings.includes('point-elsewhere'))
  })

  t.test('goes back to every possible former commune', async (t) => {
    const { body } = await get({ commune: 'Phường Kiến Tường', province: 'Tây Ninh', to: 'former' })
    t.equal(body.candidates.length, 3)
    t.ok(
      body.candidates.every(
        ({ possible, district }: { possible: boolean; district: { name: string } }) =>
          possible && district.name === 'Thị xã Kiến Tường',
      ),
    )
  })

  t.test('takes many at once, as text or parts, and answers in order', async (t) => {
    const { body } = await post({
      addresses: [
        'xã Tân Bửu',
        { commune: 'Phường 4', district: 'Tân An' },
        'không có gì',
        { lon: 106.405, lat: 10.548 },
      ],
    })
    t.same(
      body.results.map(({ candidates }: { candidates: { commune: { code: string } }[] }) =>
        candidates.map(({ commune }) => commune.code),
      ),
      [['28003'], ['27694'], [], ['27694']],
    )
    t.same(body.results[2].warnings, ['no-match'])
  })

  t.test('refuses bad input with the field and the rule', async (t) => {
    const cases: [query: Record<string, string>, path: string, code: string][] = [
      [{}, 'q', 'missing'],
      [{ q: '  ' }, 'q', 'missing'],
      [{ q: 'x'.repeat(1001) }, 'q', 'too-long'],
      [{ q: 'Tân An', lat: '10.5' }, 'lon', 'missing'],
      [{ q: 'Tân An', lat: '999', lon: '106' }, 'lat', 'out-of-range'],
      [{ q: 'Tân An', lat: 'NaN', lon: '106' }, 'lat', 'type'],
      [{ q: 'Tân An', to: 'future' }, 'to', 'not-allowed'],
      [{ q: 'Tân An', at: '2020-01-01' }, 'at', 'unknown-parameter'],
    ]
    for (const [query, path, code] of cases) {
      const { status, body } = await get(query)
      t.equal(status, 400, JSON.stringify(query).slice(0, 60))
      t.ok(
        body.problems.some((one: { path: string; code: string }) => one.path === path && one.code === code),
        `${path} ${code}: ${JSON.stringify(body.problems)}`,
      )
    }
    t.equal((await post({ addresses: Array(1001).fill('Tân An') })).status, 400)
    t.equal((await post({ addresses: [{ lat: 10.5 }] })).body.problems[0].path, 'addresses[0].lon')
    t.equal((await post({ addresses: [{}] })).body.problems[0].path, 'addresses[0]')
    t.equal((await post({})).status, 400)
  })
})
