import t from 'tap'
import { buildApp } from '../../../../src/assembly/app.ts'
import { readConfig } from '../../../../src/config.ts'
import { refuse } from '../../../../src/errors.ts'
import { createBaseApp } from '../../../../src/http/edge/base-app.ts'
import { servedApp } from '../../../support/served-app.ts'

const TAGGED = { config: { taggedByState: true } }

/** A server whose state and answer the test sets; it counts how often an answer was worked out. */
async function counting() {
  const world = { state: 'program 7 token 2026-11-29' as string | undefined, answer: 'a', worked: 0 }
  const app = await createBaseApp({
    config: { maxBodyBytes: 1000, trustProxy: 0, rateLimit: 0, allowedHosts: [] },
    version: '0.0.0',
    logger: false,
    follow: () => undefined,
    state: () => world.state,
  })
  app.get('/tagged', TAGGED, async () => {
    world.worked++
    if (world.answer === 'bad') throw refuse('q', 'missing', 'Thiếu q.', 'q is missing.')
    return { answer: world.answer.repeat(2000) }
  })
  app.get('/hashed', async () => ({ answer: world.answer }))
  await app.ready()
  const ask = (url: string, headers: Record<string, string> = {}) => app.inject({ url, headers })
  return { app, world, ask }
}

t.test('a client that has the answer costs no work, in whatever coding it has it', async (t) => {
  const { app, world, ask } = await counting()
  for (const coding of ['identity', 'gzip', 'br']) {
    const accept = { 'accept-encoding': coding }
    const first = await ask('/tagged?q=1', accept)
    const etag = String(first.headers.etag)
    t.equal(first.statusCode, 200)
    t.match(etag, coding === 'identity' ? /^"[\w-]{27}"$/ : new RegExp(`^"[\\w-]{27}-${coding}"$`))
    const before = world.worked
    for (const held of [etag, `W/${etag}`, `"other", ${etag}`]) {
      const again = await ask('/tagged?q=1', { ...accept, 'if-none-match': held })
      t.equal(again.statusCode, 304, `${coding} ${held}`)
      t.equal(again.headers.etag, etag)
      t.equal(again.body, '')
    }
    t.equal(world.worked, before)
  }
  await app.close()
})

t.test('whatever the answer depends on changes its tag', async (t) => {
  const { app, world, ask } = await counting()
  const tagOf = async (url: string, headers = {}) => String((await ask(url, headers)).headers.etag)
  const start = await tagOf('/tagged?q=1')
  const seen = new Set([start])
  const differs = async (what: string, tag: Promise<string>) => {
    const one = await tag
    t.notOk(seen.has(one), what)
    seen.add(one)
  }
  await differs('another text', tagOf('/tagged?q=2'))
  await differs('the same text written in another way', tagOf('/tagged?q=%31'))
  await differs('a further parameter', tagOf('/tagged?q=1&limit=8'))
  await differs('another language', tagOf('/tagged?q=1', { 'accept-language': 'en' }))
  const states = {
    'an edit': 'program 8 token 2026-11-29',
    'the same number in another history': 'program 7 other 2026-11-29',
    midnight: 'program 7 token 2026-11-30',
    'an upgrade': 'other 7 token 2026-11-29',
  }
  for (const [what, state] of Object.entries(states)) {
    world.state = state
    await differs(what, tagOf('/tagged?q=1'))
    t.equal((await ask('/tagged?q=1', { 'if-none-match': start })).statusCode, 200, what)
  }
  await app.close()
})

t.test('without a state, and on other routes, the tag is of the answer itself', async (t) => {
  const { app, world, ask } = await counting()
  const hashed = String((await ask('/hashed')).headers.etag)
  world.state = 'other'
  t.equal((await ask('/hashed')).headers.etag, hashed)
  world.state = undefined
  const tag = String((await ask('/tagged')).headers.etag)
  t.equal((await ask('/tagged?x=1')).headers.etag, tag)
  t.equal((await ask('/tagged', { 'if-none-match': tag })).statusCode, 304)
  world.answer = 'b'
  t.equal((await ask('/tagged', { 'if-none-match': tag })).statusCode, 200)
  await app.close()
})

t.test('a refused request has no tag, whatever the client says that it has', async (t) => {
  const { app, world, ask } = await counting()
  world.answer = 'bad'
  for (const held of ['*', '"x"']) {
    const refused = await ask('/tagged', { 'if-none-match': held })
    t.equal(refused.statusCode, 400)
    t.equal(refused.headers.etag, undefined)
  }
  await app.close()
})

t.test('over a record, an edit and another program change the tags', async (t) => {
  const { app, state, demo, close } = await servedApp()
  const url = '/v1/autocomplete?q=tru%E1%BB%9Dng'
  const routes = [
    url,
    '/v1/search?q=27694',
    '/v1/features/27694@2025-07-01',
    '/v1/reverse?lat=10.53&lon=106.41',
    '/v1/codes/L1234567890',
  ]
  const tagsOf = async (server: typeof app) =>
    Promise.all(routes.map(async (route) => String((await server.inject(route)).headers.etag)))
  const before = await tagsOf(app)
  t.same(await tagsOf(app), before)
  const other = await buildApp({
    config: readConfig({ LOG_LEVEL: 'silent' }),
    state,
    version: '0.0.0',
    program: 'an upgrade',
    webDir: demo.dataDir,
    logger: false,
  })
  const upgraded = await tagsOf(other)
  t.ok(upgraded.every((tag, i) => tag !== before[i]))
  demo.record.db.exec("UPDATE address SET house_number = '1' WHERE fid = (SELECT min(fid) FROM address)")
  for (const [i, route] of routes.entries()) {
    const reply = await app.inject({ url: route, headers: { 'if-none-match': before[i]! } })
    t.equal(reply.statusCode, 200, route)
    t.not(reply.headers.etag, before[i])
  }
  await other.close()
  await close()
})
