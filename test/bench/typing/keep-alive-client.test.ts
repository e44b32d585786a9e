import { once } from 'node:events'
import { createServer, type Server } from 'node:net'
import t from 'tap'
import { KeepAliveClient } from '../../../scripts/bench/typing/keep-alive-client.ts'

/** Answers of a server that writes them in these pieces; a `null` closes the connection. */
const PIECES: Readonly<Record<string, readonly (string | null)[]>> = {
  '/whole': ['HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nhello'],
  '/pieces': ['HTTP/1.1 200 OK\r\nContent-', 'Length: 5\r\n', '\r\nhel', 'lo'],
  '/closing': ['HTTP/1.1 404 Not Found\r\nconnection: close\r\ncontent-length: 0\r\n\r\n', null],
  '/no-length': ['HTTP/1.1 200 OK\r\n\r\nhello'],
  '/broken': ['HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nhel', null],
  '/silent': [],
}

t.test('A kept connection', async (t) => {
  let connections = 0
  const heads: string[] = []
  const server: Server = createServer({ noDelay: true }, (socket) => {
    connections++
    socket.on('error', () => {})
    socket.on('data', async (chunk) => {
      const head = chunk.toString()
      heads.push(head)
      for (const piece of PIECES[head.split(' ')[1]!]!) {
        if (piece === null) socket.end()
        else await new Promise((written) => socket.write(piece, written))
      }
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  const client = new KeepAliveClient(`http://127.0.0.1:${port}`, 'gzip')
  t.teardown(() => {
    client.close()
    server.close()
  })

  t.test('asks one thing after another', async (t) => {
    const whole = PIECES['/whole']![0]!
    t.match(await client.get('/whole'), { status: 200, body: 5, wire: whole.length })
    t.match(await client.get('/pieces'), { status: 200, body: 5, wire: whole.length })
    t.equal(connections, 1)
    t.match(heads[0], /^GET \/whole HTTP\/1\.1\r\nhost: 127\.0\.0\.1:\d+\r\naccept-encoding: gzip\r\n/)
  })

  t.test('begins another where the server closes, and where an answer is not waited for', async (t) => {
    const before = connections
    t.match(await client.get('/closing'), { status: 404, body: 0 })
    t.match(await client.get('/whole'), { status: 200 })
    t.equal(connections, before + 1)
    t.equal(await client.get('/silent', 1), undefined)
    t.match(await client.get('/whole', 60_000), { status: 200 })
    t.equal(connections, before + 2)
  })

  t.test('tells of what is no answer, and goes on', async (t) => {
    await t.rejects(client.get('/no-length'), /without a length/)
    await t.rejects(client.get('/broken'), /closed before the answer/)
    t.match(await client.get('/whole'), { status: 200 })
    await t.rejects(new KeepAliveClient('http://127.0.0.1:1', 'gzip').get('/whole'), /ECONNREFUSED/)
  })
})
