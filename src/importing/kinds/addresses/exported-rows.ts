import { encodePoint } from '../../../geo/geopackage-geometry.ts'
import {
  attributesOf,
  attributesText,
  positionFacts,
  profileAttributes,
} from '../../../parsing/address-attributes.ts'
import { publicPositions } from '../../../store/record/public-supplements.ts'
import type { AddressRow } from '../../../store/record/rows.ts'
import type { RecordStore } from '../../../store/record-store.ts'

/** What an exported row has beside its columns in the record: how its position was found. */
interface Exported {
  readonly position_method: string | null
  readonly position_accuracy: number | null
}

/** Addresses as rows of a file: each with its main position, and again with every further one, as in a Base Adresse Locale. */
export function* withFurtherPositions<Row extends AddressRow>(
  { supplements }: RecordStore,
  rows: Iterable<Row>,
): Generator<Row & Exported> {
  const any = supplements.hasPositions()
  for (const row of rows) {
    const attributes = attributesText(profileAttributes(row.attributes))
    const { method, accuracy } = positionFacts(attributesOf(row.attributes))
    yield { ...row, attributes, position_method: method, position_accuracy: accuracy }
    if (!any) continue
    for (const further of publicPositions(supplements.positions(row.uid, null)))
      yield {
        ...row,
        attributes,
        position: further.type,
        geom: encodePoint(further.lon, further.lat),
        position_method: further.method,
        position_accuracy: further.accuracy,
      }
  }
}
