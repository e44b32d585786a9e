import { LOCAL_CODE } from '../codes/local-code.ts'
import { shownDegrees } from '../geo/shown-degrees.ts'
import type { Place } from './api/replies.ts'

/** What a link to the portal opens. */
export type Target =
  | { kind: 'code'; code: string }
  | { kind: 'id'; id: string }
  | { kind: 'point'; lat: number; lon: number }
  | { kind: 'query'; q: string }

/** Reads `?code=`, `?id=`, `?lat=&lon=` or `?q=`; undefined for none of them or a place that cannot be. */
export function readTarget(search: string): Target | undefined {
  const params = new URLSearchParams(search)
  const code = params.get('code')?.trim()
  if (code) return { kind: 'code', code }
  const id = params.get('id')?.trim()
  if (id) return { kind: 'id', id }
  const [lat, lon] = [number(params.get('lat')), number(params.get('lon'))]
  if (lat !== undefined && lon !== undefined && Math.abs(lat) <= 90 && Math.abs(lon) <= 180)
    return { kind: 'point', lat, lon }
  const q = params.get('q')?.trim()
  return q ? { kind: 'query', q } : undefined
}

/** The shortest lasting link to a place: by code, by id for an address without one, else by its words. */
export function targetOf({ id, properties: { vn, geocoding } }: Place): Target {
  const isAddress = vn.class !== undefined
  if (isAddress && vn.code) return { kind: 'code', code: vn.code }
  if (isAddress && typeof id === 'string') return { kind: 'id', id }
  if (vn.scheme && vn.code) return { kind: 'query', q: vn.code }
  return { kind: 'query', q: (vn.kind === 'point' && geocoding.name) || geocoding.label }
}

/**
 * The lasting page of a place, which says the essential in chats and without scripts; the portal's own of a point that was clicked.
 * @param former code of the former commune that was chosen, which the page keeps
 */
export function pageOf(
  { id, properties: { vn } }: Place,
  target: Target,
  former?: string | undefined,
): string {
  const kept = former === undefined ? '' : `?former=${encodeURIComponent(former)}`
  // the register has no page of what is not its own
  if (vn.basemap) return `./${linkQuery(target, 'vi')}`
  if (vn.class !== undefined && LOCAL_CODE.test(vn.code ?? '')) return `./${vn.code}${kept}`
  return typeof id === 'string' ? `./p/${encodeURIComponent(id)}${kept}` : `./${linkQuery(target, 'vi')}`
}

/** The query string of a target, with `lang` kept when it is not the usual one. */
export function linkQuery(target: Target | undefined, lang: string): string {
  const params = new URLSearchParams()
  if (target?.kind === 'code') params.set('code', target.code)
  if (target?.kind === 'id') params.set('id', target.id)
  if (target?.kind === 'query') params.set('q', target.q)
  if (target?.kind === 'point') {
    params.set('lat', String(shownDegrees(target.lat)))
    params.set('lon', String(shownDegrees(target.lon)))
  }
  if (lang !== 'vi') params.set('lang', lang)
  const text = params.toString()
  return text ? `?${text}` : ''
}

function number(text: string | null): number | undefined {
  if (text === null || !/^-?\d{1,3}(\.\d{1,15})?$/.test(text.trim())) return undefined
  return Number(text)
}
