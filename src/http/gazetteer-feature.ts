import { decodePoint } from '../geo/geopackage-geometry.ts'
import type { HamletRow, PlaceRow } from '../store/rows.ts'
import { addressLabel } from '../text/address-label.ts'
import type { UnitKnowledge } from './address-feature.ts'
import { type GeocodeFeature, pointOrNull } from './geocode-reply.ts'
import { unitsOfPlace } from './units-of-place.ts'

/** A hamlet or place as a search or reverse result. */
export function gazetteerFeature(
  kind: 'hamlet' | 'place',
  row: HamletRow | PlaceRow,
  units: UnitKnowledge,
  { at, vn = {} }: { at?: string | undefined; vn?: Record<string, unknown> } = {},
): GeocodeFeature {
  const known = 'former_commune_code' in row ? row.former_commune_code : null
  const place = unitsOfPlace(row.commune_code, known, units, at)
  const state = place.province?.name
  return {
    type: 'Feature',
    id: row.uid,
    geometry: pointOrNull(row.geom ? decodePoint(row.geom) : undefined),
    properties: {
      geocoding: {
        type: 'locality',
        label: addressLabel({ name: row.name, units: place.names }),
        name: row.name,
        ...(kind === 'hamlet' ? { locality: row.name } : {}),
        ...(place.commune ? { city: place.commune.name } : {}),
        ...(state ? { state } : {}),
        country: 'Việt Nam',
        ...(place.postcode ? { postcode: place.postcode } : {}),
        admin: {
          ...(state ? { level4: state } : {}),
          ...(place.commune ? { level6: place.commune.name } : {}),
        },
      },
      vn: {
        kind,
        ...('category' in row ? { category: row.category } : {}),
        status: 'official',
        commune: place.commune ?? null,
        ...(place.possible ? { possible: place.possible } : {}),
        ...(place.district ? { district: place.district } : {}),
        province: place.province ?? null,
        former: row.commune_code ? units.formerOf(row.commune_code, known) : [],
        source: row.source,
        ...vn,
      },
    },
  }
}
