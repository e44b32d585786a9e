import t from 'tap'
import { deskApp } from '../../../support/desk-app.ts'

const house = (house_number: string, more: object = {}) => ({
  ...{ class: 1, lon: 106.4137, lat: 10.5402, commune_code: '27694', house_number, street: 'Đường Bàn Việc' },
  ...more,
})
/** It needs no house number. */
const SHOP = { class: 3, name: 'Quán cà phê Bàn Việc' }
interface Item {
  id: string
  kind: string
  rule: string
  at: string
  addresses: string[]
  revision: number
  repair?: object
}

t.test('The queue and findings over HTTP', async (t) => {
  const { send, keepFindings, close } = await deskApp()
  t.teardown(close)
  const create = async (number: string, more: object = {}) => {
    const { body, text } = await send('officer', 'POST', '/v1/addresses', house(number, more))
    if (body.id === undefined) throw new Error(text)
    return body.id as string
  }
  const queue = async (as: string, query = '') => (await send(as, 'GET', `/v1/queue?limit=200${query}`)).body
  const about = async (id: string, query = '') =>
    ((await queue('officer', query)).items as Item[]).filter(({ addresses }) => addresses.includes(id))

  t.test('what the rules find waits in the queue until somebody says that it is right', async (t) => {
    const [one, two] = [await create('7'), await create('7', { lon: 106.41372 })].sort() as [string, string]
    await keepFindings()
    const [pair] = await about(one, '&kind=duplicate')
    t.match(pair, { kind: 'duplicate', state: 'open', addresses: [one, two], severity: 'warning' })
    const url = `/v1/findings/${pair?.id}`
    const cases: [as: string, payload: object, status: number, code: string][] = [
      ['officer', { accepted: true }, 422, 'missing-particulars'],
      ['officer', { accepted: true, reason: ' ' }, 422, 'missing-particulars'],
      ['officer', { reason: 'thiếu accepted' }, 400, 'invalid-input'],
      ['elsewhere', { accepted: true, reason: 'x' }, 404, 'unknown-finding'],
      ['agency', { accepted: true, reason: 'x' }, 403, 'forbidden'],
      ['collector', { accepted: true, reason: 'x' }, 403, 'forbidden'],
    ]
    for (const [as, payload, status, code] of cases)
      t.match(
        await send(as, 'PUT', url, payload),
        { status, body: { code } },
        `${as} ${JSON.stringify(payload)}`,
      )
    const said = await send('officer', 'PUT', url, { accepted: true, reason: 'hai căn của một chủ' })
    t.match(said, { status: 200, body: { id: pair?.id, state: 'accepted' } })
    t.same(await about(one, '&kind=duplicate'), [])
    t.equal((await about(one, '&kind=duplicate&state=accepted')).length, 1)
    await keepFindings()
    t.same(await about(one, '&kind=duplicate'), [], 'it stays so')
    await send('officer', 'PUT', url, { accepted: false })
    t.equal((await about(one, '&kind=duplicate')).length, 1, 'asked again')
    await send('officer', 'PATCH', `/v1/addresses/${two}`, { house_number: '9' }, 1)
    await keepFindings()
    t.same(await about(one, '&kind=duplicate'), [], 'gone with what it was found from')
  })

  t.test('a repair is applied as a change, at the revision at which it was found', async (t) => {
    const id = await create('nhà gần chợ', SHOP)
    await keepFindings()
    const [found] = (await about(id)).filter(({ rule }) => rule === 'no-house-number')
    t.match(found, { revision: 1, repair: { house_number: null } })
    const url = `/v1/findings/${found?.id}/repair`
    t.match(await send('officer', 'POST', url, {}), { status: 428 })
    t.match(await send('officer', 'POST', url, {}, 2), { status: 412, body: { code: 'changed' } })
    t.match(await send('elsewhere', 'POST', url, {}, 1), { status: 404 })
    const mended = await send('officer', 'POST', url, {}, 1)
    t.match(mended, { status: 200, headers: { etag: '"2"' } })
    t.equal(mended.body.properties.geocoding.housenumber, undefined)
    t.same(
      (await about(id)).filter(({ rule }) => rule === 'no-house-number'),
      [],
      'at once',
    )
    await keepFindings()
    t.same(
      (await about(id)).filter(({ rule }) => rule === 'no-house-number'),
      [],
    )
    t.match(await send('officer', 'POST', url, {}, 2), { status: 404 })
    const [pairless] = [await create('31'), await create('31', { lon: 106.41372 })]
    await keepFindings()
    const [pair] = await about(pairless as string, '&kind=duplicate')
    t.match(await send('officer', 'POST', `/v1/findings/${pair?.id}/repair`, {}, 1), {
      status: 409,
      body: { code: 'not-repairable' },
    })
  })

  t.test('of a certified address a repair waits for another person, who finds it in the queue', async (t) => {
    const id = await create('sau đình', SHOP)
    const step = { to: 'verified', method: 'thực địa', date: '2026-10-02' }
    t.equal((await send('verifier', 'POST', `/v1/addresses/${id}/transitions`, step, 1)).status, 200)
    await keepFindings()
    const [found] = (await about(id)).filter(({ rule }) => rule === 'no-house-number')
    t.equal(found?.revision, 2)
    const waiting = await send('officer', 'POST', `/v1/findings/${found?.id}/repair`, {}, 2)
    t.equal(waiting.status, 202, waiting.text)
    const [item] = await about(id, '&kind=correction')
    t.match(item, { id: waiting.body.proposal, kind: 'correction', state: 'open', office: 'office-27694' })
    t.ok((await queue('other')).counts.correction >= 1)
  })

  t.test('what a verifier sends back waits for its officer until it is changed', async (t) => {
    const id = await create('41')
    await send(
      'verifier',
      'POST',
      `/v1/addresses/${id}/transitions`,
      { to: 'created', reason: 'thiếu ảnh' },
      1,
    )
    await keepFindings()
    const [item] = await about(id, '&kind=sent-back')
    t.match(item, { kind: 'sent-back', state: 'open' })
    t.match(await send('officer', 'PUT', `/v1/findings/${item?.id}`, { accepted: true, reason: 'x' }), {
      status: 409,
    })
    await send('officer', 'PATCH', `/v1/addresses/${id}`, { house_number: '43' }, 2)
    await keepFindings()
    t.same(await about(id, '&kind=sent-back'), [])
  })

  t.test('pages, and what is no page', async (t) => {
    const whole = (await queue('officer')).items as Item[]
    t.ok(whole.length > 2)
    const seen: string[] = []
    for (let cursor = ''; ; ) {
      const { body } = await send('officer', 'GET', `/v1/queue?limit=2${cursor && `&cursor=${cursor}`}`)
      seen.push(...body.items.map(({ id }: Item) => id))
      if (body.next === null) break
      cursor = body.next
    }
    t.same(
      seen,
      whole.map(({ id }) => id),
    )
    const cases: [query: string, status: number, code: string][] = [
      ['cursor=xyz', 400, 'invalid-input'],
      [`cursor=${Buffer.from('["a",1]').toString('base64url')}`, 400, 'invalid-input'],
      [`cursor=${Buffer.from('["finding","a\\u0000","b","c"]').toString('base64url')}`, 400, 'invalid-input'],
      ['kind=everything', 400, 'invalid-input'],
      ['state=gone', 400, 'invalid-input'],
      ['sort=up', 400, 'invalid-input'],
      ['limit=0', 400, 'invalid-input'],
      ['limit=201', 400, 'invalid-input'],
      ['commune=1', 400, 'invalid-input'],
      ['what=1', 400, 'invalid-input'],
      ['commune=28159', 403, 'outside-area'],
    ]
    for (const [query, status, code] of cases)
      t.match(await send('officer', 'GET', `/v1/queue?${query}`), { status, body: { code } }, query)
    t.match(await send('nobody', 'GET', '/v1/queue'), { status: 401 })
    t.match(await send('officer', 'GET', '/v1/queue'), { headers: { 'cache-control': 'no-store' } })
  })

  t.test('findings change nothing of what is served', async (t) => {
    await create('51', { street: 'Hẻm Không Đổi' })
    const asked = [
      '/v1/search?q=Hẻm Không Đổi, Long An',
      '/ogc/collections/addresses',
      '/tiles/address.json',
      '/health',
    ]
    const ask = async () =>
      Promise.all(
        asked.map(async (url) => {
          const { headers, text } = await send('nobody', 'GET', encodeURI(url))
          return [url, headers.etag, text.replace(/"(?:generated|uptime)[^,}]*/g, '')]
        }),
      )
    await ask()
    const before = await ask()
    await keepFindings()
    t.same(await ask(), before)
  })
})
