import type { Language } from '../edge/language.ts'

/** A web link (RFC 8288) as OGC APIs write it. */
export interface Link {
  href: string
  rel: string
  type?: string
  title?: string
  templated?: true
  hreflang?: Language
}

export const JSON_TYPE = 'application/json'
export const GEOJSON_TYPE = 'application/geo+json'
export const HTML_TYPE = 'text/html'
export const CSV_TYPE = 'text/csv'
/** What CSV is sent as (RFC 4180). */
export const CSV_DOCUMENT = 'text/csv; charset=utf-8; header=present'
/** What a page is sent as. */
export const HTML_DOCUMENT = 'text/html; charset=utf-8'
export const QUERYABLES_REL = 'http://www.opengis.net/def/rel/ogc/1.0/queryables'
export const TILESETS_REL = 'http://www.opengis.net/def/rel/ogc/1.0/tilesets-vector'

/** `self` and `alternate` of an answer that comes as JSON and as HTML. */
export function selfLinks(url: URL, format: 'json' | 'html', jsonType: string = JSON_TYPE): Link[] {
  const as = (f: 'json' | 'html') => {
    const href = new URL(url)
    href.searchParams.set('f', f)
    return { href: href.href, type: f === 'json' ? jsonType : HTML_TYPE }
  }
  const other = format === 'json' ? 'html' : 'json'
  return [
    { ...as(format), rel: 'self', title: format === 'json' ? 'JSON' : 'HTML' },
    { ...as(other), rel: 'alternate', title: other === 'json' ? 'JSON' : 'HTML' },
  ]
}
