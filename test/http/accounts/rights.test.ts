import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { packageRoot } from '../../../src/config.ts'
import { ActorGuard } from '../../../src/http/registry/actor-guard.ts'
import { RIGHTS, type Right, type RightArea } from '../../../src/registry/accounts/rights.ts'
import { ROLES, type Role } from '../../../src/registry/actor.ts'
import { noPostgres } from '../../support/postgres-server.ts'
import type { Asked, Make } from '../../support/rights/asked.ts'
import { type BodySchema, withForeignFields } from '../../support/rights/foreign-fields.ts'
import { rightsPage } from '../../support/rights/rights-page.ts'
import { REQUESTS } from '../../support/rights/rights-requests.ts'
import {
  as,
  ELSEWHERE,
  HERE,
  headersOf,
  overDatabase,
  overFile,
  type RightsWorld,
} from '../../support/rights/rights-world.ts'
import { routeApp } from '../../support/route-app.ts'

/** Routes that write or read much and are open to everybody, each with limits of its own. */
const OPEN: ReadonlySet<string> = new Set([
  'POST /v1/declarations',
  'PATCH /v1/declarations/{number}',
  'DELETE /v1/declarations/{number}',
  'PATCH /v1/declarations/{number}/consents',
  'POST /v1/addresses/{id}/corrections',
  'POST /v1/declarations/{number}/objection',
  'POST /v1/reports',
  'POST /v1/person-requests',
  'POST /v1/evidence',
  'POST /v1/accounts/requests',
  'POST /v1/activations',
  'POST /v1/session',
  'POST /v1/session/factor',
  'DELETE /v1/session',
  'POST /v1/batch',
  'POST /v1/codes/validate',
  'POST /v1/convert',
  'POST /v1/reverse',
  'POST /v1/reverse/csv',
  'POST /v1/search/csv',
])

/** Pages that lead who is nobody to the form of the login. */
const LEADS_TO_LOGIN: ReadonlySet<string> = new Set([
  'GET /tai-khoan',
  'GET /tai-khoan/quan-ly',
  'GET /tai-khoan/lop',
  'GET /giay-xac-nhan',
  'GET /ban-lam-viec/tong-quan',
  'GET /ban-lam-viec/lich-su',
  'GET /tai-khoan/khai-bao-bang',
  'GET /ban-lam-viec/yeu-cau',
  'GET /ban-lam-viec/thay-doi',
  'GET /ban-lam-viec',
  'GET /ban-lam-viec/danh-so',
])

const routeOf = ({ method, path }: Right) => `${method} ${path}`
const ROUTES = [...new Set(RIGHTS.map(routeOf))]
const onRoute = (route: string) => RIGHTS.filter((right) => routeOf(right) === route)
/** One line for each of the states that a line names together. */
const LINES = RIGHTS.flatMap((right) => right.state.split(' | ').map((state) => ({ ...right, state })))

/** What whoever asks is to be answered. */
type Expected = 'done' | 'refused' | 'closed'

/** How somebody of another area is refused who may do it in his own. */
const REFUSED_ELSEWHERE: Readonly<Record<RightArea, readonly number[]>> = {
  own: [403],
  hidden: [404],
  self: [404],
  served: [404],
  each: [403],
  all: [],
}

/** The lines of a route about one state. */
const linesOf = ({ method, path, state }: Right) =>
  LINES.filter((line) => line.method === method && line.path === path && line.state === state)

/** The line that lets a role through, the widest of several; undefined for none. */
function lineFor(right: Right, role: Role): Right | undefined {
  const lines = linesOf(right).filter(({ roles }) => roles.includes(role))
  return lines.find(({ area }) => area === 'all') ?? lines[0]
}

function expected(right: Right, role: Role, commune: string): Expected {
  if (!onRoute(routeOf(right)).some(({ roles }) => roles.includes(role))) return 'closed'
  const line = lineFor(right, role)
  return line && (commune === HERE || line.area === 'all') ? 'done' : 'refused'
}

async function ask({ app }: RightsWorld, { method }: Right, asked: Asked, headers: Record<string, string>) {
  const { url, payload, revision } = asked
  const reply = await app.inject({
    method,
    url,
    ...(payload !== undefined && { payload }),
    headers: {
      ...headers,
      ...asked.headers,
      ...(revision !== undefined && { 'if-match': `"${revision}"` }),
    },
  })
  return { status: reply.statusCode, body: reply.body }
}

async function take(t: Test, world: RightsWorld, right: Right, role: Role, commune: string): Promise<void> {
  const { method, path, state } = right
  const what = expected(right, role, commune)
  const name = `${role}${commune === HERE ? '' : ' of another area'}, ${method} ${path} ${state}: ${what}`
  const headers = headersOf(role, commune)
  if (what === 'closed') {
    const { status, body } = await ask(world, right, unreadable(right), headers)
    t.equal(status, 403, name)
    // A page tells it in its sentence.
    if (!body.startsWith('<')) t.equal(JSON.parse(body).code, 'forbidden', name)
    return
  }
  const area = lineFor(right, role)?.area
  const sender = as(role, commune)
  // `self` is one's own: in the place of another area it is somebody else's.
  const owner = area === 'self' && commune !== HERE ? as('agency') : sender
  const asked = await (REQUESTS[routeOf(right)] as Make)(world, state, owner, sender)
  const { done, refused, reaches } = asked
  const byRow = asked.byRow || linesOf(right).some((line) => line.area === 'each')
  const before = await world.mark()
  const { status, body } = await ask(world, right, asked, headers)
  const isAnswered = status >= 200 && status < 300
  if (what === 'done') {
    t.ok(done === undefined ? isAnswered : status === done, `${name}: ${status} ${body}`)
    if (isAnswered && reaches) t.ok(await reaches(body), `${name}: ${body}`)
    return
  }
  if (isAnswered && reaches && byRow) t.notOk(await reaches(body), `${name}: ${body}`)
  else {
    const refusals = refused === undefined ? REFUSED_ELSEWHERE[area ?? 'all'] : [refused]
    t.ok((area ? refusals : [403, 404, 409, ...refusals]).includes(status), `${name}: ${status} ${body}`)
  }
  t.equal(await world.mark(), before, `${name}: nothing has changed`)
}

