import { createHash } from 'node:crypto'

/** A version that a batch made: the id of its address, and its hash. */
export type BatchEntry = readonly [subject: string, versionHash: string]

/** The root of a batch: SHA-256 over lines of subject, tab and version hash in the order of the subjects' code points. */
export function batchRoot(entries: readonly BatchEntry[]): string {
  const root = createHash('sha256')
  for (const [subject, versionHash] of [...entries].sort(bySubject))
    root.update(`${subject}\t${versionHash}\n`)
  return root.digest('hex')
}

function bySubject([a]: BatchEntry, [b]: BatchEntry): number {
  return a < b ? -1 : a > b ? 1 : 0
}
