import { createHash } from 'node:crypto'
import t from 'tap'
import { Type } from 'typebox'
import { routeApp } from '../../support/route-app.ts'

/** What every answer says to browsers, whatever its status. */
const EVERYWHERE = {
  'access-control-allow-origin': '*',
  'access-control-expose-headers': 'ETag, Content-Crs, Link',
  'content-security-policy':
    "default-src 'self';img-src 'self' data: blob:;object-src 'none';base-uri 'none';form-action 'self';frame-ancestors 'none'",
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'cross-origin',
  'origin-agent-cluster': '?1',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-dns-prefetch-control': 'off',
  'x-download-options': 'noopen',
  'x-frame-options': 'DENY',
  'x-permitted-cross-domain-policies': 'none',
  'x-xss-protection': '0',
}
const BODY = '{"name":"Phường Long An"}'
const TAG = `"${createHash('sha1').update(BODY).digest('base64url')}"`

/** method, path, status, ETag, length; asked with the ETag where the status is 304 */
const ANSWERS = [
  ['GET', '/text', 200, TAG, '28'],
  ['HEAD', '/text', 200, TAG, '28'],
  ['GET', '/text', 304, TAG, undefined],
  ['GET', '/fresh', 200, undefined, '28'],
  ['GET', '/tagged', 200, '"own"', '28'],
  ['GET', '/text?wrong=1', 400, undefined, undefined],
  ['GET', '/nothing', 404, undefined, undefined],
  ['GET', '/broken', 500, undefined, undefined],
  ['POST', '/text', 405, undefined, undefined],
] as const

t.test('What every answer has', async (t) => {
  const app = await routeApp((app) => {
    const schema = { querystring: Type.Object({}, { additionalProperties: false }) }
    app.get('/text', { schema }, async (_request, reply) => reply.type('application/json').send(BODY))
    app.get('/fresh', async (_request, reply) => reply.header('cache-control', 'no-store').send(BODY))
    app.get('/tagged', async (_request, reply) => reply.header('etag', '"own"').send(BODY))
    app.get('/broken', async () => {
      throw new Error('not foreseen')
    })
  })
  t.teardown(() => app.close())

  t.test('security headers, CORS, the ETag of its bytes and their number', async (t) => {
    for (const [method, url, status, etag, length] of ANSWERS) {
      const conditional = status === 304 ? { 'if-none-match': `W/${etag}` } : {}
      const reply = await app.inject({ method, url, headers: conditional })
      const said = Object.fromEntries(Object.keys(EVERYWHERE).map((name) => [name, reply.headers[name]]))
      t.same(said, EVERYWHERE, `${method} ${url}`)
      t.same([reply.statusCode, reply.headers.etag], [status, etag], `${method} ${url}`)
      if (length) t.equal(reply.headers['content-length'], length, `${method} ${url}`)
    }
  })

  t.test('a preflight says what may be asked and nothing else', async (t) => {
    const asked = { origin: 'https://example.vn', 'access-control-request-method': 'GET' }
    const { statusCode, headers } = await app.inject({ method: 'OPTIONS', url: '/text', headers: asked })
    const { date, connection, ...said } = headers
    t.same(
      [statusCode, said],
      [
        204,
        {
          'access-control-allow-origin': '*',
          'access-control-expose-headers': 'ETag, Content-Crs, Link',
          'access-control-allow-methods': 'GET, HEAD, POST',
          'access-control-max-age': '86400',
          vary: 'Access-Control-Request-Headers',
          'content-length': '0',
        },
      ],
    )
  })
})
