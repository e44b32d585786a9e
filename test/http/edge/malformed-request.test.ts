import { connect } from 'node:net'
import t from 'tap'
import { routeApp } from '../../support/route-app.ts'

/** Sends raw bytes and reads until the server ends the connection. */
function send(port: number, bytes: Buffer): Promise<string> {
  return new Promise((resolve, reject) => {
    let answer = ''
    const socket = connect(port, '127.0.0.1', () => socket.write(bytes))
    socket.setEncoding('utf8')
    socket.on('data', (chunk) => {
      answer += chunk
    })
    socket.on('end', () => resolve(answer))
    socket.on('error', reject)
  })
}

/** what is sent, status, code */
const CASES: ReadonlyArray<[name: string, bytes: Buffer, status: number, code: string]> = [
  [
    'letters in the address',
    Buffer.from('GET /v1/search?q=Tân An HTTP/1.1\r\nHost: x\r\n\r\n'),
    400,
    'malformed-request',
  ],
  ['no HTTP at all', Buffer.from('\x16\x03\x01\x02\x00\x01'), 400, 'malformed-request'],
  ['endless headers', Buffer.from(`GET / HTTP/1.1\r\nX: ${'x'.repeat(40_000)}`), 414, 'url-too-long'],
]

t.test('bytes that are no HTTP request get problem details, and the server goes on', async (t) => {
  const app = await routeApp((app) => {
    app.get('/alive', { schema: { hide: true } }, async () => ({ alive: true }))
  })
  t.teardown(() => app.close())
  await app.listen({ port: 0, host: '127.0.0.1' })
  const { port } = app.server.address() as { port: number }
  for (const [name, bytes, status, code] of CASES) {
    const answer = await send(port, bytes)
    t.match(answer, new RegExp(`^HTTP/1\\.1 ${status} `), name)
    t.match(answer, /content-type: application\/problem\+json/i, name)
    t.match(JSON.parse(answer.slice(answer.indexOf('\r\n\r\n') + 4)), { status, code }, name)
  }
  t.same(await (await fetch(`http://127.0.0.1:${port}/alive`)).json(), { alive: true })
})
