import type { RecordStore } from '../record-store.ts'

/** Keys of the findings that somebody has said are right, for a check of all rows. */
export function acceptedKeys({ db }: RecordStore): ReadonlySet<string> {
  return new Set(db.prepare<[], string>('SELECT key FROM zz_finding_accepted').pluck().all())
}
