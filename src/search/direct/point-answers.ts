import { BOUNDARY_DOUBT } from '../../geo/boundary-doubt.ts'
import { decodePoint } from '../../geo/geopackage-geometry.ts'
import { shownDegrees } from '../../geo/shown-degrees.ts'
import { isPublic } from '../../store/layout/address-status.ts'
import type { AddressRow } from '../../store/record/rows.ts'
import type { RecordStore } from '../../store/record-store.ts'
import { emptyHit, type MutableHit } from '../results/empty-hit.ts'
import type { Remark, SearchHit, SearchRequest, SearchWarning } from '../search-types.ts'
import type { UnitSource } from '../units/unit-source.ts'

/** How far the address of a pasted coordinate may lie from it (metres). */
const NEAR = 200
const BESIDE = 0.5

export interface NearestAddress {
  readonly fid: number
  readonly metres: number
}

/** The address nearest to a position, within so many metres. */
export type Nearest = (lon: number, lat: number, radius: number) => NearestAddress | undefined

/** Hits and a remark, before anything is said of how they were read. */
export interface Answer {
  readonly hits: readonly SearchHit[]
  readonly remark?: Remark
}

export interface PointHelp {
  readonly record: RecordStore
  readonly units: UnitSource
  readonly nearest: Nearest | undefined
}

interface Point {
  readonly lon: number
  readonly lat: number
}

/** Hits at a point of the province: the point itself, then the address beside it; outside of it none, and a remark that says so. */
export function answerAt(
  point: Point,
  request: SearchRequest,
  { record, units, nearest }: PointHelp,
  change: (hit: MutableHit) => void = () => undefined,
): Answer {
  const found = units.containing(point.lon, point.lat)
  if (!found && hasAreas(units)) return { hits: [], remark: outsideAt(point) }
  const { lon, lat } = rounded(point)
  const hit = emptyHit('point', `${lon},${lat}`, 1)
  hit.lon = lon
  hit.lat = lat
  hit.name = nameOf(point)
  hit.within = found?.commune
  hit.warnings = found ? doubts(found) : []
  change(hit)
  const beside = request.kinds && !request.kinds.has('house') ? undefined : nearest?.(lon, lat, NEAR)
  const house = beside && addressHit(record.publicAddresses.byFid(beside.fid), '')
  if (!beside || !house) return { hits: [hit] }
  const near: SearchHit = {
    ...house,
    kind: 'house',
    grade: 'C',
    score: BESIDE,
    distance: Math.round(beside.metres),
  }
  return { hits: [hit, near].slice(0, request.limit) }
}

/** Says that a point lies outside of the province. */
export function outsideAt(point: Point): Remark {
  const outside = { name: nameOf(point), kind: 'point', within: null, ...rounded(point) } as const
  return { warnings: ['outside-province'], outside }
}

/** The hit of a code's address; undefined for one that is not public. */
export function addressHit(row: AddressRow | undefined, code: string): MutableHit | undefined {
  if (!row || !isPublic(row)) return undefined
  const hit = emptyHit('code', row.uid, 1)
  const point = decodePoint(row.geom)
  hit.lon = point?.[0]
  hit.lat = point?.[1]
  hit.address = row
  hit.name = code
  return hit
}

/** Where no commune has an area, nothing is known to be outside. */
function hasAreas({ all }: UnitSource): boolean {
  return all.some(({ area, validTo }) => area !== undefined && validTo === undefined)
}

/** What makes the commune of a point unsure. */
function doubts({ commune, metresToBoundary }: NonNullable<ReturnType<UnitSource['containing']>>) {
  const warnings: SearchWarning[] = []
  if (commune.area?.approximate) warnings.push('approximate-area')
  if (metresToBoundary() < BOUNDARY_DOUBT) warnings.push('near-boundary')
  return warnings
}

function nameOf(point: Point): string {
  const { lon, lat } = rounded(point)
  return `${lat}, ${lon}`
}

function rounded({ lon, lat }: Point): Point {
  return { lon: shownDegrees(lon), lat: shownDegrees(lat) }
}
