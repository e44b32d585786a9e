import type { FastifyRequest } from 'fastify'
import t from 'tap'
import { openPeople } from '../../../src/assembly/waiting-room.ts'
import type { Actor } from '../../../src/registry/actor.ts'
import { verifyHistory } from '../../../src/registry/verify-history.ts'
import { openSqliteEngine } from '../../../src/store/registry/engines/sqlite-engine.ts'
import { RegistryStore } from '../../../src/store/registry/registry-store.ts'
import { demoRecord } from '../../support/demo-record.ts'
import { actor } from '../../support/registry-actors.ts'
import { servedApp } from '../../support/served-app.ts'

const HERE = '27694'
const ACTORS: Readonly<Record<string, Actor>> = {
  officer: actor('oanh', ['officer']),
  verifier: actor('vinh', ['verifier']),
}
const actorOf = async ({ headers }: FastifyRequest) => ACTORS[String(headers['x-test-actor'])]
const TOWER = {
  class: 3,
  name: 'Chung cư Thử Nghiệm Sổ',
  lon: 106.4137,
  lat: 10.5402,
  commune_code: HERE,
  house_number: '4711',
  street: 'Đường Thử Nghiệm Sổ',
  position: 'building',
}
const GATE = { type: 'gate', lon: 106.4139, lat: 10.5403, method: 'gnss', accuracy: 2.5 }

