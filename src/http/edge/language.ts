import type { FastifyRequest } from 'fastify'

export type Language = 'vi' | 'en'

/** `lang=` decides, then the first of vi and en in Accept-Language, then Vietnamese. */
export function languageOf(request: FastifyRequest): Language {
  const asked = (request.query as { lang?: unknown } | undefined)?.lang
  if (asked === 'en' || asked === 'vi') return asked
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
  const first = ranked.find(({ tag, quality }) => quality > 0 && (tag === 'vi' || tag === 'en'))
  return first?.tag === 'en' ? 'en' : 'vi'
}
