import t from 'tap'
import { readConfig } from '../../../../src/config.ts'
import { routeApp } from '../../../support/route-app.ts'

const PEER = '10.0.0.1'

/** TRUST_PROXY, X-Forwarded-For of a request that comes from 10.0.0.1, and the client it counts for. */
const CLIENTS: ReadonlyArray<[trust: string, forwarded: string, client: string]> = [
  ['', '203.0.113.7', PEER],
  ['0', '203.0.113.7', PEER],
  ['off', '203.0.113.7', PEER],
  ['1', '203.0.113.7', '203.0.113.7'],
  ['1', '1.1.1.1, 203.0.113.7', '203.0.113.7'],
  ['2', '1.1.1.1, 203.0.113.7, 10.0.0.2', '203.0.113.7'],
  ['10.0.0.0/8', '1.1.1.1, 203.0.113.7, 10.0.0.2', '203.0.113.7'],
  ['192.168.0.0/16 fd00::/8', '203.0.113.7', PEER],
  ['10.0.0.1', '1.1.1.1, 10.0.0.2', '10.0.0.2'],
]

t.test('whose X-Forwarded-For is believed', async (t) => {
  for (const [trust, forwarded, client] of CLIENTS) {
    const { trustProxy } = readConfig({ TRUST_PROXY: trust })
    const app = await routeApp(
      (app) => {
        app.get('/ip', async ({ ip }) => ({ ip }))
      },
      undefined,
      { trustProxy },
    )
    const headers = { 'x-forwarded-for': forwarded }
    const reply = await app.inject({ url: '/ip', headers, remoteAddress: PEER })
    t.same(reply.json(), { ip: client }, `${trust}: ${forwarded}`)
    await app.close()
  }
})

t.test('what a client writes before its own address passes no rate limit', async (t) => {
  const app = await routeApp(
    (app) => {
      app.get('/there', async () => ({}))
    },
    undefined,
    { trustProxy: 1, rateLimit: 5 },
  )
  t.teardown(() => app.close())
  const ask = (i: number, url: string) =>
    app.inject({ url, headers: { 'x-forwarded-for': `1.1.1.${i}, 203.0.113.7` }, remoteAddress: PEER })
  const statuses = []
  for (let i = 0; i < 7; i++) statuses.push((await ask(i, '/there')).statusCode)
  t.same(statuses, [200, 200, 200, 200, 200, 429, 429])
  t.equal((await app.inject({ url: '/there', remoteAddress: PEER })).statusCode, 200, 'another client')
})

t.test('requests for what is not there count for the rate limit', async (t) => {
  const app = await routeApp(() => {}, undefined, { rateLimit: 3 })
  t.teardown(() => app.close())
  const statuses = []
  for (const url of ['/a', '/b', '/docs/nothing', '/d', '/docs/api/static/nothing'])
    statuses.push((await app.inject(url)).statusCode)
  t.same(statuses, [404, 404, 404, 429, 429])
  t.match((await app.inject('/a')).json(), { code: 'too-many-requests', status: 429 })
})
