import { setImmediate } from 'node:timers/promises'
import { withoutAccepted } from '../../registry/findings/accepted.ts'
import { draftFindings } from '../../registry/findings/draft-findings.ts'
import type { FieldProfiles } from '../../registry/profiles/field-profiles.ts'
import type { CheckedRecord } from './checked-record.ts'
import type { OnCheckProgress } from './checking-ports.ts'
import type { FindingsReport, FindingsSummary } from './findings-report.ts'
import { recordPorts } from './record-ports.ts'

/** Rows between two moments at which others have their turn. */
const TURN = 500

/**
 * Checks the addresses of the record by the rules of findings, but for what somebody has said is right and for retired ones; all are
 * listed in `FILE.findings.csv`.
 */
export async function checkRecordAddresses(
  record: CheckedRecord,
  report: FindingsReport,
  profiles: FieldProfiles,
  onProgress: OnCheckProgress = () => {},
): Promise<FindingsSummary> {
  const ports = await recordPorts(record, profiles, onProgress)
  try {
    const count = await record.count()
    const accepted = await record.accepted()
    let rows = 0
    for await (const { row, draft } of record.all()) {
      if (++rows % TURN === 0) {
        onProgress('checking', rows / count, rows)
        await setImmediate()
      }
      if (draft.status === 'retired') continue
      const findings = await draftFindings(draft, ports)
      const asked =
        accepted.size === 0 ? findings : withoutAccepted(draft, findings, (key) => accepted.has(key))
      report.take(row, draft.uid, asked)
    }
  } finally {
    ports.close()
  }
  return report.finish()
}
