import type { FastifyRequest } from 'fastify'
import t from 'tap'
import type { Actor } from '../../../src/registry/actor.ts'
import { actor } from '../../support/registry-actors.ts'
import { servedApp } from '../../support/served-app.ts'

const HERE = '27694'
const ACTORS: Readonly<Record<string, Actor>> = {
  officer: actor('oanh', ['officer']),
  verifier: actor('vinh', ['verifier']),
  elsewhere: actor('em', ['officer', 'verifier'], ['28159']),
}
const actorOf = async ({ headers }: FastifyRequest) => ACTORS[String(headers['x-test-actor'])]
const WHY = { reason: 'Nghị quyết', decision: { number: '12/NQ-HĐND', date: '2026-05-04' } }
const POINT = { lon: 106.4137, lat: 10.5402 }

t.test('Hamlets and streets over HTTP', async (t) => {
  const { app, demo, close } = await servedApp({}, { actorOf })
  t.teardown(close)
  const send = async (
    as: string,
    method: 'POST' | 'PATCH',
    url: string,
    payload: object,
    headers: Record<string, string> = {},
  ) => {
    const reply = await app.inject({ method, url, payload, headers: { 'x-test-actor': as, ...headers } })
    return { status: reply.statusCode, body: reply.json(), headers: reply.headers, text: reply.body }
  }
  const get = async (url: string) => (await app.inject(url)).json()
  const search = async (text: string) => (await get(`/v1/search?q=${encodeURIComponent(text)}`)).features[0]

  t.test('a hamlet is created, renamed, merged, ended and undone', async (t) => {
    const draft = { name: 'Ấp Thử Nghiệm', type: 'ấp', commune_code: HERE, ...POINT }
    const created = await send('officer', 'POST', '/v1/hamlets', draft, { 'idempotency-key': 'a' })
    t.equal(created.status, 201, created.text)
    const { id } = created.body
    const url = `/v1/hamlets/${id}`
    t.match(created.headers, { location: url, etag: '"1"', 'cache-control': 'no-store' })
    t.match(await send('officer', 'POST', '/v1/hamlets', draft, { 'idempotency-key': 'a' }), {
      status: 201,
      body: { id, revision: 1 },
    })
    t.match(await search('Ấp Thử Nghiệm, Phường Long An'), { id }, 'in the very next answer')
    const house = await send('officer', 'POST', '/v1/addresses', {
      class: 1,
      house_number: '9911',
      hamlet: 'ấp thử nghiệm',
      commune_code: HERE,
      ...POINT,
    })
    t.match(house.body.properties.vn, { hamlet_uid: id }, house.text)
    const renamed = await send('officer', 'PATCH', url, { name: 'Ấp Đổi Tên', ...WHY }, { 'if-match': '"1"' })
    t.equal(renamed.status, 200, renamed.text)
    t.match(renamed.body, { id, properties: { name: 'Ấp Đổi Tên', revision: 2, status: 'created' } })
    t.match(await search('9911 Ấp Đổi Tên, Phường Long An'), {
      id: house.body.id,
      properties: { geocoding: { locality: 'Ấp Đổi Tên' }, vn: { hamlet_uid: id } },
    })
    t.match(await search('Ấp Đổi Tên, Phường Long An'), { id })
    t.match(await get(url), { properties: { former_names: ['Ấp Thử Nghiệm'], revision: 2 } })
    t.match(await get(`${url}/history`), {
      id,
      versions: [
        { revision: 2, valid_to: null, hamlet: { properties: { name: 'Ấp Đổi Tên' } } },
        { revision: 1, valid_to: /Z$/, hamlet: { properties: { name: 'Ấp Thử Nghiệm' } } },
      ],
    })
    t.ok((await get(`/v1/hamlets?commune=${HERE}`)).features.some((one: { id: string }) => one.id === id))

    const other = (await send('officer', 'POST', '/v1/hamlets', { ...draft, name: 'Ấp Nhận' })).body.id
    const merge = { others: [{ id, revision: 2 }], ...WHY }
    const merged = await send('officer', 'POST', `/v1/hamlets/${other}/merge`, merge, { 'if-match': '1' })
    t.match(merged, { status: 200, body: { id: other } }, merged.text)
    t.match(await get(url), { properties: { status: 'merged', successor: other } })
    t.match(await get(`/v1/addresses/${house.body.id}`), { properties: { vn: { hamlet_uid: other } } })
    t.match(await send('officer', 'POST', `/v1/hamlets/${other}/end`, WHY, { 'if-match': '1' }), {
      status: 409,
      body: { code: 'has-addresses' },
    })
    const { event } = merged.body.properties
    const undone = await send('officer', 'POST', `/v1/events/${event}/undo`, { reason: 'nhầm' })
    t.match(
      undone,
      { status: 200, body: { id, properties: { status: 'created', revision: 4 } } },
      undone.text,
    )
    t.match(await get(`/v1/addresses/${house.body.id}`), { properties: { vn: { hamlet_uid: id } } })
    t.match(await send('officer', 'POST', `/v1/hamlets/${other}/end`, WHY, { 'if-match': '1' }), {
      status: 200,
      body: { properties: { status: 'ended' } },
    })
    const { events } = await get(`/v1/events?chain=demo:${HERE}@2025-07-01&limit=1000`)
    t.match(
      events.find(
        (one: { subject: string; action: string }) => one.subject === id && one.action === 'merged',
      ),
      { from_status: 'created', to_status: 'merged' },
      'what became of a hamlet is told to everybody',
    )
  })

  t.test('a street is renamed, with the certified addresses beside it as they are', async (t) => {
    const [{ uid, name }] = demo.record.db
      .prepare("SELECT uid, name FROM street WHERE commune_code = ? AND name <> 'x' LIMIT 1")
      .all(HERE) as [{ uid: string; name: string }]
    t.match(await get(`/v1/streets/${uid}`), { properties: { name, revision: 1, kind: 'street' } })
    const to = { name: 'Đường Hoàn Toàn Mới', ...WHY }
    t.match(await send('officer', 'PATCH', `/v1/streets/${uid}`, to, { 'if-match': '1' }), {
      status: 200,
      body: { properties: { revision: 2 } },
    })
    t.match(await search('Đường Hoàn Toàn Mới, Phường Long An'), { id: uid })
  })

  t.test('what is refused', async (t) => {
    const draft = { name: 'Ấp Khác', commune_code: HERE, ...POINT }
    const { id } = (await send('officer', 'POST', '/v1/hamlets', draft)).body
    const url = `/v1/hamlets/${id}`
    const match = { 'if-match': '1' }
    for (const [what, as, method, path, payload, headers, status, code] of [
      ['without a revision', 'officer', 'PATCH', url, { type: 'ấp' }, {}, 428, 'precondition-required'],
      ['an old revision', 'officer', 'PATCH', url, { type: 'ấp' }, { 'if-match': '0' }, 412, 'changed'],
      ['an unknown field', 'officer', 'PATCH', url, { status: 'ended' }, match, 400, undefined],
      [
        'a day that is none',
        'officer',
        'PATCH',
        url,
        { name: 'x', valid_from: '2026-02-30' },
        match,
        400,
        undefined,
      ],
      ['a line of a street', 'officer', 'POST', '/v1/streets', { ...draft, lon: 1 }, {}, 400, undefined],
      ['elsewhere', 'elsewhere', 'PATCH', url, { type: 'ấp' }, match, 403, 'outside-area'],
      ['no reason', 'officer', 'PATCH', url, { name: 'Ấp Nọ' }, match, 422, 'missing-particulars'],
      ['its name twice', 'officer', 'POST', '/v1/hamlets', draft, {}, 422, 'findings'],
      [
        'in the sea',
        'officer',
        'POST',
        '/v1/hamlets',
        { ...draft, name: 'Ấp Biển', lon: 109.5 },
        {},
        422,
        'findings',
      ],
      [
        'no commune',
        'officer',
        'POST',
        '/v1/hamlets',
        { name: 'Ấp', commune_code: '99999' },
        {},
        403,
        'outside-area',
      ],
      ['no hamlet', 'officer', 'PATCH', '/v1/hamlets/x', { type: 'ấp' }, match, 404, 'unknown-hamlet'],
      ['no street', 'officer', 'POST', '/v1/streets/x/end', { reason: 'x' }, match, 404, 'unknown-street'],
      [
        'a hamlet as a street',
        'officer',
        'PATCH',
        `/v1/streets/${id}`,
        { type: 'x' },
        match,
        404,
        'unknown-street',
      ],
    ] as const) {
      const reply = await send(as, method, path, payload, headers)
      t.match(reply, { status, body: { status, ...(code && { code }) } }, `${what}: ${reply.text}`)
    }
    t.match(await get('/v1/hamlets/nobody'), { status: 404, code: 'unknown-hamlet' })
    t.match(await get('/v1/streets/nobody/history'), { status: 404, code: 'unknown-street' })
    t.match(await get(url), { properties: { revision: 1, name: 'Ấp Khác' } }, 'nothing of it is kept')
  })
})
