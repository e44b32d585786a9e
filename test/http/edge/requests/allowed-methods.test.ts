import t from 'tap'
import { sendRaw } from '../../../support/raw-request.ts'
import { routeApp } from '../../../support/route-app.ts'

/** first line of the request, status, Allow */
const CASES: ReadonlyArray<[line: string, status: number, allow?: string]> = [
  ['GET /read', 200],
  ['POST /read', 405, 'GET, HEAD, OPTIONS'],
  ['DELETE /read?x=1', 405, 'GET, HEAD, OPTIONS'],
  ['GET /write', 405, 'POST, OPTIONS'],
  ['PUT /things/7/parts', 405, 'GET, HEAD, POST, OPTIONS'],
  ['GET /numbers', 405, 'PUT, OPTIONS'],
  ['POST /things/7', 405, 'PATCH, DELETE, OPTIONS'],
  ['OPTIONS /things/7', 400, 'PATCH, DELETE, OPTIONS'],
  ['PROPFIND /read', 405, 'GET, HEAD, OPTIONS'],
  ['TRACE /read', 405, 'GET, HEAD, OPTIONS'],
  ['QUERY /read', 405, 'GET, HEAD, OPTIONS'],
  ['BREW /read', 405, 'GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS'],
  ['CONNECT a.vn:443', 405, 'GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS'],
  ['POST /nothing', 404],
  ['PROPFIND /nothing', 404],
  ['GET /things/7/parts/8', 404],
  ['OPTIONS *', 204, 'GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS'],
  ['OPTIONS /read', 400, 'GET, HEAD, OPTIONS'],
  ['OPTIONS /nothing', 400],
]

t.test('methods that a path does not take', async (t) => {
  const app = await routeApp((app) => {
    app.get('/read', async () => ({}))
    app.post('/write', async () => ({}))
    app.get('/things/:id/parts', async () => ({}))
    app.post('/things/:id/parts', async () => ({}))
    app.put('/numbers', async () => ({}))
    app.patch('/things/:id', async () => ({}))
    app.delete('/things/:id', async () => ({}))
  })
  t.teardown(() => app.close())
  await app.listen({ port: 0, host: '127.0.0.1' })
  const { port } = app.server.address() as { port: number }
  for (const [line, status, allow] of CASES) {
    const answer = await sendRaw(port, `${line} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`)
    t.same([answer.status, answer.headers.allow], [status, allow], line)
    if (status >= 400) t.match(JSON.parse(answer.body), { status }, line)
    if (status >= 400) t.match(answer.headers['content-type'], 'application/problem+json', line)
  }

  t.test('are refused before a body is read', async (t) => {
    const answer = await sendRaw(
      port,
      'PUT /read HTTP/1.1\r\nHost: x\r\nContent-Type: application/x\r\nContent-Length: 900000\r\n\r\n',
    )
    t.equal(answer.status, 405)
  })

  t.test('a refused preflight is a problem with the headers that let a page read it', async (t) => {
    for (const headers of [{}, { origin: 'https://a.vn' }, { 'access-control-request-method': 'GET' }]) {
      const reply = await app.inject({ method: 'OPTIONS', url: '/read', headers })
      t.equal(reply.headers['access-control-allow-origin'], '*')
      t.match(reply.json(), { status: 400, code: 'bad-preflight' })
    }
  })
})
