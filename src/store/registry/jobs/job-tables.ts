import type { Generated } from 'kysely'

export interface DailyCountTable {
  fid: Generated<number>
  account: string
  what: string
  /** `YYYY-MM-DD` at +07:00. */
  day: string
  count: number
}

export interface OutboxTable {
  fid: Generated<number>
  /** Number of the row of `zz_event`. */
  event: number
  /** Moment of the event. */
  at: string
}

/** `waiting` also while a worker has it; `dead` after its last attempt, until somebody asks for it again. */
export type JobState = 'waiting' | 'done' | 'dead'

export interface JobTable {
  fid: Generated<number>
  kind: string
  /** Names the one effect that the job is to have; of two jobs of a kind under one key there is only the first. */
  key: string
  /** Whom it is for, as a webhook's id; a worker is never busy with many of one. */
  owner: string
  /** JSON of ids, revisions and states; never texts. */
  payload: string
  state: JobState
  /** From when it may be taken, ISO 8601 in UTC; the end of the lease while a worker has it. */
  run_at: string
  /** How often it was taken. */
  attempts: number
  /** Who has it. */
  worker: string | null
  /** What the last attempt came to. */
  result: string | null
  created_at: string
  /** When it was done or given up. */
  ended_at: string | null
}
