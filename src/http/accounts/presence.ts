import { Type } from 'typebox'
import { ITEM_KINDS, type Presence } from '../../registry/accounts/presence/presence.ts'
import type { App } from '../edge/app-type.ts'
import { Json, query } from '../edge/fields.ts'
import type { ActorGuard } from '../registry/actor-guard.ts'
import { orRefused } from '../registry/refused.ts'
import { peopleOrProblem } from './people-or-problem.ts'

export interface PresenceRouteParts {
  /** Undefined where `people.db` cannot be used. */
  accounts: { presence: Presence } | undefined
  guard: ActorGuard
}

const item = Type.Object({
  kind: Type.Union(ITEM_KINDS.map((kind) => Type.Literal(kind))),
  id: Type.String({ minLength: 1, maxLength: 64 }),
})

/** `/v1/items/{kind}/{id}/presence`: who else is in a form, for 30 s. */
export function presenceRoutes(app: App, { accounts, guard }: PresenceRouteParts): void {
  const path = '/v1/items/:kind/:id/presence'
  app.put(
    path,
    {
      onRequest: guard.check,
      schema: {
        operationId: 'enterItem',
        tags: ['accounts'],
        summary: 'Đang mở biểu mẫu này, và ai khác cũng đang mở · One is in this form, and who else is',
        params: item,
        querystring: query({}),
        response: { 200: Json('expires, and others: office, name within one’s own office, since') },
      },
    },
    async (request, reply) => {
      reply.header('cache-control', 'no-store')
      return orRefused(peopleOrProblem(accounts).presence.enter(guard.of(request), request.params))
    },
  )

  app.delete(
    path,
    {
      onRequest: guard.check,
      schema: {
        operationId: 'leaveItem',
        tags: ['accounts'],
        summary: 'Đã đóng biểu mẫu · One has left the form',
        params: item,
        querystring: query({}),
      },
    },
    async (request, reply) => {
      peopleOrProblem(accounts).presence.leave(guard.of(request), request.params)
      return reply.code(204).header('cache-control', 'no-store').send()
    },
  )
}
