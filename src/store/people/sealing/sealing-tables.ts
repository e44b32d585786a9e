/** Keys that values are sealed with. None stands here but wrapped: see {@link SealingWrapTable}. */
export interface SealingKeyTable {
  id: string
  /** `data` seals values; from `root` the keys of all other purposes are derived, whatever key comes from outside. */
  kind: 'data' | 'root'
  state: 'current' | 'former'
  /** How far all values are sealed under it: null, JSON of a table and its row's key, or `done`. */
  sealed_to: string | null
  /** ISO 8601 in UTC. */
  created_at: string
}

/** A key, sealed under the key from outside whose id is `master`. While that is being replaced there are two of each. */
export interface SealingWrapTable {
  key: string
  master: string
  wrapped: string
}

export interface SealingTables {
  sealing_key: SealingKeyTable
  sealing_wrap: SealingWrapTable
}
