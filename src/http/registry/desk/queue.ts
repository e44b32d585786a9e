import { Type } from 'typebox'
import {
  QUEUE_KINDS,
  QUEUE_STATES,
  type Queue,
  type QueueCursor,
  type QueueKind,
} from '../../../registry/desk/queue.ts'
import type { AddressesAbout } from '../../../store/record/public-addresses.ts'
import type { App } from '../../edge/app-type.ts'
import { Json, Limit, query } from '../../edge/fields.ts'
import { languageOf } from '../../edge/language.ts'
import { readPageCursor, writePageCursor } from '../../edge/requests/page-cursor.ts'
import type { ActorGuard } from '../actor-guard.ts'
import { orRefused } from '../refused.ts'
import { itemLabels } from './item-labels.ts'
import { queueItemJson } from './queue-item.ts'

export interface QueueParts {
  queue: Queue
  guard: ActorGuard
  addressesAbout: AddressesAbout
}

const MOST_ITEMS = 200
const ANY_KIND = `(?:${QUEUE_KINDS.join('|')})`
const KINDS = `^${ANY_KIND}(?:,${ANY_KIND}){0,${QUEUE_KINDS.length - 1}}$`
const one = <Name extends string>(names: readonly Name[], description: string) =>
  Type.Unsafe<Name>({ type: 'string', enum: [...names], description })

/** `/v1/queue`: what waits in one's own area, with counts. */
export function queueRoutes(app: App, { queue, guard, addressesAbout }: QueueParts): void {
  app.get(
    '/v1/queue',
    {
      onRequest: guard.check,
      schema: {
        operationId: 'getQueue',
        tags: ['registry'],
        summary: 'Việc đang chờ trong địa bàn của mình · What waits in one’s own area',
        querystring: query({
          kind: Type.Optional(
            Type.String({ pattern: KINDS, description: 'Kinds of what waits, by commas; all where absent' }),
          ),
          commune: Type.Optional(Type.String({ pattern: '^\\d{5}$', description: 'A commune of the area' })),
          state: Type.Optional(
            one(QUEUE_STATES, 'open where absent; findings are open or accepted, reports also rejected'),
          ),
          sort: Type.Optional(one(['oldest', 'newest'], 'oldest where absent')),
          cursor: Type.Optional(
            Type.String({ minLength: 1, maxLength: 400, description: '`next` of a page' }),
          ),
          limit: Type.Optional(Limit(50, MOST_ITEMS)),
        }),
        response: { 200: Json('items with what their address is called, counts by kind, next') },
      },
    },
    async (request, reply) => {
      const { kind, commune, state = 'open', sort = 'oldest', cursor, limit = 50 } = request.query
      const question = {
        kinds: kind?.split(',') as QueueKind[] | undefined,
        commune,
        state,
        newestFirst: sort === 'newest',
        after: cursor === undefined ? undefined : readPageCursor(cursor, placeOf),
        limit,
      }
      const { items, counts, next } = await orRefused(queue.page(guard.of(request), question))
      reply.header('cache-control', 'no-store')
      const language = languageOf(request)
      const labels = await itemLabels(items, addressesAbout)
      return {
        items: items.map((item, i) => ({ ...queueItemJson(item, language), label: labels[i] })),
        counts,
        next: next === undefined ? null : writePageCursor([next.source, next.at, next.id, next.commune]),
      }
    },
  )
}

function placeOf(parts: readonly string[]): QueueCursor | undefined {
  const [source, at = '', id = '', commune = ''] = parts
  if (parts.length !== 4) return undefined
  if (source !== 'finding' && source !== 'proposal' && source !== 'report') return undefined
  return { source, at, id, commune }
}
