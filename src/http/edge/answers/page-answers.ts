import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Text } from '../../../errors.ts'
import type { App } from '../app-type.ts'
import { type Html, html } from '../html.ts'
import { languageOf } from '../language.ts'
import { plainPage, SITE } from '../plain-page.ts'
import { type SiteFacts, withSiteFacts } from '../site-frame.ts'
import { acceptedForm } from './accepted-form.ts'

/** What pages need of the server: the path of its root, and what their foot says of it. */
export interface PageAnswers {
  readonly root: string
  readonly facts: SiteFacts
}

/**
 * Tells people who open a link what went wrong on a page, in the place of problem details for programs, with the same status and headers;
 * and writes into the foot of every page what holds of the server. Call before the routes.
 */
export function answerPages(app: App, { root, facts }: PageAnswers): void {
  // No promises: most answers are neither.
  app.addHook('preSerialization', (request, reply, payload: unknown, done) => {
    if (!isOfType(reply, 'application/problem+json') || !wantsPage(request)) return done(null, payload)
    reply.type('text/html; charset=utf-8').serializer(String)
    const wait = Number(reply.getHeader('retry-after')) || undefined
    done(null, failurePage(request, root, payload as ProblemBody, wait).text)
  })
  app.addHook('onSend', (request, reply, payload: unknown, done) => {
    const isPage = typeof payload === 'string' && isOfType(reply, 'text/html')
    done(null, isPage ? withSiteFacts(payload, facts, languageOf(request)) : payload)
  })
}

function isOfType(reply: FastifyReply, type: string): boolean {
  return String(reply.getHeader('content-type')).startsWith(type)
}

interface ProblemBody {
  readonly status: number
  readonly title: string
  readonly detail: string
}

/** A link that somebody opens: not what a script or a form sends. */
function wantsPage({ method, headers }: FastifyRequest): boolean {
  return (method === 'GET' || method === 'HEAD') && acceptedForm(headers.accept) === 'html'
}

const WORDS = {
  missing: {
    vi: 'Trang này không có, hoặc đã chuyển đi. Hãy tìm địa chỉ, hoặc chọn một trang bên dưới.',
    en: 'This page does not exist, or has moved. Search for an address, or choose a page below.',
  },
  many: {
    vi: 'Từ mạng của bạn đang có quá nhiều yêu cầu.',
    en: 'There are too many requests from your network.',
  },
  ours: {
    vi: 'Lỗi ở phía chúng tôi, không phải ở bạn. Hãy thử lại sau ít phút.',
    en: 'The fault is ours, not yours. Try again in a few minutes.',
  },
  after: { vi: 'Hãy thử lại sau {n} giây.', en: 'Try again in {n} seconds.' },
  search: { vi: 'Tìm địa chỉ, đường, xã hoặc mã', en: 'Find an address, street, commune or code' },
  find: { vi: 'Tìm', en: 'Find' },
  again: { vi: 'Thử lại', en: 'Try again' },
} as const satisfies Record<string, Text>

function failurePage(
  request: FastifyRequest,
  root: string,
  body: ProblemBody,
  wait: number | undefined,
): Html {
  const language = languageOf(request)
  const say = (text: Text) => text[language]
  const { status, title, detail } = body
  const told =
    status === 404 ? WORDS.missing : status === 429 ? WORDS.many : status >= 500 ? WORDS.ours : undefined
  const here = new URL(request.url, 'http://localhost')
  const hrefIn = (other: string) => {
    here.searchParams.set('lang', other)
    return `${root}${here.pathname}${here.search}`
  }
  const again = `${root}${request.url}`
  return plainPage(
    {
      language,
      root,
      title: `${title} · ${SITE[language]}`,
      hrefIn,
      head: html`<meta name="robots" content="noindex">
`,
    },
    html`<p class="failure" aria-hidden="true">${status}</p>
<h1>${title}</h1>
${detail !== title && html`<p>${detail}</p>`}
${told && html`<p class="lead">${say(told)}${wait !== undefined && ` ${say(WORDS.after).replace('{n}', String(wait))}`}</p>`}
${
  status === 404
    ? html`<form class="find" action="${root}/" method="get"><label for="q">${say(WORDS.search)}</label>
<input id="q" name="q" type="search" maxlength="300"> <button type="submit">${say(WORDS.find)}</button></form>`
    : (status === 429 || status >= 500) && html`<p><a href="${again}">${say(WORDS.again)}</a></p>`
}`,
  )
}
