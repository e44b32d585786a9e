import { createSecretKey, randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { FastifyRequest } from 'fastify'
import { pino } from 'pino'
import t from 'tap'
import { openPeople } from '../../../src/assembly/waiting-room.ts'
import { PEOPLE_FILE } from '../../../src/store/people/sqlite-people.ts'
import { HTTP_ACTORS } from '../../support/http-actors.ts'
import { actor } from '../../support/registry-actors.ts'
import { servedApp } from '../../support/served-app.ts'

const HOUSE = {
  class: 1,
  house_number: '4711',
  street: 'Hùng Vương',
  commune_code: '27694',
  lon: 106.4111,
  lat: 10.5361,
  position: 'entrance',
}
const [NAME, PHONE, WORDS] = ['Kymqanaten', '0912345678', 'Kymqanaloi']
/** What must stand nowhere but in the answer to who may see it. */
const SECRETS = [NAME, PHONE, '+84912345678', WORDS, '912345678']
const CONTACT = {
  role: 'owner',
  name: `Nguyễn ${NAME}`,
  channels: [{ kind: 'phone', value: PHONE }],
  consents: [{ purpose: 'notify', version: '1', text: 'Tôi đồng ý', how: 'paper', given_at: '2026-01-01' }],
}
const REASON = `reason ${encodeURIComponent('gọi báo lịch gắn biển số nhà')}`
const ACTORS = { ...HTTP_ACTORS, auditor: actor('kiểm', ['auditor']) }

t.test('Contacts and requests over HTTP', async (t) => {
  const lines: string[] = []
  const logger = pino({ level: 'trace' }, { write: (line: string) => lines.push(line) })
  const key = createSecretKey(randomBytes(32))
  const actorOf = async ({ headers }: FastifyRequest) =>
    ACTORS[String(headers['x-test-actor']) as keyof typeof ACTORS]
  const { app, demo, close } = await servedApp({}, { actorOf, logger }, async (dataDir) => {
    const people = await openPeople(dataDir, key, (sentence) => t.fail(sentence))
    return people && { people }
  })
  t.teardown(close)
  const send = async (
    as: string,
    method: 'GET' | 'POST' | 'PUT' | 'DELETE',
    url: string,
    payload?: object,
    headers: Record<string, string> = {},
  ) => {
    const reply = await app.inject({
      method,
      url,
      ...(payload && { payload }),
      headers: { 'x-test-actor': as, ...headers },
    })
    return { status: reply.statusCode, text: reply.body, headers: reply.headers, body: reply.json() }
  }
  const { id } = (await send('officer', 'POST', '/v1/addresses', HOUSE)).body
  const url = `/v1/addresses/${id}/people`

  t.test('written, seen for a purpose, deleted', async (t) => {
    const written = await send('collector', 'PUT', url, { people: [CONTACT] })
    t.equal(written.status, 200, written.text)
    t.equal(written.body.ids.length, 1)
    const seen = await send('officer', 'GET', url, undefined, { purpose: REASON })
    t.equal(seen.status, 200)
    t.match(seen.body.people, [{ name: CONTACT.name, channels: [{ value: '+84912345678' }] }])
    t.equal(seen.headers['cache-control'], 'no-store')
    t.match(
      (await send('collector', 'GET', url)).body.people,
      [{ role: 'owner' }],
      'a collector, own of today',
    )
    t.same((await send('officer', 'DELETE', `${url}?role=user`)).body, { deleted: 0 })
  })

  t.test('what is refused', async (t) => {
    const body = { people: [CONTACT] }
    const wrong = { people: [{ ...CONTACT, channels: [{ kind: 'phone', value: '01681234567' }] }] }
    const asked = { kind: 'see', address: id, name: 'x', channel: { kind: 'phone', value: '0912345678' } }
    const cases: [
      as: string,
      method: 'GET' | 'POST' | 'PUT' | 'DELETE',
      url: string,
      body: object | undefined,
      purpose: string | undefined,
      status: number,
      code: string,
    ][] = [
      ['nobody', 'GET', url, undefined, REASON, 401, 'unauthorized'],
      ['nobody', 'PUT', url, { x: 1 }, undefined, 401, 'unauthorized'],
      ['nobody', 'DELETE', url, undefined, undefined, 401, 'unauthorized'],
      ['nobody', 'POST', '/v1/person-requests', asked, undefined, 403, 'form-expired'],
      ['officer', 'GET', url, undefined, undefined, 422, 'missing-particulars'],
      ['officer', 'GET', url, undefined, 'prefetch', 400, 'invalid-input'],
      ['officer', 'GET', url, undefined, 'reason x', 400, 'invalid-input'],
      ['officer', 'GET', url, undefined, 'reason %E0%A4%A', 400, 'invalid-input'],
      ['officer', 'GET', url, undefined, `reason ${'x'.repeat(501)}`, 400, 'invalid-input'],
      ['officer', 'GET', url, undefined, 'item proposal:x', 409, 'wrong-state'],
      ['officer', 'GET', url, undefined, 'item house:x', 400, 'invalid-input'],
      ['elsewhere', 'GET', url, undefined, REASON, 403, 'outside-area'],
      ['auditor', 'GET', url, undefined, REASON, 403, 'forbidden'],
      ['officer', 'GET', '/v1/addresses/x/people', undefined, REASON, 404, 'unknown-address'],
      ['verifier', 'PUT', url, body, undefined, 403, 'forbidden'],
      ['elsewhere', 'PUT', url, body, undefined, 403, 'outside-area'],
      ['officer', 'PUT', url, { people: [] }, undefined, 400, 'invalid-input'],
      ['officer', 'PUT', url, { people: [{ ...CONTACT, id: 'x' }] }, undefined, 400, 'invalid-input'],
      [
        'officer',
        'PUT',
        url,
        { people: [{ ...CONTACT, role: 'neighbour' }] },
        undefined,
        400,
        'invalid-input',
      ],
      ['officer', 'PUT', url, wrong, undefined, 422, 'findings'],
      ['collector', 'DELETE', url, undefined, undefined, 403, 'forbidden'],
      ['officer', 'DELETE', `${url}?role=x`, undefined, undefined, 400, 'invalid-input'],
      ['officer', 'GET', '/v1/looks', undefined, undefined, 403, 'forbidden'],
      ['collector', 'GET', '/v1/person-requests', undefined, undefined, 403, 'forbidden'],
      [
        'officer',
        'POST',
        '/v1/person-requests',
        { ...asked, kind: 'forget' },
        undefined,
        400,
        'invalid-input',
      ],
      [
        'officer',
        'POST',
        '/v1/person-requests',
        { ...asked, address: 'x' },
        undefined,
        404,
        'unknown-address',
      ],
      [
        'officer',
        'POST',
        '/v1/person-requests/00000000-0000-0000-0000-000000000000/reply',
        { text: 'x' },
        undefined,
        404,
        'unknown-person-request',
      ],
    ]
    for (const [as, method, at, payload, purpose, status, code] of cases) {
      const reply = await send(as, method, at, payload, purpose === undefined ? {} : { purpose })
      t.equal(reply.status, status, `${as} ${method} ${at} ${purpose ?? ''}: ${reply.text}`)
      t.equal(reply.body.code, code, `${as} ${method} ${at} ${purpose ?? ''}`)
    }
    const { body: told } = await send('officer', 'PUT', url, wrong)
    t.match(told.findings, [
      { rule: 'phone', path: 'people.0.channels.0.value', repair: { value: '+84381234567' } },
    ])
  })

  t.test('a request from its taking to its end', async (t) => {
    const draft = {
      kind: 'see',
      address: id,
      name: NAME,
      channel: { kind: 'phone', value: PHONE },
      text: `xin xem ${WORDS}`,
    }
    const taken = await send('officer', 'POST', '/v1/person-requests', draft)
    t.equal(taken.status, 201, taken.text)
    t.match(taken.body, { state: 'open', kind: 'see', reply_due: /T16:59:59/, fulfil_due: /T16:59:59/ })
    const at = `/v1/person-requests/${taken.body.id}`
    t.equal(taken.headers.location, at)
    const listed = await send('verifier', 'GET', '/v1/person-requests')
    t.match(listed.body.requests, [{ id: taken.body.id }])
    t.same(
      SECRETS.filter((secret) => listed.text.includes(secret)),
      [],
      'the list says nothing of who asks',
    )
    t.match((await send('officer', 'GET', at)).body, { name: NAME, text: `xin xem ${WORDS}` })
    t.match((await send('officer', 'POST', `${at}/reply`, { text: 'trình tự' })).body, { state: 'replied' })
    t.equal((await send('officer', 'POST', `${at}/extend`, { days: 5, reason: 'nhiều hồ sơ' })).status, 200)
    t.equal((await send('officer', 'POST', `${at}/extend`, { days: 5, reason: 'nữa' })).status, 409)
    const end = await send('officer', 'POST', `${at}/fulfil`, { outcome: 'done', text: 'đã gửi' })
    t.match(end.body, { state: 'fulfilled', contacts: [{ name: CONTACT.name }], looks: Array })
    t.match((await send('officer', 'GET', '/v1/person-requests')).body, { requests: [] })
  })

  t.test('nothing of it comes out otherwise', async (t) => {
    const leaks = (where: string, text: string) =>
      SECRETS.filter((secret) => text.includes(secret)).map((secret) => `${where}: ${secret}`)
    const found: string[] = []
    for (const [as, at] of [
      ['', `/v1/addresses/${id}`],
      ['', `/v1/addresses/${id}/history`],
      ['', '/v1/events?chain=27694@2025-07-01&limit=1000'],
      ['', '/v1/feeds/27694.atom'],
      ['', `/v1/search?q=${NAME}`],
      ['', `/v1/autocomplete?q=${PHONE}`],
      ['', '/v1/changes?since=0'],
      ['', '/metrics'],
      ['', '/openapi.json'],
      ['officer', '/v1/queue'],
      ['officer', `/v1/addresses/${id}`],
      ['officer', '/v1/overview'],
      ['auditor', '/v1/audit?limit=500'],
      ['elsewhere', url],
    ] as const) {
      const reply = await app.inject({ url: at, headers: { 'x-test-actor': as } })
      // What was asked for is told back.
      found.push(
        ...leaks(`${as} ${at}`, reply.body.replaceAll(decodeURIComponent(at.split('q=')[1] ?? '\0'), '')),
      )
    }
    t.ok(lines.length > 20)
    found.push(...leaks('log', lines.join('')))
    for (const file of [PEOPLE_FILE, `${PEOPLE_FILE}-wal`])
      found.push(...leaks(file, readFileSync(join(demo.dataDir, file)).toString('utf8')))
    t.same(found, [])
    const { body } = await send('auditor', 'GET', '/v1/audit?action=look')
    t.match(body.entries, [
      { subject: id, account: 'account-cúc' },
      { subject: id, account: 'account-oanh' },
    ])
  })

  t.test('without a key contacts are refused, and the rest goes on', async (t) => {
    const plain = await servedApp({}, { actorOf }, async (dataDir) => {
      const people = await openPeople(dataDir, undefined, (sentence) => t.fail(sentence))
      return people && { people }
    })
    t.teardown(() => plain.close())
    const headers = { 'x-test-actor': 'officer' }
    const made = await plain.app.inject({ method: 'POST', url: '/v1/addresses', payload: HOUSE, headers })
    t.equal(made.statusCode, 201)
    const refused = await plain.app.inject({
      method: 'PUT',
      url: `/v1/addresses/${made.json<{ id: string }>().id}/people`,
      payload: { people: [CONTACT] },
      headers,
    })
    t.equal(refused.statusCode, 503)
    t.match(refused.json(), { code: 'people-key' })
  })
})
