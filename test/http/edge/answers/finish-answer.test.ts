import { createHash } from 'node:crypto'
import { Readable } from 'node:stream'
import { brotliDecompressSync, gunzipSync, gzipSync } from 'node:zlib'
import t from 'tap'
import { preferredCoding } from '../../../../src/http/edge/answers/content-coding.ts'
import { routeApp } from '../../../support/route-app.ts'

/** Accept-Encoding, and the coding of gzip and br that it prefers */
const WISHES: ReadonlyArray<[header: string | undefined, coding: string | undefined]> = [
  [undefined, undefined],
  ['', undefined],
  ['gzip', 'gzip'],
  ['x-gzip', 'gzip'],
  ['br', 'br'],
  ['gzip, deflate, br, zstd', 'gzip'],
  ['br, gzip', 'gzip'],
  ['gzip;q=0.5, br', 'br'],
  ['gzip;q=0.5, br;q=0.9', 'br'],
  ['GZIP ; Q=0.9', 'gzip'],
  ['*', 'gzip'],
  ['gzip;q=0, *', 'br'],
  ['*;q=0', undefined],
  ['gzip;q=0, br;q=0.000', undefined],
  ['identity, gzip;q=0.5', undefined],
  ['identity;q=0.5, gzip', 'gzip'],
  ['identity;q=0, br;q=0.1', 'br'],
  ['deflate, zstd', undefined],
]

const LONG = JSON.stringify({ name: 'Phường Long An '.repeat(100) })
const SHORT = '{"name":"Phường Long An"}'
const TAG = createHash('sha1').update(LONG).digest('base64url')
const UNPACK: Readonly<Record<string, (bytes: Buffer) => Buffer>> = {
  gzip: gunzipSync,
  br: (bytes) => brotliDecompressSync(bytes),
}

t.test('a client gets the coding that it prefers', async (t) => {
  for (const [header, coding] of WISHES)
    t.equal(preferredCoding(header, ['gzip', 'br']), coding, header ?? 'none')
})

