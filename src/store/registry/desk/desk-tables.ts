import type { Generated, Selectable } from 'kysely'

/** What waits about addresses of the record: a rule's finding, two that may be one, one that a verifier has sent back. */
export type FindingKind = 'finding' | 'duplicate' | 'sent-back'

/** `accepted`: somebody has said that it is right; it is asked again when a value changes that it was found from. */
export type FindingState = 'open' | 'accepted'

export interface FindingTable {
  fid: Generated<number>
  /** SHA-256 of rule, address and values; the same in the queue of each commune that it belongs to. */
  id: string
  kind: FindingKind
  /** Commune of today in whose queue it is. */
  commune_code: string
  /** Of the address; null in the queue of another commune. */
  hamlet: string | null
  rule: string
  severity: 'error' | 'warning' | 'info'
  path: string
  /** Uid of the address; of two the first in their order. */
  subject: string
  /** Uid of the second of two. */
  other: string | null
  /** 1 where a neighbour that changes may cure it, and it is looked for again then. */
  neighbours: 0 | 1
  /** Revision of the address at which it was found. */
  revision: number
  lon: number | null
  lat: number | null
  message_vi: string
  message_en: string
  /** JSON of the values that mend it. */
  repair: string | null
  /** SHA-256 of the values that it was found from. */
  values_hash: string
  state: FindingState
  /** When it was found first, ISO 8601 in UTC. */
  at: string
}

/** A finding as it is stored. */
export type StoredFinding = Omit<Selectable<FindingTable>, 'fid'>

export interface ChangeFeedTable {
  fid: number
  layer: string
  row: number | null
  operation: string
  token: string | null
}

export interface ExpectedTable {
  fid: Generated<number>
  commune_code: string
  /** Null for the whole commune. */
  hamlet: string | null
  class: number
  /** Null where a number was taken back. */
  count: number | null
  /** Where the number is from. */
  source: string
  /** The day that it is of, `YYYY-MM-DD`. */
  date: string
  account: string
  person: string
  office: string
  at: string
}

/** A number of objects that are expected. */
export type StoredExpected = Omit<Selectable<ExpectedTable>, 'fid'>
