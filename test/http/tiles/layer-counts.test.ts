import t from 'tap'
import { layerCountRoutes } from '../../../src/http/tiles/layer-counts.ts'
import { routeApp } from '../../support/route-app.ts'
import { emptyRecord } from '../../support/tile-record.ts'
import { shippedRegister } from '../../units/shipped-register.ts'

const [A, B, C] = ['27694', '27991', '28243'] as const

t.test('A layer of counts as one table', async (t) => {
  const { record, close } = emptyRecord()
  const register = shippedRegister()
  const app = await routeApp((app) => layerCountRoutes(app, { themes: record.themes, units: { register } }))
  t.teardown(async () => {
    await app.close()
    close()
  })
  const put = (commune_code: string, period: string, subject: string, count: number | null) =>
    record.themes.putCount({ theme: 'epidemiology', commune_code, period, subject, count })
  record.write(() => {
    put(A, '2025-11', 'Sởi', 31)
    put(A, '2025-11', 'Dại', null)
    put(A, '2025-12', 'Sởi', 0)
    put(B, '2025-12', 'Sởi', null)
    put(B, '2025-12', 'Dại', 7)
    put(C, '2025-12', 'Sởi', 9)
    const people = [A, B].map((commune_code) => ({ commune_code, year: 2024, number: 62_000, source: 'x' }))
    record.themes.population.write('', people, false)
  })
  const ask = async (query: string) => {
    const reply = await app.inject(`/v1/layers/epidemiology/counts${query}`)
    const table = reply.json()
    const of = (code: string) => table.communes.find((one: { code: string }) => one.code === code)
    return { status: reply.statusCode, table, of }
  }

  t.test(
    'one subject: what is hidden is told apart from none and from no data, and has no rate',
    async (t) => {
      const { table, of } = await ask(`?subject=${encodeURIComponent('Sởi')}`)
      t.same(table.periods, ['2025-11', '2025-12'])
      t.same(table.subjects, ['Sởi', 'Dại'])
      t.match(of(A), { counts: [31, 0], rates: [50, 0], population: { year: 2024, number: 62_000 } })
      t.same(
        [of(B).counts, of(B).rates],
        [
          [null, 'hidden'],
          [null, null],
        ],
      )
      t.same(
        [of(C).counts, of(C).rates],
        [
          [null, 9],
          [null, null],
        ],
        'no population, no rate',
      )
      t.equal(table.communes.length, register.at(register.today, { level: 'commune' }).length)
      t.same(of('25459').counts, [null, null])
    },
  )

  t.test('together: no sum and no rate holds a hidden number', async (t) => {
    const { of } = await ask('')
    t.same(
      [of(A).counts, of(A).rates],
      [
        ['hidden', 0],
        [null, 0],
      ],
    )
    t.same(
      [of(B).counts, of(B).rates],
      [
        [null, 'hidden'],
        [null, null],
      ],
    )
  })

  t.test('what is not there is named', async (t) => {
    t.equal((await ask('?subject=C%C3%BAm')).status, 400)
    for (const id of ['health', 'none', 'constructor']) {
      const reply = await app.inject(`/v1/layers/${id}/counts`)
      t.equal(reply.statusCode, 404, id)
      t.match(reply.json().detail, 'epidemiology')
    }
  })
})
