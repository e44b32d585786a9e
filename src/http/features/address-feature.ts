import { decodePoint } from '../../geo/geopackage-geometry.ts'
import { attributesOf, positionFacts } from '../../parsing/address-attributes.ts'
import type { AddressRow } from '../../store/record/rows.ts'
import { type AddressParts, addressLabel, houseName, toldApart } from '../../text/address-label.ts'
import type { Former } from '../../units/former-of.ts'
import { type GeocodeFeature, pointOrNull } from './geocode-reply.ts'
import { type DatedUnits, type UnitsOfPlace, unitsOfPlace } from './units-of-place.ts'

/** The units and former forms that a feature of an address shows. */
export interface UnitKnowledge extends DatedUnits {
  formerOf: (communeCode: string, formerCommuneCode: string | null) => Former[]
}

/** Expected error of the point in metres, by where on the object it lies. */
const ACCURACY: Readonly<Record<string, number>> = {
  entrance: 5,
  gate: 5,
  building: 10,
  staircase: 10,
  delivery: 10,
  parcel: 25,
  segment: 50,
  area: 100,
}
const UNKNOWN_ACCURACY = 20

export interface AddressFeatureOptions {
  /** The day whose unit names are used; today when absent. */
  at?: string | undefined
  /** Others of its hamlet's name are in its commune: the label says the hamlet's former commune too. */
  hasNamesake?: boolean
  /** Further members of `vn`: score, grade, distance, highlight, warnings… */
  vn?: Record<string, unknown>
}

/** The public face of an address: GeocodeJSON properties and the `vn` block; never anything about people. */
export function addressFeature(
  row: Omit<AddressRow, 'fid'>,
  units: UnitKnowledge,
  { at, hasNamesake = false, vn = {} }: AddressFeatureOptions = {},
): GeocodeFeature {
  const { label, parts, place } = writtenAddress(row, units, { at, hasNamesake })
  const name = row.name ?? houseName(parts) ?? row.street ?? row.hamlet
  const state = place.names.at(-1)
  const postcode = row.postcode ?? place.postcode
  return {
    type: 'Feature',
    id: row.uid,
    geometry: pointOrNull(decodePoint(row.geom)),
    properties: {
      geocoding: {
        type: 'house',
        label,
        name: name || undefined,
        housenumber: row.house_number || undefined,
        street: row.street || undefined,
        locality: row.hamlet || undefined,
        city: place.commune?.name,
        state: state || undefined,
        country: 'Việt Nam',
        postcode: postcode || undefined,
        accuracy: accuracyOf(row),
        admin: { level4: state || undefined, level6: place.commune?.name },
      },
      vn: {
        kind: 'house',
        code: row.code,
        ndas: row.ndas,
        class: row.class,
        status: row.status,
        commune: place.commune ?? null,
        possible: place.possible,
        district: place.district,
        province: place.province ?? null,
        former: units.formerOf(row.commune_code, row.former_commune_code),
        hamlet_uid: row.hamlet_uid ?? undefined,
        updated_at: row.updated_at,
        ...successorsOf(row.successor),
        ...vn,
      },
    },
  }
}

/** Metres: as it was measured, else by where on the object the point lies. */
function accuracyOf({ position, attributes }: Omit<AddressRow, 'fid'>): number {
  const measured = attributes === null ? null : positionFacts(attributesOf(attributes)).accuracy
  return measured === null ? (ACCURACY[position ?? ''] ?? UNKNOWN_ACCURACY) : Math.ceil(measured)
}

/** What took an address's place: one, or all that it was split into. */
function successorsOf(ids: string | null): { successor?: string; successors?: string[] } {
  if (!ids) return {}
  const successors = ids.split(' ')
  return successors.length === 1 ? { successor: ids, successors } : { successors }
}

/** An address on one line, as every answer shows it, with what that is written from. */
export function writtenAddress(
  row: Omit<AddressRow, 'fid'>,
  units: UnitKnowledge,
  { at, hasNamesake = false }: Omit<AddressFeatureOptions, 'vn'>,
): { label: string; parts: AddressParts; place: UnitsOfPlace } {
  const place = unitsOfPlace(row.commune_code, row.former_commune_code, units, at)
  const [own] =
    hasNamesake && row.former_commune_code !== null
      ? units.formerOf(row.commune_code, row.former_commune_code)
      : []
  const parts = {
    name: row.name,
    houseNumber: row.house_number,
    street: row.street,
    group: row.group_name,
    hamlet: row.hamlet && toldApart(row.hamlet, own?.commune.name),
    units: place.names,
  }
  return { label: addressLabel(parts), parts, place }
}
