import { Worker } from 'node:worker_threads'
import { workerStart } from '../worker-start.ts'

interface Job {
  readonly message: unknown
  readonly resolve: (value: unknown) => void
  readonly reject: (error: Error) => void
}

interface Member {
  worker: Worker
  readonly jobs: Map<number, Job>
}

/** Threads that answer `{id, task}` with `{id, result}` or `{id, error}`; each does its jobs in order. */
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
      return { worker: this.#start(jobs), jobs }
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
    return new Promise((resolve, reject) => {
      const message = { id, task }
      chosen.jobs.set(id, { message, resolve: resolve as (value: unknown) => void, reject })
      chosen.worker.postMessage(message)
    })
  }

  #start(jobs: Map<number, Job>): Worker {
    const worker = new Worker(workerStart(this.#file), { workerData: this.#workerData })
    worker.on('message', ({ id, result, error }: { id: number; result: unknown; error?: string }) => {
      const job = jobs.get(id)
      jobs.delete(id)
      if (error === undefined) job?.resolve(result)
      else job?.reject(new Error(error))
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
