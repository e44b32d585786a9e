import { dirname } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { decodePoint } from '../../geo/geopackage-geometry.ts'
import type { PlaceFinders } from '../../importing/reading/place-finders.ts'
import { withoutAccepted } from '../../registry/findings/accepted.ts'
import { draftFindings } from '../../registry/findings/draft-findings.ts'
import type { CheckedDraft } from '../../registry/findings/ports.ts'
import type { FieldProfiles } from '../../registry/profiles/field-profiles.ts'
import { acceptedKeys } from '../../store/accepted-keys.ts'
import { AddressNeighbours } from '../../store/address-neighbours.ts'
import type { RecordStore } from '../../store/record-store.ts'
import { HamletFinder } from '../../store/registry/components/hamlet-finder.ts'
import type { AddressRow } from '../../store/rows.ts'
import { addressPort, neighbourOf, type OnCheckProgress } from './checking-ports.ts'
import { FindingsReport, type FindingsSummary } from './findings-report.ts'

/** Rows between two moments at which others have their turn. */
const TURN = 500

/**
 * Checks the addresses of the record by the rules of findings, but for what somebody has said is right and for retired ones; all are
 * listed in `registry.gpkg.findings.csv` beside it.
 */
export async function checkRecordAddresses(
  record: RecordStore,
  finders: PlaceFinders,
  profiles: FieldProfiles,
  onProgress: OnCheckProgress = () => {},
): Promise<FindingsSummary> {
  const neighbours = new AddressNeighbours()
  const report = new FindingsReport(record.file, dirname(record.file))
  try {
    const count = record.addresses.count()
    let rows = 0
    for (const row of record.addresses.all()) {
      const neighbour = neighbourOf(draftOf(row), row.fid, finders)
      if (neighbour) neighbours.put(neighbour, 'record')
      if (++rows % TURN === 0) onProgress('gathering', rows / count, rows)
    }
    neighbours.index()
    const ports = {
      profiles,
      units: finders,
      addresses: addressPort(neighbours, record, false),
      hamlets: new HamletFinder(record.db),
    }
    const accepted = acceptedKeys(record)
    rows = 0
    for (const row of record.addresses.all()) {
      if (++rows % TURN === 0) {
        onProgress('checking', rows / count, rows)
        await setImmediate()
      }
      if (row.status === 'retired') continue
      const findings = await draftFindings(draftOf(row), ports)
      const asked =
        accepted.size === 0 ? findings : withoutAccepted(row.uid, findings, (key) => accepted.has(key))
      report.take(row.fid, row.uid, asked)
    }
  } finally {
    neighbours.close()
  }
  return report.finish()
}

function draftOf({ fid, geom, ...row }: AddressRow): CheckedDraft & { uid: string } {
  const point = decodePoint(geom)
  return { ...row, lon: point?.[0] ?? null, lat: point?.[1] ?? null }
}
