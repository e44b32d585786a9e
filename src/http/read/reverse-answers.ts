import type { LineString, Point, Polygon } from 'geojson'
import { type Static, Type } from 'typebox'
import { refuse } from '../../errors.ts'
import { BOUNDARY_DOUBT } from '../../geo/boundary-doubt.ts'
import { distance } from '../../geo/distance.ts'
import { extentMetres, type NearHit, type NearKind, type ReverseIndex } from '../../reverse/reverse-index.ts'
import type { GazetteerTables } from '../../store/record/gazetteer.ts'
import type { PublicAddresses } from '../../store/record/public-addresses.ts'
import { communesOn } from '../../units/communes-on.ts'
import type { Unit } from '../../units/unit.ts'
import type { UnitRegister } from '../../units/unit-register.ts'
import { atDate } from '../edge/at-date.ts'
import { DateField, Lat, Limit, Lon, query } from '../edge/fields.ts'
import type { UnitKnowledge } from '../features/address-feature.ts'
import type { AddressTexts } from '../features/address-texts.ts'
import { AS_OBJECTS, asTexts, type FeatureForm } from '../features/feature-form.ts'
import { gazetteerFeature } from '../features/gazetteer-feature.ts'
import { geocodeReply, geocodeText } from '../features/geocode-reply.ts'
import { unitFeature } from '../features/unit-feature.ts'
import { named } from '../features/unit-json.ts'
import { unitsOfPlace } from '../features/units-of-place.ts'

export interface ReverseParts {
  reverse: ReverseIndex
  addresses: Pick<PublicAddresses, 'byFid'>
  gazetteer: GazetteerTables
  units: UnitKnowledge & { register: UnitRegister }
  /** Kept features, where search has them too. */
  addressTexts?: AddressTexts
}

/** Longest side of a line or polygon that is looked up (metres). */
const MAX_EXTENT = 1000
/** How far from a line or point an address counts as on it (metres). */
const DEFAULT_REACH = 15
const MAX_ALONG = 1000
const TYPES = ['house', 'hamlet', 'place', 'commune', 'district', 'province'] as const

export const ReverseQuery = query({
  lat: Lat,
  lon: Lon,
  limit: Type.Optional(Limit(1)),
  radius: Type.Optional(Type.Number({ minimum: 1, maximum: 5000, default: 200, description: 'Metres' })),
  types: Type.Optional(
    Type.String({ maxLength: 100, description: `Of ${TYPES.join(', ')}, separated by commas` }),
  ),
  at: Type.Optional(DateField),
})

const Position = Type.Array(Type.Number({ minimum: -180, maximum: 180 }), { minItems: 2, maxItems: 3 })
export const AlongBody = Type.Union([
  Type.Object({ type: Type.Literal('Point'), coordinates: Position }),
  Type.Object({
    type: Type.Literal('LineString'),
    coordinates: Type.Array(Position, { minItems: 2, maxItems: 5000 }),
  }),
  Type.Object({
    type: Type.Literal('Polygon'),
    coordinates: Type.Array(Type.Array(Position, { minItems: 4, maxItems: 5000 }), {
      minItems: 1,
      maxItems: 50,
    }),
  }),
])
export const AlongQuery = query({
  limit: Type.Optional(Limit(100, MAX_ALONG)),
  radius: Type.Optional(
    Type.Number({ minimum: 1, maximum: 200, default: DEFAULT_REACH, description: 'Metres' }),
  ),
  at: Type.Optional(DateField),
})
export type ReverseQuery = Static<typeof ReverseQuery>

/** The answers of `/v1/reverse`, for whoever asks: routes, batches and tables. */
export function reverseAnswers(parts: ReverseParts) {
  const json = asTexts(parts)
  return {
    near: (query: ReverseQuery) => geocodeReply(...nearPoint(query, parts, AS_OBJECTS)),
    /** The JSON of `near`. */
    nearText: (query: ReverseQuery) => geocodeText(...nearPoint(query, parts, json)),
    along: (geometry: Point | LineString | Polygon, query: Static<typeof AlongQuery>) =>
      alongGeometry(geometry, query, parts),
  }
}

/** What stands near a point, and the units that contain it. */
function nearPoint<Made>(
  query: ReverseQuery,
  parts: ReverseParts,
  form: FeatureForm<Made>,
): [place: string, features: Made[], vn: Record<string, unknown>] {
  const { lat, lon, limit = 1, radius = 200 } = query
  const { reverse, units } = parts
  const at = query.at === undefined ? undefined : atDate(query.at, units.register)
  const types = parseTypes(query.types)
  const here = containing(lon, lat, at, units)
  const kinds = types.filter((type): type is NearKind => !isUnitType(type))
  const hits = reverse.nearest(lon, lat, kinds, limit, radius)
  const features = hits.flatMap((hit) => hitFeature(hit, at, parts, form))
  for (const type of types) {
    const unit = isUnitType(type) ? here?.units[type] : undefined
    if (unit && features.length < limit)
      features.push(form.of(unitFeature(unit, units, { at, vn: doubtOf(type, here) })))
  }
  if (features.length === 0 && here && query.types === undefined)
    features.push(
      form.of(
        unitFeature(here.units.commune, units, { at, point: [lon, lat], vn: doubtOf('commune', here) }),
      ),
    )
  return [`${lat},${lon}`, features, here?.block ?? nowhere(lon, lat, at, units)]
}