t.test('Positions, names and units over HTTP', async (t) => {
  const folder = await demoRecord()
  t.teardown(folder.close)
  const people = await openPeople(folder.dataDir, undefined, (sentence) => t.fail(sentence))
  const { app, demo, close } = await servedApp({}, { actorOf, ...(people && { people }) })
  t.teardown(close)
  const send = async (as: string, url: string, payload: object, revision?: number) => {
    const reply = await app.inject({
      method: 'POST',
      url,
      payload,
      headers: { 'x-test-actor': as, ...(revision !== undefined && { 'if-match': `"${revision}"` }) },
    })
    return { status: reply.statusCode, body: reply.json(), headers: reply.headers, text: reply.body }
  }
  const get = async (url: string) => (await app.inject(url)).json()
  const create = async () => (await send('officer', '/v1/addresses', TOWER)).body.id as string

  t.test('positions come, go, and one of them becomes the main one', async (t) => {
    const id = await create()
    const url = `/v1/addresses/${id}`
    t.equal((await get(url)).properties.vn.positions, undefined, 'one point, of which nothing more is known')
    const added = await send('officer', `${url}/positions`, { add: [GATE] }, 1)
    t.equal(added.status, 200, added.text)
    t.equal(added.headers.etag, '"2"')
    const { positions } = (await get(url)).properties.vn
    t.same(added.body.properties.vn.positions, positions, 'the very next answer says the same')
    t.match(positions, [
      { id, main: true, type: 'building', point: [106.4137, 10.5402], method: null, accuracy: null },
      { type: 'gate', point: [106.4139, 10.5403], method: 'gnss', accuracy: 2.5 },
    ])
    const main = await send('officer', `${url}/positions`, { main: positions[1].id }, 2)
    t.same(main.body.geometry.coordinates, [106.4139, 10.5403])
    t.equal(main.body.properties.geocoding.accuracy, 3, 'as it was measured')
    t.match(main.body.properties.vn.positions, [
      { id, main: true, type: 'gate' },
      { main: undefined, type: 'building' },
    ])
    t.equal((await get(`/v1/reverse?lat=10.5403&lon=106.4139`)).features[0].id, id)
    const { versions } = await get(`${url}/history`)
    t.same(
      versions.map(({ address }: { address: { properties: { vn: { positions?: { type: string }[] } } } }) =>
        address.properties.vn.positions?.map(({ type }) => type),
      ),
      [['gate', 'building'], ['building', 'gate'], undefined],
    )
    const undone = await send('officer', `/v1/events/${main.body.properties.vn.event}/undo`, {
      reason: 'nhầm',
    })
    t.same(undone.body.geometry.coordinates, [106.4137, 10.5402])
    t.same((await get(url)).properties.vn.positions, positions)
  })

  t.test('names and units, of a tower of a thousand flats a page', async (t) => {
    const id = await create()
    const url = `/v1/addresses/${id}`
    const names = [
      { name: 'Chung cư Cũ', kind: 'former', valid_to: '2020-12-31' },
      { name: 'Registry Tower', kind: 'translation', language: 'en' },
    ]
    t.equal((await send('officer', `${url}/names`, { add: names }, 1)).status, 200)
    const flats = Array.from({ length: 1000 }, (_, i) => {
      const floor = Math.floor(i / 20) + 1
      return { designation: `${floor}.${String((i % 20) + 1).padStart(2, '0')}`, floor: String(floor) }
    })
    const before = await get(url)
    t.equal((await send('officer', `${url}/units`, { add: flats.slice(0, 500) }, 2)).status, 200)
    const made = await send('officer', `${url}/units`, { add: flats.slice(500) }, 3)
    t.equal(made.body.properties.vn.unit_count, 1000)
    t.equal(made.body.properties.vn.units.length, 50)
    const { vn } = (await get(url)).properties
    t.same(made.body.properties.vn.units, vn.units)
    t.match(vn.units[0], { designation: '1.01', floor: '1', kind: 'flat' })
    t.same(Object.keys(vn.units[0]).sort(), ['designation', 'floor', 'id', 'kind'])
    t.same(
      vn.names.map(({ name, kind, language }: Record<string, string>) => [name, kind, language]),
      [
        ['Chung cư Cũ', 'former', 'vi'],
        ['Registry Tower', 'translation', 'en'],
      ],
    )
    t.equal(before.properties.vn.units, undefined)
    const pages = await Promise.all(
      [0, 500, 1000].map((offset) => get(`${url}/units?limit=500&offset=${offset}`)),
    )
    t.same(
      pages.flatMap(({ units }) => units.map(({ designation }: { designation: string }) => designation)),
      flats.map(({ designation }) => designation),
      'in the order of the floors',
    )
    const ended = await send(
      'officer',
      `${url}/units`,
      { change: [{ id: vn.units[0].id, state: 'ended' }] },
      4,
    )
    t.equal(ended.body.properties.vn.unit_count, 999)
    t.match(await get('/v1/addresses/nobody/units'), { status: 404, code: 'unknown-address' })
  })

  t.test('a further name is found in the very next answer, and no more once it is gone', async (t) => {
    const id = await create()
    const url = `/v1/addresses/${id}`
    const found = async (text: string, route = 'search') => {
      const { features } = await get(`/v1/${route}?q=${encodeURIComponent(text)}`)
      return features.map((each: { id: string }) => each.id).filter((each: string) => each === id).length
    }
    const NAMES = ['Nhà lồng Xuân Quýnh', 'Quynh Covered Market']
    t.same(await Promise.all(NAMES.map((name) => found(name))), [0, 0])
    const add = [
      { name: NAMES[0], kind: 'common' },
      { name: NAMES[1], kind: 'translation', language: 'en' },
    ]
    const { body } = await send('officer', `${url}/names`, { add }, 1)
    t.same(await Promise.all(NAMES.map((name) => found(name))), [1, 1])
    t.equal(await found('nha long xuan qu', 'autocomplete'), 1, 'while it is typed')
    t.equal(await found(TOWER.name), 1, 'its own name leads to it once, as before')
    const [first] = body.properties.vn.names
    await send('officer', `${url}/names`, { remove: [first.id] }, 2)
    t.equal(await found(NAMES[0] as string), 0)
    await send('officer', `${url}/transitions`, { to: 'retired', reason: 'phá dỡ' }, 3)
    t.equal(await found(NAMES[1] as string), 0)
  })

  t.test('refuses what is wrong, and names it', async (t) => {
    const id = await create()
    const url = `/v1/addresses/${id}`
    const CASES: readonly [
      path: string,
      body: object,
      revision: number | undefined,
      status: number,
      code: string,
    ][] = [
      ['positions', { add: [GATE] }, undefined, 428, 'precondition-required'],
      ['positions', { add: [GATE] }, 9, 412, 'changed'],
      ['positions', {}, 1, 400, 'invalid-input'],
      ['positions', { add: [{ ...GATE, type: 'roof' }] }, 1, 400, 'invalid-input'],
      ['positions', { add: [{ ...GATE, accuracy: -1 }] }, 1, 400, 'invalid-input'],
      ['positions', { add: [{ ...GATE, note: 'x' }] }, 1, 400, 'invalid-input'],
      ['positions', { add: [{ ...GATE, lon: 107.9 }] }, 1, 422, 'findings'],
      ['positions', { main: 'x' }, 1, 422, 'findings'],
      ['names', { add: [{ name: 'Nhà 0912345678', kind: 'common' }] }, 1, 422, 'findings'],
      ['names', { add: [{ name: 'Cũ', kind: 'former', valid_to: '2020-02-30' }] }, 1, 400, 'invalid-input'],
      ['units', { add: [{ designation: 'căn của bà Sáu' }] }, 1, 422, 'findings'],
      ['units', { remove: ['x'] }, 1, 422, 'findings'],
    ]
    for (const [path, body, revision, status, code] of CASES) {
      const reply = await send('officer', `${url}/${path}`, body, revision)
      t.match(reply.body, { status, code }, `${path} ${JSON.stringify(body)}: ${reply.text}`)
    }
    t.equal((await get(url)).properties.vn.revision, 1)
  })

  t.test(
    'profile fields without a column are kept, checked by the profile, and shown to nobody',
    async (t) => {
      const home = { ...TOWER, class: 1, name: null, attributes: { households: 3, building: 'Lô Xanh Kym' } }
      const created = await send('officer', '/v1/addresses', home)
      t.equal(created.status, 201, created.text)
      const id = created.body.id as string
      const patch = async (payload: object, revision: number) => {
        const headers = { 'x-test-actor': 'officer', 'if-match': `"${revision}"` }
        const reply = await app.inject({ method: 'PATCH', url: `/v1/addresses/${id}`, payload, headers })
        return { status: reply.statusCode, body: reply.json(), text: reply.body }
      }
      const kept = async () => {
        const store = new RegistryStore(openSqliteEngine(demo.dataDir))
        const version = await store.write((tx) => tx.addresses.byUid(id))
        t.same((await verifyHistory(store)).breaks, [])
        await store.close()
        return JSON.parse(version?.attributes ?? '{}')
      }
      t.same(await kept(), { building: 'Lô Xanh Kym', households: 3 })
      t.equal((await patch({ attributes: { households: 4, floors: 2, building: null } }, 1)).status, 200)
      t.same(await kept(), { floors: 2, households: 4 })
      t.notMatch(
        JSON.stringify([created.body, await get(`/v1/addresses/${id}/history`)]),
        /Lô Xanh|households/,
      )
      const CASES: readonly [attributes: object, status: number, rule: string | undefined][] = [
        [{ households: 0 }, 422, 'field-value'],
        [{ households: 'ba' }, 422, 'field-value'],
        [{ colour: 'xanh' }, 422, 'unknown-field'],
        [{ position_accuracy: 1 }, 400, undefined],
        [{ households: 1.5 }, 422, 'field-value'],
      ]
      for (const [attributes, status, rule] of CASES) {
        const reply = await patch({ attributes }, 2)
        t.equal(reply.status, status, `${JSON.stringify(attributes)}: ${reply.text}`)
        t.equal(reply.body.findings?.[0].rule, rule)
      }
    },
  )

  t.test('of what is verified waits for another person', async (t) => {
    const id = await create()
    const url = `/v1/addresses/${id}`
    await send(
      'verifier',
      `${url}/transitions`,
      { to: 'verified', method: 'thực địa', date: '2026-10-02' },
      1,
    )
    const body = { add: [GATE], reason: 'đo lại' }
    const waiting = await send('officer', `${url}/positions`, body, 2)
    t.equal(waiting.status, 202, waiting.text)
    t.equal((await get(url)).properties.vn.positions, undefined)
    const accepted = await send('verifier', `/v1/proposals/${waiting.body.proposal}/accept`, {})
    t.match(accepted.body.properties.vn, { status: 'verified', positions: { length: 2 } })
  })
})
