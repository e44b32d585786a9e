import type { FastifyRequest } from 'fastify'
import { ERRORS, Problem, type Text } from '../../errors.ts'
import type { App } from '../edge/app-type.ts'
import { rootPathOf } from '../edge/base-url.ts'
import { type Html, html } from '../edge/html.ts'
import { type Language, languageOf } from '../edge/language.ts'
import { plainPage } from '../edge/plain-page.ts'
import { CODE_PATH } from './share/thing-links.ts'

/** What needs a record in memory: search, reverse, maps, tables, and the pages of them. */
const READ: readonly string[] = [
  '/v1/autocomplete',
  '/v1/search',
  '/v1/features/:id',
  '/v1/features/:id/numbers',
  '/v1/reverse',
  '/v1/nearby',
  '/v1/basemap/candidates',
  '/v1/convert',
  '/v1/changes/tiles',
  '/v1/layers',
  '/v1/layers/:id/counts',
  '/tiles/:layers',
  '/tiles/:layers/*',
  '/styles',
  '/styles/:id',
  '/fonts/*',
  '/sprites/*',
  '/ogc',
  '/ogc/*',
  '/ban-do/:id',
  '/v1/addresses/:id.pdf',
  '/p/:id',
  '/p/:id/:picture',
  CODE_PATH,
]
const WRITE: readonly string[] = [
  '/v1/reverse',
  '/v1/batch',
  '/v1/search/csv',
  '/v1/reverse/csv',
  '/v1/convert',
  '/dang-ky',
]
/** Pages for people, besides those that open one thing. */
const PAGES: readonly string[] = [
  '/',
  '/chuyen-doi',
  '/ban-do',
  '/tra-cuu-ma',
  '/dia-chi-so',
  '/dia-chi-so/to-roi',
  '/nha-phat-trien',
  '/dang-ky',
]

/**
 * On a server that only keeps the registry: every route that needs a mirror of the record says so, with 503, and pages say
 * it to people, and what there is instead.
 */
export function noMirrorRoutes(app: App, { publicUrl }: { publicUrl: string | undefined }): void {
  const schema = { hide: true }
  const refuse = async () => {
    throw new Problem('no-mirror', { detail: DETAIL })
  }
  for (const path of READ) app.get(path, { schema }, refuse)
  for (const path of WRITE) app.post(path, { schema, onRequest: refuse }, refuse)
  for (const path of PAGES)
    app.get(path, { schema }, async (request, reply) => {
      if (!wantsPage(request)) throw new Problem('no-mirror', { detail: DETAIL })
      const language = languageOf(request)
      reply.code(ERRORS['no-mirror'].status).header('cache-control', 'no-store')
      reply.type('text/html; charset=utf-8')
      return page(language, rootPathOf(publicUrl), path).text
    })
}

function wantsPage({ headers }: FastifyRequest): boolean {
  return /\btext\/html\b/.test(headers.accept ?? '')
}

const DETAIL: Text = {
  vi: 'Máy chủ này giữ sổ địa chỉ trong PostgreSQL (RECORD_URL) và chưa có bản sao để tìm kiếm, bản đồ và xuất dữ liệu. Địa chỉ theo id hay mã (/v1/addresses, /v1/codes), đơn vị, sự kiện và việc ghi sổ vẫn hoạt động.',
  en: 'This server keeps the registry in PostgreSQL (RECORD_URL) and has no mirror yet for search, maps and exports. Addresses by id or code (/v1/addresses, /v1/codes), units, events and writing work.',
}
const API: Text = { vi: 'Những gì máy chủ này trả lời', en: 'What this server answers' }

function page(language: Language, root: string, path: string): Html {
  const hrefIn = (lang: string) => `${root}${path}?lang=${lang}`
  const title = ERRORS['no-mirror'].title[language]
  return plainPage(
    { language, root, title, hrefIn },
    html`<h1>${title}</h1>
<p class="lead">${DETAIL[language]}</p>
<p><a href="${root}/docs/api/">${API[language]}</a></p>`,
  )
}
