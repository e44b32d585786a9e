import { Type } from 'typebox'
import { Problem } from '../../errors.ts'
import type { Webhooks } from '../../registry/webhooks/webhooks.ts'
import type { App } from '../edge/app-type.ts'
import { Json, Limit, query } from '../edge/fields.ts'
import type { ActorGuard } from './actor-guard.ts'
import { params } from './address-writes.ts'
import { orRefused } from './refused.ts'

export interface WebhookParts {
  /** Undefined where `people.db` cannot be used. */
  webhooks: Webhooks | undefined
  guard: ActorGuard
}

type Webhook = Awaited<ReturnType<Webhooks['list']>>[number]
type Delivery = Awaited<ReturnType<Webhooks['deliveries']>>[number]

const Body = Type.Object(
  {
    url: Type.String({ minLength: 1, maxLength: 2000, description: 'https address that is told' }),
    communes: Type.Optional(
      Type.Array(Type.String({ pattern: '^\\d{5}$' }), { minItems: 1, maxItems: 200, uniqueItems: true }),
    ),
    actions: Type.Optional(
      Type.Array(Type.String({ pattern: '^[a-z][a-z-]{0,39}$' }), {
        minItems: 1,
        maxItems: 50,
        uniqueItems: true,
      }),
    ),
  },
  { additionalProperties: false },
)
const States = Type.Union([Type.Literal('waiting'), Type.Literal('done'), Type.Literal('dead')])
const DELIVERY_ID = Type.String({ minLength: 1, maxLength: 100 })

/** `/v1/webhooks`: who is told of events by a signed request, and what became of each. For administrators. */
export function webhookRoutes(app: App, { webhooks, guard }: WebhookParts): void {
  const known = () => {
    if (webhooks) return webhooks
    throw new Problem('no-proposals')
  }
  const schema = (operationId: string, summary: string) => ({
    operationId,
    tags: ['registry'],
    summary,
  })

  app.get(
    '/v1/webhooks',
    {
      onRequest: guard.check,
      schema: {
        ...schema('listWebhooks', 'Các webhook · All webhooks'),
        querystring: query({}),
        response: { 200: Json('webhooks, without their secrets') },
      },
    },
    async (request, reply) => {
      reply.header('cache-control', 'no-store')
      const all = await orRefused(known().list(guard.of(request)))
      return { webhooks: all.map(webhookJson) }
    },
  )

  app.post(
    '/v1/webhooks',
    {
      onRequest: guard.check,
      schema: {
        ...schema(
          'createWebhook',
          'Thêm webhook; khoá chỉ hiện một lần · Add a webhook; its secret is shown once',
        ),
        querystring: query({}),
        body: Body,
        response: { 201: Json('the webhook with its secret') },
      },
    },
    async (request, reply) => {
      reply.header('cache-control', 'no-store')
      const made = await orRefused(known().create(guard.of(request), request.body))
      reply.code(201)
      return { ...webhookJson(made), secret: made.secret }
    },
  )

  app.delete(
    '/v1/webhooks/:id',
    {
      onRequest: guard.check,
      schema: {
        ...schema(
          'deleteWebhook',
          'Xoá webhook và các lần gửi của nó · Delete a webhook with its deliveries',
        ),
        params,
        querystring: query({}),
      },
    },
    async (request, reply) => {
      await orRefused(known().end(guard.of(request), request.params.id))
      return reply.code(204).send()
    },
  )

  app.get(
    '/v1/webhooks/:id/deliveries',
    {
      onRequest: guard.check,
      schema: {
        ...schema('listDeliveries', 'Các lần gửi của webhook, mới nhất trước · Deliveries, the newest first'),
        params,
        querystring: query({
          state: Type.Optional(States),
          cursor: Type.Optional(Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER })),
          limit: Type.Optional(Limit(50, 500)),
        }),
        response: { 200: Json('deliveries: id, body, state, attempts, result, next_at; next') },
      },
    },
    async (request, reply) => {
      reply.header('cache-control', 'no-store')
      const { state, cursor: before, limit = 50 } = request.query
      const { id } = request.params
      const page = { state, before, limit }
      const found = await orRefused(known().deliveries(guard.of(request), id, page))
      return {
        deliveries: found.map(deliveryJson),
        next: found.length === limit ? (found.at(-1)?.fid ?? null) : null,
      }
    },
  )

  app.post(
    '/v1/webhooks/:id/redeliver',
    {
      onRequest: guard.check,
      schema: {
        ...schema('redeliver', 'Gửi lại những gì không gửi được · Send again what could not be delivered'),
        params,
        querystring: query({}),
        body: Type.Object({ delivery: Type.Optional(DELIVERY_ID) }, { additionalProperties: false }),
        response: { 202: Json('how many wait now') },
      },
    },
    async (request, reply) => {
      const { delivery } = request.body
      const sent = known().redeliver(guard.of(request), request.params.id, delivery)
      reply.code(202)
      return { waiting: await orRefused(sent) }
    },
  )
}

function webhookJson({ id, url, communes, actions, state, created_at }: Webhook) {
  return {
    id,
    url,
    communes: communes?.split(' ') ?? null,
    actions: actions?.split(' ') ?? null,
    state,
    created_at,
  }
}

function deliveryJson({ key, payload, state, attempts, result, run_at, created_at, ended_at }: Delivery) {
  return {
    id: key,
    body: JSON.parse(payload) as unknown,
    state,
    attempts,
    result,
    created_at,
    next_at: state === 'waiting' ? run_at : null,
    ended_at,
  }
}
