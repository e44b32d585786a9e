import { boxContains } from '../../geo/box.ts'
import { distance } from '../../geo/distance.ts'
import type { BasemapThing } from '../../store/basemap/basemap-things.ts'
import type { ThingsOf } from '../../store/basemap/served-things.ts'
import { accentAgreement } from '../../text/accents.ts'
import { normalizeText } from '../../text/normalize.ts'
import { type Syllable, syllable, words } from '../../text/syllable.ts'
import type { Indexes } from '../gazetteer/indexes.ts'
import { matchNames } from '../gazetteer/name-matches.ts'
import type { QueryScratch } from '../gazetteer/query-scratch.ts'
import { nameSlug } from '../names/gazetteer-name-index.ts'
import type { Query } from '../query/query.ts'
import { readQuery } from '../query/read-query.ts'
import { BASEMAP } from '../scoring.ts'
import type { SearchHit, SearchKind, SearchRequest, SearchWarning } from '../search-types.ts'
import type { UnitMatches } from '../units/unit-matches.ts'
import type { UnitSource } from '../units/unit-source.ts'
import { emptyHit } from './empty-hit.ts'
import { QueryWords } from './matched-parts.ts'

/** Before the id of an object of the base map's source. */
export const BASEMAP_ID = 'osm:'
/** Things of a reading that are looked at, the most important first. */
const MAX_LOOKED_AT = 30
/** Ways to divide a query between a name, units and a number that are tried. */
const MAX_READINGS = 8
/** Hits of the record that give way where none explains the text. */
const ROOM = 3
/** What is said of a hit that does not explain the text. */
const UNEXPLAINED: ReadonlySet<SearchWarning> = new Set(['words-not-understood', 'typo-corrected'])
/** Metres within which two places of one name are the same. */
const SAME_METRES = 300

const KINDS = { road: 'street', poi: 'place' } as const satisfies Record<BasemapThing['layer'], SearchKind>

export interface BasemapSources {
  readonly query: Query
  readonly request: SearchRequest
  readonly matches: UnitMatches
  readonly indexes: Indexes
  readonly scratch: QueryScratch
  readonly units: UnitSource
  readonly basemap: ThingsOf
}

/** What a name of the base map takes of a query. */
interface Read {
  readonly thing: BasemapThing
  readonly commune: SearchHit['within']
  /** Tokens in the name. */
  readonly mask: number
  /** Share of the name's words that were typed. */
  readonly completeness: number
  /** A house number stands before the name of a road. */
  readonly numbered: boolean
  readonly metres: number
}

/**
 * The hits of the record, and below them named roads and points of interest of the base map that explain the whole text. What the record
 * has too is left out, and what lies in no commune. Where none of the record's hits explains the text, the last of a full list give
 * way to at most {@link ROOM}; never the first.
 */
export function withBasemap(own: readonly SearchHit[], sources: BasemapSources): readonly SearchHit[] {
  const { limit } = sources.request
  const isUnexplained = own[0]?.warnings.some((warning) => UNEXPLAINED.has(warning)) ?? false
  if (own.length >= limit && !(isUnexplained && limit > 1)) return own
  const found = basemapHits(own, readAnew(sources))
  const kept = own.slice(0, isUnexplained ? Math.max(1, limit - Math.min(ROOM, found.length)) : limit)
  return [...kept, ...found].slice(0, limit)
}

/**
 * The query with words of the base map left whole that the record's names do not have: they are neither decoded nor cut. That costs
 * reading it twice, and matching units anew where it reads otherwise.
 */
function readAnew(sources: BasemapSources): BasemapSources {
  const { query, request, indexes, scratch, basemap } = sources
  const { names, places } = indexes
  const anew = readQuery(request.text, names.lexicon, request.unfinished, {
    has: (word) => places.has(word) || basemap.things.has(word, false),
    begins: (word) => places.begins(word) || basemap.things.has(word, true),
  })
  const isSame =
    anew.tokens.length === query.tokens.length &&
    anew.tokens.every(({ text }, i) => text === query.tokens[i]!.text)
  return isSame
    ? sources
    : { ...sources, query: anew, matches: matchNames(anew, indexes, scratch, false).units }
}

function basemapHits(own: readonly SearchHit[], sources: BasemapSources): SearchHit[] {
  const { request, query } = sources
  const found = readings(sources).reduce<Read[]>(
    (found, mask) => (found.length > 0 ? found : read(mask, sources)),
    [],
  )
  const fresh = found.filter((one) => !isKnown(one, own, sources))
  fresh.sort((a, b) => b.completeness - a.completeness || a.metres - b.metres)
  const last = own.at(-1)?.score ?? 1
  const isOnly = own.length === 0 && fresh.length === 1
  const said = new QueryWords(query)
  return fresh.slice(0, request.limit).map((one) => {
    const score = Math.min(last, BASEMAP.least + BASEMAP.completeness * one.completeness)
    const hit = basemapHit(
      one.thing,
      one.commune,
      sources.basemap.attribution,
      Math.round(score * 1000) / 1000,
    )
    hit.grade = isOnly && one.completeness === 1 && !one.numbered ? 'B' : 'C'
    hit.warnings = [
      ...(fresh.length > 1 && !request.unfinished ? (['ambiguous'] as const) : []),
      ...(one.numbered ? (['house-number-not-found'] as const) : []),
    ]
    hit.matchedParts = [{ text: one.thing.name!, words: said.in(one.mask) }]
    if (request.focus) hit.distance = Math.round(one.metres)
    return hit
  })
}

