import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Text } from '../../errors.ts'
import { baseUrlOf, rootPathOf } from '../edge/base-url.ts'
import type { Html } from '../edge/html.ts'
import { isLanguage, type Language, languageOf } from '../edge/language.ts'
import { formatOf } from './format.ts'
import { HTML_DOCUMENT, JSON_TYPE } from './links.ts'

/** One request to the OGC pages: who asks, where, in which language and for which representation. */
export interface Visit {
  readonly language: Language
  readonly format: 'json' | 'html'
  /** The address asked for. */
  readonly url: URL
  /** Address of this server, without a slash at its end. */
  readonly base: string
  /** Path of the root of this server, without a slash at its end. */
  readonly root: string
  readonly say: (text: Text) => string
  /** Address of a page below `/ogc`, with the language when it was chosen. */
  readonly to: (path: string, parameters?: Readonly<Record<string, string>>) => string
}

export function visitOf(request: FastifyRequest, publicUrl: string | undefined): Visit {
  const base = baseUrlOf(request, publicUrl)
  const { f, lang } = request.query as { f?: unknown; lang?: unknown }
  const language = languageOf(request)
  return {
    language,
    format: formatOf(f, request.headers.accept),
    url: new URL(base + request.url),
    base,
    root: rootPathOf(publicUrl),
    say: (text) => text[language],
    to(path, parameters = {}) {
      const url = new URL(`${base}/ogc${path}`)
      for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value)
      if (isLanguage(lang)) url.searchParams.set('lang', lang)
      return url.href
    },
  }
}

/** Headers of a document that comes as JSON and as a page, in a language. */
export function documentHeaders(reply: FastifyReply, { language }: Visit): FastifyReply {
  return reply
    .header('cache-control', 'public, no-cache')
    .header('vary', 'accept, accept-language')
    .header('content-language', language)
}

/** Answers with a document as JSON or as a page. */
export function answer(
  reply: FastifyReply,
  visit: Visit,
  { json, page, type = JSON_TYPE }: { json: () => unknown; page: () => Html; type?: string },
): FastifyReply {
  documentHeaders(reply, visit)
  return visit.format === 'html'
    ? reply.type(HTML_DOCUMENT).send(page().text)
    : reply.type(type).send(JSON.stringify(json()))
}
