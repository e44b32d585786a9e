import { Type } from 'typebox'
import { SALTED_COLUMNS, type SaltedColumn } from '../../../chains/version-hash.ts'
import type { Redactions } from '../../../registry/redaction/redactions.ts'
import type { App } from '../../edge/app-type.ts'
import { query } from '../../edge/fields.ts'
import { Reason } from '../address-body.ts'
import { FEATURE, params, type RegistryParts } from '../address-writes.ts'
import { revisionOf } from '../if-match.ts'
import { keyedRequest } from '../keyed-request.ts'
import { shown } from '../outcome.ts'
import { orRefused } from '../refused.ts'

export interface RedactionParts extends RegistryParts {
  redactions: Redactions
}

/** `/v1/addresses/{id}/redactions`: personal values are taken out of all that is kept of an address, for good. */
export function redactionRoutes(app: App, { redactions, guard, units }: RedactionParts): void {
  app.post(
    '/v1/addresses/:id/redactions',
    {
      onRequest: guard.check,
      schema: {
        operationId: 'redactAddress',
        tags: ['registry'],
        summary:
          'Xoá hẳn nội dung cá nhân khỏi mọi phiên bản · Take personal values out of all versions for good',
        params,
        querystring: query({}),
        body: Type.Object(
          {
            fields: Type.Optional(
              Type.Array(Type.Unsafe<SaltedColumn>({ type: 'string', enum: [...SALTED_COLUMNS] }), {
                minItems: 1,
                uniqueItems: true,
              }),
            ),
            supplements: Type.Optional(
              Type.Array(Type.String({ pattern: '^[0-9a-f-]{36}$' }), {
                minItems: 1,
                maxItems: 500,
                uniqueItems: true,
                description: 'Ids of further names and units',
              }),
            ),
            reason: Reason,
          },
          // Something must go.
          { additionalProperties: false, minProperties: 2 },
        ),
        response: { 200: FEATURE },
      },
    },
    async (request, reply) => {
      const seen = { uid: request.params.id, revision: revisionOf(request) }
      const what = { fields: [], ...request.body }
      const redaction = redactions.redact(guard.of(request), seen, what, keyedRequest(request))
      return shown(reply, await orRefused(redaction), units)
    },
  )
}
