import type { Selectable, Transaction } from 'kysely'
import type { RegistryEngine } from '../registry-database.ts'
import type { RegistryTables } from '../registry-tables.ts'
import type { JobState, JobTable } from './job-tables.ts'

/** A job before it has been taken. */
export type NewJob = Pick<JobTable, 'kind' | 'key' | 'owner' | 'payload'>

/** A job as it is stored. */
export type StoredJob = Selectable<JobTable>

/** A job that a worker has taken: it is that worker's until the lease ends, and nobody's who took it before. */
export type Lease = Pick<StoredJob, 'fid' | 'kind' | 'key' | 'owner' | 'payload' | 'attempts'> & {
  readonly worker: string
}

/** What a worker may take. */
export interface Taking {
  readonly worker: string
  /** ISO 8601 in UTC, as all moments here. */
  readonly now: string
  /** End of the lease. */
  readonly until: string
  readonly limit: number
  /** Jobs of one owner at most that the worker has then. */
  readonly ofOwner: number
  /** How many it has already, by owner. */
  readonly busy: ReadonlyMap<string, number>
}

/** Rows of one statement. */
const TOGETHER = 500
/** Jobs that are looked at for some that may be taken. */
const CANDIDATES = 100

/** Jobs, one a kind and key, taken by one worker at a time. */
export class JobRows {
  readonly #tx: Transaction<RegistryTables>
  readonly #engine: RegistryEngine

  constructor(tx: Transaction<RegistryTables>, engine: RegistryEngine) {
    this.#tx = tx
    this.#engine = engine
  }

  /** Adds jobs that are not there under their keys; returns how many were new. */
  async add(jobs: readonly NewJob[], now: string): Promise<number> {
    let added = 0
    for (let from = 0; from < jobs.length; from += TOGETHER) {
      const { numInsertedOrUpdatedRows } = await this.#tx
        .insertInto('zz_job')
        .values(
          jobs
            .slice(from, from + TOGETHER)
            .map((job) => ({ ...job, state: 'waiting', run_at: now, attempts: 0, created_at: now })),
        )
        .onConflict((conflict) => conflict.columns(['kind', 'key']).doNothing())
        .executeTakeFirst()
      added += Number(numInsertedOrUpdatedRows ?? 0)
    }
    return added
  }

  /** Takes jobs that are due, the longest due first. A lease that has ended is due again: its worker is gone. */
  async take({ worker, now, until, limit, ofOwner, busy }: Taking): Promise<Lease[]> {
    let query = this.#tx
      .selectFrom('zz_job')
      .select(['fid', 'kind', 'key', 'owner', 'payload', 'attempts'])
      .where('state', '=', 'waiting')
      .where('run_at', '<=', now)
      .orderBy('run_at')
      .limit(CANDIDATES)
    const sated = [...busy].filter(([, count]) => count >= ofOwner).map(([owner]) => owner)
    if (sated.length > 0) query = query.where('owner', 'not in', sated)
    if (this.#engine.locksRows) query = query.forUpdate().skipLocked()
    const taken = new Map(busy)
    const leases: Lease[] = []
    for (const job of await query.execute()) {
      const count = taken.get(job.owner) ?? 0
      if (leases.length === limit || count === ofOwner) continue
      taken.set(job.owner, count + 1)
      leases.push({ ...job, attempts: job.attempts + 1, worker })
    }
    if (leases.length > 0)
      await this.#tx
        .updateTable('zz_job')
        .set(({ eb }) => ({ worker, run_at: until, attempts: eb('attempts', '+', 1) }))
        .where(
          'fid',
          'in',
          leases.map(({ fid }) => fid),
        )
        .execute()
    return leases
  }

  /** Ends a job that was taken, unless the lease has gone to another; whether it was ended. */
  end(lease: Lease, state: 'done' | 'dead', result: string, now: string): Promise<boolean> {
    return this.#settle(lease, { state, result, ended_at: now })
  }

  /** Lays a job that was taken aside until a moment, unless the lease has gone to another. */
  postpone(lease: Lease, until: string, result: string): Promise<boolean> {
    return this.#settle(lease, { run_at: until, result })
  }

  /** The moment at which the next job is due; undefined where none waits. */
  async nextDue(): Promise<string | undefined> {
    const next = await this.#tx
      .selectFrom('zz_job')
      .select('run_at')
      .where('state', '=', 'waiting')
      .orderBy('run_at')
      .limit(1)
      .executeTakeFirst()
    return next?.run_at
  }

  /** How many jobs there are, by kind and state. */
  async counts(): Promise<{ kind: string; state: JobState; count: number }[]> {
    const rows = await this.#tx
      .selectFrom('zz_job')
      .select(['kind', 'state', ({ fn }) => fn.countAll<number>().as('count')])
      .groupBy(['kind', 'state'])
      .orderBy('kind')
      .orderBy('state')
      .execute()
    return rows.map((row) => ({ ...row, count: Number(row.count) }))
  }

  /** How many jobs of an owner are in a state; counts no further than `limit`. */
  async countOf(owner: string, state: JobState, limit: number): Promise<number> {
    const rows = await this.#tx
      .selectFrom('zz_job')
      .select('fid')
      .where('owner', '=', owner)
      .where('state', '=', state)
      .limit(limit)
      .execute()
    return rows.length
  }

  /** Jobs of an owner, the newest first, older than the row `before` where one is given. */
  ofOwner(
    owner: string,
    { state, before, limit }: { state?: JobState | undefined; before?: number | undefined; limit: number },
  ): Promise<StoredJob[]> {
    let query = this.#tx
      .selectFrom('zz_job')
      .selectAll()
      .where('owner', '=', owner)
      .orderBy('fid', 'desc')
      .limit(limit)
    if (state !== undefined) query = query.where('state', '=', state)
    if (before !== undefined) query = query.where('fid', '<', before)
    return query.execute()
  }

  /** Lets dead jobs of an owner wait again, from the first attempt on: the one under a key, or all; returns how many. */
  async revive(owner: string, key: string | undefined, now: string): Promise<number> {
    let query = this.#tx
      .updateTable('zz_job')
      .set({ state: 'waiting', run_at: now, attempts: 0, worker: null, ended_at: null })
      .where('owner', '=', owner)
      .where('state', '=', 'dead')
    if (key !== undefined) query = query.where('key', '=', key)
    const { numUpdatedRows } = await query.executeTakeFirst()
    return Number(numUpdatedRows)
  }

  /** Deletes all jobs of an owner who is no more. */
  async dropOwner(owner: string): Promise<void> {
    await this.#tx.deleteFrom('zz_job').where('owner', '=', owner).execute()
  }

  /** Deletes jobs that ended in a state before a moment; returns how many. */
  async deleteEnded(state: 'done' | 'dead', before: string): Promise<number> {
    const { numDeletedRows } = await this.#tx
      .deleteFrom('zz_job')
      .where('state', '=', state)
      .where('ended_at', '<', before)
      .executeTakeFirst()
    return Number(numDeletedRows)
  }

  async #settle(
    { fid, worker, attempts }: Lease,
    to: Partial<Pick<StoredJob, 'state' | 'result' | 'ended_at' | 'run_at'>>,
  ): Promise<boolean> {
    const { numUpdatedRows } = await this.#tx
      .updateTable('zz_job')
      .set({ ...to, worker: null })
      .where('fid', '=', fid)
      .where('state', '=', 'waiting')
      .where('worker', '=', worker)
      .where('attempts', '=', attempts)
      .executeTakeFirst()
    return numUpdatedRows > 0n
  }
}
