import { hash } from 'node:crypto'
import type { FastifyReply } from 'fastify'
import { LRUCache } from 'lru-cache'
import { Type } from 'typebox'
import { packageRoot } from '../../../config.ts'
import { Problem, type Text } from '../../../errors.ts'
import type { App } from '../../edge/app-type.ts'
import { rootPathOf } from '../../edge/base-url.ts'
import { query } from '../../edge/fields.ts'
import { type Html, html } from '../../edge/html.ts'
import { languageOf } from '../../edge/language.ts'
import { plainPage, SITE } from '../../edge/plain-page.ts'
import { documentHtml, type Heading } from './document-html.ts'
import { Documents, type ServedDocument } from './documents.ts'

const TITLE: Text = { vi: 'Tài liệu', en: 'Documents' }
const LEAD: Text = {
  vi: 'Cách dùng, chạy và nối với máy chủ này. Tài liệu kỹ thuật viết bằng tiếng Anh, tiêu đề có tiếng Việt.',
  en: 'How to use this server, run it and connect to it.',
}
const API: Text = { vi: 'Mọi đường dẫn của API', en: 'All routes of the API' }
const API_ABOUT: Text = {
  vi: 'mô tả đầy đủ (OpenAPI 3.1), thử ngay trên trang',
  en: 'described in full (OpenAPI 3.1), to be tried on the page',
}
const ON_PAGE: Text = { vi: 'Trong trang này', en: 'On this page' }
const ASK_AGAIN = 'public, no-cache'
/** Headings from which a page gets a list of them. */
const LISTED = 3

/** `/docs`: the contents; `/docs/{slug}`: a document of the repository as a page; its pictures. */
export function documentRoutes(app: App, { publicUrl }: { publicUrl: string | undefined }): void {
  const root = rootPathOf(publicUrl)
  const documents = new Documents(packageRoot())
  // Documents do not change under a running server.
  const pages = new LRUCache<string, Promise<string>>({ max: 50 })
  const schema = { hide: true, querystring: query({}) }

  app.get('/docs', { schema }, async (request, reply) => {
    const language = languageOf(request)
    const frame = { language, root, hrefIn: (other: string) => `${root}/docs?lang=${other}` }
    const main = html`<h1>${TITLE[language]}</h1>
<p class="lead">${LEAD[language]}</p>
<ul class="documents"><li><a href="${root}/docs/api/">${API[language]}</a>: ${API_ABOUT[language]}</li>
${documents.all.map(({ slug, title, about }) => html`<li><a href="${root}/docs/${slug}">${title[language]}</a>: ${about[language]}</li>\n`)}</ul>`
    const page = plainPage(
      { ...frame, title: `${TITLE[language]} · ${SITE[language]}`, head: headOf(root) },
      main,
    )
    return send(reply.header('vary', 'accept-language'), page.text)
  })

  app.get(
    '/docs/:slug',
    { schema: { ...schema, params: Type.Object({ slug: Type.String({ pattern: '^[a-z-]{1,40}$' }) }) } },
    async (request, reply) => {
      const document = documents.bySlug(request.params.slug)
      if (!document) throw new Problem('not-found')
      const known = pages.get(document.slug) ?? documentPage(documents, document, root)
      pages.set(document.slug, known)
      const page = await known
      const tag = `"${hash('sha1', page, 'base64url')}"`
      return send(reply.header('etag', tag), page)
    },
  )

  app.get(
    '/docs/pictures/:picture',
    {
      schema: {
        ...schema,
        params: Type.Object({ picture: Type.String({ pattern: '^[\\w-]{1,60}\\.png$' }) }),
      },
    },
    async (request, reply) => {
      const bytes = await documents.picture(request.params.picture)
      if (!bytes) throw new Problem('not-found')
      return reply
        .headers({ 'cache-control': ASK_AGAIN, etag: `"${hash('sha1', bytes, 'base64url')}"` })
        .type('image/png')
        .send(bytes)
    },
  )
}

async function documentPage(documents: Documents, document: ServedDocument, root: string): Promise<string> {
  const { slug, language } = document
  const {
    html: body,
    title,
    headings,
  } = await documentHtml(documents.read(document), (href) => documents.hrefOf(document, href, root))
  return plainPage(
    {
      ...{ language, root, title: `${title} · ${SITE[language]}`, head: headOf(root) },
      hrefIn: (other) => `${root}/docs?lang=${other}`,
    },
    html`<p><a href="${root}/docs">${TITLE[language]}</a></p>
<article class="document" data-document="${slug}">${listOf(headings, ON_PAGE[language])}${body}</article>`,
  ).text
}

function listOf(headings: readonly Heading[], title: string): Html | undefined {
  const listed = headings.filter(({ level }) => level === 2)
  if (listed.length < LISTED) return undefined
  return html`<details class="on-page"><summary>${title}</summary><ul>${listed.map(({ text, anchor }) => html`<li><a href="#${anchor}">${text}</a></li>`)}</ul></details>\n`
}

function headOf(root: string): Html {
  return html`<link rel="stylesheet" href="${root}/assets/document-page.css">
`
}

function send(reply: FastifyReply, page: string): FastifyReply {
  return reply
    .header('cache-control', ASK_AGAIN)
    .type('text/html; charset=utf-8')
    .serializer(String)
    .send(page)
}
