import { decodePoint } from '../../geo/geopackage-geometry.ts'
import { attributesOf, positionFacts } from '../../parsing/address-attributes.ts'
import type { PublicPosition, PublicSupplements } from '../../store/record/public-supplements.ts'
import type { AddressRow } from '../../store/record/rows.ts'

/**
 * Members of `vn` for the positions, names and units of an address; each is absent where there is none of it. The main
 * position comes first among the positions, under the address's id; alone it is shown where more than its type is known.
 *
 * @param supplements undefined for an address that has nothing beside its columns
 */
export function supplementsJson(
  row: Pick<AddressRow, 'uid' | 'position' | 'geom' | 'attributes'>,
  supplements: PublicSupplements | undefined,
) {
  const { positions = [], names = [], units = [], unitCount = 0 } = supplements ?? {}
  if (positions.length === 0 && row.attributes === null && supplements === undefined) return {}
  const facts = positionFacts(attributesOf(row.attributes))
  const known = positions.length > 0 || facts.method !== null || facts.accuracy !== null
  const point = known ? decodePoint(row.geom) : undefined
  return {
    ...(point && {
      positions: [
        positionJson(
          { id: row.uid, type: row.position ?? 'unknown', lon: point[0], lat: point[1], ...facts },
          true,
        ),
        ...positions.map((each) => positionJson(each)),
      ],
    }),
    ...(names.length > 0 && { names }),
    ...(unitCount > 0 && { units, unit_count: unitCount }),
  }
}

function positionJson({ id, type, lon, lat, method, accuracy }: PublicPosition, main = false) {
  return { id, ...(main && { main }), type, point: [lon, lat], method, accuracy }
}
