import type { FastifyRequest } from 'fastify'
import t from 'tap'
import { CHAIN_START, eventHash } from '../../../src/chains/event-hash.ts'
import type { Actor } from '../../../src/registry/actor.ts'
import { actor } from '../../support/registry-actors.ts'
import { servedApp } from '../../support/served-app.ts'

const HERE = '27694'
const ACTORS: Readonly<Record<string, Actor>> = {
  collector: actor('cúc', ['collector']),
  officer: actor('oanh', ['officer']),
  verifier: actor('vinh', ['verifier']),
  elsewhere: actor('em', ['officer', 'verifier'], ['28159']),
}
interface Version {
  revision: number
  true_from: string
  address: { properties: { vn: { status: string } } }
}
const actorOf = async ({ headers }: FastifyRequest) => ACTORS[String(headers['x-test-actor'])]
const HOUSE = {
  class: 1,
  lon: 106.4137,
  lat: 10.5402,
  commune_code: HERE,
  house_number: '4711',
  street: 'Đường Thử Nghiệm Sổ',
  raw_text: 'nhà bà Sáu, 0912345678',
  position: 'entrance',
}

t.test('The registry over HTTP', async (t) => {
  const { app, demo, close } = await servedApp({}, { actorOf })
  t.teardown(close)
  const send = async (
    as: string,
    method: 'POST' | 'PATCH',
    url: string,
    payload: object,
    revision?: number,
  ) => {
    const reply = await app.inject({
      method,
      url,
      payload,
      headers: { 'x-test-actor': as, ...(revision !== undefined && { 'if-match': `"${revision}"` }) },
    })
    return { status: reply.statusCode, body: reply.json(), headers: reply.headers, text: reply.body }
  }
  const get = async (url: string) => (await app.inject(url)).json()

  t.test('leads an address from its creation to a decision, each step in the very next answer', async (t) => {
    const created = await send('collector', 'POST', '/v1/addresses', HOUSE)
    t.equal(created.status, 201, created.text)
    const { id, properties } = created.body
    t.match(properties.vn, { status: 'created', revision: 1, code: /^L\d{10}$/ })
    t.match(created.headers, { location: `/v1/addresses/${id}`, etag: '"1"', 'cache-control': 'no-store' })
    t.notMatch(created.text, /bà Sáu|0912345678/)
    const q = encodeURIComponent('4711 Đường Thử Nghiệm Sổ, Phường Long An')
    t.equal((await get(`/v1/search?q=${q}`)).features[0].id, id)
    t.equal((await get(`/v1/reverse?lat=${HOUSE.lat}&lon=${HOUSE.lon}`)).features[0].id, id)
    t.match(await get(`/v1/codes/${properties.vn.code}`), { registered: true, status: 'created' })

    const url = `/v1/addresses/${id}`
    const changed = await send('officer', 'PATCH', url, { house_number: '4712' }, 1)
    t.equal(changed.status, 200, changed.text)
    t.match(changed.body.properties.vn, { revision: 2 })
    t.equal((await get(url)).properties.geocoding.housenumber, '4712')
    t.equal((await get(url)).properties.vn.revision, 2)

    const steps: [as: string, payload: object][] = [
      ['verifier', { to: 'verified', method: 'thực địa', date: '2026-10-02' }],
      ['verifier', { to: 'official', decision: { number: '7/QĐ-UBND', date: '2026-10-20' } }],
    ]
    for (const [i, [as, payload]] of steps.entries())
      t.equal((await send(as, 'POST', `${url}/transitions`, payload, 2 + i)).status, 200)
    t.match((await get(url)).properties.vn, { status: 'official', revision: 4 })
    const { versions } = await get(`${url}/history`)
    t.same(
      versions.map(({ revision, true_from, address }: Version) => [
        revision,
        true_from,
        address.properties.vn.status,
      ]),
      [
        [4, '2026-10-20', 'official'],
        [3, '2026-10-02', 'verified'],
        [2, versions[2].true_from, 'created'],
        [1, versions[3].true_from, 'created'],
      ],
    )
  })

  t.test('its chain links, event by event, and ends in the head', async (t) => {
    const chain = `demo:${HERE}@2025-07-01`
    const { events, next } = await get(`/v1/events?chain=${encodeURIComponent(chain)}`)
    t.equal(next, null)
    t.same(
      events.map(({ action }: { action: string }) => action),
      // one for its addresses, one for its hamlets and streets
      ['demo', 'demo', 'created', 'changed', 'verified', 'made-official'],
    )
    let previous = CHAIN_START
    for (const { content_hash, private_hash, hash } of events) {
      t.equal(eventHash(previous, content_hash, private_hash), hash)
      previous = hash
    }
    const { heads } = await get('/v1/events/heads')
    t.match(
      heads.find((head: { chain: string }) => head.chain === chain),
      { number: 6, hash: previous },
    )
    t.notMatch(JSON.stringify(events), /account|person|oanh|thực địa/, 'nobody is told who did it, and why')
    t.match(await get('/v1/events?chain=99999@2025-07-01'), { status: 404, code: 'unknown-chain' })
  })

  t.test('refuses what has errors, with each of them, and tells what else is to be looked at', async (t) => {
    const sea = await send('officer', 'POST', '/v1/addresses', { ...HOUSE, lon: 109.5, lat: 9.5 })
    t.match(sea.body, { status: 422, code: 'findings' })
    t.ok(
      sea.body.findings.some(
        ({ rule, severity }: { rule: string; severity: string }) =>
          rule === 'out-of-province' && severity === 'error',
      ),
      sea.text,
    )
    const phone = await send('officer', 'POST', '/v1/addresses', {
      ...HOUSE,
      house_number: '4720',
      street: 'Nhà ông Ba 0912345678',
    })
    const findings = phone.body.findings ?? phone.body.properties.vn.findings
    t.ok(
      findings.some(({ rule }: { rule: string }) => rule === 'personal-data'),
      phone.text,
    )
    const twice = await send('officer', 'POST', '/v1/addresses', { ...HOUSE, house_number: '4730' })
    const again = await send('officer', 'POST', '/v1/addresses', { ...HOUSE, house_number: '4730' })
    t.equal(twice.status, 201)
    t.ok(
      again.body.properties.vn.findings.some(({ rule }: { rule: string }) =>
        ['same-number', 'same-place'].includes(rule),
      ),
      again.text,
    )
  })

  t.test('says what is wrong', async (t) => {
    const { id } = (await send('collector', 'POST', '/v1/addresses', { ...HOUSE, house_number: '4713' })).body
    const url = `/v1/addresses/${id}`
    /** who, method, path, body, revision, status, code */
    const CASES: [string, 'POST' | 'PATCH', string, object, number | undefined, number, string][] = [
      ['nobody', 'POST', '/v1/addresses', HOUSE, undefined, 401, 'unauthorized'],
      ['nobody', 'POST', '/v1/addresses', { class: 'x' }, undefined, 401, 'unauthorized'],
      ['officer', 'POST', '/v1/addresses', { ...HOUSE, class: 6 }, undefined, 400, 'invalid-input'],
      ['officer', 'POST', '/v1/addresses', { ...HOUSE, owner: 'x' }, undefined, 400, 'invalid-input'],
      ['officer', 'POST', '/v1/addresses', { ...HOUSE, status: 'official' }, undefined, 400, 'invalid-input'],
      [
        'officer',
        'POST',
        '/v1/addresses',
        { ...HOUSE, valid_from: '2026-02-30' },
        undefined,
        400,
        'invalid-input',
      ],
      ['elsewhere', 'POST', '/v1/addresses', HOUSE, undefined, 403, 'outside-area'],
      ['verifier', 'POST', '/v1/addresses', HOUSE, undefined, 403, 'forbidden'],
      ['officer', 'PATCH', url, { street: 'Khác' }, undefined, 428, 'precondition-required'],
      ['officer', 'PATCH', url, {}, 1, 400, 'invalid-input'],
      ['officer', 'PATCH', '/v1/addresses/nobody', { street: 'Khác' }, 1, 404, 'unknown-address'],
      ['officer', 'PATCH', url, { street: 'Khác' }, 9, 412, 'changed'],
      ['verifier', 'POST', `${url}/transitions`, { to: 'official' }, 1, 409, 'wrong-state'],
      ['verifier', 'POST', `${url}/transitions`, { to: 'verified' }, 1, 422, 'missing-particulars'],
      ['verifier', 'POST', `${url}/transitions`, { to: 'reserved' }, 1, 400, 'invalid-input'],
    ]
    for (const [as, method, path, payload, revision, status, code] of CASES) {
      const { body, text } = await send(as, method, path, payload, revision)
      t.match(body, { status, code }, `${as} ${method} ${path} ${JSON.stringify(payload)}: ${text}`)
    }
    const { body, text } = await send('officer', 'PATCH', url, { street: 'Khác' }, 9)
    t.notMatch(text, /bà Sáu|salt/)
    t.match(body.versions, { yours: { street: 'Khác' }, theirs: { revision: 1 } })
  })

  t.test('tells what is new in a commune as an Atom feed', async (t) => {
    const reply = await app.inject(`/v1/feeds/${HERE}.atom?lang=en`)
    t.match(reply.headers['content-type'], /^application\/atom\+xml/)
    const texts = (tag: string) =>
      [...reply.body.matchAll(new RegExp(`<${tag}>([^<]*)</${tag}>`, 'g'))].map(([, text]) => text ?? '')
    const titles = texts('title')
    t.match(titles, ['diachiso 27694'])
    t.ok(titles.includes('Address made official') && titles.includes('New address'), String(titles))
    const updated = texts('updated')
    t.same(updated, [...updated].sort().reverse(), 'the newest first')
    t.notMatch(reply.body, /bà Sáu|0912345678|oanh/)
    t.match(await get('/v1/feeds/99999.atom'), { status: 404, code: 'unknown-unit' })
  })

  t.test('does the same for QGIS: its edits get events', async (t) => {
    const { uid } = [...demo.record.addresses.all()][0]!
    demo.record.db
      .prepare("UPDATE address SET status = 'official', street = 'Từ QGIS' WHERE uid = ?")
      .run(uid)
    t.match((await get(`/v1/addresses/${uid}`)).properties.vn, { status: 'created' })
    t.ok(demo.record.addresses.hasUnsettled())
  })
})
