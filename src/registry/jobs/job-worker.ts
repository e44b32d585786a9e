import { randomUUID } from 'node:crypto'
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Lease } from '../../store/registry/jobs/job-rows.ts'
import type { RegistryStore } from '../../store/registry/registry-store.ts'
import { MAX_ATTEMPTS, retryDelay } from './retry-delay.ts'

/** What an attempt came to: the job is done, is to be tried again, or is never. In words for whoever looks at it. */
export type Attempt = { readonly done: string } | { readonly retry: string } | { readonly dead: string }

/** Does a job. Ends well before the lease does, and early when the signal says so. */
export type JobHandler = (job: Lease, signal: AbortSignal) => Promise<Attempt>

export interface JobWorkerParts {
  readonly store: RegistryStore
  /** What is done for each kind of job. */
  readonly handlers: Readonly<Record<string, JobHandler>>
  /** Makes jobs of what has happened; asked before jobs are taken. */
  readonly makeJobs: () => Promise<void>
  /** Told of what keeps the worker from working; it goes on trying. */
  readonly onError: (error: unknown) => void
  /** The present moment and numbers from 0 to 1; a test gives its own. */
  readonly now?: () => Date
  readonly random?: () => number
}

/** Jobs that are done at once, and of one owner: who answers slowly holds up nobody else. */
const AT_ONCE = 8
const OF_ONE_OWNER = 2
/** Milliseconds for which a job is a worker's alone. */
const LEASE = 60_000
/** Milliseconds between a change and its being told of. */
const SOON = 100
/** Milliseconds after which a worker looks for what other processes have written. */
const IDLE = 5000
const LONGEST_PAUSE = 60_000
/** Days for which jobs are kept after they ended, and milliseconds between two looks for older ones. */
const DAYS_KEPT = { done: 7, dead: 90 } as const
const DAY = 86_400_000
const SWEEP = 3_600_000
/** Characters that are kept of what an attempt came to. */
const RESULT_LENGTH = 200

/**
 * Does jobs as they become due; any number of workers, in any number of processes, share them. It sleeps until the next one is due,
 * until {@link wake}, or a few seconds. A worker that is killed loses nothing: its leases end, and others do its jobs.
 */
export class JobWorker {
  readonly #parts: JobWorkerParts
  readonly #id = randomUUID()
  readonly #now: () => Date
  readonly #random: () => number
  readonly #running = new Map<number, { owner: string; end: Promise<void> }>()
  readonly #stopping = new AbortController()
  #loop: Promise<void> | undefined
  #woken = false
  #wake = () => {}
  #soon: NodeJS.Timeout | undefined
  #sweptAt = 0

  constructor(parts: JobWorkerParts) {
    this.#parts = parts
    this.#now = parts.now ?? (() => new Date())
    this.#random = parts.random ?? Math.random
  }

  /** Begins to work, until {@link stop}. */
  start(): void {
    this.#loop ??= this.#work()
  }

  /** Says that there may be something to do. */
  wake(): void {
    this.#woken = true
    this.#wake()
  }

  /** Says that there will be something to do, so that many changes at once are told of together. */
  soon(): void {
    this.#soon ??= setTimeout(() => {
      this.#soon = undefined
      this.wake()
    }, SOON).unref()
  }

  /** Ends working; what is being done is broken off and handed back. */
  async stop(): Promise<void> {
    this.#stopping.abort()
    clearTimeout(this.#soon)
    this.wake()
    await this.#loop
    await this.settled()
  }

  /** Takes what is due and begins to do it; returns milliseconds until there may be more. */
  async turn(): Promise<number> {
    const { store, makeJobs } = this.#parts
    await makeJobs()
    await this.#sweep()
    const now = this.#now()
    const due = await store.read(({ jobs }) => jobs.nextDue())
    if (due === undefined) return IDLE
    const ahead = Date.parse(due) - now.getTime()
    if (ahead > 0) return Math.min(ahead, IDLE)
    const leases = await this.#take(now)
    for (const lease of leases) {
      const end = this.#do(lease)
        .catch(this.#parts.onError)
        .finally(() => {
          this.#running.delete(lease.fid)
          this.wake()
        })
      this.#running.set(lease.fid, { owner: lease.owner, end })
    }
    return leases.length > 0 && this.#running.size < AT_ONCE ? 0 : IDLE
  }

  /** Ends when the jobs that were begun have. */
  async settled(): Promise<void> {
    await Promise.all([...this.#running.values()].map(({ end }) => end))
  }

  async #work(): Promise<void> {
    for (let failures = 0; !this.#stopping.signal.aborted; ) {
      this.#woken = false
      let pause: number
      try {
        pause = await this.turn()
        failures = 0
      } catch (error) {
        if (failures++ === 0) this.#parts.onError(error)
        pause = Math.min(LONGEST_PAUSE, IDLE * 2 ** failures)
      }
      await this.#sleep(pause)
    }
  }

  #sleep(pause: number): Promise<void> {
    // Transactions on SQLite await nothing but each other: requests have their turn here.
    if (this.#woken || pause === 0) return nextTurn()
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, pause).unref()
      this.#wake = () => {
        clearTimeout(timer)
        resolve()
      }
    })
  }

  #take(now: Date): Promise<Lease[]> {
    const busy = new Map<string, number>()
    for (const { owner } of this.#running.values()) busy.set(owner, (busy.get(owner) ?? 0) + 1)
    const limit = AT_ONCE - this.#running.size
    if (limit === 0) return Promise.resolve([])
    return this.#parts.store.write(({ jobs }) =>
      jobs.take({
        worker: this.#id,
        now: now.toISOString(),
        until: new Date(now.getTime() + LEASE).toISOString(),
        limit,
        ofOwner: OF_ONE_OWNER,
        busy,
      }),
    )
  }

  async #do(job: Lease): Promise<void> {
    const attempt = await this.#attempt(job)
    const now = this.#now()
    const [result] = Object.values(attempt).map((text) => text.slice(0, RESULT_LENGTH)) as [string]
    await this.#parts.store.write(async ({ jobs }) => {
      if ('done' in attempt) await jobs.end(job, 'done', result, now.toISOString())
      else if ('dead' in attempt || job.attempts >= MAX_ATTEMPTS)
        await jobs.end(job, 'dead', result, now.toISOString())
      else {
        const delay = this.#stopping.signal.aborted ? 0 : retryDelay(job.attempts, this.#random())
        await jobs.postpone(job, new Date(now.getTime() + delay).toISOString(), result)
      }
    })
  }

  async #attempt(job: Lease): Promise<Attempt> {
    // Its workers have ended without a word, as one does whom the job itself brings down.
    if (job.attempts > MAX_ATTEMPTS) return { dead: 'tried too often' }
    const handler = this.#parts.handlers[job.kind]
    if (handler === undefined) return { retry: `no handler for "${job.kind}"` }
    try {
      return await handler(job, this.#stopping.signal)
    } catch (error) {
      this.#parts.onError(error)
      return { retry: String((error as Error | undefined)?.message) }
    }
  }

  /** Forgets jobs that ended long ago. */
  async #sweep(): Promise<void> {
    const now = this.#now().getTime()
    if (now - this.#sweptAt < SWEEP) return
    this.#sweptAt = now
    await this.#parts.store.write(async ({ jobs }) => {
      for (const state of ['done', 'dead'] as const)
        await jobs.deleteEnded(state, new Date(now - DAYS_KEPT[state] * DAY).toISOString())
    })
  }
}
