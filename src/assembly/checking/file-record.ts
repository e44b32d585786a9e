import { decodePoint } from '../../geo/geopackage-geometry.ts'
import type { PlaceFinders } from '../../importing/reading/place-finders.ts'
import { acceptedKeys } from '../../store/reading/accepted-keys.ts'
import type { AddressRow } from '../../store/record/rows.ts'
import type { RecordStore } from '../../store/record-store.ts'
import { fileHamlets } from '../../store/registry/components/file-hamlets.ts'
import { HamletFinder } from '../../store/registry/components/hamlet-finder.ts'
import { recordFinders } from '../places/place-finders.ts'
import type { CheckedRecord, RecordAddress } from './checked-record.ts'

/** A record in a file, for a check; its units and hamlets are those of this moment. */
export function fileRecord(
  record: RecordStore,
  finders: PlaceFinders = recordFinders(record),
): CheckedRecord {
  const { addresses } = record
  return {
    finders,
    hamlets: new HamletFinder(fileHamlets(record.db)),
    holder: (scheme, code) => addresses.identifier(scheme, code)?.uid,
    carrier: (column, value) => (column === 'code' ? addresses.byCode(value) : addresses.byNdas(value))?.uid,
    accepted: async () => acceptedKeys(record),
    count: async () => addresses.count(),
    async *all() {
      for (const row of addresses.all()) yield addressOf(row)
    },
  }
}

function addressOf({ fid, geom, ...row }: AddressRow): RecordAddress {
  const [lon = null, lat = null] = decodePoint(geom) ?? []
  return { row: fid, draft: { ...row, lon, lat }, source: row.source }
}
