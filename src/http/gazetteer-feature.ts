import { decodePoint } from '../geo/geopackage-geometry.ts'
import type { HamletRow, PlaceRow } from '../store/rows.ts'
import { addressLabel } from '../text/address-label.ts'
import type { UnitKnowledge } from './address-feature.ts'
import { type GeocodeFeature, pointOrNull } from './geocode-reply.ts'

/** A hamlet or place as a search or reverse result. */
export function gazetteerFeature(
  kind: 'hamlet' | 'place',
  row: HamletRow | PlaceRow,
  units: UnitKnowledge,
  { at, vn = {} }: { at?: string | undefined; vn?: Record<string, unknown> } = {},
): GeocodeFeature {
  const lineage = row.commune_code ? units.register.lineage(row.commune_code, at ?? units.today()) : undefined
  const names = [lineage?.commune, lineage?.district, lineage?.province].flatMap((unit) =>
    unit ? [unit.fullName] : [],
  )
  const state = lineage?.province.fullName
  return {
    type: 'Feature',
    id: row.uid,
    geometry: pointOrNull(row.geom ? decodePoint(row.geom) : undefined),
    properties: {
      geocoding: {
        type: 'locality',
        label: addressLabel({ name: row.name, units: names }),
        name: row.name,
        ...(kind === 'hamlet' ? { locality: row.name } : {}),
        ...(lineage ? { city: lineage.commune.fullName } : {}),
        ...(state ? { state } : {}),
        country: 'Việt Nam',
        ...(lineage?.commune.postcode ? { postcode: lineage.commune.postcode } : {}),
        admin: {
          ...(state ? { level4: state } : {}),
          ...(lineage ? { level6: lineage.commune.fullName } : {}),
        },
      },
      vn: {
        kind,
        ...('category' in row ? { category: row.category } : {}),
        status: 'official',
        commune: lineage ? { code: lineage.commune.code, name: lineage.commune.fullName } : null,
        province: lineage ? { code: lineage.province.code, name: lineage.province.fullName } : null,
        former: row.commune_code
          ? units.formerOf(row.commune_code, 'former_commune_code' in row ? row.former_commune_code : null)
          : [],
        source: row.source,
        ...vn,
      },
    },
  }
}
