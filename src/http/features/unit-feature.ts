import { versionId } from '../../search/units/unit-source.ts'
import type { Lineage, Unit } from '../../units/unit-register.ts'
import type { UnitKnowledge } from './address-feature.ts'
import { type GeocodeFeature, type GeocodeType, pointOrNull } from './geocode-reply.ts'

/** GeocodeJSON's types of units. */
export const UNIT_TYPES: Readonly<Record<Unit['level'], GeocodeType>> = {
  commune: 'city',
  district: 'county',
  province: 'state',
}

/** A unit as a search or reverse result; at its centre unless a point in it is given. */
export function unitFeature(
  unit: Unit,
  units: UnitKnowledge,
  {
    at,
    point,
    vn = {},
  }: { at?: string | undefined; point?: readonly [number, number]; vn?: Record<string, unknown> } = {},
): GeocodeFeature {
  const { label, lineage, province } = writtenUnit(unit, units, at)
  const state = unit.level === 'province' ? unit.fullName : province?.fullName
  return {
    type: 'Feature',
    id: versionId(unit),
    geometry: pointOrNull(point ?? unit.centre),
    ...(unit.bbox ? { bbox: [...unit.bbox] as [number, number, number, number] } : {}),
    properties: {
      geocoding: {
        type: UNIT_TYPES[unit.level],
        label,
        name: unit.fullName,
        ...(unit.level === 'commune' ? { city: unit.fullName } : {}),
        ...(state ? { state } : {}),
        country: 'Việt Nam',
        ...(unit.postcode ? { postcode: unit.postcode } : {}),
        admin: {
          ...(state ? { level4: state } : {}),
          ...(unit.level === 'commune' ? { level6: unit.fullName } : {}),
        },
      },
      vn: {
        kind: unit.level,
        code: unit.code,
        status: unit.validTo ? 'retired' : 'official',
        ...(unit.level === 'commune' ? { commune: { code: unit.code, name: unit.fullName } } : {}),
        ...(lineage ? { province: { code: lineage.province.code, name: lineage.province.fullName } } : {}),
        former: unit.level === 'commune' && !unit.validTo ? units.formerOf(unit.code, null) : [],
        ...vn,
      },
    },
  }
}

/** A unit on one line, as every answer shows it, with the units above it on a day. */
export function writtenUnit(
  unit: Unit,
  { register, today }: UnitKnowledge,
  at: string | undefined,
): { label: string; lineage: Lineage | undefined; province: Unit | undefined } {
  const lineage = unit.level === 'commune' ? register.lineage(unit.code, at ?? today()) : undefined
  // Two former districts have one name: their provinces tell them apart.
  const province = unit.level === 'district' ? register.lineageOf(unit)?.province : lineage?.province
  const above = [lineage?.district, province].flatMap((parent) => (parent ? [parent.fullName] : []))
  return { label: [unit.fullName, ...above].join(', '), lineage, province }
}
