import t from 'tap'
import { Type } from 'typebox'
import { SchemaValidation } from '../../../../src/http/edge/requests/schema-validation.ts'
import { routeApp } from '../../../support/route-app.ts'
import { servedApp } from '../../../support/served-app.ts'

const QUERY = Type.Object(
  { limit: Type.Integer({ minimum: 1, default: 5 }), day: Type.Optional(Type.String({ pattern: '^\\d+$' })) },
  { additionalProperties: false },
)
const BODY = Type.Object(
  { codes: Type.Array(Type.String({ maxLength: 3 })) },
  { additionalProperties: false },
)

/** part of a request, what it holds, how many problems are told */
const WRONG = [
  ['querystring', { limit: '0', day: 'x' }, 2],
  ['querystring', { more: '1' }, 1],
  ['body', { codes: ['long', 'longer'], more: 1 }, 1],
] as const

function validatorOf(validation: SchemaValidation, httpPart: string, schema: unknown) {
  const compile = validation.buildValidator({}, { customOptions: {} } as never)
  return compile({ schema, method: 'GET', url: '/', httpPart } as never)
}

t.test('The first request to a route is validated as all later ones', async (t) => {
  for (const [part, given, problems] of WRONG) {
    const validate = validatorOf(new SchemaValidation(), part, part === 'body' ? BODY : QUERY)
    for (const time of ['first', 'second']) {
      t.equal(validate(structuredClone(given)), false, `${part}, ${time} time`)
      t.equal(validate.errors?.length, problems, `${part}, ${time} time`)
    }
  }
  const validate = validatorOf(new SchemaValidation(), 'querystring', QUERY)
  const query = { day: '12' }
  t.equal(validate(query), true)
  t.equal(validate.errors, null)
  t.same(query, { day: '12', limit: 5 }, 'defaults are set')
})

t.test('Over HTTP too', async (t) => {
  const app = await routeApp((app) => {
    app.get('/rows', { schema: { querystring: QUERY } }, async ({ query }) => query)
  })
  t.teardown(() => app.close())
  t.equal((await app.inject('/rows?limit=0&day=x')).statusCode, 400)
  t.same((await app.inject('/rows?limit=7')).json(), { limit: 7 })
})

t.test('What no request has needed is compiled once, one after another', async (t) => {
  const validation = new SchemaValidation()
  const used = validatorOf(validation, 'querystring', QUERY)
  used({})
  validatorOf(validation, 'body', BODY)
  t.equal([...validation.compileAll()].length, 1, 'the one that was not used')
  t.equal([...validation.compileAll()].length, 0)
  validatorOf(validation, 'body', { type: 'nonsense' })
  t.throws(() => [...validation.compileAll()], /schema is invalid/)
})

t.test('The schemas of all routes can be compiled, and a server that listens does it', async (t) => {
  const validation = new SchemaValidation()
  const { app, close } = await servedApp({}, { validation })
  t.teardown(close)
  await app.listen({ port: 0 })
  while (validation.waiting > 0) await new Promise(setImmediate)
  t.equal(validation.waiting, 0)
})
