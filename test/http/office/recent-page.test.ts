import t from 'tap'
import { deskApp } from '../../support/desk-app.ts'

const PAGE = '/ban-lam-viec/thay-doi'
const HERE = '27694'
const house = (n: number) => ({
  ...{ class: 1, house_number: String(n), street: 'Đường Hôm Qua', commune_code: HERE },
  ...{ lon: 106.4137 + n * 2e-4, lat: 10.5402 },
})

t.test('What changed since yesterday', async (t) => {
  const { app, send, close } = await deskApp()
  t.teardown(close)
  const get = (as: string, query = '') => app.inject({ url: PAGE + query, headers: { 'x-test-actor': as } })
  const post = (as: string, fields: Record<string, string>) =>
    app.inject({
      ...{ method: 'POST', url: PAGE, payload: String(new URLSearchParams(fields)) },
      headers: { 'x-test-actor': as, 'content-type': 'application/x-www-form-urlencoded' },
    })
  const create = async (n: number) => (await send('officer', 'POST', '/v1/addresses', house(n))).body.id
  const [one, two, three] = [await create(1), await create(2), await create(3)]
  await send('officer', 'PATCH', `/v1/addresses/${one}`, { house_number: '1A', reason: 'lời kể <riêng>' }, 1)
  const merged = { others: [{ id: two, revision: 1 }], reason: 'cùng một nơi' }
  await send('officer', 'POST', `/v1/addresses/${three}/merge`, merged, 1)
  const eventOf = async (id: string) => (await send('officer', 'GET', `/v1/items/address/${id}`)).body.event
  /** The row of an event in the page, by its time's neighbour: the label. */
  const rows = (body: string) => [...body.matchAll(/<tr><td><time[\s\S]*?<\/tr>/g)].map(([row]) => row)

  t.test('by day, the newest first: what, about which address, by whom; no reasons', async (t) => {
    const { statusCode, body, headers } = await get('officer')
    t.equal(statusCode, 200)
    t.match(headers, { 'cache-control': 'no-store' })
    const list = rows(body)
    t.match(list[0], /Gộp[\s\S]*3 Đường Hôm Qua[\s\S]*và 1 địa chỉ khác/, 'what was merged stands in one row')
    t.match(list[1], /Sửa nội dung[\s\S]*1A Đường Hôm Qua/)
    t.match(list[1], `href="/ban-lam-viec/lich-su?about=${one}&amp;lang=vi"`)
    t.match(list[1], 'office-27694, một tài khoản của cơ quan')
    t.match(list[4], /Lập địa chỉ[\s\S]*1A Đường Hôm Qua/)
    t.notMatch(body, /lời kể|cùng một nơi|<script/)
  })

  t.test('a commune, a day; who may look', async (t) => {
    const cases: [as: string, query: string, status: number, said: RegExp][] = [
      ['officer', `?commune=${HERE}`, 200, /1A Đường Hôm Qua/],
      ['verifier', '?commune=', 200, /1A Đường Hôm Qua/],
      ['officer', '?ngay=2020-02-29', 200, /Không có thay đổi nào/],
      ['officer', '?ngay=2021-02-29', 400, /2021-02-29/],
      ['officer', '?commune=28159', 403, /28159/],
      ['elsewhere', '', 200, /<h1>/],
      ['collector', '', 403, /vai trò/],
      ['auditor', '', 403, /vai trò/],
    ]
    for (const [as, query, status, said] of cases) {
      const { statusCode, body } = await get(as, query)
      t.equal(statusCode, status, `${as} ${query}`)
      t.match(body, said, `${as} ${query}`)
    }
    t.notMatch((await get('elsewhere')).body, 'Đường Hôm Qua')
    t.match((await app.inject(PAGE)).headers.location, /\/dang-nhap\?toi=/)
  })

  t.test('the newest change of an address is taken back, an older one is not', async (t) => {
    const changed = await eventOf(one)
    const list = rows((await get('officer')).body)
    t.match(list[1], `name="event" value="${changed}"`)
    t.notMatch(list[4], '<form', 'it was changed since it was created')
    t.match(await post('elsewhere', { event: changed, reason: 'x' }), {
      statusCode: 403,
      body: /role="alert"/,
    })
    t.match(await post('officer', { event: 'khong-co', reason: 'x' }), {
      statusCode: 404,
      body: /role="alert"/,
    })
    const done = await post('officer', { event: changed, reason: 'nhầm', commune: HERE, ngay: '' })
    t.match(done, { statusCode: 303, headers: { location: `${PAGE}?commune=${HERE}&xong=undone&lang=vi` } })
    const { properties } = (await send('officer', 'GET', `/v1/addresses/${one}`)).body
    t.equal(properties.geocoding.housenumber, '1')
    t.match((await get('officer', '?xong=undone')).body, /role="status">Đã hoàn tác/)
    t.equal((await post('officer', { event: changed, reason: 'nhầm' })).statusCode, 412)
  })

  t.test('of a certified address the undoing is proposed', async (t) => {
    const { revision } = (await send('officer', 'GET', `/v1/items/address/${one}`)).body.address
    const step = { to: 'verified', method: 'thực địa', date: '2026-10-02' }
    await send('verifier', 'POST', `/v1/addresses/${one}/transitions`, step, revision)
    t.match(rows((await get('officer')).body)[0], /Xác minh[\s\S]*→ đã xác minh[\s\S]*Đề nghị hoàn tác/)
    const sent = await post('officer', { event: await eventOf(one), reason: 'nhầm nhà' })
    t.match(sent, { statusCode: 303, headers: { location: `${PAGE}?xong=proposed&lang=vi` } })
    t.equal((await send('officer', 'GET', `/v1/addresses/${one}`)).body.properties.vn.status, 'verified')
  })
})
