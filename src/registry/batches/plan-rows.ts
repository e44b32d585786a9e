import type { StoredBatchRow } from '../../store/people/batches/batch-tables.ts'
import type { StoredVersion } from '../../store/registry/address-version.ts'
import type { RegistryStore, RegistryTransaction } from '../../store/registry/registry-store.ts'
import type { Actor } from '../actor.ts'
import type { Finding } from '../refusal.ts'
import type { BatchDraft } from './batch-content.ts'
import { type KnownAddress, type PlannedRow, planRow } from './plan-row.ts'

/** Findings kept of a row. */
const KEPT = 20

/** What rows come to, by the record as it is now. */
export function planRows(
  store: RegistryStore,
  actor: Actor,
  drafts: readonly BatchDraft[],
): Promise<PlannedRow[]> {
  return store.read(async (tx) => {
    const uids = drafts.map(({ uid }) => uid)
    const present = await tx.sets.byUids(uids)
    const events = await tx.sets.events(uids)
    const planned: PlannedRow[] = []
    for (const draft of drafts) {
      const now = present.get(draft.uid)
      const known: KnownAddress = {
        present: now,
        base: now && (await baseOf(tx, now, draft.revision)),
        office: events.get(draft.uid)?.office,
      }
      planned.push(planRow(actor, draft, known))
    }
    return planned
  })
}

/** The version that a file was made from, where it names an earlier one that there was. */
async function baseOf(
  tx: RegistryTransaction,
  present: StoredVersion,
  revision: number | null | undefined,
): Promise<StoredVersion | undefined> {
  if (revision == null || revision >= present.revision) return undefined
  const earlier = await tx.addresses.earlier(present.uid)
  return earlier.find((version) => version.revision === revision)
}

/** A row as it is kept beside the record, with the first of its findings. */
export function storedRow(batch: string, { id: _, told, ...row }: PlannedRow): StoredBatchRow {
  const findings = told.length === 0 ? null : JSON.stringify(told.slice(0, KEPT).map(toldFinding))
  const open = { outcome: null, round: null, proposal: null, proposed: null }
  return { ...row, ...open, batch, findings }
}

/** What of a finding is told again; what it was found from is not. */
function toldFinding({ rule, severity, path, message, repair }: Finding): Finding {
  return { rule, severity, path, message, ...(repair && { repair }) }
}
