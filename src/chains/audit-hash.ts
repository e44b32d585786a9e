import { hash } from 'node:crypto'

/** What the audit says of one act; `details` is JSON without anything about a person. */
export interface AuditContent {
  /** Its place, from 1 without a gap. */
  readonly number: number
  /** ISO 8601 in UTC; never before that of the entry before it. */
  readonly at: string
  readonly action: string
  /** Who did it, by opaque ids; null for nobody. */
  readonly account: string | null
  readonly person: string | null
  readonly office: string | null
  /** Id of what it was done to. */
  readonly subject: string | null
  readonly details: string | null
}

const FORM = 'diachiso-audit-1'

/** SHA-256 over an entry and the hash of the one before it: none can be changed, added or taken out without those after it. */
export function auditHash(previous: string, entry: AuditContent): string {
  const { number, at, action, account, person, office, subject, details } = entry
  return hash(
    'sha256',
    JSON.stringify([FORM, previous, number, at, action, account, person, office, subject, details]),
    'hex',
  )
}
