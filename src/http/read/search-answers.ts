import { type Static, Type } from 'typebox'
import { refuse } from '../../errors.ts'
import type { Box } from '../../geo/box.ts'
import type { SearchEngine } from '../../search/search-engine.ts'
import {
  SEARCH_KINDS,
  type SearchKind,
  type SearchRequest,
  type SearchResult,
} from '../../search/search-types.ts'
import { atDate } from '../edge/at-date.ts'
import { DateField, Lat, Limit, Lon, query } from '../edge/fields.ts'
import { type GeocodeFeature, geocodeReply } from '../features/geocode-reply.ts'
import { Highlighter } from '../features/highlighter.ts'
import { type HitUnits, hitFeature, plainFeature } from '../features/hit-feature.ts'
import { isSettled, meantHits } from './meant-hits.ts'

export interface SearchParts {
  search: Pick<SearchEngine, 'search'>
  units: HitUnits
}

const DEFAULT_LIMIT = 8
/** Longest query, in UTF-16 units; what is searched is at most 24 words of it. */
export const MAX_QUERY = 300
/** Longest link of a map site, in which a position is looked for. */
const MAX_LINK = 2000
/** Zoom that `lat` and `lon` mean without one: near is some 5 km. */
const DEFAULT_ZOOM = 12

const text = (description: string) =>
  Type.Optional(Type.String({ minLength: 1, maxLength: MAX_QUERY, description }))
const common = {
  limit: Type.Optional(Limit(DEFAULT_LIMIT)),
  lat: Type.Optional(Lat),
  lon: Type.Optional(Lon),
  zoom: Type.Optional(
    Type.Number({ minimum: 0, maximum: 20, default: DEFAULT_ZOOM, description: 'How far "near" reaches' }),
  ),
  bbox: Type.Optional(Type.String({ maxLength: 100, description: 'minLon,minLat,maxLon,maxLat' })),
  commune: text('Code of a commune in force, to restrict; in a structured search also its name'),
  types: Type.Optional(
    Type.String({ maxLength: 100, description: `Of ${SEARCH_KINDS.join(', ')}, separated by commas` }),
  ),
  at: Type.Optional(DateField),
  explain: Type.Optional(
    Type.Union([Type.Literal('0'), Type.Literal('1')], { description: '1 adds the parts of each score' }),
  ),
}
export const AutocompleteQuery = query({
  q: Type.String({ minLength: 1, maxLength: MAX_LINK, description: 'Text as typed so far' }),
  ...common,
})
export const SearchQuery = query({
  q: Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: MAX_LINK,
      description: 'A whole address, code, coordinate or link of a map',
    }),
  ),
  house_number: text('House number'),
  street: text('Street'),
  hamlet: text('Ấp, khu phố'),
  district: text('Former district'),
  province: text('Province, today or before'),
  postcode: text('Postal code'),
  interpolate: Type.Optional(
    Type.Union([Type.Literal('0'), Type.Literal('1')], {
      description: '1 puts a missing house number between its neighbours, marked `interpolated`',
    }),
  ),
  ...common,
})
type Common = Omit<Static<typeof AutocompleteQuery>, 'q'> & { interpolate?: '0' | '1' }
export type SearchQuery = Static<typeof SearchQuery>

/** The answers of `/v1/search` and `/v1/autocomplete`, for whoever asks: routes, batches and tables. */
export function searchAnswers({ search, units }: SearchParts) {
  const highlighter = new Highlighter()
  return {
    suggest: (query: Static<typeof AutocompleteQuery>) => answer(query.q, query, true),
    find: (query: SearchQuery) => answer(textOf(query), query, false, query.q === undefined),
    /** The first feature of `find`, without highlights, and those of which its text says as much, at most `most` in all. */
    meant(query: SearchQuery, most: number): GeocodeFeature[] {
      const ask = (limit: number) => look(textOf(query), query, false, query.q === undefined, limit).hits
      const [first] = ask(1)
      if (!first) return []
      const at = dayOf(query)
      const hits = isSettled(first) ? [first] : meantHits(ask(most))
      const features = hits.map((hit) => plainFeature(hit, units, { explain: false, at }))
      return at ? distinct(features) : features
    },
  }

  function answer(text: string, query: Common, unfinished: boolean, byFields = false) {
    const result = look(text, query, unfinished, byFields, query.limit)
    const explain = query.explain === '1'
    const at = dayOf(query)
    const features = result.hits.map((hit) => hitFeature(hit, units, { explain, at }, highlighter))
    const vn = { ...result.remark, ...(explain ? { explain: result.reading() } : {}) }
    return geocodeReply(text, at ? distinct(features) : features, result.remark || explain ? vn : undefined)
  }

  function look(
    text: string,
    query: Common,
    unfinished: boolean,
    byFields: boolean,
    limit = DEFAULT_LIMIT,
  ): SearchResult {
    checkText(text)
    if (!byFields) {
      checkLength(text)
      checkCommune(query.commune)
    }
    return search.search(requestOf(text, query, unfinished, limit))
  }

  function dayOf({ at }: Common): string | undefined {
    return at === undefined ? undefined : atDate(at, units.register)
  }
}

