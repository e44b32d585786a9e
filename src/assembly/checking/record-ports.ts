import { decodePoint } from '../../geo/geopackage-geometry.ts'
import type { PlaceFinders } from '../../importing/reading/place-finders.ts'
import type { CheckedDraft, FindingPorts } from '../../registry/findings/ports.ts'
import type { FieldProfiles } from '../../registry/profiles/field-profiles.ts'
import { AddressNeighbours } from '../../store/reading/address-neighbours.ts'
import type { AddressRow } from '../../store/record/rows.ts'
import type { RecordStore } from '../../store/record-store.ts'
import { HamletFinder } from '../../store/registry/components/hamlet-finder.ts'
import { addressPort, neighbourOf, type OnCheckProgress } from './checking-ports.ts'

/** Rows between two reports of progress. */
const TURN = 500

/** What the rules ask when every address of a record is looked at: all of them are put beside each other first. */
export interface RecordPorts extends FindingPorts {
  close(): void
}

/** Gathers the addresses of a record as they are now. */
export function recordPorts(
  record: RecordStore,
  units: PlaceFinders,
  profiles: FieldProfiles,
  onProgress: OnCheckProgress = () => {},
): RecordPorts {
  const neighbours = new AddressNeighbours()
  try {
    const count = record.addresses.count()
    let rows = 0
    for (const row of record.addresses.all()) {
      const neighbour = neighbourOf(checkedDraftOf(row), row.fid, units)
      if (neighbour) neighbours.put(neighbour, 'record')
      if (++rows % TURN === 0) onProgress('gathering', rows / count, rows)
    }
    neighbours.index()
  } catch (error) {
    neighbours.close()
    throw error
  }
  return {
    profiles,
    units,
    addresses: addressPort(neighbours, record, false),
    hamlets: new HamletFinder(record.db),
    close: () => neighbours.close(),
  }
}

/** A row of the record as the rules look at it. */
export function checkedDraftOf({ fid, geom, ...row }: AddressRow): CheckedDraft & { uid: string } {
  const point = decodePoint(geom)
  return { ...row, lon: point?.[0] ?? null, lat: point?.[1] ?? null }
}
