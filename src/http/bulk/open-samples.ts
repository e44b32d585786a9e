import { Type } from 'typebox'
import type { OpenSamplesAnswer } from '../../registry/batches/sampling/open-samples.ts'
import type { App } from '../edge/app-type.ts'
import { Json, Limit, query } from '../edge/fields.ts'
import { readPageCursor, writePageCursor } from '../edge/requests/page-cursor.ts'
import { CommuneCode } from '../registry/address-body.ts'
import { shortLabel } from '../registry/desk/item-labels.ts'
import { orRefused } from '../registry/refused.ts'
import { type AddressBatchParts, batchSchema } from './batch-desk.ts'

const MOST_ITEMS = 200

/** `/v1/samples`: what was drawn of batches and waits for a verifier, whichever batch it is of. */
export function openSampleRoutes(app: App, { batches, guard }: AddressBatchParts): void {
  app.get(
    '/v1/samples',
    {
      onRequest: guard.check,
      schema: {
        ...batchSchema(
          'getSamples',
          'Địa chỉ được rút làm mẫu của các mẻ, chờ xác thực · What was drawn of batches and waits to be verified',
        ),
        querystring: query({
          commune: Type.Optional(CommuneCode),
          cursor: Type.Optional(
            Type.String({ minLength: 1, maxLength: 400, description: '`next` of a page' }),
          ),
          limit: Type.Optional(Limit(50, MOST_ITEMS)),
        }),
        response: {
          200: Json('items, batch by batch: id, batch, revision; count, null where it cannot be said; next'),
        },
      },
    },
    async (request, reply) => {
      reply.header('cache-control', 'no-store')
      if (batches === undefined) return { items: [], count: null, next: null }
      const { commune, cursor, limit = 50 } = request.query
      const after = cursor === undefined ? undefined : readPageCursor(cursor, placeOf)
      const { items, count, next } = await orRefused(
        batches.openSamples.page(guard.of(request), { commune, after, limit }),
      )
      return {
        items: items.map(itemJson),
        count,
        next: next === undefined ? null : writePageCursor([next.batch, next.uid]),
      }
    },
  )
}

/** Like an item of the queue. */
function itemJson({ batch, uid, commune_code, at, version }: OpenSamplesAnswer['items'][0]) {
  return {
    ...{ kind: 'sample', id: uid, batch, state: 'open', at, commune_code, addresses: [uid] },
    ...{ revision: version?.revision ?? null, lon: version?.lon ?? null, lat: version?.lat ?? null },
    label: version === undefined ? null : shortLabel({ ...version, name: null }),
  }
}

function placeOf(parts: readonly string[]): OpenSamplesAnswer['next'] {
  const [batch, uid] = parts
  return parts.length === 2 && batch !== undefined && uid !== undefined ? { batch, uid } : undefined
}