/** What makes it unsure that a point is in a unit, for the unit's feature. */
function doubtOf(level: string, here: ReturnType<typeof containing>): { warnings?: string[] } {
  const warnings = level === 'commune' ? here?.block.warnings : undefined
  return warnings && warnings.length > 0 ? { warnings } : {}
}

/** The addresses on a line or in an area, found in slices; the features of the answer are made as they are asked for. */
function* alongGeometry(
  geometry: Point | LineString | Polygon,
  { at, radius = DEFAULT_REACH, limit = 100 }: Static<typeof AlongQuery>,
  parts: ReverseParts,
) {
  checkGeometry(geometry)
  const day = at === undefined ? undefined : atDate(at, parts.units.register)
  const near = yield* parts.reverse.along(geometry, radius, limit)
  function* features() {
    for (const hit of near) yield* hitFeature({ ...hit, kind: 'house' }, day, parts, AS_OBJECTS)
  }
  return geocodeReply(geometry.type, features())
}

/** The units around a point, and the block `vn` that names them. */
function containing(lon: number, lat: number, at: string | undefined, units: ReverseParts['units']) {
  const found = containingOn(lon, lat, at, units)
  if (!found) return undefined
  const lineage = units.register.lineage(found.commune.code, at ?? units.today())
  const all: Partial<Record<string, Unit>> & { commune: Unit } = { ...lineage, commune: found.commune }
  const metres = found.metresToBoundary()
  const block = {
    commune: named(found.commune),
    ...(lineage?.district ? { district: named(lineage.district) } : {}),
    ...(lineage ? { province: named(lineage.province) } : {}),
    metres_to_boundary: Math.round(metres),
    area: found.area.area ?? null,
    warnings: [
      ...(metres < BOUNDARY_DOUBT ? ['near-boundary'] : []),
      ...(found.area.area?.approximate ? ['approximate-area'] : []),
    ],
  }
  return { units: all, block }
}

/**
 * The commune of a day and the area that shows it: an area of that time, or today's where the whole of it was in one
 * commune then.
 */
function containingOn(
  lon: number,
  lat: number,
  at: string | undefined,
  { register, today }: ReverseParts['units'],
) {
  const then = register.containing(lon, lat, at)
  const ended = then?.commune.validTo !== undefined
  if (at === undefined || at === today() || ended) return then && { ...then, area: then.commune }
  const now = register.containing(lon, lat)
  const [commune, ...others] = now ? communesOn(register, now.commune.code, null, at) : []
  if (!now || !commune || others.length > 0) return undefined
  return { commune, metresToBoundary: now.metresToBoundary, area: now.commune }
}

/** Why there is no commune: the point lies outside, or in one of several of that day whose areas are not known. */
function nowhere(lon: number, lat: number, at: string | undefined, units: ReverseParts['units']) {
  const now = at === undefined ? undefined : units.register.containing(lon, lat)?.commune
  if (!now || at === undefined) return { commune: null, warnings: ['outside-province'] }
  const { district, province, possible = [] } = unitsOfPlace(now.code, null, units, at)
  return {
    commune: null,
    ...(district ? { district } : {}),
    ...(province ? { province } : {}),
    possible,
    warnings: ['no-areas-on-that-day'],
  }
}

function hitFeature<Made>(
  { kind, fid, metres }: NearHit,
  at: string | undefined,
  { addresses, gazetteer, units }: ReverseParts,
  form: FeatureForm<Made>,
): Made[] {
  const vn = { distance: Math.round(metres * 10) / 10 }
  if (kind !== 'house') {
    const row = kind === 'hamlet' ? gazetteer.hamlet(fid) : gazetteer.place(fid)
    return row ? [form.of(gazetteerFeature(kind, row, units, { at, vn }))] : []
  }
  const row = addresses.byFid(fid)
  return row ? [form.ofAddress(row, units, { at, vn })] : []
}

function isUnitType(type: string): type is 'commune' | 'district' | 'province' {
  return type === 'commune' || type === 'district' || type === 'province'
}

function parseTypes(text: string | undefined): Array<(typeof TYPES)[number]> {
  if (text === undefined) return ['house']
  return text.split(',').map((name) => {
    const type = TYPES.find((one) => one === name.trim())
    if (!type)
      throw refuse(
        'types',
        'not-allowed',
        `types có "${name}"; chỉ nhận ${TYPES.join(', ')}.`,
        `types has "${name}"; only ${TYPES.join(', ')} are known.`,
      )
    return type
  })
}

function checkGeometry(geometry: Point | LineString | Polygon): void {
  if (geometry.type === 'Polygon')
    for (const [i, ring] of geometry.coordinates.entries()) {
      const [first, last] = [ring[0]!, ring.at(-1)!]
      if (distance(first[0]!, first[1]!, last[0]!, last[1]!) > 0)
        throw refuse(
          `coordinates[${i}]`,
          'ring-not-closed',
          `coordinates[${i}]: vòng phải khép kín, điểm cuối trùng điểm đầu (RFC 7946 §3.1.6).`,
          `coordinates[${i}]: a ring must be closed, its last position equal to its first (RFC 7946 §3.1.6).`,
        )
    }
  const metres = extentMetres(geometry)
  if (metres > MAX_EXTENT * Math.SQRT2)
    throw refuse(
      'coordinates',
      'too-large',
      `coordinates trải dài ${Math.round(metres)} m; tối đa ${MAX_EXTENT} m mỗi chiều.`,
      `coordinates extend over ${Math.round(metres)} m; at most ${MAX_EXTENT} m across.`,
    )
}
