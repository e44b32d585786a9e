import { createHash } from 'node:crypto'
import { EventEmitter, once } from 'node:events'
import { connect } from 'node:net'
import { gunzipSync } from 'node:zlib'
import t from 'tap'
import { inTurns, sendWhole, streamJson } from '../../../../src/http/edge/answers/sliced-answer.ts'
import type { App } from '../../../../src/http/edge/app-type.ts'
import { Turns } from '../../../../src/tables/turns.ts'
import { routeApp } from '../../../support/route-app.ts'

const WORDS = Array.from({ length: 100 }, (_, i) => `Phường ${i} 😀`)
const TEXT = JSON.stringify({ results: WORDS })

t.test('an answer for one client is streamed', async (t) => {
  const { app } = await slicedApp(t)
  const reply = await app.inject({ method: 'POST', url: '/streamed' })
  t.equal(reply.body, TEXT)
  t.equal(reply.headers['content-type'], 'application/json; charset=utf-8')
  t.notOk('etag' in reply.headers)
  const packed = await app.inject({
    method: 'POST',
    url: '/streamed',
    headers: { 'accept-encoding': 'gzip' },
  })
  t.equal(gunzipSync(packed.rawPayload).toString(), TEXT)
})

t.test('an answer that clients may keep has its length and tag', async (t) => {
  const { app } = await slicedApp(t)
  const etag = `"${createHash('sha1').update(TEXT).digest('base64url')}"`
  const whole = await app.inject('/whole')
  t.equal(whole.body, TEXT)
  t.match(whole.headers, { etag, 'content-length': String(Buffer.byteLength(TEXT)) })
  const head = await app.inject({ method: 'HEAD', url: '/whole' })
  t.match([head.headers.etag, head.body], [etag, ''])
  const known = await app.inject({ url: '/whole', headers: { 'if-none-match': etag } })
  t.match([known.statusCode, known.body], [304, ''])
  const packed = await app.inject({ url: '/whole', headers: { 'accept-encoding': 'gzip' } })
  t.equal(packed.headers.etag, `${etag.slice(0, -1)}-gzip"`)
  t.equal(gunzipSync(packed.rawPayload).toString(), TEXT)
})

t.test('work ends when the client leaves', async (t) => {
  for (const [path, answers] of [
    ['/streamed-on', true],
    ['/whole-on', false],
    ['/worked-on', false],
  ] as const) {
    const { app, ended, begun, failures, port } = await slicedApp(t)
    const socket = connect(port, '127.0.0.1')
    socket.on('error', () => {})
    socket.write(`GET ${path} HTTP/1.1\r\nHost: x\r\n\r\n`)
    await (answers ? once(socket, 'data') : begun)
    socket.destroy()
    await ended
    t.pass(`${path} has ended`)
    t.equal((await app.inject('/whole')).statusCode, 200, 'others have their turn')
    t.same(failures, answers ? [] : ['client-left'], 'which is nothing unexpected')
  }
})

t.test('a failure before the first text is answered, one after it ends the connection', async (t) => {
  const { app, port } = await slicedApp(t)
  const reply = await app.inject('/broken-at-once')
  t.match([reply.statusCode, reply.json().code], [500, 'internal-error'])
  const socket = connect(port, '127.0.0.1')
  let answer = ''
  socket.setEncoding('utf8').on('data', (text) => {
    answer += text
  })
  socket.write('GET /broken-later HTTP/1.1\r\nHost: x\r\n\r\n')
  await once(socket, 'close')
  t.match(answer, /200 OK[\s\S]*"results":\[0/)
  t.notMatch(answer, /\r\n0\r\n\r\n$/, 'no end that the client could take for the whole')
})

/** A server of sliced answers; every element takes a whole turn, and some have no end. */
async function slicedApp(t: { teardown(done: () => unknown): void }) {
  let now = 0
  const turns = new Turns(() => now)
  const failures: string[] = []
  const work = new EventEmitter()
  const [begun, ended] = [once(work, 'begun'), once(work, 'ended')]
  function* endless() {
    try {
      for (let i = 0; ; i++) {
        now += 5
        yield `${i}`
        work.emit('begun')
      }
    } finally {
      work.emit('ended')
    }
  }
  function* broken(after: number) {
    for (let i = 0; i < after; i++) {
      now += 5
      yield i
    }
    throw new Error('broken')
  }
  function* words() {
    for (const word of WORDS) {
      now += 1
      yield word
    }
  }
  const app: App = await routeApp((app) => {
    app.post('/streamed', async (_, reply) => streamJson(reply, turns, { results: words() }))
    app.get('/streamed-on', async (_, reply) => streamJson(reply, turns, { results: endless() }))
    app.get('/whole', async (_, reply) =>
      sendWhole(reply.type('application/json'), turns, [TEXT.slice(0, 300), TEXT.slice(300)]),
    )
    app.get('/whole-on', async (_, reply) => sendWhole(reply, turns, endless()))
    app.get('/worked-on', async (_, reply) => inTurns(reply, turns, endless()))
    app.get('/broken-at-once', async (_, reply) => streamJson(reply, turns, { results: broken(0) }))
    app.get('/broken-later', async (_, reply) => streamJson(reply, turns, { results: broken(9) }))
    app.addHook('onError', async (_, _reply, error) => {
      failures.push(error.code)
    })
  })
  t.teardown(() => app.close())
  await app.listen({ port: 0, host: '127.0.0.1' })
  const { port } = app.server.address() as { port: number }
  return { app, port, failures, ended, begun }
}
