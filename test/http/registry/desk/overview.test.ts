import t from 'tap'
import { deskApp } from '../../../support/desk-app.ts'

t.test('Overview and expected numbers over HTTP', async (t) => {
  const { send, close } = await deskApp()
  t.teardown(close)
  const said = { commune_code: '27694', class: 1, count: 1234, source: '=điều tra', date: '2025-12-31' }
  const cases: [as: string, payload: object, status: number, code: string][] = [
    ['nobody', said, 401, 'unauthorized'],
    ['collector', said, 403, 'forbidden'],
    ['elsewhere', said, 403, 'outside-area'],
    ['officer', { ...said, count: -1 }, 400, 'invalid-input'],
    ['officer', { ...said, count: 1.5 }, 400, 'invalid-input'],
    ['officer', { ...said, class: 6 }, 400, 'invalid-input'],
    ['officer', { ...said, date: '2025-02-30' }, 400, 'invalid-input'],
    ['officer', { ...said, commune_code: '1' }, 400, 'invalid-input'],
    ['officer', { ...said, more: 1 }, 400, 'invalid-input'],
    ['officer', { commune_code: '27694', class: 1, count: 1, date: '2025-12-31' }, 400, 'invalid-input'],
  ]
  for (const [as, payload, status, code] of cases)
    t.match(
      await send(as, 'PUT', '/v1/expected', payload),
      { status, body: { code } },
      `${as} ${JSON.stringify(payload)}`,
    )
  t.match(await send('officer', 'PUT', '/v1/expected', said), {
    status: 200,
    body: { history: [{ count: 1234 }] },
  })

  const { body, headers } = await send('officer', 'GET', '/v1/overview')
  t.equal(headers['cache-control'], 'no-store')
  const [commune] = body.communes
  t.match(commune, { commune_code: '27694', duplicates: 0, oldest_open: null })
  t.match(commune.tallies[0], { hamlet: null, class: 1, expected: { count: 1234, source: '=điều tra' } })
  t.equal(commune.tallies[1].expected, null)
  t.ok(commune.tallies[0].collected > 0)

  const csv = await send('officer', 'GET', '/v1/overview?commune=27694&f=csv')
  t.match(csv.headers['content-type'], 'text/csv')
  const [head, first] = csv.text.split('\r\n')
  t.match(head, /^\uFEFFlevel,commune_code,hamlet,class,collected,/)
  t.match(first, new RegExp(`^commune,27694,,1,${commune.tallies[0].collected},`))
  t.match(first, ",1234,'=điều tra,2025-12-31,", 'no formula')
  t.match(await send('officer', 'GET', '/v1/overview?commune=28159'), { status: 403 })
  t.match(await send('officer', 'GET', '/v1/overview?f=xml'), { status: 400 })
  t.match(await send('nobody', 'GET', '/v1/overview'), { status: 401 })
})
