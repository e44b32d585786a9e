import { once } from 'node:events'
import { connect } from 'node:net'
import { Readable } from 'node:stream'
import fastify from 'fastify'
import t from 'tap'
import { endUnreadAnswers } from '../../../../src/http/edge/answers/unread-answers.ts'
import type { App } from '../../../../src/http/edge/app-type.ts'

const PATIENCE = 20
const PIECE = 'x'.repeat(65_536)

t.test('a client that reads nothing is ended, and the work for it', async (t) => {
  const { app, port } = await servedApp(t)
  let made = 0
  let reply: Readable | undefined
  function* endless() {
    for (; ; made++) yield PIECE
  }
  app.get('/endless', async (_, answer) => {
    reply = Readable.from(endless())
    return answer.send(reply)
  })
  await app.ready()
  const arrived = once(app.server, 'request')
  const socket = connect(await port(), '127.0.0.1')
  socket.pause().write('GET /endless HTTP/1.1\r\nHost: x\r\n\r\n')
  const [, answer] = await arrived
  await once(answer, 'close')
  t.ok(reply?.destroyed, 'no further piece is asked for')
  t.ok(made < 1000, `${made} pieces were made`)
  socket.resume().on('error', () => {})
  await once(socket, 'close')
})

t.test('a client that reads, or waits for its answer, is kept', async (t) => {
  const { app, port } = await servedApp(t)
  app.get('/late', async ({ raw }, answer) => {
    // nothing has moved for as long as a client may read nothing
    await once(raw.socket, 'timeout')
    return answer.send(Readable.from([PIECE, 'end']))
  })
  await app.ready()
  const reply = await fetch(`http://127.0.0.1:${await port()}/late`)
  t.equal(await reply.text(), `${PIECE}end`)
})

async function servedApp(t: { teardown(done: () => unknown): void }) {
  const app = fastify() as unknown as App
  endUnreadAnswers(app, PATIENCE)
  t.teardown(() => app.close())
  const port = async () => {
    await app.listen({ port: 0, host: '127.0.0.1' })
    return (app.server.address() as { port: number }).port
  }
  return { app, port }
}
