import { Type } from 'typebox'
import type { Audit } from '../../registry/accounts/audit.ts'
import type { App } from '../edge/app-type.ts'
import { Json, Limit, query } from '../edge/fields.ts'
import type { ActorGuard } from '../registry/actor-guard.ts'
import { orRefused } from '../registry/refused.ts'
import { peopleOrProblem } from './people-or-problem.ts'

export interface AuditParts {
  /** Undefined where `people.db` cannot be used. */
  accounts: { audit: Audit } | undefined
  guard: ActorGuard
}

/** `/v1/audit`: who did what to whom, for auditors. */
export function auditRoutes(app: App, { accounts, guard }: AuditParts): void {
  app.get(
    '/v1/audit',
    {
      onRequest: guard.check,
      schema: {
        operationId: 'listAudit',
        tags: ['accounts'],
        summary: 'Nhật ký việc làm của tài khoản, mới nhất trước · What accounts did, the newest first',
        querystring: query({
          action: Type.Optional(Type.String({ pattern: '^[a-z][a-z-]{0,39}$' })),
          account: Type.Optional(Type.String({ minLength: 1, maxLength: 100 })),
          subject: Type.Optional(Type.String({ minLength: 1, maxLength: 100 })),
          cursor: Type.Optional(Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER })),
          limit: Type.Optional(Limit(50, 500)),
        }),
        response: { 200: Json('entries: number, at, action, account, office, subject, details, hash; next') },
      },
    },
    async (request, reply) => {
      reply.header('cache-control', 'no-store')
      const { cursor: before, limit = 50, ...asked } = request.query
      const { audit } = peopleOrProblem(accounts)
      const entries = await orRefused(audit.list(guard.of(request), { ...asked, before, limit }))
      return {
        entries: entries.map(({ details, ...entry }) => ({
          ...entry,
          details: details === null ? null : (JSON.parse(details) as unknown),
        })),
        next: entries.length === limit ? (entries.at(-1)?.number ?? null) : null,
      }
    },
  )
}
