import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { Readable } from 'node:stream'
import fastify from 'fastify'
import t from 'tap'
import type { App } from '../../../src/http/edge/app-type.ts'
import { endConnectionsOnClose } from '../../../src/http/edge/stopping.ts'

/** Connections with nothing to wait for: what they have sent when the server closes. */
const WAITING = [
  ['nothing', ''],
  ['half a line', 'GET /slow HT'],
  ['half a head', 'GET /slow HTTP/1.1\r\nHost: x\r\n'],
  [
    'a whole request that is answered, and half of the next',
    'GET /quick HTTP/1.1\r\nHost: x\r\n\r\nGET /slow',
  ],
] as const

const HEAD = 'POST /slow HTTP/1.1\r\nHost: x\r\nContent-Type: text/plain\r\nContent-Length: 5\r\n\r\n'

t.test('a server that closes', async (t) => {
  t.test('ends connections without a request at once and lets open answers end', async (t) => {
    const { app, connected, asked, release } = await slowApp(t)
    const sockets = []
    for (const [name, bytes] of WAITING) sockets.push([name, await connected(bytes)] as const)
    const answered = await connected('GET /slow HTTP/1.1\r\nHost: x\r\n\r\n')
    await asked()
    const closed = app.close()
    for (const [name, socket] of sockets) t.ok(await socket.closed, `sent ${name}`)
    t.notOk(answered.socket.closed, 'the open answer is waited for')
    release()
    t.match(await answered.closed, /200 OK[\s\S]*connection: close[\s\S]*done/i)
    await closed
  })

  t.test('ends a connection whose answer had begun, with its answer', async (t) => {
    const { app, connected, release } = await slowApp(t)
    const { socket, closed } = await connected('GET /streamed HTTP/1.1\r\nHost: x\r\n\r\n')
    await once(socket, 'data')
    const stopped = app.close()
    release()
    t.match(await closed, /keep-alive[\s\S]*first[\s\S]*last/)
    await stopped
  })

  t.test('waits for the rest of a body, but not for long', async (t) => {
    const { app, connected, asked, release } = await slowApp(t, { body: 10, answer: 1e9 })
    const answered = await connected(`${HEAD}12345`)
    await asked()
    const half = await connected(`${HEAD}123`)
    const closed = app.close()
    t.equal(await half.closed, 'closed')
    t.notOk(answered.socket.closed)
    release()
    t.match(await answered.closed, /200 OK/)
    await closed
  })

  t.test('waits for answers that never end, but not for ever', async (t) => {
    const { app, connected, asked } = await slowApp(t, { body: 1e9, answer: 10 })
    const { closed } = await connected('GET /slow HTTP/1.1\r\nHost: x\r\n\r\n')
    await asked()
    await app.close()
    t.equal(await closed, 'closed', 'without an answer')
  })
})

/** A server that answers `/slow` when it is released. */
async function slowApp(
  t: { teardown(done: () => unknown): void },
  graces?: { body: number; answer: number },
) {
  let release = () => {}
  const released = new Promise<void>((resolve) => {
    release = resolve
  })
  let arrived = () => {}
  const asked = new Promise<void>((resolve) => {
    arrived = resolve
  })
  const app = fastify({ forceCloseConnections: 'idle' }) as unknown as App
  endConnectionsOnClose(app, graces)
  const slow = async () => {
    arrived()
    await released
    return 'done'
  }
  app.get('/slow', slow)
  app.post('/slow', slow)
  app.get('/quick', async () => 'quick')
  app.get('/streamed', async (_request, reply) => reply.send(Readable.from(pieces())))
  async function* pieces() {
    yield 'first'
    await released
    yield 'last'
  }
  t.teardown(() => {
    release()
    return app.close()
  })
  await app.listen({ port: 0, host: '127.0.0.1' })
  const { port } = app.server.address() as { port: number }
  return { app, release: () => release(), asked: () => asked, connected }

  /** A connection that has sent these bytes, and the server has it. */
  async function connected(bytes: string): Promise<{ socket: Socket; closed: Promise<string> }> {
    const socket = connect(port, '127.0.0.1')
    let answer = ''
    socket.setEncoding('utf8').on('data', (chunk) => {
      answer += chunk
    })
    socket.on('error', () => {})
    const closed = new Promise<string>((resolve) => socket.on('close', () => resolve(answer || 'closed')))
    await Promise.all([once(app.server, 'connection'), once(socket, 'connect')])
    socket.write(bytes)
    return { socket, closed }
  }
}
