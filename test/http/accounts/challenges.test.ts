import t from 'tap'
import { servedLogins } from '../../support/served-logins.ts'

const CHALLENGE = /^Bearer realm="\w+"/

t.test('Every 401 names a challenge that no browser asks a password for', async (t) => {
  const w = await servedLogins({ METRICS_TOKEN: 'x'.repeat(40) })
  t.teardown(w.close)
  await w.add('oanh', ['officer'])
  const { paths } = (await w.app.inject('/openapi.json')).json<{ paths: Record<string, object> }>()
  const asked: [method: string, url: string, headers: Record<string, string>, payload?: object][] = [
    ['POST', '/v1/session', {}, { login: 'oanh', password: 'x' }],
    ['POST', '/v1/session', {}, { login: 'nobody', password: 'x' }],
    ['GET', '/v1/queue', { authorization: 'Bearer wrong' }],
    ['GET', '/metrics', {}],
    ['HEAD', '/v1/queue', {}],
    ...Object.entries(paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method): [string, string, Record<string, string>] => [
        ...([method.toUpperCase(), path.replace(/\{\w+\}/g, 'x')] as const),
        {},
      ]),
    ),
  ]
  let told = 0
  for (const [method, url, headers, payload] of asked) {
    const reply = await w.app.inject({ method: method as 'GET', url, headers, ...(payload && { payload }) })
    if (reply.statusCode !== 401) continue
    told++
    t.match(reply.headers['www-authenticate'], CHALLENGE, `${method} ${url}`)
  }
  t.ok(told > 60, `${told} of ${asked.length}`)

  const visitor = w.visitor()
  await visitor.get('/dang-nhap')
  const [, csrf = ''] = /name="csrf" value="([^"]+)"/.exec(visitor.page) ?? []
  const page = await visitor.form('/dang-nhap', { csrf, login: 'oanh', password: 'x' })
  t.match(page, { status: 401, headers: { 'www-authenticate': CHALLENGE, 'content-type': /^text\/html/ } })
  t.equal((await w.app.inject('/v1/units')).headers['www-authenticate'], undefined, 'no other answer does')
})
