import t from 'tap'
import { Type } from 'typebox'
import { routeApp } from '../../../support/route-app.ts'

/** The longest that an answer about errors may be, in bytes. */
const MAX_ANSWER = 65_536

const MANY = 300_000
const nested = (levels: number, inner = '1') => `${'['.repeat(levels)}${inner}${']'.repeat(levels)}`

/** body, status, code */
const BODIES: ReadonlyArray<[name: string, body: string, status: number, code?: string]> = [
  ['fits', '{"names": ["a", "b"], "free": 1}', 200],
  ['64 levels', `{"names": [], "free": ${nested(63)}}`, 200],
  ['65 levels', `{"names": [], "free": ${nested(64)}}`, 400, 'too-deep'],
  ['65 levels of objects', '{"a":'.repeat(65), 400, 'too-deep'],
  ['10,000 levels', nested(10_000), 400, 'too-deep'],
  ['500,000 levels that never close', '['.repeat(500_000), 400, 'too-deep'],
  ['brackets in a text', `{"names": ["${'['.repeat(900)}\\"${'['.repeat(900)}"], "free": 1}`, 200],
  ['a text that never ends', `{"names": ["${'['.repeat(900)}\\`, 400, 'malformed-body'],
  ['no JSON', '{"names": [}', 400, 'malformed-body'],
  ['a prototype', '{"names": [], "__proto__": {"x": 1}}', 400, 'malformed-body'],
  ['many elements', `{"names": [${'1,'.repeat(MANY)}1]}`, 400, 'too-many-values'],
  ['many members', `{${Array.from({ length: MANY }, (_, i) => `"${i}":1`).join()}}`, 400, 'too-many-values'],
  ['90,000 wrong elements', `{"names": [${'{},'.repeat(45_000)}1]}`, 400, 'invalid-input'],
  [
    '90,000 unknown members',
    `{${Array.from({ length: 90_000 }, (_, i) => `"${i}":1`).join()}}`,
    400,
    'invalid-input',
  ],
  ['a long name', `{"names": [], "${'x'.repeat(900_000)}": 1}`, 400, 'invalid-input'],
  ['a long value', `{"names": "${'x'.repeat(900_000)}"}`, 400, 'invalid-input'],
  ['a large value', `{"names": {"x": [${'"\\u0000",'.repeat(80_000)}1]}}`, 400, 'invalid-input'],
]

t.test('bodies of JSON', async (t) => {
  const app = await routeApp(
    (app) => {
      const body = Type.Object(
        { names: Type.Array(Type.String()), free: Type.Optional(Type.Unknown()) },
        { additionalProperties: false },
      )
      app.post('/names', { schema: { body } }, async () => 'fine')
    },
    undefined,
    { maxBodyBytes: 10_000_000 },
  )
  t.teardown(() => app.close())
  for (const [name, payload, status, code] of BODIES) {
    const headers = { 'content-type': 'application/json' }
    const reply = await app.inject({ method: 'POST', url: '/names', headers, payload })
    t.equal(reply.statusCode, status, name)
    if (status === 200) continue
    const { code: said, problems } = reply.json()
    t.equal(said, code, name)
    t.ok(problems.length <= 20, `${name}: ${problems.length} problems`)
    t.ok(reply.rawPayload.length <= MAX_ANSWER, `${name}: ${reply.rawPayload.length} bytes answered`)
  }

  t.test('an error names path, value and rule', async (t) => {
    const reply = await app.inject({
      method: 'POST',
      url: '/names?lang=en',
      payload: { names: ['a', [1, { b: 2 }]] },
    })
    t.match(reply.json().problems, [
      { path: 'names[1]', code: 'type', message: 'names[1] = [1,{"b":2}]: must be of type string.' },
    ])
  })
})

t.test('a query is told all that is wrong with it, in bounds', async (t) => {
  const app = await routeApp((app) => {
    const querystring = Type.Object(
      { limit: Type.Integer({ maximum: 20 }), lat: Type.Number() },
      { additionalProperties: false },
    )
    app.get('/some', { schema: { querystring } }, async () => 'fine')
  })
  t.teardown(() => app.close())
  const two = await app.inject('/some?limit=30&lat=x')
  t.same(
    two.json().problems.map(({ path }: { path: string }) => path),
    ['limit', 'lat'],
  )
  const many = await app.inject(`/some?${Array.from({ length: 2000 }, (_, i) => `p${i}=1`).join('&')}`)
  t.equal(many.json().problems.length, 20)
  t.ok(many.rawPayload.length <= MAX_ANSWER)
  const long = await app.inject(`/some?limit=1&lat=1&${'x'.repeat(15_000)}=${'y'.repeat(15_000)}`)
  t.ok(long.rawPayload.length <= 15_000, `${long.rawPayload.length} bytes`)
})
