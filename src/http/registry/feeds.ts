import { Type } from 'typebox'
import { Problem } from '../../errors.ts'
import type { FedEvent } from '../../registry/event-feed.ts'
import type { App } from '../edge/app-type.ts'
import { baseUrlOf } from '../edge/base-url.ts'
import { query } from '../edge/fields.ts'
import { type Html, html } from '../edge/html.ts'
import { type Language, languageOf } from '../edge/language.ts'
import type { EventParts } from './events.ts'

const NEWEST = 100

/** What happened, for people; an action that is not here is told by its name. */
const ACTIONS: Readonly<Record<string, Readonly<Record<Language, string>>>> = {
  created: { vi: 'Địa chỉ mới', en: 'New address' },
  changed: { vi: 'Địa chỉ được sửa', en: 'Address changed' },
  verified: { vi: 'Địa chỉ được xác thực', en: 'Address verified' },
  'made-official': { vi: 'Địa chỉ có quyết định', en: 'Address made official' },
  retired: { vi: 'Địa chỉ không còn dùng', en: 'Address retired' },
  moved: { vi: 'Địa chỉ chuyển đến', en: 'Address moved here' },
  'moved-out': { vi: 'Địa chỉ chuyển đi', en: 'Address moved elsewhere' },
  imported: { vi: 'Địa chỉ được nạp', en: 'Addresses loaded' },
  restored: { vi: 'Dữ liệu được phục hồi từ bản sao lưu', en: 'The record was restored from a backup' },
}

export interface FeedParts extends EventParts {
  publicUrl: string | undefined
}

/** `/v1/feeds/{commune}.atom`: new and changed public addresses of a commune, the newest first (Atom, RFC 4287). */
export function feedRoutes(app: App, { eventFeed, publicUrl }: FeedParts): void {
  app.get(
    '/v1/feeds/:commune.atom',
    {
      schema: {
        operationId: 'getCommuneFeed',
        tags: ['registry'],
        summary:
          'Địa chỉ mới và thay đổi của một xã, dạng Atom · New and changed addresses of a commune, as Atom',
        params: Type.Object({ commune: Type.String({ pattern: '^\\d{5}$' }) }),
        querystring: query({}),
        produces: ['application/atom+xml'],
      },
    },
    async (request, reply) => {
      const { commune } = request.params
      const events = await eventFeed.newest(commune, NEWEST)
      if (events === undefined)
        throw new Problem('unknown-unit', {
          detail: {
            vi: `"${commune}" không phải mã của xã, phường nào hiện nay.`,
            en: `"${commune}" is the code of no commune of today.`,
          },
        })
      const base = baseUrlOf(request, publicUrl)
      reply.type('application/atom+xml; charset=utf-8')
      return atom(commune, events, base, languageOf(request))
    },
  )
}

function atom(commune: string, events: readonly FedEvent[], base: string, language: Language): string {
  const self = `${base}/v1/feeds/${commune}.atom`
  const entries = events.filter(({ hidden }) => !hidden).map((each) => entry(each, base, language))
  const feed = html`<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="${language}">
<id>${self}</id>
<title>diachiso ${commune}</title>
<link rel="self" href="${self}"/>
<author><name>diachiso</name></author>
<updated>${events[0]?.event.at ?? '1970-01-01T00:00:00.000Z'}</updated>
${entries}</feed>
`
  return `<?xml version="1.0" encoding="utf-8"?>\n${feed.text}`
}

/** One change: what happened to which address, or to how many. */
function entry({ event }: FedEvent, base: string, language: Language): Html {
  const { id, at, action, subject, count } = event
  const what = ACTIONS[action]?.[language] ?? action
  const title = count === null ? what : `${what}: ${count}`
  const link = subject === null ? `${base}/v1/events` : `${base}/v1/addresses/${encodeURIComponent(subject)}`
  return html`<entry>
<id>urn:uuid:${id}</id>
<title>${title}</title>
<updated>${at}</updated>
<link href="${link}"/>
</entry>
`
}
