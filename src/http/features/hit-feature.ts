import { scoreParts } from '../../search/scoring.ts'
import type { FormerUnit, SearchHit } from '../../search/search-types.ts'
import type { SearchUnit } from '../../search/units/unit-source.ts'
import { addressLabel, toldApart } from '../../text/address-label.ts'
import { communesOn } from '../../units/communes-on.ts'
import { inForce } from '../../units/unit.ts'
import type { Unit, UnitRegister } from '../../units/unit-register.ts'
import { addressFeature, type UnitKnowledge } from './address-feature.ts'
import { gazetteerFeature } from './gazetteer-feature.ts'
import { type GeocodeFeature, type GeocodeType, pointOrNull } from './geocode-reply.ts'
import type { Highlighter } from './highlighter.ts'
import { unitFeature } from './unit-feature.ts'
import { named } from './unit-json.ts'
import { type NamedUnit, unitsOfPlace } from './units-of-place.ts'

export interface HitUnits extends UnitKnowledge {
  register: Pick<
    UnitRegister,
    'at' | 'begins' | 'get' | 'lineage' | 'lineageOf' | 'predecessors' | 'today' | 'versions'
  >
}

const TYPES: Readonly<Partial<Record<SearchHit['kind'], GeocodeType>>> = {
  street: 'street',
  hamlet: 'locality',
  point: 'locality',
  house: 'house',
}
/** Expected error of a street's or hamlet's point, metres. */
const ACCURACY = { street: 500, point: 1 } as const

/** What a hit's feature shows: the parts of its score, and the units of another day than today. */
export interface HitOptions {
  explain: boolean
  /** `YYYY-MM-DD`; today when absent. */
  at?: string | undefined
}

/** A search hit in the contract's shape; its geometry is left empty when no position is known. */
export function hitFeature(
  hit: SearchHit,
  units: HitUnits,
  options: HitOptions,
  highlighter: Highlighter,
): GeocodeFeature {
  const feature = plainFeature(hit, units, options)
  feature.properties.vn.highlight = highlighter.ranges(feature.properties.geocoding.label, hit.matchedParts)
  return feature
}

/** {@link hitFeature} without `vn.highlight`, for callers that show no label: finding the ranges takes half of the time. */
export function plainFeature(hit: SearchHit, units: HitUnits, { explain, at }: HitOptions): GeocodeFeature {
  const vn = hitBlock(hit, explain)
  if (hit.address) return addressFeature(hit.address, units, { at, vn, hasNamesake: hit.hasNamesake })
  if (hit.place) return gazetteerFeature('place', hit.place, units, { at, vn })
  if (hit.unit) return unitHit(hit.unit, hit, units, vn, at)
  return namedFeature(hit, units, vn, at)
}

function unitHit(
  unit: SearchUnit,
  hit: SearchHit,
  units: HitUnits,
  vn: Record<string, unknown>,
  at: string | undefined,
): GeocodeFeature {
  const version = versionOf(unit, units)
  const then = at === undefined ? [] : unitsThen(hit, version, units, at)
  const [only] = then.length === 1 ? then : []
  const shown = only ?? version
  const day = only ? at : shown.validTo
  const feature = unitFeature(shown, units, {
    ...(day ? { at: day } : {}),
    ...(hit.lon === undefined || hit.lat === undefined ? {} : { point: [hit.lon, hit.lat] as const }),
    vn: {
      ...vn,
      ...(only && hit.former?.unit.code === only.code ? settledBy(hit) : {}),
      ...(then.length > 1
        ? { possible: then.map((commune) => ({ commune: named(commune), possible: true })) }
        : {}),
    },
  })
  if (hit.code) labelWith(feature, hit.code.value)
  return feature
}

/** A postal code is shown with the commune that it is of. */
function labelWith({ properties: { geocoding } }: GeocodeFeature, code: string): void {
  geocoding.label = `${code}, ${geocoding.label}`
  geocoding.name = code
}

/** A former unit on a day when it was in force: it leads to no other unit, so the warnings about that go. */
function settledBy({ grade, warnings }: SearchHit): Record<string, unknown> {
  const split = warnings.includes('split-unit')
  const moot = new Set(split ? ['former-unit', 'split-unit', 'ambiguous'] : ['former-unit'])
  const rest = warnings.filter((warning) => !moot.has(warning))
  return { former: [], warnings: rest, grade: split && rest.length === 0 ? 'B' : grade }
}

