import { setImmediate as nextTurn } from 'node:timers/promises'
import type { FastifyRequest } from 'fastify'
import t from 'tap'
import { openPeople } from '../../../src/assembly/waiting-room.ts'
import type { Actor } from '../../../src/registry/actor.ts'
import { httpsReceiver } from '../../support/https-receiver.ts'
import { actor } from '../../support/registry-actors.ts'
import { servedApp } from '../../support/served-app.ts'
import { emptyRecord } from '../../support/tile-record.ts'

const HERE = '27694'
const ACTORS: Readonly<Record<string, Actor>> = {
  admin: actor('ân', ['administrator']),
  officer: actor('oanh', ['officer']),
}
const actorOf = async ({ headers }: FastifyRequest) => ACTORS[String(headers['x-test-actor'])]
const HOUSE = {
  class: 1,
  lon: 106.4137,
  lat: 10.5402,
  commune_code: HERE,
  house_number: '4712',
  street: 'Đường Thử Webhook',
}

t.test('Webhooks over HTTP', async (t) => {
  const receiver = await httpsReceiver()
  t.teardown(receiver.close)
  const beside = emptyRecord()
  t.teardown(beside.close)
  const people = await openPeople(beside.dataDir, undefined, (sentence) => t.fail(sentence))
  const { app, close } = await served(people)
  t.teardown(close)
  await app.listen({ port: 0, host: '127.0.0.1' })

  async function served(beside: typeof people) {
    return servedApp(
      { WEBHOOK_ALLOW: '127.0.0.1/32' },
      { actorOf, webhookCa: receiver.ca, ...(beside && { people: beside }) },
    )
  }
  const ask = async (as: string, method: 'GET' | 'POST' | 'DELETE', url: string, payload?: object) => {
    const reply = await app.inject({
      method,
      url,
      headers: { 'x-test-actor': as },
      ...(payload !== undefined && { payload }),
    })
    return {
      status: reply.statusCode,
      headers: reply.headers,
      body: reply.body === '' ? undefined : reply.json(),
    }
  }
  const url = `https://127.0.0.1:${receiver.port}/tell`
  const make = (more: object = {}) => ask('admin', 'POST', '/v1/webhooks', { url, ...more })

  t.test('an event is told of, signed, and what became of it is seen', async (t) => {
    const made = await make({ communes: [HERE], actions: ['created'] })
    t.match(made, { status: 201, headers: { 'cache-control': 'no-store' } })
    t.match(made.body, { secret: /^whsec_/, url, communes: [HERE], actions: ['created'], state: 'active' })
    const { id: hook, secret: _, ...shown } = made.body
    t.same((await ask('admin', 'GET', '/v1/webhooks')).body, { webhooks: [{ id: hook, ...shown }] })
    receiver.answer = (reply) => reply.writeHead(410).end()
    const { id } = (await ask('officer', 'POST', '/v1/addresses', HOUSE)).body
    await receiver.got(1)
    const told = { id, revision: 1, state: 'created' }
    t.same(JSON.parse(receiver.received[0]?.body as string), told)
    const deliveries = async (query = '') =>
      (await ask('admin', 'GET', `/v1/webhooks/${hook}/deliveries${query}`)).body
    let [delivery] = (await deliveries()).deliveries
    while (delivery.state === 'waiting') {
      await nextTurn()
      ;[delivery] = (await deliveries()).deliveries
    }
    t.match(delivery, { body: told, state: 'dead', attempts: 1, result: '410', next_at: null })
    t.equal(delivery.id, receiver.received[0]?.headers['webhook-id'])
    t.same(await deliveries('?state=done'), { deliveries: [], next: null })
    t.equal((await deliveries('?limit=1')).next > 0, true)
    receiver.answer = (reply) => reply.writeHead(200).end()
    t.match(await ask('admin', 'POST', `/v1/webhooks/${hook}/redeliver`, { delivery: delivery.id }), {
      status: 202,
      body: { waiting: 1 },
    })
    await receiver.got(2)
    t.equal(receiver.received[1]?.headers['webhook-id'], delivery.id, 'under the same id')
    t.equal((await ask('admin', 'DELETE', `/v1/webhooks/${hook}`)).status, 204)
    t.match(await ask('admin', 'GET', `/v1/webhooks/${hook}/deliveries`), {
      status: 404,
      body: { code: 'unknown-webhook' },
    })
  })

  t.test('wrong requests', async (t) => {
    const cases: [
      as: string,
      method: 'GET' | 'POST' | 'DELETE',
      url: string,
      body: object | undefined,
      status: number,
    ][] = [
      ['nobody', 'GET', '/v1/webhooks', undefined, 401],
      ['nobody', 'POST', '/v1/webhooks', { url }, 401],
      ['nobody', 'DELETE', '/v1/webhooks/x', undefined, 401],
      ['nobody', 'GET', '/v1/webhooks/x/deliveries', undefined, 401],
      ['nobody', 'POST', '/v1/webhooks/x/redeliver', {}, 401],
      ['officer', 'GET', '/v1/webhooks', undefined, 403],
      ['officer', 'POST', '/v1/webhooks', { url }, 403],
      ['officer', 'DELETE', '/v1/webhooks/x', undefined, 403],
      ['admin', 'DELETE', '/v1/webhooks/x', undefined, 404],
      ['admin', 'POST', '/v1/webhooks/x/redeliver', {}, 404],
      ['admin', 'POST', '/v1/webhooks', { url: 'http://127.0.0.1/' }, 422],
      ['admin', 'POST', '/v1/webhooks', { url: 'https://127.0.0.2/' }, 422],
      ['admin', 'POST', '/v1/webhooks', {}, 400],
      ['admin', 'POST', '/v1/webhooks', { url, communes: [] }, 400],
      ['admin', 'POST', '/v1/webhooks', { url, communes: ['2769'] }, 400],
      ['admin', 'POST', '/v1/webhooks', { url, actions: ["x' OR 1"] }, 400],
      ['admin', 'POST', '/v1/webhooks', { url, secret: 'mine' }, 400],
      ['admin', 'GET', '/v1/webhooks/x/deliveries?state=lost', undefined, 400],
      ['admin', 'GET', '/v1/webhooks/x/deliveries?limit=501', undefined, 400],
    ]
    for (const [as, method, path, body, status] of cases)
      t.equal(
        (await ask(as, method, path, body)).status,
        status,
        `${as} ${method} ${path} ${JSON.stringify(body)}`,
      )
  })

  t.test('without people.db there are none', async (t) => {
    const without = await served(undefined)
    t.teardown(without.close)
    const reply = await without.app.inject({ url: '/v1/webhooks', headers: { 'x-test-actor': 'admin' } })
    t.match([reply.statusCode, reply.json().code], [503, 'no-proposals'])
  })
})
