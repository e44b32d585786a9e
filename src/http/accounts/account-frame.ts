import type { FastifyReply, FastifyRequest } from 'fastify'
import { ERRORS, type ErrorCode, Problem, type Text } from '../../errors.ts'
import { Refusal } from '../../registry/refusal.ts'
import { type Html, html } from '../edge/html.ts'
import { type Language, languageOf } from '../edge/language.ts'
import { plainPage } from '../edge/plain-page.ts'
import { refusalProblem } from '../registry/refused.ts'

interface Framed {
  /** Path of the server's root. */
  readonly root: string
  readonly title: Text
  /** Path of the page behind the root. */
  readonly path: string
  /** What of its query holds in the other language too: "batch=1". */
  readonly query?: string | undefined
  /** Style of its own, beside that of all: "office-page". */
  readonly style?: string | undefined
  readonly main: Html
}

/** A page of accounts, which no search engine lists. */
export function framed(language: Language, { root, title, path, query, style, main }: Framed): string {
  const head = html`<link rel="stylesheet" href="${root}/assets/account-page.css">
${style !== undefined && html`<link rel="stylesheet" href="${root}/assets/${style}.css">\n`}<meta name="robots" content="noindex">
`
  const hrefIn = (other: Language) => `${root}${path}?${query === undefined ? '' : `${query}&`}lang=${other}`
  return plainPage({ language, root, title: title[language], hrefIn, head }, main).text
}

/** Sends a page of accounts: no cache keeps it. */
export function accountFrame(request: FastifyRequest, reply: FastifyReply, frame: Framed): FastifyReply {
  return reply
    .headers({ 'cache-control': 'no-store', 'referrer-policy': 'same-origin' })
    .type('text/html; charset=utf-8')
    .serializer(String)
    .send(framed(languageOf(request), frame))
}

/** Words of a page in a language. */
export function wordsIn<Name extends string>(
  words: Readonly<Record<Name, Text>>,
  language: Language,
): Readonly<Record<Name, string>> {
  return Object.fromEntries(
    Object.entries<Text>(words).map(([name, text]) => [name, text[language]]),
  ) as Record<Name, string>
}

/** Something that was refused, as a page says it. */
export interface Trouble {
  readonly code: ErrorCode
  readonly status: number
  readonly text: Text
}

/** What a page says of something that was refused, and its status; anything else is thrown on. */
export function troubleOf(error: unknown): Trouble {
  const problem = error instanceof Refusal ? refusalProblem(error) : error
  if (!(problem instanceof Problem)) throw error
  const { status, title } = ERRORS[problem.code]
  return { code: problem.code, status, text: problem.more.detail ?? title }
}
