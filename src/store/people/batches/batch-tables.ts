import type { Generated, Selectable } from 'kysely'

/**
 * `draft` while a layer or a field that is new waits to be published, `writing` while versions of a batch are being written to the record: it names the first of the events that are to make
 * them, and whether that event is there decides.
 */
export type BatchState = 'reading' | 'failed' | 'ready' | 'draft' | 'writing' | 'applied' | 'undone'

/** What a file is of: addresses, or features of a thematic layer. */
export type BatchKind = 'addresses' | 'layer'

/** What a round of writing does. */
export type BatchRound = 'apply' | 'undo' | 'verify'

export interface BatchTable {
  id: string
  kind: Generated<BatchKind>
  /** Id of the thematic layer; null for addresses. */
  layer: string | null
  /** JSON: what its sender said of a layer's file; null for addresses. */
  options: string | null
  /** Name of the file, as it was sent. */
  name: string
  /** The file in the folder of batches, until it is read. */
  file: string | null
  state: BatchState
  /** 1 for one that is never applied: of it the report alone is kept. */
  dry_run: number
  /** Who sent it: opaque ids. */
  account: string
  person: string
  office: string
  /** JSON of the sender with roles and area, so that a file that was half read is read again in the same name. */
  actor: string
  /** JSON: what the file holds; null while it is being read. */
  report: string | null
  /** While it is `writing`: id of the first event, and what is being done. */
  round: string | null
  round_kind: BatchRound | null
  /** ISO 8601 in UTC. */
  created_at: string
  /** When it is deleted. */
  expires_at: string
}

/** What is to become of a row, as far as could be told when the file was read. */
export type RowPlan = 'new' | 'change' | 'unchanged' | 'proposal' | 'other-office' | 'remove' | 'refused'

/** What became of it. */
export type RowOutcome = 'added' | 'changed' | 'removed' | 'unchanged' | 'proposed' | 'refused'

export interface BatchRowTable {
  batch: string
  line: number
  /** Of the address or feature: the one that the row was matched with, or a new one; empty for a refused row. */
  uid: string
  plan: RowPlan
  /** JSON of what the row changes, or of the new address. */
  content: string | null
  /** Where the address stands afterwards. */
  commune_code: string
  hamlet: string | null
  /** Whose yes it needs beside the sender's. */
  office: string | null
  /** JSON: rules of warnings that somebody must accept. */
  warnings: string | null
  /** JSON of what is told of it. */
  findings: string | null
  /** Null until it is settled: a row with warnings that nobody accepted, or another office's, stays open. */
  outcome: RowOutcome | null
  /** The round that settled it. */
  round: string | null
  /** Id of the proposal that it became, and JSON of what it proposes. */
  proposal: string | null
  proposed: string | null
}

export interface BatchEventTable {
  batch: string
  event: string
  round: string
  kind: BatchRound
}

/** The rows of a hamlet that were written, of which a sample decides. */
export interface BatchLotTable {
  batch: string
  commune_code: string
  /** '' for rows without a hamlet. */
  hamlet: string
  /** Addresses that nobody had changed since, when the sample was drawn. */
  size: number
  sample: number
  /** Wrong ones at most. */
  allowed: number
  state: 'open' | 'verified' | 'failed'
}

/** An address that was drawn. */
export interface BatchSampleTable {
  batch: string
  uid: string
  commune_code: string
  hamlet: string
  verdict: 'right' | 'wrong' | null
  account: string | null
  person: string | null
  text: string | null
  at: string | null
}

/** Layers that an office may write: one by its id, or all whose ids begin with a prefix, which ends with a hyphen. */
export interface LayerRightTable {
  name: string
  kind: 'prefix' | 'layer'
  office: string
  granted_by: string | null
  granted_at: string
}

export type StoredBatch = Selectable<BatchTable>
export type StoredBatchRow = Selectable<BatchRowTable>
export type BatchLot = Selectable<BatchLotTable>
export type BatchSample = Selectable<BatchSampleTable>

/** Tables of batches. */
export interface BatchTables {
  batch: BatchTable
  batch_row: BatchRowTable
  batch_event: BatchEventTable
  batch_lot: BatchLotTable
  batch_sample: BatchSampleTable
  layer_right: LayerRightTable
}
