import type { FastifyRequest } from 'fastify'
import { LANGUAGES, type Language } from '../../errors.ts'

export type { Language }

/** Whether a value is the code of a language of messages. */
export function isLanguage(value: unknown): value is Language {
  return typeof value === 'string' && Object.hasOwn(LANGUAGES, value)
}

/** `lang=` decides, then the first language in Accept-Language that there are messages in, then Vietnamese. */
export function languageOf(request: FastifyRequest): Language {
  const asked = (request.query as { lang?: unknown } | undefined)?.lang
  if (isLanguage(asked)) return asked
  const accepted = request.headers['accept-language']
  if (!accepted) return 'vi'
  const ranked = accepted
    .slice(0, 200)
    .split(',')
    .map((part) => {
      const [tag = '', ...options] = part.trim().toLowerCase().split(';')
      const quality = options.find((option) => option.trim().startsWith('q='))
      return { tag: tag.split('-')[0], quality: quality ? Number(quality.trim().slice(2)) : 1 }
    })
    .sort((a, b) => b.quality - a.quality)
  const first = ranked.find(({ tag, quality }) => quality > 0 && isLanguage(tag))?.tag
  return isLanguage(first) ? first : 'vi'
}
