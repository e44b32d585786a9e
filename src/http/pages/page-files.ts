import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Html } from '../edge/html.ts'
import { type Language, languageOf } from '../edge/language.ts'
import { siteFoot, siteHead, siteMenu, siteNav } from '../edge/site-frame.ts'

/** A page of the browser's side that is built, with head and foot of the site and what a page puts into its places. */
export class PageFile {
  readonly #text: string
  readonly #root: string

  /** Reads the file once; a build is not changed under a running server. */
  constructor(webDir: string, file: string, root: string) {
    this.#text = readFileSync(join(webDir, file), 'utf8')
    this.#root = root
  }

  /** Sends it. Scripts of the page choose its words by `lang=` and by what was chosen before, so it comes in Vietnamese without `lang=`. */
  send(
    request: FastifyRequest,
    reply: FastifyReply,
    places: Readonly<Record<string, Html>> = {},
  ): FastifyReply {
    const { lang } = request.query as { lang?: string }
    const language = lang === undefined ? 'vi' : languageOf(request)
    const text = this.#filled(language, hrefOf(request, this.#root), places)
    return reply
      .header('cache-control', 'no-cache')
      .type('text/html; charset=utf-8')
      .serializer(String)
      .send(text)
  }

  #filled(
    language: Language,
    hrefIn: (language: Language) => string,
    places: Readonly<Record<string, Html>>,
  ): string {
    const frame = { language, root: this.#root, hrefIn }
    const all = {
      'site head': siteHead(frame),
      'site nav': siteNav(frame),
      'site menu': siteMenu(language),
      'site foot': siteFoot(frame),
      ...places,
    }
    return this.#text.replace(/<!-- ([a-z ]+) -->/g, (whole, place: string) =>
      Object.hasOwn(all, place) ? all[place as keyof typeof all].text : whole,
    )
  }
}

/** The same page in another language, with the query it was asked with. */
export function hrefOf(request: FastifyRequest, root: string): (language: Language) => string {
  return (language) => {
    const here = new URL(request.url, 'http://localhost')
    here.searchParams.set('lang', language)
    return `${root}${here.pathname}${here.search}`
  }
}
