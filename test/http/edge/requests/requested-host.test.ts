import t from 'tap'
import { baseUrlOf } from '../../../../src/http/edge/base-url.ts'
import { sendRaw } from '../../../support/raw-request.ts'
import { routeApp } from '../../../support/route-app.ts'

type Config = Parameters<typeof routeApp>[2]

/** A server that prints the address it is reached under. */
async function printing(
  t: { teardown(done: () => unknown): void },
  config: Config = {},
  publicUrl?: string,
): Promise<number> {
  const app = await routeApp(
    (app) => {
      app.get('/base', async (request) => ({ base: baseUrlOf(request, publicUrl) }))
    },
    undefined,
    config,
  )
  t.teardown(() => app.close())
  await app.listen({ port: 0, host: '127.0.0.1' })
  return (app.server.address() as { port: number }).port
}

/** Header lines of a request, and the base printed for them; 400 for a host that is none. */
const HOSTS: ReadonlyArray<[lines: string, base: string | 400]> = [
  ['Host: maps.example.vn', 'http://maps.example.vn'],
  ['Host: maps.example.vn:8080', 'http://maps.example.vn:8080'],
  ['Host: 10.0.0.5:3000', 'http://10.0.0.5:3000'],
  ['Host: [::1]:3000', 'http://[::1]:3000'],
  ['Host: x_y', 'http://x_y'],
  ['Host: a b', 400],
  ['Host: "><script>', 400],
  ['Host: evil.vn/path', 400],
  ['Host: evil.vn?', 400],
  ['Host: user@evil.vn', 400],
  ['Host: [::1', 400],
  ['Host: 999.999.999.999', 400],
  ['Host: x:99999', 400],
  ['Host: x:y', 400],
  ['Host:', 400],
  [`Host: ${'a'.repeat(300)}`, 400],
  ['Accept: */*', 400],
  ['Host: a.vn\r\nHost: b.vn', 400],
  ['Host: a.vn\r\nhOST: a.vn', 400],
  // nobody's proxy is trusted
  ['Host: a.vn\r\nX-Forwarded-Host: evil.vn\r\nX-Forwarded-Proto: javascript', 'http://a.vn'],
]

t.test('the host that a request names', async (t) => {
  t.test('is printed when it is one, and else 400 bad-host', async (t) => {
    const port = await printing(t)
    for (const [lines, base] of HOSTS) {
      const { status, headers, body } = await sendRaw(port, request('/base', lines))
      if (base !== 400) t.same([status, JSON.parse(body).base], [200, base], lines)
      else {
        t.same([status, JSON.parse(body).code], [400, 'bad-host'], lines)
        t.match(headers['content-type'], 'application/problem+json', lines)
      }
    }
  })

  t.test('in a target of absolute form stands before the header', async (t) => {
    const port = await printing(t)
    const { body } = await sendRaw(port, request('http://other.vn/base?x', 'Host: a.vn'))
    t.same(JSON.parse(body), { base: 'http://other.vn' })
    t.equal((await sendRaw(port, request('http://a:b@c/base', 'Host: a.vn'))).status, 400)
  })

  t.test('of HTTP/1.0 may be missing', async (t) => {
    const port = await printing(t)
    const { body } = await sendRaw(port, 'GET /base HTTP/1.0\r\n\r\n')
    t.same(JSON.parse(body), { base: `http://127.0.0.1:${port}` })
  })

  t.test('is never printed beside ALLOWED_HOSTS or PUBLIC_URL', async (t) => {
    const allowed = { allowedHosts: ['maps.vn', 'maps.vn:8080'], trustProxy: 1 }
    const cases = [
      ['Host: evil.vn', 'http://maps.vn'],
      ['Host: MAPS.vn:8080', 'http://MAPS.vn:8080'],
      ['Host: maps.vn:81', 'http://maps.vn'],
      ['Host: maps.vn\r\nX-Forwarded-Host: evil.vn', 'http://maps.vn'],
      ['Host: evil.vn\r\nX-Forwarded-Host: maps.vn:8080\r\nX-Forwarded-Proto: https', 'https://maps.vn:8080'],
    ] as const
    const port = await printing(t, allowed)
    for (const [lines, base] of cases) {
      const { status, body } = await sendRaw(port, request('/base', lines))
      t.same([status, JSON.parse(body).base], [200, base], lines)
    }
    const behind = await printing(t, {}, 'https://maps.vn/diachiso')
    const { body } = await sendRaw(behind, request('/base', 'Host: evil.vn'))
    t.same(JSON.parse(body), { base: 'https://maps.vn/diachiso' })
  })

  t.test('a forwarded protocol is http or https', async (t) => {
    const port = await printing(t, { trustProxy: ['127.0.0.1'] })
    for (const [sent, printed] of [
      ['https', 'https'],
      ['http', 'http'],
      ['javascript', 'http'],
      ['https, javascript', 'http'],
      ['', 'http'],
    ] as const) {
      const { body } = await sendRaw(port, request('/base', `Host: a.vn\r\nX-Forwarded-Proto: ${sent}`))
      t.same(JSON.parse(body), { base: `${printed}://a.vn` }, sent)
    }
    const { status } = await sendRaw(port, request('/base', 'Host: a.vn\r\nX-Forwarded-Host: a b'))
    t.equal(status, 400)
  })
})

function request(target: string, lines: string): string {
  return `GET ${target} HTTP/1.1\r\n${lines}\r\nConnection: close\r\n\r\n`
}
