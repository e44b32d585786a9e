import type { Unit } from '../../units/unit-register.ts'
import type { UnitKnowledge } from './address-feature.ts'
import { type GeocodeFeature, type GeocodeType, pointOrNull } from './geocode-reply.ts'

const TYPES: Readonly<Record<Unit['level'], GeocodeType>> = {
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
  const lineage =
    unit.level === 'commune' ? units.register.lineage(unit.code, at ?? units.today()) : undefined
  // Two former districts have one name: their provinces tell them apart.
  const province = unit.level === 'district' ? units.register.lineageOf(unit)?.province : lineage?.province
  const above = [lineage?.district, province].flatMap((parent) => (parent ? [parent.fullName] : []))
  const state = unit.level === 'province' ? unit.fullName : province?.fullName
  return {
    type: 'Feature',
    id: `${unit.code}@${unit.validFrom}`,
    geometry: pointOrNull(point ?? unit.centre),
    ...(unit.bbox ? { bbox: [...unit.bbox] as [number, number, number, number] } : {}),
    properties: {
      geocoding: {
        type: TYPES[unit.level],
        label: [unit.fullName, ...above].join(', '),
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
