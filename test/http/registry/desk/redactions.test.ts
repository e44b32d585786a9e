import t from 'tap'
import { deskApp } from '../../../support/desk-app.ts'

const STREET = 'Hẻm Bí Mật Của Bà Tám'

t.test('Redactions over HTTP', async (t) => {
  const { app, send, state, close } = await deskApp()
  t.teardown(close)
  const house = {
    class: 1,
    lon: 106.4137,
    lat: 10.5402,
    commune_code: '27694',
    house_number: '7',
    street: STREET,
  }
  const { body } = await send('officer', 'POST', '/v1/addresses', house)
  const { id } = body
  const outputs = [
    `/v1/addresses/${id}`,
    `/v1/addresses/${id}/history`,
    `/v1/features/${id}`,
    `/v1/search?q=${encodeURIComponent(`7 ${STREET}, Phường Long An`)}`,
    `/v1/reverse?lat=${house.lat}&lon=${house.lon}`,
    `/ogc/collections/addresses/items/${id}`,
    '/ogc/collections/addresses/items?limit=1000&bbox=106.41,10.54,106.42,10.55',
  ]
  const tell = async () => {
    const told: string[] = []
    for (const url of outputs) {
      const reply = await app.inject(url)
      // A search repeats what was asked.
      const answer = reply.json()
      if (JSON.stringify(answer.features ?? answer).includes('Bí Mật')) told.push(url)
    }
    return told
  }

  t.same(await tell(), outputs, 'every output tells the street')
  const url = `/v1/addresses/${id}/redactions`
  const cases: [as: string, payload: object, revision: number | undefined, status: number, code: string][] = [
    ['nobody', { fields: ['street'], reason: 'x' }, 1, 401, 'unauthorized'],
    ['officer', { fields: ['street'], reason: 'x' }, undefined, 428, 'precondition-required'],
    ['officer', { fields: ['street'], reason: 'x' }, 2, 412, 'changed'],
    ['officer', { fields: ['street'] }, 1, 400, 'invalid-input'],
    ['officer', { fields: [], reason: 'x' }, 1, 400, 'invalid-input'],
    ['officer', { fields: ['street', 'street'], reason: 'x' }, 1, 400, 'invalid-input'],
    ['officer', { fields: ['code'], reason: 'x' }, 1, 400, 'invalid-input'],
    ['officer', { reason: 'x' }, 1, 400, 'invalid-input'],
    ['officer', { supplements: ['x'], reason: 'x' }, 1, 400, 'invalid-input'],
    ['officer', { supplements: [id], reason: 'x' }, 1, 422, 'findings'],
    ['officer', { fields: ['street'], reason: `theo ${STREET}` }, 1, 422, 'findings'],
    ['collector', { fields: ['street'], reason: 'x' }, 1, 403, 'forbidden'],
    ['elsewhere', { fields: ['street'], reason: 'x' }, 1, 403, 'outside-area'],
  ]
  for (const [as, payload, revision, status, code] of cases)
    t.match(
      await send(as, 'POST', url, payload, revision),
      { status, body: { code } },
      `${as} ${JSON.stringify(payload)}`,
    )
  t.same(await tell(), outputs, 'what was refused has taken nothing out')

  const sequence = () => state.facts().sequence
  const before = sequence()
  const done = await send(
    'officer',
    'POST',
    url,
    { fields: ['street'], reason: 'theo yêu cầu của chủ nhà' },
    1,
  )
  t.match(done, { status: 200, headers: { etag: '"2"' } }, done.text)
  t.same(await tell(), [], 'gone at the next request, from the versions before too')
  t.ok(sequence() > before, 'what was cached of it is asked anew')
  t.match((await send('nobody', 'GET', `/v1/addresses/${id}/history`)).body.versions, { length: 2 })
})
