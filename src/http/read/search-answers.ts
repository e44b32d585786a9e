import { Problem, refuse } from '../../errors.ts'
import type { Box } from '../../geo/box.ts'
import type { SearchEngine } from '../../search/search-engine.ts'
import {
  SEARCH_KINDS,
  type SearchKind,
  type SearchRequest,
  type SearchResult,
} from '../../search/search-types.ts'
import { atDate } from '../edge/at-date.ts'
import { AddressTexts } from '../features/address-texts.ts'
import { type GeocodeFeature, geocodeReply, geocodeText } from '../features/geocode-reply.ts'
import { Highlighter } from '../features/highlighter.ts'
import { hitFeature, hitText, plainFeature } from '../features/hit-feature.ts'
import type { HitUnits } from '../features/hit-units.ts'
import { type ListEntry, listEntry } from '../features/list-entry.ts'
import { isSettled, meantHits } from './meant-hits.ts'
import {
  type AutocompleteQuery,
  type CommonQuery,
  DEFAULT_LIMIT,
  DEFAULT_ZOOM,
  MAX_QUERY,
  type SearchQuery,
} from './search-query.ts'

export interface SearchParts {
  search: Pick<SearchEngine, 'search'>
  units: HitUnits
  /** Kept features, where reverse has them too. */
  addressTexts?: AddressTexts
}

/** How a text is looked for. */
interface Looking {
  /** It is being typed. */
  readonly unfinished?: boolean
  /** It was made of fields. */
  readonly byFields?: boolean
  /** How many hits; as the query says when absent. */
  readonly limit?: number
  /** Also what only the base map has. */
  readonly basemap?: boolean
}

/** The answers of `/v1/search` and `/v1/autocomplete`, for whoever asks: routes, batches and tables. */
export function searchAnswers({ search, units, addressTexts = new AddressTexts(units) }: SearchParts) {
  const highlighter = new Highlighter()
  return {
    /** JSON, as that of `found`. */
    suggest: (query: AutocompleteQuery) => written(query.q, query, { unfinished: true, basemap: true }),
    /** JSON, with what only the base map has, which is not for tables and forms. */
    found: (query: SearchQuery) => written(textOf(query), query, { ...byFields(query), basemap: true }),
    find(query: SearchQuery) {
      const text = textOf(query)
      const answer = look(text, query, byFields(query))
      return geocodeReply(text, features(answer, query), ...beside(answer, query))
    },
    /** The first feature of `find`, without highlights, and those of which its text says as much, at most `most` in all. */
    meant(query: SearchQuery, most: number): GeocodeFeature[] {
      const ask = (limit: number) => look(textOf(query), query, { ...byFields(query), limit }).hits
      const [first] = ask(1)
      if (!first) return []
      const at = dayOf(query)
      const hits = isSettled(first) ? [first] : meantHits(ask(most))
      const features = hits.map((hit) => plainFeature(hit, units, { explain: false, at }))
      return at ? distinct(features) : features
    },
  }

  function written(text: string, query: CommonQuery, how: Looking): string {
    const answer = look(text, query, how)
    const isUsual = query.view !== 'list' && query.explain !== '1' && query.at === undefined
    const texts = isUsual
      ? answer.hits.map((hit) => hitText(hit, units, highlighter, addressTexts))
      : features(answer, query).map((feature) => JSON.stringify(feature))
    return geocodeText(text, texts, ...beside(answer, query))
  }

  function features({ hits }: SearchResult, query: CommonQuery): (GeocodeFeature | ListEntry)[] {
    const at = dayOf(query)
    const made: (GeocodeFeature | ListEntry)[] =
      query.view === 'list'
        ? hits.map((hit) => listEntry(hit, units, at, highlighter, addressTexts))
        : hits.map((hit) => hitFeature(hit, units, { explain: query.explain === '1', at }, highlighter))
    return at ? distinct(made) : made
  }

  /** What stands beside the features: of the text as a whole, and who else is to be named. */
  function beside(
    { remark, reading, hits }: SearchResult,
    { explain }: CommonQuery,
  ): [vn: Record<string, unknown> | undefined, others: string[]] {
    const vn = { ...remark, ...(explain === '1' ? { explain: reading() } : {}) }
    const others = new Set(hits.flatMap(({ basemap }) => basemap?.attribution ?? []))
    return [remark || explain === '1' ? vn : undefined, [...others]]
  }

  function look(text: string, query: CommonQuery, how: Looking): SearchResult {
    if (query.explain === '1' && query.view === 'list') throw refuseBoth()
    checkText(text)
    if (!how.byFields) {
      checkLength(text)
      checkCommune(query.commune)
    }
    const { unfinished = false, limit = query.limit, basemap = false } = how
    return search.search({ ...requestOf(text, query, unfinished, limit ?? DEFAULT_LIMIT), basemap })
  }

  function dayOf({ at }: CommonQuery): string | undefined {
    return at === undefined ? undefined : atDate(at, units.register)
  }
}

function textOf(query: SearchQuery): string {
  return query.q ?? structured(query) ?? refuseEmpty()
}

function byFields({ q }: SearchQuery): Looking {
  return { byFields: q === undefined }
}

/** Two communes of today may have been one on an earlier day. */
function distinct<One extends { id?: unknown }>(features: readonly One[]): One[] {
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

function refuseBoth(): Problem {
  const message = {
    vi: 'explain=1 không đi cùng view=list: danh sách không có điểm số để giải thích.',
    en: 'explain=1 does not go with view=list: a list has no scores to explain.',
  }
  const problems = ['explain', 'view'].map((path) => ({ path, code: 'not-together', message }))
  return new Problem('invalid-input', { detail: message, problems })
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

function requestOf(text: string, query: CommonQuery, unfinished: boolean, limit: number): SearchRequest {
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
