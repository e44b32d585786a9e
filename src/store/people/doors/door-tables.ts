/** What a receipt is for. */
export type ReceiptKind = 'declaration' | 'report' | 'person-request'

/** Numbers that were given to people who sent something: who shows one sees what became of it. */
export interface ReceiptTable {
  /** SHA-256 of the number; the number itself stands nowhere. */
  hash: string
  kind: ReceiptKind
  /** Id of the proposal, report or request. */
  subject: string
  /** ISO 8601 in UTC. */
  created_at: string
}

/** What somebody says is wrong. */
export type ReportKind =
  | 'wrong-place'
  | 'wrong-content'
  | 'not-there'
  | 'missing'
  | 'duplicate'
  | 'personal-data'
  | 'other'
  /** Of who declared, to the refusal of it. */
  | 'objection'

/** As in the queue of proposals: taken up, or not. */
export type ReportState = 'open' | 'accepted' | 'rejected'

export interface ReportTable {
  id: string
  kind: ReportKind
  /** Id of the address that it is about; null for a place. */
  subject: string | null
  /** Commune of today in whose queue it waits, and uid of the hamlet. */
  commune_code: string
  hamlet: string | null
  lon: number | null
  lat: number | null
  text: string
  /** Of an objection: id of the proposal that was refused; else null. */
  proposal: string | null
  /** Who sent it: opaque ids; null for nobody. */
  account: string | null
  person: string | null
  office: string | null
  state: ReportState
  settled_account: string | null
  settled_person: string | null
  settled_office: string | null
  settle_reason: string | null
  settle_text: string | null
  /** ISO 8601 in UTC. */
  created_at: string
  ended_at: string | null
}

/** A photo that came with a declaration, as it was written anew; its bytes stand in {@link EvidencePartTable}. */
export interface EvidenceTable {
  id: string
  /** Id of the declaration; it has one photo at most. */
  proposal: string
  bytes: number
  /** Pixels. */
  width: number
  height: number
  /** Who sent it: opaque id; null for nobody. */
  account: string | null
  /** ISO 8601 in UTC. */
  created_at: string
}

/** A piece of a photo: small, so that many rows together are. */
export interface EvidencePartTable {
  evidence: string
  /** Counted from 0. */
  part: number
  /** Base64. */
  content: string
}

export interface DoorTables {
  receipt: ReceiptTable
  report: ReportTable
  evidence: EvidenceTable
  evidence_part: EvidencePartTable
}
