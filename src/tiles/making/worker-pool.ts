import { Worker } from 'node:worker_threads'
import { workerStart } from '../../worker-start.ts'

interface Job {
  readonly resolve: (value: unknown) => void
  readonly reject: (error: Error) => void
}

interface Member {
  worker: Worker
  readonly jobs: Map<number, Job>
  /** Tasks of the next message. */
  waiting: Assignment<unknown>[]
}

/** What a thread is asked; several come in one message. */
export interface Assignment<Task> {
  readonly id: number
  readonly task: Task
}

/** What it answers, some in one message. */
export interface Answer {
  readonly id: number
  readonly result?: unknown
  readonly error?: string
  /** Code of the error, as SQLite and Node give them. */
  readonly code?: string
}

/**
 * Threads that answer lists of {@link Assignment} with lists of {@link Answer}; each does its jobs in order. Tasks of one turn
 * of the event loop share a message, as a message costs as much as making a small tile. An idle thread gets its first task at
 * once, so that it does not wait for the turn to end.
 */
export class WorkerPool<Task> {
  readonly #members: Member[]
  readonly #file: URL
  readonly #workerData: unknown
  #lastId = 0
  #closed = false

  constructor(file: URL, size: number, workerData: unknown) {
    this.#file = file
    this.#workerData = workerData
    this.#members = Array.from({ length: size }, () => {
      const jobs = new Map<number, Job>()
      return { worker: this.#start(jobs), jobs, waiting: [] }
    })
  }

  /** Does a task in thread `member`, or in the least busy one; rejects when it failed or the thread ended. */
  run<Result>(task: Task, member?: number): Promise<Result> {
    if (this.#closed) return Promise.reject(new Error('the worker pool is closed'))
    const chosen =
      member === undefined
        ? this.#members.reduce((best, each) => (each.jobs.size < best.jobs.size ? each : best))
        : this.#members[member]!
    const id = ++this.#lastId
    const idle = chosen.jobs.size === 0
    return new Promise((resolve, reject) => {
      chosen.jobs.set(id, { resolve: resolve as (value: unknown) => void, reject })
      if (idle) chosen.worker.postMessage([{ id, task }])
      else if (chosen.waiting.push({ id, task }) === 1) setImmediate(() => this.#post(chosen))
    })
  }

  #post(member: Member): void {
    const { waiting } = member
    member.waiting = []
    member.worker.postMessage(waiting)
  }

  #start(jobs: Map<number, Job>): Worker {
    const worker = new Worker(workerStart(this.#file), { workerData: this.#workerData })
    worker.on('message', (answers: Answer[]) => {
      for (const { id, result, error, code } of answers) {
        const job = jobs.get(id)
        jobs.delete(id)
        if (error === undefined) job?.resolve(result)
        else job?.reject(Object.assign(new Error(error), { code }))
      }
    })
    const fail = (error: Error) => {
      for (const job of jobs.values()) job.reject(error)
      jobs.clear()
    }
    worker.on('error', fail)
    worker.on('exit', (code) => {
      fail(new Error(`a worker thread ended with code ${code}`))
      const member = this.#members.find((each) => each.worker === worker)
      if (member && !this.#closed) member.worker = this.#start(jobs)
    })
    return worker
  }

  /** Ends all threads; what they were doing is rejected. */
  async close(): Promise<void> {
    this.#closed = true
    await Promise.all(this.#members.map(({ worker }) => worker.terminate()))
  }
}
