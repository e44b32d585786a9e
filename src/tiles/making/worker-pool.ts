import { Worker } from 'node:worker_threads'
import { workerStart } from '../../worker-start.ts'

interface Job {
  readonly resolve: (value: unknown) => void
  readonly reject: (error: Error) => void
}

interface Member {
  /** Undefined until its first task, and after it has ended. */
  worker: Worker | undefined
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
 * once, so that it does not wait for the turn to end. A thread starts with its first task.
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
    this.#members = Array.from({ length: size }, () => ({ worker: undefined, jobs: new Map(), waiting: [] }))
  }

  /** Tasks that are not answered yet, a thread of those there may be. */
  get load(): number {
    return this.#members.reduce((sum, { jobs }) => sum + jobs.size, 0) / this.#members.length
  }

  /** Does a task in the least busy thread; rejects when it failed or the thread ended. */
  run<Result>(task: Task): Promise<Result> {
    return this.#run(
      task,
      this.#members.reduce((best, each) => (each.jobs.size < best.jobs.size ? each : best)),
    )
  }

  /** Does a task in every thread that runs. */
  async runInAll(task: Task): Promise<void> {
    await Promise.all(this.#members.filter(({ worker }) => worker).map((member) => this.#run(task, member)))
  }

  #run<Result>(task: Task, chosen: Member): Promise<Result> {
    if (this.#closed) return Promise.reject(new Error('the worker pool is closed'))
    chosen.worker ??= this.#start(chosen)
    const { worker } = chosen
    const id = ++this.#lastId
    const idle = chosen.jobs.size === 0
    return new Promise((resolve, reject) => {
      chosen.jobs.set(id, { resolve: resolve as (value: unknown) => void, reject })
      if (idle) worker.postMessage([{ id, task }])
      else if (chosen.waiting.push({ id, task }) === 1) setImmediate(() => this.#post(chosen))
    })
  }

  #post(member: Member): void {
    const { waiting } = member
    member.waiting = []
    member.worker?.postMessage(waiting)
  }

  #start(member: Member): Worker {
    const { jobs } = member
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
      member.waiting = []
      member.worker = undefined
    })
    return worker
  }

  /** Ends all threads; what they were doing is rejected. */
  async close(): Promise<void> {
    this.#closed = true
    await Promise.all(this.#members.map(({ worker }) => worker?.terminate()))
  }
}
