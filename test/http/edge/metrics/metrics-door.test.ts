import { once } from 'node:events'
import { createServer } from 'node:net'
import t from 'tap'
import { serviceRoutes } from '../../../../src/http/service.ts'
import { routeApp } from '../../../support/route-app.ts'

const TOKEN = 'a-token-of-the-operator'
const COUNT = /^diachiso_addresses 7$/m
const OUTSIDE = '203.0.113.7'

/** METRICS_TOKEN, where the request comes from, its headers, status */
const DOOR: ReadonlyArray<[token: string | undefined, peer: string, headers: object, status: number]> = [
  [undefined, '127.0.0.1', {}, 200],
  [undefined, '127.8.9.10', {}, 200],
  [undefined, '::1', {}, 200],
  [undefined, '::ffff:127.0.0.1', {}, 200],
  [undefined, OUTSIDE, {}, 403],
  [undefined, '10.0.0.1', {}, 403],
  [undefined, OUTSIDE, { 'x-forwarded-for': '127.0.0.1' }, 403],
  // what a proxy on this machine passes on is not this machine's
  [undefined, '127.0.0.1', { 'x-forwarded-for': OUTSIDE }, 403],
  [undefined, '127.0.0.1', { forwarded: `for=${OUTSIDE}` }, 403],
  [undefined, OUTSIDE, { authorization: `Bearer ${TOKEN}` }, 403],
  [TOKEN, OUTSIDE, { authorization: `Bearer ${TOKEN}` }, 200],
  [TOKEN, OUTSIDE, { authorization: `bearer  ${TOKEN}` }, 200],
  [TOKEN, OUTSIDE, { authorization: `Bearer ${TOKEN}x` }, 401],
  [TOKEN, OUTSIDE, { authorization: `Basic ${TOKEN}` }, 401],
  [TOKEN, '127.0.0.1', {}, 401],
]

function served(settings: { metricsToken?: string | undefined; metricsPort?: number }, trustProxy = 0) {
  const facts = () => ({ addresses: 7, data: 'demo', sequence: 1, lagSeconds: 0 })
  const unusable = { counts: new Map([['address', 3]]) }
  const answerCache = { lookups: 5, hits: 2, bytes: 1000 }
  const parts = {
    version: '1',
    unready: () => undefined,
    served: { facts, unusable, answerCache },
    host: '127.0.0.1',
    changes: { counts: [] },
    backlog: async () => ({ proposals: [], jobs: [], outbox: 0, outboxAge: 0 }),
  }
  return routeApp(
    (app) => serviceRoutes(app, { metricsToken: undefined, metricsPort: undefined, ...parts, ...settings }),
    undefined,
    { trustProxy },
  )
}

t.test('who may read /metrics', async (t) => {
  for (const trustProxy of [0, 1])
    for (const [metricsToken, remoteAddress, headers, status] of DOOR) {
      const app = await served({ metricsToken }, trustProxy)
      const name = `${metricsToken} ${remoteAddress} ${JSON.stringify(headers)} behind ${trustProxy}`
      const reply = await app.inject({
        url: '/metrics',
        remoteAddress,
        headers: headers as Record<string, string>,
      })
      t.equal(reply.statusCode, status, name)
      if (status === 200) t.match(reply.body, COUNT, name)
      else t.notMatch(reply.body, /addresses/, name)
      if (status === 401) t.match(reply.headers['www-authenticate'], /^Bearer/, name)
      await app.close()
    }
})

t.test('with a port of its own it is nowhere else', async (t) => {
  const free = createServer().listen(0, '127.0.0.1')
  await once(free, 'listening')
  const { port: metricsPort } = free.address() as { port: number }
  const base = `http://127.0.0.1:${metricsPort}`
  await t.rejects(served({ metricsPort }), { code: 'EADDRINUSE' }, 'a port that is taken stops the start')
  free.close()
  await once(free, 'close')

  const app = await served({ metricsPort, metricsToken: TOKEN })
  t.equal((await app.inject('/metrics')).statusCode, 404)
  t.equal((await fetch(`${base}/metrics`)).status, 401)
  t.equal((await fetch(`${base}/health`)).status, 404)
  const authorization = `Bearer ${TOKEN}`
  t.equal((await fetch(`${base}/metrics`, { method: 'POST', headers: { authorization } })).status, 405)
  t.match(await (await fetch(`${base}/metrics`, { headers: { authorization } })).text(), COUNT)
  await app.close()
  await t.rejects(fetch(`${base}/metrics`), 'closed with the server')
})
