import { type Static, Type } from 'typebox'
import type { ApiKeys, ToldKey } from '../../registry/accounts/keys/api-keys.ts'
import type { KeyQuota } from '../../registry/accounts/keys/key-quota.ts'
import { KEY_SCOPES } from '../../registry/actor.ts'
import type { App } from '../edge/app-type.ts'
import { DateField, Json, query } from '../edge/fields.ts'
import type { ActorGuard } from '../registry/actor-guard.ts'
import { CommuneCode, mustBeDay } from '../registry/address-body.ts'
import { params } from '../registry/address-writes.ts'
import { orRefused } from '../registry/refused.ts'
import { peopleOrProblem } from './people-or-problem.ts'

export interface KeyRouteParts {
  /** Undefined where `people.db` cannot be used. */
  accounts: { keys: ApiKeys; quota: KeyQuota } | undefined
  guard: ActorGuard
}

const MOST_REQUESTS = 1_000_000
const list = <T extends ReturnType<typeof Type.String>>(item: T, maxItems: number) =>
  Type.Optional(Type.Array(item, { minItems: 1, maxItems, uniqueItems: true }))

const Body = Type.Object(
  {
    name: Type.String({ minLength: 1, maxLength: 100, pattern: '^\\P{C}+$', description: 'What it is for' }),
    scopes: Type.Array(Type.Union(KEY_SCOPES.map((scope) => Type.Literal(scope))), {
      minItems: 1,
      maxItems: KEY_SCOPES.length,
      uniqueItems: true,
    }),
    communes: list(CommuneCode, 200),
    layers: list(Type.String({ pattern: '^[a-z][a-z0-9_-]{0,39}$' }), 100),
    origins: list(Type.String({ pattern: '^https?://[a-z0-9.-]{1,253}(:\\d{1,5})?$' }), 20),
    quota: Type.Integer({ minimum: 1, maximum: MOST_REQUESTS, description: 'Requests a day' }),
    expires: DateField,
  },
  { additionalProperties: false },
)

/** `/v1/keys`: keys for programs, each account its own. */
export function keyRoutes(app: App, { accounts, guard }: KeyRouteParts): void {
  const schema = (operationId: string, summary: string) => ({ operationId, tags: ['accounts'], summary })

  app.get(
    '/v1/keys',
    {
      onRequest: guard.check,
      schema: {
        ...schema('listKeys', 'Khoá API của mình, số lần dùng theo ngày · One’s own API keys with their use'),
        querystring: query({}),
        response: { 200: Json('keys, without what they are made of; uses by day') },
      },
    },
    async (request, reply) => {
      reply.header('cache-control', 'no-store')
      const { keys, quota } = peopleOrProblem(accounts)
      await quota.flush()
      return { keys: (await orRefused(keys.list(guard.of(request)))).map(keyJson) }
    },
  )

  app.post(
    '/v1/keys',
    {
      onRequest: guard.check,
      schema: {
        ...schema('createKey', 'Tạo khoá API, chỉ hiện một lần · Make an API key, which is shown once'),
        querystring: query({}),
        body: Body,
        response: { 201: Json('the key: id, and token, which is shown here alone') },
      },
    },
    async (request, reply) => {
      reply.header('cache-control', 'no-store')
      mustBeDay('expires', request.body.expires)
      const { keys } = peopleOrProblem(accounts)
      const { key, token } = await orRefused(
        keys.create(guard.of(request), request.body as Static<typeof Body>),
      )
      reply.code(201)
      return { ...keyJson({ ...key, uses: [] }), token }
    },
  )

  app.delete(
    '/v1/keys/:id',
    {
      onRequest: guard.check,
      schema: {
        ...schema('revokeKey', 'Thu hồi khoá API · Revoke an API key'),
        params,
        querystring: query({}),
      },
    },
    async (request, reply) => {
      await orRefused(peopleOrProblem(accounts).keys.revoke(guard.of(request), request.params.id))
      return reply.code(204).header('cache-control', 'no-store').send()
    },
  )
}

function keyJson({ id, name, scopes, communes, layers, origins, quota, ...key }: ToldKey) {
  const { created_at, expires_at, revoked_at, uses } = key
  return {
    ...{ id, name, scopes: scopes.split(' '), communes: communes?.split(' ') ?? null },
    layers: layers?.split(' ') ?? null,
    ...{ origins: origins?.split(' ') ?? null, quota, created_at, expires: expires_at, revoked_at, uses },
  }
}
