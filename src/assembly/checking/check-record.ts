import { dirname } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import type { PlaceFinders } from '../../importing/reading/place-finders.ts'
import { withoutAccepted } from '../../registry/findings/accepted.ts'
import { draftFindings } from '../../registry/findings/draft-findings.ts'
import type { FieldProfiles } from '../../registry/profiles/field-profiles.ts'
import { acceptedKeys } from '../../store/reading/accepted-keys.ts'
import type { RecordStore } from '../../store/record-store.ts'
import type { OnCheckProgress } from './checking-ports.ts'
import { FindingsReport, type FindingsSummary } from './findings-report.ts'
import { checkedDraftOf, recordPorts } from './record-ports.ts'

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
  const report = new FindingsReport(record.file, dirname(record.file))
  const ports = recordPorts(record, finders, profiles, onProgress)
  try {
    const count = record.addresses.count()
    const accepted = acceptedKeys(record)
    let rows = 0
    for (const row of record.addresses.all()) {
      if (++rows % TURN === 0) {
        onProgress('checking', rows / count, rows)
        await setImmediate()
      }
      if (row.status === 'retired') continue
      const draft = checkedDraftOf(row)
      const findings = await draftFindings(draft, ports)
      const asked =
        accepted.size === 0 ? findings : withoutAccepted(draft, findings, (key) => accepted.has(key))
      report.take(row.fid, row.uid, asked)
    }
  } finally {
    ports.close()
  }
  return report.finish()
}
