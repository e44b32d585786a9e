import { decodePoint } from '../../geo/geopackage-geometry.ts'
import type { HamletRow, PlaceRow } from '../../store/record/rows.ts'
import { addressLabel } from '../../text/address-label.ts'
import type { UnitKnowledge } from './address-feature.ts'
import { type GeocodeFeature, pointOrNull } from './geocode-reply.ts'
import { type UnitsOfPlace, unitsOfPlace } from './units-of-place.ts'

/** A hamlet or place as a search or reverse result. */
export function gazetteerFeature(
  kind: 'hamlet' | 'place',
  row: HamletRow | PlaceRow,
  units: UnitKnowledge,
  { at, vn = {} }: { at?: string | undefined; vn?: Record<string, unknown> } = {},
): GeocodeFeature {
  const { label, place } = writtenPlace(row, units, at)
  const state = place.province?.name
  return {
    type: 'Feature',
    id: row.uid,
    geometry: pointOrNull(row.geom ? decodePoint(row.geom) : undefined),
    properties: {
      geocoding: {
        type: 'locality',
        label,
        name: row.name,
        locality: kind === 'hamlet' ? row.name : undefined,
        city: place.commune?.name,
        state: state || undefined,
        country: 'Việt Nam',
        postcode: place.postcode || undefined,
        admin: { level4: state || undefined, level6: place.commune?.name },
      },
      vn: {
        kind,
        category: 'category' in row ? row.category : undefined,
        status: 'official',
        commune: place.commune ?? null,
        possible: place.possible,
        district: place.district,
        province: place.province ?? null,
        former: row.commune_code ? units.formerOf(row.commune_code, formerCommuneOf(row)) : [],
        source: row.source,
        ...vn,
      },
    },
  }
}

/** A hamlet or place on one line, as every answer shows it, with its units. */
export function writtenPlace(
  row: HamletRow | PlaceRow,
  units: UnitKnowledge,
  at: string | undefined,
): { label: string; place: UnitsOfPlace } {
  const place = unitsOfPlace(row.commune_code, formerCommuneOf(row), units, at)
  return { label: addressLabel({ name: row.name, units: place.names }), place }
}

function formerCommuneOf(row: HamletRow | PlaceRow): string | null {
  return 'former_commune_code' in row ? row.former_commune_code : null
}
