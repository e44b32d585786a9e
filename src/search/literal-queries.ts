import pluscodes from 'pluscodes'
import { checkCode } from '../codes/check-code.ts'
import { decodePoint } from '../geo/geopackage-geometry.ts'
import type { RecordStore } from '../store/record-store.ts'
import type { AddressRow } from '../store/rows.ts'
import { parseCoordinates } from '../text/coordinates.ts'
import type { SearchHit, SearchRequest, SearchResult } from './search-types.ts'
import type { UnitSource } from './unit-source.ts'

const PUBLIC: ReadonlySet<string> = new Set(['proposed', 'official', 'alternative'])

/** A code as a whole, its groups apart by single spaces, dots or dashes; a postal code has no groups. */
const CODE = /^(?:\d{5}|L?\d(?:[ .-]?\d){9}|[\dA-Z]{4,8}\+[\dA-Z]{2,7})$/i

/** Answers a text that is a coordinate or a code as a whole; undefined when it is neither. */
export function literalHits(
  request: SearchRequest,
  record: RecordStore,
  units: UnitSource,
): SearchResult | undefined {
  const text = request.text.trim()
  const point = parseCoordinates(text)
  if (point) return { hits: [pointHit(point, units)], reading: { coordinates: point } }
  if (!CODE.test(text)) return undefined
  const { scheme, normalized, problems } = checkCode(text)
  if (problems.length > 0) return undefined
  const reading = { code: normalized, scheme }
  if (scheme === 'local') return { hits: addressHits(record.addresses.byCode(normalized), text), reading }
  if (scheme === 'ndas') return { hits: addressHits(record.addresses.byNdas(normalized), text), reading }
  if (scheme === 'postal') return { hits: postalHits(normalized, units), reading }
  if (scheme === 'pluscode') {
    const decoded = pluscodes.decode(normalized)
    return decoded
      ? { hits: [pointHit({ lon: decoded.longitude, lat: decoded.latitude }, units)], reading }
      : undefined
  }
  return undefined
}

function pointHit(point: { lon: number; lat: number }, units: UnitSource): SearchHit {
  const within = units.containing(point.lon, point.lat)?.commune
  return {
    ...point,
    kind: 'point',
    id: `${point.lon},${point.lat}`,
    score: 1,
    grade: 'A',
    name: `${round(point.lat)}, ${round(point.lon)}`,
    ...(within ? { within } : {}),
    marks: [],
    warnings: [],
    parts: [],
  }
}

function round(degrees: number): number {
  return Math.round(degrees * 1e6) / 1e6
}

function addressHits(row: AddressRow | undefined, code: string): SearchHit[] {
  if (!row || !PUBLIC.has(row.status)) return []
  const [lon, lat] = decodePoint(row.geom) ?? []
  return [
    {
      kind: 'code',
      id: row.uid,
      score: 1,
      grade: 'A',
      ...(lon === undefined || lat === undefined ? {} : { lon, lat }),
      address: row,
      name: code,
      marks: [],
      warnings: [],
      parts: [],
    },
  ]
}

function postalHits(code: string, units: UnitSource): SearchHit[] {
  return (units.postcode(code)?.communes ?? []).map((unit) => ({
    kind: 'code',
    id: `${unit.code}@${unit.validFrom}`,
    score: 1,
    grade: 'A',
    ...(unit.centre ? { lon: unit.centre[0], lat: unit.centre[1] } : {}),
    unit,
    within: unit,
    name: unit.fullName,
    marks: [],
    warnings: [],
    parts: [],
  }))
}
