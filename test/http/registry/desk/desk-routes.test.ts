import t from 'tap'
import { Proposals } from '../../../../src/registry/proposals/proposals.ts'
import { deskApp } from '../../../support/desk-app.ts'
import { draft } from '../../../support/registry-actors.ts'

const HOUSE = { class: 1, lon: 106.4137, lat: 10.5402, commune_code: '27694', street: 'Đường Bàn' }
const DECLARED = { hamlet: null, raw_text: null, street: 'Đường Khai', lon: 106.41, lat: 10.53 }

t.test('What the desk asks for', async (t) => {
  const { send, keepFindings, store, people, close } = await deskApp()
  t.teardown(close)
  const proposals = new Proposals({ store, people })
  const declare = async (house_number: string) =>
    (await proposals.declare(undefined, draft({ ...DECLARED, house_number }))).proposal
  const id = (await send('officer', 'POST', '/v1/addresses', { ...HOUSE, house_number: '7' })).body.id

  t.test('items are named, and several kinds are listed together', async (t) => {
    const twin = (await send('officer', 'POST', '/v1/addresses', { ...HOUSE, house_number: '7' })).body.id
    const declared = await declare('11')
    await keepFindings()
    const { items } = (await send('officer', 'GET', '/v1/queue?kind=declaration,duplicate&limit=200')).body
    t.same([...new Set(items.map(({ kind }: { kind: string }) => kind))].sort(), ['declaration', 'duplicate'])
    const named = (one: string) =>
      items.find(
        (item: { id: string; addresses: string[] }) => item.id === one || item.addresses.includes(one),
      )
    t.equal(named(declared).label, '11 Đường Khai')
    t.equal(named(twin).label, '7 Đường Bàn')
    for (const kind of ['', 'declaration,', ',declaration', 'declaration,everything'])
      t.match(await send('officer', 'GET', `/v1/queue?kind=${kind}`), { status: 400 }, kind)
  })

  t.test('an address with its findings and the event of its version', async (t) => {
    const { status, body, headers } = await send('officer', 'GET', `/v1/items/address/${id}`)
    t.match([status, headers.etag, headers['cache-control']], [200, '"1"', 'no-store'])
    t.match(body, {
      address: { uid: id, revision: 1, house_number: '7', status: 'created' },
      event: /^[0-9a-f-]{36}$/,
      findings: [{ kind: 'duplicate', state: 'open', message: /./ }],
    })
    t.notOk(/raw_text|salt|"source"/.test(JSON.stringify(body)))
    const cases: [as: string, id: string, status: number, code: string][] = [
      ['nobody', id, 401, 'unauthorized'],
      ['agency', id, 403, 'forbidden'],
      ['elsewhere', id, 404, 'unknown-address'],
      ['officer', 'x', 404, 'unknown-address'],
    ]
    for (const [as, of, status, code] of cases)
      t.match(await send(as, 'GET', `/v1/items/address/${of}`), { status, body: { code } }, `${as} ${of}`)
  })

  t.test('what waits to be verified', async (t) => {
    const { status, body } = await send('verifier', 'GET', '/v1/unverified?limit=1')
    t.equal(status, 200)
    t.match(body, { items: [{ kind: 'created', state: 'open', revision: Number }], count: Number })
    const rest = (await send('verifier', 'GET', `/v1/unverified?cursor=${body.next}&limit=200`)).body
    t.notOk(rest.items.some((item: { id: string }) => item.id === body.items[0].id))
    for (const query of ['cursor=x', 'cursor=-1', 'limit=0', 'limit=201', 'commune=1', 'what=1'])
      t.match(await send('verifier', 'GET', `/v1/unverified?${query}`), { status: 400 }, query)
    t.match(await send('verifier', 'GET', '/v1/unverified?commune=28159'), { status: 403 })
    t.match(await send('agency', 'GET', '/v1/unverified'), { status: 403 })
  })

  t.test('what was drawn of batches', async (t) => {
    t.match(await send('verifier', 'GET', '/v1/samples'), {
      status: 200,
      body: { items: [], count: 0, next: null },
    })
    // [1], and a text with NUL
    for (const query of [
      'cursor=x',
      'cursor=WzFd',
      'cursor=WyJhXHUwMDAwIiwiYiJd',
      'limit=201',
      'commune=1',
      'what=1',
    ])
      t.match(await send('verifier', 'GET', `/v1/samples?${query}`), { status: 400 }, query)
    t.match(await send('verifier', 'GET', '/v1/samples?commune=28159'), { status: 403 })
    for (const as of ['collector', 'agency', 'auditor'])
      t.match(await send(as, 'GET', '/v1/samples'), { status: 403 }, as)
  })

  t.test(
    'a declaration is set right with the approval; nothing else has fields to be set right',
    async (t) => {
      const one = await declare('21')
      const accept = (of: string, body: object, as = 'officer') =>
        send(as, 'POST', `/v1/proposals/${of}/accept`, body)
      const view = (await send('officer', 'GET', `/v1/proposals/${one}`)).body
      t.ok(Array.isArray(view.findings), 'with what the rules find')
      const cases: [body: object, status: number, code: string][] = [
        [{ changes: {} }, 400, 'invalid-input'],
        [{ changes: { attributes: {} } }, 400, 'invalid-input'],
        [{ changes: { code: 'L1' } }, 400, 'invalid-input'],
        [{ changes: { lon: 104.9282, lat: 11.5564 } }, 422, 'findings'],
      ]
      for (const [body, status, code] of cases)
        t.match(await accept(one, body), { status, body: { code } }, JSON.stringify(body))
      t.match((await send('officer', 'GET', `/v1/proposals/${one}`)).body.state, 'open')
      const changes = { house_number: '21A', group: 'Tổ 4' }
      const done = await accept(one, { changes })
      t.match(done, { status: 200, body: { id: one, properties: { geocoding: { housenumber: '21A' } } } })
      t.match(done.body.properties.geocoding.label, 'Tổ 4')
      const step = { to: 'verified', method: 'thực địa', date: '2026-10-02' }
      await send('verifier', 'POST', `/v1/addresses/${one}/transitions`, step, 1)
      const change = { house_number: '21B', reason: 'đo lại' }
      const { proposal } = (await send('officer', 'PATCH', `/v1/addresses/${one}`, change, 2)).body
      t.match(await accept(proposal, { changes }, 'other'), { status: 422, body: { code: 'findings' } })
      t.match(await accept(proposal, {}, 'other'), { status: 200 })
    },
  )

  t.test('the page is for those who settle things', async (t) => {
    const page = await send('officer', 'GET', '/ban-lam-viec')
    t.equal(page.status, 200)
    t.match(page.text, /data-roles="officer"/)
    t.match(page.headers, { 'cache-control': 'no-store' })
    t.match(await send('nobody', 'GET', '/ban-lam-viec'), {
      status: 303,
      headers: { location: '/dang-nhap?toi=%2Fban-lam-viec&lang=vi' },
    })
    t.match(await send('agency', 'GET', '/ban-lam-viec'), { status: 403, text: /vai trò/ })
  })
})