function textOf(query: SearchQuery): string {
  return query.q ?? structured(query) ?? refuseEmpty()
}

/** Two communes of today may have been one on an earlier day. */
function distinct(features: GeocodeFeature[]): GeocodeFeature[] {
  const seen = new Set<unknown>()
  return features.filter(({ id }) => !seen.has(id) && seen.add(id))
}

/** Fields in the order in which an address is written, each with the word that says what it is. */
function structured(query: SearchQuery): string | undefined {
  const typed = (word: string, value: string | undefined) => (value ? `${word} ${value}` : undefined)
  const parts = [
    [typed('số', query.house_number), typed('đường', query.street)].filter((part) => part).join(' '),
    query.hamlet,
    isCode(query.commune) ? undefined : query.commune,
    query.district,
    query.province,
    typed('mã bưu chính', query.postcode),
  ].filter((part) => part)
  return parts.length > 0 ? parts.join(', ') : undefined
}

function refuseEmpty(): never {
  throw refuse(
    'q',
    'missing',
    'Thiếu q, hoặc ít nhất một trong house_number, street, hamlet, commune, district, province, postcode.',
    'q is missing, or at least one of house_number, street, hamlet, commune, district, province, postcode.',
  )
}

const COMMUNE_CODE = /^\d{5}$/

function isCode(commune: string | undefined): boolean {
  return commune !== undefined && COMMUNE_CODE.test(commune)
}

/** Beside `q`, `commune` can only restrict. */
function checkCommune(commune: string | undefined): void {
  if (commune === undefined || isCode(commune)) return
  throw refuse(
    'commune',
    'pattern',
    `commune = ${JSON.stringify(commune)}: cùng với q, phải là mã xã/phường 5 chữ số.`,
    `commune = ${JSON.stringify(commune)}: beside q it must be the 5-digit code of a commune.`,
  )
}

/** What may be longer than an address. */
const LINK = /^\s*https?:\/\//i

function checkLength(text: string): void {
  if (text.length <= MAX_QUERY || LINK.test(text)) return
  throw refuse('q', 'too-long', `q dài quá ${MAX_QUERY} ký tự.`, `q is longer than ${MAX_QUERY} characters.`)
}

function checkText(text: string): void {
  if (/[\p{L}\p{N}]/u.test(text)) return
  throw refuse(
    'q',
    'no-words',
    `q = ${JSON.stringify(text)}: cần ít nhất một chữ cái hoặc chữ số.`,
    `q = ${JSON.stringify(text)}: needs at least one letter or digit.`,
  )
}

function requestOf(text: string, query: Common, unfinished: boolean, limit: number): SearchRequest {
  const { lat, lon, zoom = DEFAULT_ZOOM, bbox, commune, types } = query
  if ((lat === undefined) !== (lon === undefined))
    throw refuse(
      lat === undefined ? 'lat' : 'lon',
      'missing',
      'lat và lon phải đi cùng nhau.',
      'lat and lon must be given together.',
    )
  const request: Writable<SearchRequest> = { text, unfinished, limit }
  if (query.interpolate === '1') request.interpolate = true
  if (lat !== undefined && lon !== undefined) request.focus = { lat, lon, zoom }
  if (bbox !== undefined) request.bbox = parseBox(bbox)
  if (commune !== undefined && isCode(commune)) request.commune = commune
  if (types !== undefined) request.kinds = parseKinds(types)
  return request
}

type Writable<T> = { -readonly [Key in keyof T]: T[Key] }

function parseBox(text: string): Box {
  const numbers = text.split(',').map((part) => (part.trim() === '' ? Number.NaN : Number(part)))
  const [minLon, minLat, maxLon, maxLat] = numbers as [number, number, number, number]
  const valid =
    numbers.length === 4 &&
    numbers.every(Number.isFinite) &&
    minLon <= maxLon &&
    minLat <= maxLat &&
    Math.max(Math.abs(minLon), Math.abs(maxLon)) <= 180 &&
    Math.max(Math.abs(minLat), Math.abs(maxLat)) <= 90
  if (valid) return [minLon, minLat, maxLon, maxLat]
  throw refuse(
    'bbox',
    'bad-box',
    `bbox = ${JSON.stringify(text)}: cần minLon,minLat,maxLon,maxLat theo độ, nhỏ trước lớn sau.`,
    `bbox = ${JSON.stringify(text)}: needs minLon,minLat,maxLon,maxLat in degrees, the smaller first.`,
  )
}

function parseKinds(text: string): ReadonlySet<SearchKind> {
  return new Set(
    text.split(',').map((name) => {
      const kind = SEARCH_KINDS.find((one) => one === name.trim())
      if (kind) return kind
      throw refuse(
        'types',
        'not-allowed',
        `types có ${JSON.stringify(name)}; chỉ nhận ${SEARCH_KINDS.join(', ')}.`,
        `types has ${JSON.stringify(name)}; only ${SEARCH_KINDS.join(', ')} are known.`,
      )
    }),
  )
}
