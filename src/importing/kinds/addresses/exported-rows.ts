import { encodePoint } from '../../../geo/geopackage-geometry.ts'
import { publicPositions } from '../../../store/record/public-supplements.ts'
import type { AddressRow } from '../../../store/record/rows.ts'
import type { RecordStore } from '../../../store/record-store.ts'

/** Addresses as rows of a file: each with its main position, and again with every further one, as in a Base Adresse Locale. */
export function* withFurtherPositions<Row extends AddressRow>(
  { supplements }: RecordStore,
  rows: Iterable<Row>,
): Generator<Row> {
  const any = supplements.hasPositions()
  for (const row of rows) {
    yield row
    if (!any) continue
    for (const { type, lon, lat } of publicPositions(supplements.positions(row.uid, null)))
      yield { ...row, position: type, geom: encodePoint(lon, lat) }
  }
}
