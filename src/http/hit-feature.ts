import { highlight, type Range } from '../search/highlight.ts'
import type { SearchHit } from '../search/search-types.ts'
import type { SearchUnit } from '../search/unit-source.ts'
import { addressLabel } from '../text/address-label.ts'
import type { Unit, UnitRegister } from '../units/unit-register.ts'
import { addressFeature, type UnitKnowledge } from './address-feature.ts'
import { gazetteerFeature } from './gazetteer-feature.ts'
import { type GeocodeFeature, type GeocodeType, pointOrNull } from './geocode-reply.ts'
import { unitFeature } from './unit-feature.ts'

export interface HitUnits extends UnitKnowledge {
  register: Pick<UnitRegister, 'get' | 'lineage' | 'versions'>
}

const TYPES: Readonly<Partial<Record<SearchHit['kind'], GeocodeType>>> = {
  street: 'street',
  hamlet: 'locality',
  point: 'locality',
}
/** Expected error of a street's or hamlet's point, metres. */
const ACCURACY = { street: 500, hamlet: 500, point: 1 } as const

/** A search hit in the contract's shape; its geometry is left empty when no position is known. */
export function hitFeature(hit: SearchHit, units: HitUnits, explain: boolean): GeocodeFeature {
  const feature = withoutHighlight(hit, units, hitBlock(hit, explain))
  const ranges: Range[] = highlight(feature.properties.geocoding.label, hit.marks)
  feature.properties.vn.highlight = ranges
  return feature
}

function withoutHighlight(hit: SearchHit, units: HitUnits, vn: Record<string, unknown>): GeocodeFeature {
  if (hit.address) return addressFeature(hit.address, units, { vn })
  if (hit.place) return gazetteerFeature('place', hit.place, units, { vn })
  if (hit.unit) return unitHit(hit.unit, hit, units, vn)
  return namedFeature(hit, units, vn)
}

function unitHit(
  unit: SearchUnit,
  hit: SearchHit,
  units: HitUnits,
  vn: Record<string, unknown>,
): GeocodeFeature {
  const known = units.register
    .versions(unit.code)
    .find(({ validFrom, level }) => validFrom === unit.validFrom && level === unit.level)
  const feature = unitFeature((known ?? unit) as Unit, units, {
    ...(unit.validTo ? { at: unit.validTo } : {}),
    ...(hit.lon === undefined || hit.lat === undefined ? {} : { point: [hit.lon, hit.lat] as const }),
    vn,
  })
  return { ...feature, id: hit.id }
}

/** Streets, hamlets and points, which have no row with everything in it. */
function namedFeature(hit: SearchHit, units: HitUnits, vn: Record<string, unknown>): GeocodeFeature {
  const { kind, name = '', within } = hit
  const lineage = within && !within.validTo ? units.register.lineage(within.code, units.today()) : undefined
  const district = within?.level === 'district' ? within.fullName : undefined
  const province = lineage?.province ?? units.register.get(PROVINCE, units.today(), 'province')
  const names = [within?.fullName, province?.fullName].flatMap((one) => (one ? [one] : []))
  const state = province?.fullName
  return {
    type: 'Feature',
    id: hit.id,
    geometry: pointOrNull(hit.lon === undefined || hit.lat === undefined ? undefined : [hit.lon, hit.lat]),
    properties: {
      geocoding: {
        type: TYPES[kind] ?? 'locality',
        label: addressLabel({ name, units: names }),
        name,
        ...(kind === 'street' ? { street: name } : {}),
        ...(kind === 'hamlet' ? { locality: name } : {}),
        ...(lineage ? { city: lineage.commune.fullName } : {}),
        ...(state ? { state } : {}),
        country: 'Việt Nam',
        ...(lineage?.commune.postcode ? { postcode: lineage.commune.postcode } : {}),
        accuracy: kind === 'street' || kind === 'hamlet' || kind === 'point' ? ACCURACY[kind] : 500,
        admin: {
          ...(state ? { level4: state } : {}),
          ...(lineage ? { level6: lineage.commune.fullName } : {}),
        },
      },
      vn: {
        kind,
        status: 'official',
        commune: lineage ? named(lineage.commune) : null,
        ...(district && within ? { district: named(within) } : {}),
        province: province ? named(province) : null,
        former: [],
        ...vn,
      },
    },
  }
}

/** Code of the province served, Tây Ninh since 1/7/2025 (Resolution 202/2025/QH15). */
const PROVINCE = '80'

function named(unit: { code: string; fullName: string }): { code: string; name: string } {
  return { code: unit.code, name: unit.fullName }
}

function hitBlock(hit: SearchHit, explain: boolean): Record<string, unknown> {
  const { former } = hit
  return {
    kind: hit.kind,
    score: hit.score,
    grade: hit.grade,
    warnings: hit.warnings,
    ...(former
      ? {
          former: [
            {
              ...(former.unit.level === 'commune' ? { commune: named(former.unit) } : {}),
              ...(former.district ? { district: named(former.district) } : {}),
              ...(former.unit.level === 'district' ? { district: named(former.unit) } : {}),
              ...(former.province ? { province: named(former.province) } : {}),
              ...(former.unit.level === 'province' ? { province: named(former.unit) } : {}),
              until: former.unit.validTo ?? null,
              basis: former.basis ?? null,
            },
          ],
        }
      : {}),
    ...(hit.nearest ? { nearest: hit.nearest } : {}),
    ...(hit.distance === undefined ? {} : { distance: hit.distance }),
    ...(hit.complete ? { complete: hit.complete } : {}),
    ...(explain ? { explain: hit.parts } : {}),
  }
}