/** A request whose body nobody can read: who is refused, is so before. */
function unreadable({ method, path }: Right): Asked {
  const url = path.replace(/:\w+/g, 'x')
  return method === 'GET' ? { url } : { url, payload: '{', headers: { 'content-type': 'application/json' } }
}

for (const { name, skip, open } of [
  { name: 'file', skip: false as const, open: overFile },
  { name: 'PostgreSQL', skip: noPostgres, open: overDatabase },
])
  t.test(`The table of rights over the ${name}`, { skip }, async (t) => {
    const world = await open()
    t.teardown(world.close)
    const there: string[] = []
    /** Routes that need what only a server over the file has. */
    const unmirrored = new Set<string>()
    for (const route of ROUTES) {
      const [right] = onRoute(route) as [Right]
      const { status, body } = await ask(world, right, unreadable(right), {})
      if (status !== 503) there.push(route)
      else if (body.includes('"no-mirror"')) unmirrored.add(route)
    }

    const { paths } = (await world.app.inject('/openapi.json')).json()

    t.test('every route that writes is in it, or open to everybody', async (t) => {
      const described = Object.entries(paths).flatMap(([path, methods]) =>
        Object.keys(methods as object).map((method) => `${method.toUpperCase()} ${path}`),
      )
      const named = new Set(ROUTES.map((route) => route.replace(/:(\w+)/g, '{$1}')))
      const writing = described.filter((route) => !route.startsWith('GET'))
      t.same(
        writing.filter((route) => !named.has(route) && !OPEN.has(route)),
        [],
      )
      t.same(
        ROUTES.filter((route) => !there.includes(route) && !unmirrored.has(route)),
        [],
        'a line of no route',
      )
      t.same(
        ROUTES.filter((route) => !Object.hasOwn(REQUESTS, route)),
        [],
        'a route that nobody asks',
      )
    })

    // What is read of a body is the same on every engine.
    const ofEdge = { skip: name !== 'file' && 'asked over the file' }
    t.test('nobody sets a field that is not his to set', ofEdge, async (t) => {
      for (const right of there.map((route) => LINES.find((line) => routeOf(line) === route) as Right)) {
        const { method, path, state, roles } = right
        const sender = as(roles[0] as Role)
        const asked = await (REQUESTS[routeOf(right)] as Make)(world, state, sender, sender)
        if (typeof asked.payload !== 'object') continue
        const described = paths[path.replace(/:(\w+)/g, '{$1}')]?.[method.toLowerCase()]
        const schema = described?.requestBody?.content['application/json'].schema as BodySchema | undefined
        const before = await world.mark()
        for (const [where, payload] of withForeignFields(asked.payload, schema)) {
          const spoiled = { ...asked, payload: payload as object }
          const { status, body } = await ask(world, right, spoiled, headersOf(roles[0] as Role, HERE))
          t.match([status, body], [400, 'invalid-input'], `${method} ${path}: ${where}`)
        }
        t.equal(await world.mark(), before, `${method} ${path}: nothing has changed`)
      }
    })

    for (const route of there)
      t.test(route, async (t) => {
        const [first] = onRoute(route) as [Right]
        const nobody = await ask(world, first, unreadable(first), {})
        t.equal(nobody.status, LEADS_TO_LOGIN.has(route) ? 303 : 401, 'nobody')
        const key = await ask(world, first, unreadable(first), headersOf('key', HERE))
        const opens = first.key !== undefined
        t.equal(key.status === 403, !opens, `a key: ${key.status}`)
        const lines = LINES.filter((line) => routeOf(line) === route)
        for (const right of lines.filter((line) => linesOf(line)[0] === line))
          for (const role of ROLES) {
            await take(t, world, right, role, HERE)
            // Of another area ask those who may do it in their own; what names nothing is about one's own.
            const area = lineFor(right, role)?.area
            if (area && (area !== 'self' || right.path.includes(':')))
              await take(t, world, right, role, ELSEWHERE)
          }
      })
  })

t.test('The page of rights says what the table says', async (t) => {
  t.equal(readFileSync(join(packageRoot(), 'src', 'http', 'RIGHTS.md'), 'utf8'), rightsPage())
})

t.test('A route behind the guard that no line names does not start', async (t) => {
  const guard = new ActorGuard(async () => as('administrator'))
  const started = routeApp((app) => {
    guard.watch(app)
    app.get('/v1/unnamed', { onRequest: guard.check }, async () => ({}))
  })
  await t.rejects(started, /GET \/v1\/unnamed is not in the table of rights/)
})
