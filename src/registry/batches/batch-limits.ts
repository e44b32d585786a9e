/** Rows of one batch at most: so many are held in memory while they are written. */
export const MAX_BATCH_ROWS = 50_000
/** Bytes of what the rows of a layer's batch write, at most. */
export const MAX_BATCH_BYTES = 200_000_000
/** Batches of an office that wait to be applied, at most. */
export const MAX_WAITING = 20
/** Days after which a batch is deleted: a report alone, one that nobody has applied, and one that somebody has. */
export const DAYS_KEPT = { report: 1, waiting: 14, applied: 90 } as const
const DAY = 86_400_000

/** The moment some days later, ISO 8601 in UTC. */
export function daysAfter(now: Date, days: number): string {
  return new Date(now.getTime() + days * DAY).toISOString()
}
