import type { SearchHit } from '../../search/search-types.ts'
import { addressLabel, toldApart } from '../../text/address-label.ts'
import { type GeocodeFeature, type GeocodeType, pointOrNull } from './geocode-reply.ts'
import type { HitUnits } from './hit-units.ts'
import { named } from './unit-json.ts'
import { type NamedUnit, type UnitsOfPlace, unitsOfPlace } from './units-of-place.ts'

const TYPES: Readonly<Partial<Record<SearchHit['kind'], GeocodeType>>> = {
  street: 'street',
  hamlet: 'locality',
  point: 'locality',
  house: 'house',
}
/** Expected error of a street's or hamlet's point, metres. */
const ACCURACY = { street: 500, point: 1, place: 50 } as const

/** The feature of a street, a hamlet, a point or an interpolated house: no single row holds all of it. */
export function namedFeature(
  hit: SearchHit,
  units: HitUnits,
  vn: Record<string, unknown>,
  at: string | undefined,
): GeocodeFeature {
  const { kind, within, interpolated, formerCommune } = hit
  const { label, name, place, province } = writtenName(hit, units, at)
  const street = kind === 'street' || interpolated ? hit.name : undefined
  const state = province?.name
  return {
    type: 'Feature',
    id: hit.id,
    geometry: pointOrNull(hit.lon === undefined || hit.lat === undefined ? undefined : [hit.lon, hit.lat]),
    properties: {
      geocoding: {
        type: namedType(kind),
        label,
        name,
        housenumber: interpolated?.houseNumber,
        street: street || undefined,
        locality: kind === 'hamlet' ? name : undefined,
        city: place.commune?.name,
        state: state || undefined,
        country: 'Việt Nam',
        postcode: place.postcode || undefined,
        accuracy:
          interpolated?.accuracy ?? (kind === 'point' || kind === 'place' ? ACCURACY[kind] : ACCURACY.street),
        admin: { level4: state || undefined, level6: place.commune?.name },
      },
      vn: {
        kind,
        status: 'official',
        commune: place.commune ?? null,
        possible: place.possible,
        district: within?.level === 'district' ? named(within) : place.district,
        province: province ?? null,
        former: within && formerCommune !== undefined ? units.formerOf(within.code, formerCommune) : [],
        ...vn,
      },
    },
  }
}

/** GeocodeJSON's type of a thing that no single row holds. */
export function namedType(kind: SearchHit['kind']): GeocodeType {
  return TYPES[kind] ?? 'locality'
}

/** Such a thing on one line, as every answer shows it, with its units. */
export function writtenName(
  hit: SearchHit,
  units: HitUnits,
  at: string | undefined,
): { label: string; name: string; place: UnitsOfPlace; province: NamedUnit | undefined } {
  const { within, interpolated, formerCommune } = hit
  const name = interpolated ? `${interpolated.houseNumber} ${hit.name}` : (hit.name ?? '')
  const place = unitsOfPlace(within && !within.validTo ? within.code : null, null, units, at)
  const province = place.province ?? onlyProvince(units, at ?? units.today())
  const names =
    place.names.length > 0
      ? place.names
      : [within?.fullName, province?.name].flatMap((one) => (one ? [one] : []))
  const [own] =
    hit.hasNamesake && within && formerCommune !== undefined ? units.formerOf(within.code, formerCommune) : []
  const label = addressLabel({ name: toldApart(name, own?.commune.name), units: names })
  return { label, name, place, province }
}

/** The province of a day, where the record knows just one. */
function onlyProvince({ register }: HitUnits, day: string): NamedUnit | undefined {
  const [only, ...others] = register.at(day, { level: 'province' })
  return only && others.length === 0 ? named(only) : undefined
}
