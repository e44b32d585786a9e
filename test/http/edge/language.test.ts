import type { FastifyRequest } from 'fastify'
import t from 'tap'
import { languageOf } from '../../../src/http/edge/language.ts'

/** `lang=`, Accept-Language, the language of the answer */
const CASES: ReadonlyArray<[lang: unknown, accepted: string | undefined, language: string]> = [
  [undefined, undefined, 'vi'],
  ['en', 'vi', 'en'],
  ['vi', 'en', 'vi'],
  ['fr', 'en', 'en'],
  ['toString', undefined, 'vi'],
  [['en', 'en'], undefined, 'vi'],
  [undefined, 'en-GB, vi;q=0.9', 'en'],
  [undefined, 'fr, en;q=0.5, vi;q=0.7', 'vi'],
  [undefined, 'fr, constructor, en;q=0.1', 'en'],
  [undefined, 'en;q=0, de', 'vi'],
  [undefined, 'fr', 'vi'],
  [undefined, '', 'vi'],
]

t.test('The language of messages', async (t) => {
  for (const [lang, accepted, language] of CASES) {
    const request = { query: { lang }, headers: { 'accept-language': accepted } } as unknown as FastifyRequest
    t.equal(languageOf(request), language, `lang=${lang}, accept-language: ${accepted}`)
  }
})
