import type { Language } from '../../../errors.ts'
import type { QueueItem } from '../../../registry/desk/queue.ts'
import type { ReportTable } from '../../../store/people/doors/door-tables.ts'
import type { StoredProposal } from '../../../store/people/people-tables.ts'
import type { StoredFinding } from '../../../store/registry/desk/desk-tables.ts'

/** Something that waits, as a desk lists it. */
export function queueItemJson(item: QueueItem, language: Language) {
  if (item.source === 'finding') return storedFindingJson(item.row, language)
  return item.source === 'report' ? reportJson(item.row) : proposalJson(item.row)
}

/** A finding with the addresses that it is about and the revision that its repair was found at. */
export function storedFindingJson(row: StoredFinding, language: Language) {
  const { id, kind, state, at, commune_code, subject, other, revision, lon, lat, rule, severity, path } = row
  return {
    kind,
    id,
    state,
    at,
    commune_code,
    addresses: other === null ? [subject] : [subject, other],
    revision,
    lon,
    lat,
    rule,
    severity,
    path,
    message: language === 'vi' ? row.message_vi : row.message_en,
    ...(row.repair !== null && { repair: JSON.parse(row.repair) as unknown }),
  }
}

/** A proposal without what it proposes, which stands at `/v1/proposals/{id}`. */
function proposalJson(row: StoredProposal) {
  const { id, kind, state, created_at, commune_code, subject, revision, lon, lat, office, reason } = row
  return {
    kind,
    id,
    state,
    at: created_at,
    commune_code,
    addresses: subject === null ? [] : [subject],
    revision,
    lon,
    lat,
    office,
    reason,
  }
}

/** What somebody reported, with its words: there is no more to it. */
export function reportJson(row: ReportTable) {
  const { id, kind, state, created_at, ended_at, commune_code, subject, lon, lat, text, office } = row
  const { settled_office, settle_reason, settle_text } = row
  return {
    ...{
      kind: 'report',
      id,
      state,
      at: created_at,
      commune_code,
      addresses: subject === null ? [] : [subject],
    },
    ...{ report: kind, lon, lat, text, office },
    ...(state !== 'open' && { ended_at, settled_office, settle_reason, settle_text }),
  }
}
