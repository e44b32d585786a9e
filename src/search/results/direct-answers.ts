import pluscodes from 'pluscodes'
import { type CheckedCode, checkCode, nearbyCodes } from '../../codes/check-code.ts'
import { decodePoint } from '../../geo/geopackage-geometry.ts'
import { parseCoordinates } from '../../parsing/coordinates.ts'
import type { RecordStore } from '../../store/record-store.ts'
import { type AddressRow, isPublic } from '../../store/rows.ts'
import { hasDigit } from '../../text/digits.ts'
import type { SearchHit, SearchRequest, SearchResult } from '../search-types.ts'
import type { UnitSource } from '../units/unit-source.ts'
import { emptyHit } from './empty-hit.ts'

/**
 * A code as a whole, its groups apart by single spaces, dots or dashes; a postal code has no groups. One that begins with
 * its L may have a letter that looks like a digit, or a digit too few or too many; of bare digits only ten are a code.
 */
const CODE =
  /^(?:\d{5}|\d(?:[ .-]?\d){9}|(?=(?:\D*\d){8})L(?:[ .-]?[\dOIZSGB]){9,11}|[\dA-Z]{4,8}\+[\dA-Z]{2,7})$/i

/** A plus code shortened by a place that follows it: "GXWC+22 Tân An". */
const SHORT_CODE = /^([2-9CFGHJMPQRVWX]{4,6}\+[2-9CFGHJMPQRVWX]{2,3})[\s,]+([^\s,].*)$/i
const MAX_SUGGESTIONS = 5
/** How far the address of a pasted coordinate may lie from it (metres). */
const NEAR = 200

/** What a direct answer asks of others. */
export interface DirectAnswerHelp {
  /** Where a text leads, for the place behind a short plus code. */
  locate(text: string): Pick<SearchHit, 'lon' | 'lat'> | undefined
  /** The address nearest to a position, within so many metres. */
  readonly nearest?: ((lon: number, lat: number, radius: number) => NearestAddress | undefined) | undefined
}

export interface NearestAddress {
  readonly fid: number
  readonly metres: number
}

/** Answers a text that is a coordinate or a code as a whole, or a short plus code with a place; undefined when it is none. */
export function directAnswer(
  request: SearchRequest,
  record: RecordStore,
  units: UnitSource,
  help: DirectAnswerHelp,
): SearchResult | undefined {
  const text = request.text.trim()
  // Every coordinate and code has a digit, or is a plus code.
  if (!hasDigit(text) && !text.includes('+')) return undefined
  const point = parseCoordinates(text)
  if (point) return { hits: atPoint(point), reading: () => ({ coordinates: point }) }
  const short = SHORT_CODE.exec(text)
  if (short) return shortCode(short[1]!.toUpperCase(), short[2]!)
  if (!CODE.test(text)) return undefined
  const checked = checkCode(text)
  const { scheme, normalized, problems } = checked
  const reading = () => ({ code: normalized, scheme })
  if (problems.length > 0) return /^L/i.test(text) ? { hits: suggested(checked), reading } : undefined
  if (scheme === 'local') {
    const hits = addressHits(record.publicAddresses.byCode(normalized), text)
    return { hits: hits.length > 0 ? hits : suggested(checked), reading }
  }
  if (scheme === 'ndas')
    return { hits: addressHits(record.publicAddresses.byNdas(normalized), text), reading }
  if (scheme === 'postal') return { hits: postalHits(normalized, units), reading }
  if (scheme === 'pluscode') {
    const decoded = pluscodes.decode(normalized)
    return decoded ? { hits: atPoint({ lon: decoded.longitude, lat: decoded.latitude }), reading } : undefined
  }
  return undefined

  /** The point itself, then the address beside it. */
  function atPoint(point: { lon: number; lat: number }): SearchHit[] {
    const hits = [pointHit(point, units)]
    const near = request.kinds && !request.kinds.has('house') ? undefined : help.nearest
    const found = near?.(point.lon, point.lat, NEAR)
    const [house] = found ? addressHits(record.publicAddresses.byFid(found.fid), '') : []
    if (found && house)
      hits.push({ ...house, kind: 'house', grade: 'C', score: BESIDE, distance: Math.round(found.metres) })
    return hits.slice(0, request.limit)
  }

  function shortCode(code: string, place: string): SearchResult | undefined {
    const { lon, lat } = help.locate(place) ?? {}
    if (lon === undefined || lat === undefined) return undefined
    const full = pluscodes.expand(code, { longitude: lon, latitude: lat })
    const decoded = full && pluscodes.decode(full)
    if (!decoded) return undefined
    const reading = () => ({ code: full, scheme: 'pluscode', near: place })
    return { hits: atPoint({ lon: decoded.longitude, lat: decoded.latitude }), reading }
  }

  /** Addresses whose codes differ from a wrong one by a digit or two neighbours swapped. */
  function suggested(checked: CheckedCode): SearchHit[] {
    const hits: SearchHit[] = []
    for (const code of nearbyCodes(checked)) {
      const [hit] = addressHits(record.publicAddresses.byCode(code), code)
      if (hit) hits.push({ ...hit, grade: 'C', score: SUGGESTED, warnings: ['typo-corrected'] })
      if (hits.length === Math.min(MAX_SUGGESTIONS, request.limit)) break
    }
    return hits
  }
}

const BESIDE = 0.5
const SUGGESTED = 0.6

function pointHit({ lon, lat }: { lon: number; lat: number }, units: UnitSource): SearchHit {
  const hit = emptyHit('point', `${lon},${lat}`, 1)
  hit.lon = lon
  hit.lat = lat
  hit.name = `${round(lat)}, ${round(lon)}`
  hit.within = units.containing(lon, lat)?.commune
  return hit
}

function round(degrees: number): number {
  return Math.round(degrees * 1e6) / 1e6
}

function addressHits(row: AddressRow | undefined, code: string): SearchHit[] {
  if (!row || !isPublic(row)) return []
  const hit = emptyHit('code', row.uid, 1)
  const point = decodePoint(row.geom)
  hit.lon = point?.[0]
  hit.lat = point?.[1]
  hit.address = row
  hit.name = code
  return [hit]
}

function postalHits(code: string, units: UnitSource): SearchHit[] {
  return (units.postcode(code)?.communes ?? []).map((unit) => {
    const hit = emptyHit('code', `${unit.code}@${unit.validFrom}`, 1)
    hit.lon = unit.centre?.[0]
    hit.lat = unit.centre?.[1]
    hit.unit = unit
    hit.within = unit
    hit.name = unit.fullName
    return hit
  })
}
