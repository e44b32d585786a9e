import { Type } from 'typebox'
import type { AccountUndo } from '../../registry/accounts/limits/account-undo.ts'
import type { App } from '../edge/app-type.ts'
import { asMoment } from '../edge/at-date.ts'
import { InstantField, Json, query } from '../edge/fields.ts'
import type { ActorGuard } from '../registry/actor-guard.ts'
import { Reason } from '../registry/address-body.ts'
import { params } from '../registry/address-writes.ts'
import { orRefused } from '../registry/refused.ts'
import { peopleOrProblem } from './people-or-problem.ts'

export interface AccountUndoParts {
  /** Undefined where `people.db` cannot be used. */
  accounts: { undo: AccountUndo } | undefined
  guard: ActorGuard
}

/** `/v1/accounts/{id}/undo`: takes back what a suspended account has done, for administrators. */
export function accountUndoRoutes(app: App, { accounts, guard }: AccountUndoParts): void {
  app.post(
    '/v1/accounts/:id/undo',
    {
      onRequest: guard.check,
      schema: {
        operationId: 'undoAccount',
        tags: ['accounts'],
        summary:
          'Hoàn tác việc làm của tài khoản bị đình chỉ từ một thời điểm · Take back what a suspended account did since a moment',
        params,
        querystring: query({}),
        body: Type.Object({ since: InstantField, reason: Reason }, { additionalProperties: false }),
        response: {
          200: Json(
            'how many are undone, proposals withdrawn, ids of what is left, acts that are not taken back',
          ),
        },
      },
    },
    async (request, reply) => {
      reply.header('cache-control', 'no-store')
      const { undo } = peopleOrProblem(accounts)
      const { since, reason } = request.body
      const draft = { since: asMoment('since', since), reason }
      return orRefused(undo.undo(guard.of(request), request.params.id, draft))
    },
  )
}
