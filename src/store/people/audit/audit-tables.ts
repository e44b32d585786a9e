import type { AuditContent } from '../../../chains/audit-hash.ts'

/** One act of an account, or on one: logins, issues, looks, redactions, keys, exports. */
export interface AuditTable extends AuditContent {
  hash: string
}

/** The last entry, in one row: whoever adds one holds it. */
export interface AuditHeadTable {
  id: number
  number: number
  hash: string
  at: string
}

export interface AuditTables {
  audit: AuditTable
  audit_head: AuditHeadTable
}