t.test('answers are compressed in one step', async (t) => {
  const app = await routeApp((app) => {
    const types = [
      'application/json',
      'application/geo+json',
      'application/schema+json',
      'text/html; charset=utf-8',
    ]
    for (const [i, type] of types.entries())
      app.get(`/type${i}`, async (_, reply) => reply.type(type).send(LONG))
    app.get('/object', async () => JSON.parse(LONG))
    app.get('/short', async (_, reply) => reply.type('application/json').send(SHORT))
    app.get('/tile', async (_, reply) =>
      reply.type('application/vnd.mapbox-vector-tile').send(Buffer.from(LONG)),
    )
    app.get('/packed', async (_, reply) =>
      reply.type('application/json').header('content-encoding', 'gzip').send(gzipSync(LONG)),
    )
    app.get('/events', async (_, reply) =>
      reply.type('text/event-stream').send(Readable.from(['data: 1\n\n'])),
    )
    app.get('/varied', async (_, reply) => reply.type('text/html').header('vary', 'accept').send(LONG))
    app.get('/tagged', async (_, reply) => reply.type('text/html').header('etag', 'W/"own"').send(LONG))
    app.get('/fresh', async (_, reply) =>
      reply.type('text/html').header('cache-control', 'no-store').send(LONG),
    )
    app.post('/posted', async (_, reply) => reply.type('application/json').send(LONG))
    app.get('/large', async (_, reply) =>
      reply.type('application/json').send(JSON.stringify(LONG.repeat(100))),
    )
    app.get('/stream', async (_, reply) =>
      reply
        .type('text/csv')
        .header('etag', '"s"')
        .send(Readable.from([LONG, LONG])),
    )
    app.get('/broken', async (_, reply) => reply.type('text/csv').send(Readable.from(failing())))
  })
  t.teardown(() => app.close())
  const get = (url: string, headers: Record<string, string> = {}, method: 'GET' | 'HEAD' | 'POST' = 'GET') =>
    app.inject({ method, url, headers })

  t.test('text above a kilobyte, with a tag a coding', async (t) => {
    for (const url of ['/type0', '/type1', '/type2', '/type3', '/object'])
      for (const coding of ['gzip', 'br']) {
        const reply = await get(url, { 'accept-encoding': coding })
        const { etag, vary, 'content-encoding': said, 'content-length': length } = reply.headers
        t.same([said, vary, etag], [coding, 'accept-encoding', `"${TAG}-${coding}"`], `${url} ${coding}`)
        t.equal(Number(length), reply.rawPayload.length, `${url} ${coding}`)
        t.ok(reply.rawPayload.length < LONG.length / 5, `${url} ${coding}: ${reply.rawPayload.length}`)
        t.equal(String(UNPACK[coding]!(reply.rawPayload)), LONG, `${url} ${coding}`)
      }
  })

  t.test('as it is for whoever wants that, and what is short, packed or flows', async (t) => {
    for (const [url, accept, vary] of [
      ['/type0', undefined, 'accept-encoding'],
      ['/type0', 'identity', 'accept-encoding'],
      ['/short', 'gzip', undefined],
      ['/tile', 'gzip', undefined],
      ['/events', 'gzip', undefined],
    ] as const) {
      const reply = await get(url, accept ? { 'accept-encoding': accept } : {})
      t.same([reply.headers['content-encoding'], reply.headers.vary], [undefined, vary], `${url} ${accept}`)
    }
    t.equal((await get('/type0')).headers.etag, `"${TAG}"`)
    const packed = await get('/packed', { 'accept-encoding': 'br, gzip' })
    t.equal(packed.headers['content-encoding'], 'gzip')
    t.equal(String(gunzipSync(packed.rawPayload)), LONG, 'once only')
  })

  t.test('beside what an answer says of itself', async (t) => {
    const gzip = { 'accept-encoding': 'gzip' }
    t.equal((await get('/varied', gzip)).headers.vary, 'accept, accept-encoding')
    t.equal((await get('/tagged', gzip)).headers.etag, 'W/"own-gzip"')
    t.match((await get('/fresh', gzip)).headers, { 'content-encoding': 'gzip', etag: undefined })
    t.equal(String(gunzipSync((await get('/posted', gzip, 'POST')).rawPayload)), LONG)
    t.equal(JSON.parse(String(gunzipSync((await get('/large', gzip)).rawPayload))), LONG.repeat(100))
  })

  t.test('304 for the tag of the coding that would be sent', async (t) => {
    for (const [url, accept, tag, status] of [
      ['/type0', 'gzip', `"${TAG}-gzip"`, 304],
      ['/type0', 'gzip', `W/"${TAG}-gzip"`, 304],
      ['/type0', 'br', `"x", "${TAG}-br"`, 304],
      ['/type0', 'identity', `"${TAG}"`, 304],
      ['/type0', 'br', `"${TAG}-gzip"`, 200],
      ['/type0', 'gzip', `"${TAG}"`, 200],
      ['/tagged', 'gzip', '"own-gzip"', 304],
      ['/stream', 'gzip', '"s-gzip"', 304],
    ] as const)
      for (const method of ['GET', 'HEAD'] as const) {
        const reply = await get(url, { 'accept-encoding': accept, 'if-none-match': tag }, method)
        const name = `${method} ${url} ${accept} ${tag}`
        t.equal(reply.statusCode, status, name)
        if (status === 304) {
          t.match(reply.headers, { vary: 'accept-encoding', 'content-encoding': undefined }, name)
          t.equal(reply.rawPayload.length, 0, name)
        }
      }
  })

  t.test('HEAD has the headers of GET', async (t) => {
    for (const accept of ['gzip', 'br', 'identity'])
      for (const url of ['/type0', '/stream']) {
        const [head, got] = await Promise.all(
          (['HEAD', 'GET'] as const).map((method) => get(url, { 'accept-encoding': accept }, method)),
        )
        for (const name of ['etag', 'vary', 'content-encoding', 'content-type', 'content-length'])
          t.equal(head!.headers[name], got!.headers[name], `${url} ${accept} ${name}`)
        t.equal(head!.rawPayload.length, 0)
      }
  })

  t.test('streams flow and end with their source', async (t) => {
    const base = await app.listen({ port: 0, host: '127.0.0.1' })
    const whole = await fetch(`${base}/stream`, { headers: { 'accept-encoding': 'gzip' } })
    t.equal(whole.headers.get('content-encoding'), 'gzip')
    t.equal(await whole.text(), LONG + LONG)
    await t.rejects(
      fetch(`${base}/broken`, { headers: { 'accept-encoding': 'gzip' } }).then((reply) => reply.text()),
      'an answer that breaks off does not look whole',
    )
  })
})

async function* failing() {
  yield LONG
  throw new Error('half way')
}
