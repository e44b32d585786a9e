import { DESK_LAYERS } from './desk/desk-layers.ts'
import { JOB_LAYERS } from './jobs/job-layers.ts'
import { SUPPLEMENT_LAYERS } from './supplements/supplement-layers.ts'

/** What ties a version of an address to the event that made it; other programs may leave them as they are. */
export const VERSION_COLUMNS = ['revision', 'valid_from', 'event', 'salt', 'redacted', 'supplements'] as const

/** Their definitions. */
export const VERSION_BODY = [
  'revision INTEGER',
  // The day from which the version is true in the world.
  'valid_from DATE',
  // Number of the row of zz_event; none for what no event has made yet.
  'event INTEGER',
  'salt BLOB',
  // JSON of what is left of the salt after a redaction.
  'redacted TEXT',
  // SHA-256 over the further positions, names and units that hold; none without any.
  'supplements TEXT',
]

/** Tables of the registry in the record: chains of events, requests, what is done after a change, what addresses have beside columns. */
export const REGISTRY_LAYERS = {
  ...SUPPLEMENT_LAYERS,
  zz_event: {
    description: 'Chuỗi sự kiện theo đơn vị · Chains of events, one a unit',
    columns: [
      'id TEXT NOT NULL',
      'chain TEXT NOT NULL',
      'number INTEGER NOT NULL',
      'at DATETIME NOT NULL',
      'action TEXT NOT NULL',
      'subject TEXT',
      'from_status TEXT',
      'to_status TEXT',
      'revision INTEGER',
      'version_hash TEXT',
      'count INTEGER',
      'office TEXT NOT NULL',
      'account TEXT',
      'person TEXT',
      'reason TEXT',
      'details TEXT',
      'salt BLOB',
      'private_hash TEXT NOT NULL',
      'hash TEXT NOT NULL',
    ],
    indexes: [
      'UNIQUE INDEX zz_event_id ON zz_event(id)',
      'UNIQUE INDEX zz_event_number ON zz_event(chain, number)',
      'INDEX zz_event_subject ON zz_event(subject) WHERE subject IS NOT NULL',
    ],
    feed: false,
  },
  zz_chain: {
    description: 'Đầu các chuỗi sự kiện · Heads of the chains of events',
    columns: ['chain TEXT NOT NULL', 'number INTEGER NOT NULL', 'hash TEXT NOT NULL', 'at DATETIME NOT NULL'],
    indexes: ['UNIQUE INDEX zz_chain_key ON zz_chain(chain)'],
    feed: false,
  },
  zz_idempotency: {
    description: 'Yêu cầu đã làm · Requests that were done, by their key',
    columns: [
      'account TEXT NOT NULL',
      'key TEXT NOT NULL',
      'request TEXT NOT NULL',
      'subject TEXT NOT NULL',
      'revision INTEGER NOT NULL',
      'at DATETIME NOT NULL',
    ],
    indexes: [
      'UNIQUE INDEX zz_idempotency_key ON zz_idempotency(account, key)',
      'INDEX zz_idempotency_at ON zz_idempotency(at)',
    ],
    feed: false,
  },
  zz_finding_accepted: {
    description: 'Phát hiện đã được xác nhận là đúng · Findings that somebody has said are right',
    columns: [
      'key TEXT NOT NULL',
      'subject TEXT NOT NULL',
      'rule TEXT NOT NULL',
      'values_hash TEXT NOT NULL',
      'account TEXT NOT NULL',
      'person TEXT NOT NULL',
      'office TEXT NOT NULL',
      'reason TEXT NOT NULL',
      'at DATETIME NOT NULL',
    ],
    indexes: [
      'UNIQUE INDEX zz_finding_accepted_key ON zz_finding_accepted(key)',
      'INDEX zz_finding_accepted_subject ON zz_finding_accepted(subject)',
    ],
    feed: false,
  },
  ...JOB_LAYERS,
  ...DESK_LAYERS,
}
