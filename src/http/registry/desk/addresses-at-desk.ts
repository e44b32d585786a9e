import { Type } from 'typebox'
import type { AddressesAtDesk } from '../../../registry/desk/addresses-at-desk.ts'
import type { UnverifiedAddress } from '../../../store/registry/desk/unverified-rows.ts'
import type { App } from '../../edge/app-type.ts'
import { Json, Limit, query } from '../../edge/fields.ts'
import { languageOf } from '../../edge/language.ts'
import type { ActorGuard } from '../actor-guard.ts'
import { CommuneCode } from '../address-body.ts'
import { params } from '../address-writes.ts'
import { orRefused } from '../refused.ts'
import { shortLabel } from './item-labels.ts'
import { storedFindingJson } from './queue-item.ts'

export interface AddressesAtDeskParts {
  addressesAtDesk: AddressesAtDesk
  guard: ActorGuard
}

const MOST_ITEMS = 200

/** `/v1/items/address/{id}`: an address with what is wrong with it; `/v1/unverified`: addresses that wait for a verifier. */
export function addressesAtDeskRoutes(app: App, { addressesAtDesk, guard }: AddressesAtDeskParts): void {
  app.get(
    '/v1/items/address/:id',
    {
      onRequest: guard.check,
      schema: {
        operationId: 'getAddressItem',
        tags: ['registry'],
        summary:
          'Một địa chỉ trong địa bàn của mình, kèm các phát hiện · An address of one’s own area, with its findings',
        params,
        querystring: query({}),
        response: {
          200: Json(
            'address: fields, state, revision; findings about it; event that made its present version',
          ),
        },
      },
    },
    async (request, reply) => {
      const { address, findings, event } = await orRefused(
        addressesAtDesk.look(guard.of(request), request.params.id),
      )
      reply.header('etag', `"${address.revision}"`).header('cache-control', 'no-store')
      const language = languageOf(request)
      return { address, event, findings: findings.map((each) => storedFindingJson(each, language)) }
    },
  )

  app.get(
    '/v1/unverified',
    {
      onRequest: guard.check,
      schema: {
        operationId: 'getUnverified',
        tags: ['registry'],
        summary: 'Địa chỉ đã tạo, chờ xác thực · Created addresses that wait to be verified',
        querystring: query({
          commune: Type.Optional(CommuneCode),
          cursor: Type.Optional(
            Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER, description: '`next` of a page' }),
          ),
          limit: Type.Optional(Limit(50, MOST_ITEMS)),
        }),
        response: { 200: Json('items, the oldest first; count, of at most 10,000; next') },
      },
    },
    async (request, reply) => {
      const { commune, cursor = 0, limit = 50 } = request.query
      const question = { commune, after: cursor, limit }
      const { items, count, next } = await orRefused(addressesAtDesk.unverified(guard.of(request), question))
      reply.header('cache-control', 'no-store')
      return { items: items.map(itemJson), count, next: next ?? null }
    },
  )
}

/** Like an item of the queue. */
function itemJson({ uid, updated_at, commune_code, revision, lon, lat, ...written }: UnverifiedAddress) {
  return {
    ...{ kind: 'created', id: uid, state: 'open', at: updated_at, commune_code, addresses: [uid] },
    ...{ revision, lon, lat, label: shortLabel({ ...written, name: null }) },
  }
}