/** A thing of the base map as a hit of no query. */
export function basemapHit(
  thing: BasemapThing,
  commune: SearchHit['within'],
  attribution: string,
  score = 1,
) {
  const hit = emptyHit(KINDS[thing.layer], `${BASEMAP_ID}${thing.sourceId}`, score)
  hit.name = thing.name ?? thing.kind ?? undefined
  hit.lon = thing.lon
  hit.lat = thing.lat
  hit.within = commune
  hit.basemap = { attribution, kind: thing.kind }
  return hit
}

/** Masks of the tokens that may be the name, the most first: without units, the word for a street, a house number. */
function readings({ query, matches }: BasemapSources): number[] {
  const all = ((1 << query.tokens.length) - 1) & ~query.ignored
  const units = new Set([0])
  for (const area of matches.named()) {
    for (const { naming } of matches.of(area)) units.add(naming.mask)
    if (units.size > MAX_READINGS) break
  }
  for (const { naming } of matches.provinces) units.add(naming.mask)
  const masks = new Set<number>()
  for (const number of [0, leadingNumber(query)])
    for (const unit of units) {
      const left = all & ~unit & ~number
      masks.add(left)
      masks.add(left & ~streetWords(query))
    }
  masks.delete(0)
  return [...masks].slice(0, MAX_READINGS)
}

/** The longest house number that a text begins with, as a mask; 0 for none. */
function leadingNumber({ houses }: Query): number {
  return houses.reduce((most, { mask }) => ((mask & 1) !== 0 && mask > most ? mask : most), 0)
}

/** The words before a name that say that it is a street's. */
function streetWords({ typeBefore }: Query): number {
  return typeBefore.reduce((all, type) => (type?.level === 'street' ? all | type.mask : all), 0)
}

function read(mask: number, sources: BasemapSources): Read[] {
  const { query, request, basemap, units } = sources
  const typed = query.tokens.flatMap(({ folded }, i) => ((mask >>> i) & 1 ? [folded] : []))
  const isOpen = (mask & query.last) !== 0
  const { focus, kinds, bbox, commune: only } = request
  const reads: Read[] = []
  for (const thing of basemap.things.named(typed, isOpen, MAX_LOOKED_AT)) {
    const { lon, lat, layer } = thing
    const isWanted = !kinds || kinds.has(KINDS[layer]) || (layer === 'road' && kinds.has('house'))
    if (!isWanted || (bbox && !boxContains(bbox, lon, lat))) continue
    const name = words(normalizeText(thing.name!)).map(syllable)
    const taken = tokensIn(name, query)
    if (taken === undefined) continue
    const commune = units.containing(lon, lat)?.commune
    if (!commune || (only !== undefined && commune.code !== only)) continue
    const rest = ((1 << query.tokens.length) - 1) & ~(taken | query.ignored | streetWords(query))
    const area = sources.indexes.units.area(commune.code)
    const isUnit = (left: number) =>
      left === 0 ||
      (area !== undefined &&
        sources.matches.of(area, taken).some(({ naming }) => (left & ~naming.mask) === 0))
    const number = layer === 'road' ? leadingNumber(query) & ~taken : 0
    const numbered = number !== 0 && !isUnit(rest) && isUnit(rest & ~number)
    if (!numbered && !isUnit(rest)) continue
    const count = bits(taken)
    reads.push({
      thing,
      commune,
      mask: taken,
      completeness: Math.min(1, count / name.length),
      numbered,
      metres: focus ? distance(focus.lon, focus.lat, lon, lat) : 0,
    })
  }
  return reads
}

/** The tokens that are words of a name; undefined where the accents of one contradict it. */
function tokensIn(name: readonly Syllable[], { tokens, last }: Query): number | undefined {
  let mask = 0
  for (const [i, token] of tokens.entries()) {
    const isOpen = ((last >>> i) & 1) === 1
    const words = name.filter(({ folded }) =>
      isOpen ? folded.startsWith(token.folded) : folded === token.folded,
    )
    if (words.length === 0) continue
    const fits = words.some((word) => {
      if (word.folded !== token.folded) return true
      const agreement = accentAgreement(token, word)
      return agreement !== 'tone' && agreement !== 'letter'
    })
    if (!fits) return undefined
    mask |= 1 << i
  }
  return mask
}

/** Whether the record has a thing: a street of that name in that commune, or a place of that name beside it. */
function isKnown({ thing, commune }: Read, own: readonly SearchHit[], { indexes }: BasemapSources): boolean {
  const slug = nameSlug(thing.name!)
  if (thing.layer === 'poi')
    return own.some(
      ({ kind, name, lon, lat }) =>
        kind === 'place' &&
        nameSlug(name ?? '') === slug &&
        lon !== undefined &&
        lat !== undefined &&
        distance(lon, lat, thing.lon, thing.lat) < SAME_METRES,
    )
  const { names, gazetteer, units } = indexes
  const area = units.area(commune!.code)
  return (
    area !== undefined &&
    [slug, withoutType(slug)].some((each) =>
      names.slugged(each, 'street').some((name) => gazetteer.entries.byName[name]?.in(area).length),
    )
  )
}

/** OSM writes "Đường Hùng Vương" where the record has "Hùng Vương". */
function withoutType(slug: string): string {
  return slug.replace(/^duong-/, '')
}

function bits(mask: number): number {
  let count = 0
  for (let rest = mask; rest !== 0; rest &= rest - 1) count++
  return count
}
