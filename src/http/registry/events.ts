import { Type } from 'typebox'
import { contentHash } from '../../chains/event-hash.ts'
import { Problem } from '../../errors.ts'
import type { Audit } from '../../registry/accounts/audit.ts'
import type { EventFeed, FedEvent } from '../../registry/event-feed.ts'
import type { App } from '../edge/app-type.ts'
import { Json, Limit, query } from '../edge/fields.ts'

export interface EventParts {
  eventFeed: EventFeed
  /** Undefined where `people.db` cannot be used. */
  accounts: { audit: Pick<Audit, 'head'> } | undefined
}

const CHAIN = '^(?:[a-z]+:)?[\\w-]{1,20}@(?:\\d{4}-\\d{2}-\\d{2}|-)$'
const MOST_EVENTS = 1000

/** `/v1/events`: what was done, chain by chain, so that anybody can follow it and hold it against a later copy. */
export function eventRoutes(app: App, { eventFeed, accounts }: EventParts): void {
  app.get(
    '/v1/events',
    {
      schema: {
        operationId: 'getEvents',
        tags: ['registry'],
        summary: 'Chuỗi sự kiện của một đơn vị · The chain of events of a unit',
        querystring: query({
          chain: Type.String({ pattern: CHAIN, description: 'CODE@FIRST-DAY of a commune' }),
          after: Type.Optional(Type.Integer({ minimum: 0, maximum: 2_147_483_647, default: 0 })),
          limit: Type.Optional(Limit(100, MOST_EVENTS)),
        }),
        response: { 200: Json('chain, events in the order of their numbers, next') },
      },
    },
    async ({ query: { chain, after = 0, limit = 100 } }) => {
      const events = await eventFeed.after(chain, after, limit)
      if (events === undefined)
        throw new Problem('unknown-chain', {
          detail: { vi: `Không có chuỗi "${chain}".`, en: `There is no chain "${chain}".` },
        })
      const last = events.at(-1)
      return {
        chain,
        events: events.map(eventJson),
        next: events.length === limit ? (last?.number ?? null) : null,
      }
    },
  )

  app.get(
    '/v1/events/heads',
    {
      schema: {
        operationId: 'getEventHeads',
        tags: ['registry'],
        summary:
          'Đầu các chuỗi và của nhật ký, để giữ và đối chiếu · Heads of all chains and of the audit, to keep and compare',
        querystring: query({}),
        response: { 200: Json('heads: chain, number, hash, at; audit: number and hash of its last entry') },
      },
    },
    async () => ({ heads: await eventFeed.heads(), audit: (await accounts?.audit.head()) ?? null }),
  )
}

/**
 * Of an event whose subject is hidden nothing but what links the chain. `hash` is SHA-256 over the hash before, that of
 * the content and that of the private part.
 */
function eventJson({ event, hidden }: FedEvent) {
  const { number, hash, private_hash } = event
  const content_hash = contentHash(event)
  if (hidden) return { number, content_hash, private_hash, hash }
  const { id, at, action, subject, from_status, to_status, revision, version_hash, count, office } = event
  return {
    number,
    id,
    at,
    action,
    subject,
    from_status,
    to_status,
    revision,
    version_hash,
    count,
    office,
    content_hash,
    private_hash,
    hash,
  }
}
