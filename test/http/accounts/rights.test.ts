import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { packageRoot } from '../../../src/config.ts'
import { ActorGuard } from '../../../src/http/registry/actor-guard.ts'
import { RIGHTS, type Right } from '../../../src/registry/accounts/rights.ts'
import { ROLES, type Role } from '../../../src/registry/actor.ts'
import { noPostgres } from '../../support/postgres-server.ts'
import { rightsPage } from '../../support/rights/rights-page.ts'
import { type Asked, REQUESTS } from '../../support/rights/rights-requests.ts'
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
  'POST /v1/reports',
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

/** Routes whose tests of their own ask them as whoever may (`login/login-routes`, `people-routes`, `doors/`, `issuing-routes`, `numbering`); here it is asked who may not. */
const ASKED_ELSEWHERE =
  /\/(number|people|looks|evidence|reports|person-requests|accounts|offices|approvals|quan-ly|me|tai-khoan)\b(?!.*\/undo$)/

/** Pages that lead who is nobody to the form of the login. */
const LEADS_TO_LOGIN: ReadonlySet<string> = new Set(['GET /tai-khoan', 'GET /tai-khoan/quan-ly'])

const routeOf = ({ method, path }: Right) => `${method} ${path}`
const ROUTES = [...new Set(RIGHTS.map(routeOf))]
const onRoute = (route: string) => RIGHTS.filter((right) => routeOf(right) === route)
/** One line for each of the states that a line names together. */
const LINES = RIGHTS.flatMap((right) => right.state.split(' | ').map((state) => ({ ...right, state })))

/** What whoever asks is to be answered. */
type Expected = 'done' | 'refused' | 'closed'

function expected({ method, path, state }: Right, role: Role, commune: string): Expected {
  const route = onRoute(`${method} ${path}`)
  if (!route.some(({ roles }) => roles.includes(role))) return 'closed'
  const lines = LINES.filter((one) => one.method === method && one.path === path && one.state === state)
  return lines.some(({ roles, area }) => roles.includes(role) && (commune === HERE || area === 'all'))
    ? 'done'
    : 'refused'
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
  return { status: reply.statusCode, body: reply.body, json: () => reply.json() }
}

/** Of what is answered item by item the status of the first one. */
async function statusOf(
  world: RightsWorld,
  { area, path }: Right,
  { status, json }: Awaited<ReturnType<typeof ask>>,
  headers: Record<string, string>,
): Promise<number> {
  if (area !== 'each' || status >= 300) return status
  if (path !== '/v1/batches') return json().results[0].problem?.status ?? 200
  // On a machine with much to do the file is still being read.
  let report = json()
  while (report.state === 'reading')
    report = (await world.app.inject({ url: `/v1/batches/${report.id}`, headers })).json()
  return report.plans.refused > 0 ? 403 : status
}

async function take(t: Test, world: RightsWorld, right: Right, role: Role, commune: string): Promise<void> {
  const { method, path, state, area } = right
  const what = expected(right, role, commune)
  const name = `${role}${commune === HERE ? '' : ' of another area'}, ${method} ${path} ${state}: ${what}`
  const headers = headersOf(role, commune)
  if (what === 'closed') {
    const { status, body } = await ask(world, right, unreadable(right), headers)
    t.match([status, JSON.parse(body).code], [403, 'forbidden'], name)
    return
  }
  if (REQUESTS[`${method} ${path}`] === undefined) {
    t.match(path, ASKED_ELSEWHERE)
    return
  }
  // `self` is one's own: in the place of another area it is somebody else's.
  const sender = area === 'self' && commune !== HERE ? as('agency') : as(role, commune)
  const asked = await (REQUESTS[`${method} ${path}`] as NonNullable<(typeof REQUESTS)[string]>)(
    world,
    state,
    sender,
  )
  const before = await world.mark()
  const reply = await ask(world, right, asked, headers)
  const status = await statusOf(world, right, reply, headers)
  if (what === 'done') {
    t.ok(status >= 200 && status < 300, `${name}: ${reply.body}`)
    return
  }
  const refusals = area === 'hidden' ? [403, 404] : area === 'self' ? [403, 404] : [403, 409]
  t.ok(refusals.includes(status), `${name}: ${status} ${reply.body}`)
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
    for (const route of ROUTES) {
      const [right] = onRoute(route) as [Right]
      if ((await ask(world, right, unreadable(right), {})).status !== 503) there.push(route)
    }

    t.test('every route that writes is in it, or open to everybody', async (t) => {
      const { paths } = (await world.app.inject('/openapi.json')).json()
      const described = Object.entries(paths).flatMap(([path, methods]) =>
        Object.keys(methods as object).map((method) => `${method.toUpperCase()} ${path}`),
      )
      const named = new Set(ROUTES.map((route) => route.replace(/:(\w+)/g, '{$1}')))
      const writing = described.filter((route) => !route.startsWith('GET'))
      t.same(
        writing.filter((route) => !named.has(route) && !OPEN.has(route)),
        [],
      )
      if (name === 'file')
        t.same(
          ROUTES.filter((route) => !there.includes(route)),
          [],
          'a line of no route',
        )
    })

    for (const route of there)
      t.test(route, async (t) => {
        const [first] = onRoute(route) as [Right]
        const nobody = await ask(world, first, unreadable(first), {})
        t.equal(nobody.status, LEADS_TO_LOGIN.has(route) ? 303 : 401, 'nobody')
        const key = await ask(world, first, unreadable(first), headersOf('key', HERE))
        const opens = first.key !== undefined
        t.equal(key.status === 403, !opens, `a key: ${key.status}`)
        for (const right of LINES.filter((line) => routeOf(line) === route))
          for (const role of ROLES) {
            await take(t, world, right, role, HERE)
            // Of another area ask those who may do it in their own.
            if (right.roles.includes(role)) await take(t, world, right, role, ELSEWHERE)
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
