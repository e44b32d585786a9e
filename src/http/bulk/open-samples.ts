import { Type } from 'typebox'
import { refuse } from '../../errors.ts'
import type { OpenSamplesAnswer } from '../../registry/batches/sampling/open-samples.ts'
import type { App } from '../edge/app-type.ts'
import { Json, Limit, query } from '../edge/fields.ts'
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
      const after = cursor === undefined ? undefined : readCursor(cursor)
      const { items, count, next } = await orRefused(
        batches.openSamples.page(guard.of(request), { commune, after, limit }),
      )
      return { items: items.map(itemJson), count, next: next === undefined ? null : writeCursor(next) }
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

/** PostgreSQL takes no text with NUL or half a character. */
function isId(part: unknown): part is string {
  return typeof part === 'string' && !/[\0\ud800-\udfff]/u.test(part)
}

function writeCursor({ batch, uid }: NonNullable<OpenSamplesAnswer['next']>): string {
  return Buffer.from(JSON.stringify([batch, uid])).toString('base64url')
}

/** Throws {@link Problem} for what no page has given. */
function readCursor(text: string): NonNullable<OpenSamplesAnswer['next']> {
  try {
    const parts = JSON.parse(Buffer.from(text, 'base64url').toString()) as unknown
    if (Array.isArray(parts) && parts.length === 2 && parts.every(isId)) {
      const [batch, uid] = parts as [string, string]
      return { batch, uid }
    }
  } catch {
    // Told below, like every other text that is none.
  }
  throw refuse(
    'cursor',
    'cursor',
    `cursor "${text.slice(0, 40)}" không phải "next" của một trang trước.`,
    `cursor "${text.slice(0, 40)}" is not the "next" of a page before.`,
  )
}
