import { scoreParts } from '../../search/scoring.ts'
import { codeId, type FormerUnit, type SearchHit } from '../../search/search-types.ts'
import { type SearchUnit, versionId } from '../../search/units/unit-source.ts'
import type { Unit } from '../../units/unit.ts'
import { addressFeature } from './address-feature.ts'
import { type AddressTexts, withMembers } from './address-texts.ts'
import { gazetteerFeature } from './gazetteer-feature.ts'
import type { GeocodeFeature } from './geocode-reply.ts'
import type { Highlighter } from './highlighter.ts'
import { type HitUnits, settledBy, shownUnit } from './hit-units.ts'
import { namedFeature } from './named-feature.ts'
import { unitFeature } from './unit-feature.ts'
import { named } from './unit-json.ts'

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

/** The JSON of {@link hitFeature} on today's units, without the parts of the score. */
export function hitText(
  hit: SearchHit,
  units: HitUnits,
  highlighter: Highlighter,
  addresses: AddressTexts,
): string {
  const { kind, address, code, interpolated, basemap, former } = hit
  if (!address || kind !== 'house' || code || interpolated || basemap)
    return JSON.stringify(hitFeature(hit, units, { explain: false }, highlighter))
  const text = addresses.of(address, hit.hasNamesake)
  const vn: Record<string, unknown> = {}
  addSaid(vn, hit)
  vn.highlight = highlighter.ranges(text.label, hit.matchedParts)
  return withMembers(text, vn, former && [formerBlock(former)])
}

/** {@link hitFeature} without `vn.highlight`, for callers that show no label: finding the ranges takes half of the time. */
export function plainFeature(hit: SearchHit, units: HitUnits, { explain, at }: HitOptions): GeocodeFeature {
  return featureOf(hit, units, hitBlock(hit, explain), at)
}

/** The feature of what a hit stands for, whatever was asked: without score, grade, warnings and what else is of a query. */
export function thingFeature(hit: SearchHit, units: HitUnits, at: string | undefined): GeocodeFeature {
  const block = { kind: hit.kind }
  addThing(block, hit)
  return featureOf(hit, units, block, at)
}

function featureOf(
  hit: SearchHit,
  units: HitUnits,
  vn: Record<string, unknown>,
  at: string | undefined,
): GeocodeFeature {
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
  const shown = shownUnit(hit, unit, units, at)
  const feature = unitFeature(shown.unit, units, {
    ...(shown.day ? { at: shown.day } : {}),
    ...(hit.lon === undefined || hit.lat === undefined ? {} : { point: [hit.lon, hit.lat] as const }),
    vn: {
      ...vn,
      ...(shown.isNamed ? { former: [], ...settledBy(hit) } : {}),
      ...(shown.possible.length > 0
        ? { possible: shown.possible.map((commune) => ({ commune: named(commune), possible: true })) }
        : {}),
    },
  })
  const { geocoding } = feature.properties
  geocoding.label = withCode(hit, geocoding.label)
  if (hit.code) {
    geocoding.name = hit.code.value
    feature.id = idWithCode(hit, shown.unit)
  }
  return feature
}

/** The id of a unit: of one that is shown under a postal code both. */
export function idWithCode({ code }: SearchHit, unit: Unit): string {
  return code ? `${codeId(code)}:${versionId(unit)}` : versionId(unit)
}

/** The label of a unit: a postal code is shown with the commune that it is of. */
export function withCode({ code }: SearchHit, label: string): string {
  return code ? `${code.value}, ${label}` : label
}

function hitBlock(hit: SearchHit, explain: boolean): Record<string, unknown> {
  const { kind, former } = hit
  const block: Record<string, unknown> = { kind }
  if (former) block.former = [formerBlock(former)]
  addSaid(block, hit)
  if (explain) block.explain = hit.evidence ? scoreParts(hit.evidence, hit.doubt) : []
  return block
}

/** Adds what a query says of a hit, in members that no thing has by itself but those of {@link addThing}. */
function addSaid(block: Record<string, unknown>, hit: SearchHit): void {
  block.score = hit.score
  block.grade = hit.grade
  block.warnings = hit.warnings
  if (hit.system) block.crs = hit.system
  if (hit.notFound) block.not_found = hit.notFound
  if (hit.nearest) block.nearest = hit.nearest
  addThing(block, hit)
  if (hit.distance !== undefined) block.distance = hit.distance
  if (hit.complete) block.complete = hit.complete
}

/** Adds what a hit says beside its row, whatever was asked. */
function addThing(block: Record<string, unknown>, { code, interpolated, basemap }: SearchHit): void {
  if (code) Object.assign(block, { scheme: code.scheme, code: code.value })
  if (basemap) {
    const { attribution, kind } = basemap
    Object.assign(block, { basemap: 'osm', attribution, status: undefined })
    if (kind !== null) block.category = kind
  }
  if (interpolated) Object.assign(block, { between: interpolated.between, code: null })
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