/** The unit of a day that a hit stands for: the former one that was named, else what the commune was then. */
function unitsThen({ former }: SearchHit, unit: Unit, units: HitUnits, at: string): Unit[] {
  const namedThen = former && versionOf(former.unit, units)
  if (namedThen && namedThen.level === unit.level && inForce(namedThen, at)) return [namedThen]
  if (inForce(unit, at) && unit.validTo !== undefined) return [unit]
  return unit.level === 'commune' ? communesOn(units.register, unit.code, null, at) : []
}

function versionOf(unit: SearchUnit, units: HitUnits): Unit {
  const version = units.register
    .versions(unit.code)
    .find(({ validFrom, level }) => validFrom === unit.validFrom && level === unit.level)
  return version ?? (unit as Unit)
}

/** The feature of a street, a hamlet, a point or an interpolated house: no single row holds all of it. */
function namedFeature(
  hit: SearchHit,
  units: HitUnits,
  vn: Record<string, unknown>,
  at: string | undefined,
): GeocodeFeature {
  const { kind, within, interpolated } = hit
  const street = kind === 'street' || interpolated ? hit.name : undefined
  const name = interpolated ? `${interpolated.houseNumber} ${hit.name}` : (hit.name ?? '')
  const place = unitsOfPlace(within && !within.validTo ? within.code : null, null, units, at)
  const district = within?.level === 'district' ? named(within) : place.district
  const province = place.province ?? onlyProvince(units, at ?? units.today())
  const names =
    place.names.length > 0
      ? place.names
      : [within?.fullName, province?.name].flatMap((one) => (one ? [one] : []))
  const state = province?.name
  const former =
    within && hit.formerCommune !== undefined ? units.formerOf(within.code, hit.formerCommune) : []
  const [own] = hit.hasNamesake ? former : []
  return {
    type: 'Feature',
    id: hit.id,
    geometry: pointOrNull(hit.lon === undefined || hit.lat === undefined ? undefined : [hit.lon, hit.lat]),
    properties: {
      geocoding: {
        type: TYPES[kind] ?? 'locality',
        label: addressLabel({ name: toldApart(name, own?.commune.name), units: names }),
        name,
        housenumber: interpolated?.houseNumber,
        street: street || undefined,
        locality: kind === 'hamlet' ? name : undefined,
        city: place.commune?.name,
        state: state || undefined,
        country: 'Việt Nam',
        postcode: place.postcode || undefined,
        accuracy: interpolated?.accuracy ?? (kind === 'point' ? ACCURACY.point : ACCURACY.street),
        admin: { level4: state || undefined, level6: place.commune?.name },
      },
      vn: {
        kind,
        status: 'official',
        commune: place.commune ?? null,
        possible: place.possible,
        district,
        province: province ?? null,
        former,
        ...vn,
      },
    },
  }
}

/** The province of a day, where the record knows just one. */
function onlyProvince({ register }: HitUnits, day: string): NamedUnit | undefined {
  const [only, ...others] = register.at(day, { level: 'province' })
  return only && others.length === 0 ? named(only) : undefined
}

function hitBlock(hit: SearchHit, explain: boolean): Record<string, unknown> {
  const { former } = hit
  const block: Record<string, unknown> = {
    kind: hit.kind,
    score: hit.score,
    grade: hit.grade,
    warnings: hit.warnings,
  }
  if (former) block.former = [formerBlock(former)]
  if (hit.code) Object.assign(block, { scheme: hit.code.scheme, code: hit.code.value })
  if (hit.system) block.crs = hit.system
  if (hit.notFound) block.not_found = hit.notFound
  if (hit.nearest) block.nearest = hit.nearest
  if (hit.interpolated) Object.assign(block, { between: hit.interpolated.between, code: null })
  if (hit.distance !== undefined) block.distance = hit.distance
  if (hit.complete) block.complete = hit.complete
  if (explain) block.explain = hit.evidence ? scoreParts(hit.evidence) : []
  return block
}

function formerBlock({ unit, district, province, basis }: FormerUnit): Record<string, unknown> {
  return {
    commune: unit.level === 'commune' ? named(unit) : undefined,
    district: unit.level === 'district' ? named(unit) : district && named(district),
    province: unit.level === 'province' ? named(unit) : province && named(province),
    until: unit.validTo ?? null,
    basis: basis ?? null,
  }
}
