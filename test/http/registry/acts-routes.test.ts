import type { FastifyRequest } from 'fastify'
import t from 'tap'
import { openPeople } from '../../../src/assembly/waiting-room.ts'
import type { Actor } from '../../../src/registry/actor.ts'
import { demoRecord } from '../../support/demo-record.ts'
import { actor } from '../../support/registry-actors.ts'
import { servedApp } from '../../support/served-app.ts'

const HERE = '27694'
const ACTORS: Readonly<Record<string, Actor>> = {
  officer: actor('oanh', ['officer']),
  second: actor('hai', ['officer']),
  verifier: actor('vinh', ['verifier']),
  other: actor('khác', ['verifier']),
}
const actorOf = async ({ headers }: FastifyRequest) => ACTORS[String(headers['x-test-actor'])]
const house = (house_number: string) => ({
  class: 1,
  lon: 106.4137,
  lat: 10.5402,
  commune_code: HERE,
  house_number,
  street: 'Đường Thử Nghiệm Sổ',
})

t.test('Acts of the registry over HTTP', async (t) => {
  const folder = await demoRecord()
  t.teardown(folder.close)
  const people = await openPeople(folder.dataDir, undefined, (sentence) => t.fail(sentence))
  const { app, close } = await servedApp({}, { actorOf, ...(people && { people }) })
  t.teardown(close)
  const send = async (as: string, url: string, payload: object, headers: Record<string, string> = {}) => {
    const reply = await app.inject({
      method: 'POST',
      url,
      payload,
      headers: { 'x-test-actor': as, ...headers },
    })
    return { status: reply.statusCode, body: reply.json(), text: reply.body }
  }
  const create = async (number: string) =>
    (await send('officer', '/v1/addresses', house(number))).body.id as string
  const get = async (id: string) => (await app.inject(`/v1/addresses/${id}`)).json().properties.vn

  t.test('many steps in one request, answered one by one', async (t) => {
    const [a, b] = [await create('11'), await create('12')]
    const { status, body } = await send('verifier', '/v1/transitions', {
      to: 'verified',
      method: 'mẫu',
      date: '2026-10-01',
      items: [
        { id: a, revision: 1 },
        { id: b, revision: 7 },
        { id: 'nobody', revision: 1 },
      ],
    })
    t.equal(status, 200)
    t.match(body.results, [
      { id: a, revision: 2 },
      { id: b, problem: { status: 412, code: 'changed' } },
      { id: 'nobody', problem: { status: 404, code: 'unknown-address' } },
    ])
  })

  t.test('the same request under its key is done once', async (t) => {
    const key = { 'idempotency-key': 'abc-1' }
    const first = await send('officer', '/v1/addresses', house('21'), key)
    const again = await send('officer', '/v1/addresses', house('21'), key)
    t.match([first.status, again.status], [201, 201])
    t.equal(again.body.id, first.body.id)
    t.match(await send('officer', '/v1/addresses', house('22'), key), {
      status: 422,
      body: { code: 'key-reused' },
    })
    t.match(await send('officer', '/v1/addresses', house('22'), { 'idempotency-key': 'a b' }), {
      status: 400,
    })
  })

  t.test('a split leads on, by every successor; a merge by the one', async (t) => {
    const whole = await create('31')
    const { status, text } = await send(
      'officer',
      `/v1/addresses/${whole}/split`,
      { parts: [house('31A'), house('31B')], reason: 'tách thửa' },
      { 'if-match': '1' },
    )
    t.equal(status, 200, text)
    const split = await get(whole)
    t.equal(split.status, 'retired')
    t.equal(split.successors.length, 2)
    const [one, two] = split.successors
    const merged = await send(
      'officer',
      `/v1/addresses/${one}/merge`,
      { others: [{ id: two, revision: 1 }], reason: 'nhập lại' },
      { 'if-match': '"1"' },
    )
    t.equal(merged.status, 200, merged.text)
    t.match(await get(two), { status: 'retired', successor: one, successors: [one] })
  })

  t.test('a national code is attached, checked and never given twice', async (t) => {
    const id = await create('41')
    const attach = (value: string, revision: number, to = id) =>
      send(
        'officer',
        `/v1/addresses/${to}/identifiers`,
        { scheme: 'ndas', value },
        { 'if-match': `${revision}` },
      )
    t.match(await attach('12345', 1), { status: 422, body: { code: 'findings' } })
    t.equal((await attach('8099999901', 1)).status, 200)
    t.match(await get(id), { ndas: '8099999901', revision: 2 })
    t.match(await attach('8099999901', 1, await create('42')), { status: 422, body: { code: 'findings' } })
  })

  t.test('a code of a configured scheme is explained', async (t) => {
    const id = await create('43')
    const code = async (value: string) => (await app.inject(`/v1/codes/${value}?lang=en`)).json()
    const [first, second] = ['82120CP69RWX', '82120CP69RWW']
    t.match(await code(first), { scheme: 'vpostcode', label: 'Vpostcode', valid: true, registered: false })
    for (const value of [first, second])
      t.equal(
        (
          await send(
            'officer',
            `/v1/addresses/${id}/identifiers`,
            { scheme: 'vpostcode', value },
            { 'if-match': '1' },
          )
        ).status,
        200,
      )
    t.match(await code('82120 cp69-rww'), {
      normalized: second,
      registered: true,
      status: 'created',
      address: { id },
    })
    t.match(await code(first), { registered: true, status: 'retired', successor: second, address: { id } })
    t.match(await code('123456789012'), { scheme: 'ndas', valid: false }, 'a scheme that is off')
  })

  t.test('what is certified changes when another person agrees', async (t) => {
    const id = await create('51')
    const url = `/v1/addresses/${id}`
    const step = { to: 'verified', method: 'thực địa', date: '2026-10-02' }
    t.equal((await send('verifier', `${url}/transitions`, step, { 'if-match': '1' })).status, 200)
    const waiting = await app.inject({
      method: 'PATCH',
      url,
      payload: { house_number: '51A', reason: 'đánh số lại' },
      headers: { 'x-test-actor': 'officer', 'if-match': '2' },
    })
    t.equal(waiting.statusCode, 202, waiting.body)
    const { proposal } = waiting.json()
    t.match(await get(id), { revision: 2 }, 'the old version holds until then')
    const settle = (as: string, act: string, payload: object = {}) =>
      send(as, `/v1/proposals/${proposal}/${act}`, payload)
    t.match(await settle('officer', 'accept'), { status: 403 })
    t.match(await settle('second', 'reject', { reason: 'x', text: 'y' }), { status: 422 })
    t.match(await settle('other', 'return', { text: 'thiếu ảnh' }), {
      status: 200,
      body: { state: 'returned' },
    })
    t.match(await settle('other', 'accept'), { status: 409, body: { code: 'wrong-state' } })
    t.match(await settle('second', 'reopen'), { status: 200, body: { state: 'open' } })
    const accepted = await settle('other', 'accept')
    t.equal(accepted.status, 200, accepted.text)
    t.match(await get(id), { revision: 3, status: 'verified' })
    t.match(await send('other', '/v1/proposals/nobody/accept', {}), {
      status: 404,
      body: { code: 'unknown-proposal' },
    })
  })

  t.test('an event is taken back', async (t) => {
    const { body } = await send('officer', '/v1/addresses', house('61'))
    const { event } = body.properties.vn
    const undone = await send('officer', `/v1/events/${event}/undo`, { reason: 'nhầm' })
    t.equal(undone.status, 200, undone.text)
    t.match(await get(body.id), { status: 'retired' })
    t.match(await send('officer', '/v1/events/nothing/undo', { reason: 'nhầm' }), { status: 404 })
  })

  t.test('without an account every door is shut', async (t) => {
    const { paths } = (await app.inject('/openapi.json')).json()
    let doors = 0
    for (const [path, operations] of Object.entries<Record<string, { tags: string[] }>>(paths))
      for (const [method, { tags }] of Object.entries(operations))
        if (tags.includes('registry') && method !== 'get') {
          const reply = await app.inject({
            method: method.toUpperCase() as 'POST',
            url: path.replace(/\{\w+\}/, 'x'),
            payload: { wrong: true },
          })
          t.match(reply.json(), { status: 401, code: 'unauthorized' }, `${method} ${path}`)
          doors++
        }
    t.ok(doors >= 38, `${doors} doors`)
  })
})
