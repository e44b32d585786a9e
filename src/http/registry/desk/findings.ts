import { Type } from 'typebox'
import type { FindingActs } from '../../../registry/desk/finding-acts.ts'
import type { App } from '../../edge/app-type.ts'
import { Json, query } from '../../edge/fields.ts'
import { languageOf } from '../../edge/language.ts'
import { Reason } from '../address-body.ts'
import { FEATURE, type RegistryParts, WAITING } from '../address-writes.ts'
import { revisionOf } from '../if-match.ts'
import { keyedRequest } from '../keyed-request.ts'
import { shown } from '../outcome.ts'
import { orRefused } from '../refused.ts'
import { storedFindingJson } from './queue-item.ts'

export interface FindingParts extends RegistryParts {
  findingActs: FindingActs
}

const params = Type.Object({ id: Type.String({ pattern: '^[0-9a-f]{64}$' }) })

/** `/v1/findings`: what the rules found is said to be right, or mended as it proposes. */
export function findingRoutes(app: App, { findingActs, guard, units }: FindingParts): void {
  app.put(
    '/v1/findings/:id',
    {
      onRequest: guard.check,
      schema: {
        operationId: 'settleFinding',
        tags: ['registry'],
        summary:
          'Xác nhận một phát hiện là đúng, hoặc hỏi lại · Say that a finding is right, or ask it again',
        params,
        querystring: query({}),
        body: Type.Object(
          { accepted: Type.Boolean(), reason: Type.Optional(Reason) },
          { additionalProperties: false },
        ),
        response: { 200: Json('the finding with its state') },
      },
    },
    async (request, reply) => {
      const { accepted, reason } = request.body
      const found = await orRefused(
        findingActs.accept(guard.of(request), request.params.id, accepted, reason),
      )
      reply.header('cache-control', 'no-store')
      return storedFindingJson(found, languageOf(request))
    },
  )

  app.post(
    '/v1/findings/:id/repair',
    {
      onRequest: guard.check,
      schema: {
        operationId: 'repairFinding',
        tags: ['registry'],
        summary: 'Sửa như phát hiện đề nghị, với If-Match · Mend as the finding proposes, with If-Match',
        params,
        querystring: query({}),
        body: Type.Object({ reason: Type.Optional(Reason) }, { additionalProperties: false }),
        response: { 200: FEATURE, 202: WAITING },
      },
    },
    async (request, reply) => {
      const revision = revisionOf(request)
      const sent = { reason: request.body.reason, request: keyedRequest(request) }
      const repair = findingActs.repair(guard.of(request), request.params.id, revision, sent)
      return shown(reply, await orRefused(repair), units)
    },
  )
}
