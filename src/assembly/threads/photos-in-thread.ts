import { Worker } from 'node:worker_threads'
import type { Photo, PhotoProblem } from '../../registry/doors/rewrite-photo.ts'
import { workerFile, workerStart } from '../../worker-start.ts'

/** Photos that wait at most: ten megabytes each. */
const WAITING = 8
/** Milliseconds in which one is done, and after which a thread without work ends. */
const PATIENCE = 30_000
const IDLE = 60_000
/** MiB of the thread's own memory; pixels lie outside of it. */
const HEAP = 128

/** Rewrites photos one after another in a thread, which is there while there is work. */
export class PhotosInThread {
  #worker: Worker | undefined
  #idle: NodeJS.Timeout | undefined
  #last: Promise<unknown> = Promise.resolve()
  #waiting = 0

  /** The photo without anything but its pixels, or why it is none; `photos-busy` where too many wait. */
  async rewrite(file: Uint8Array): Promise<Photo | PhotoProblem | 'photos-busy'> {
    if (this.#waiting >= WAITING) return 'photos-busy'
    this.#waiting++
    const done = this.#last.then(() => this.#one(file)).finally(() => this.#waiting--)
    this.#last = done
    return done
  }

  async close(): Promise<void> {
    clearTimeout(this.#idle)
    await this.#last
    await this.#end()
  }

  /** One that takes the thread down with it, or takes too long, is no photo. */
  async #one(file: Uint8Array): Promise<Photo | PhotoProblem> {
    clearTimeout(this.#idle)
    const worker = this.#started()
    let timer: NodeJS.Timeout | undefined
    const answer = await new Promise<Photo | PhotoProblem | undefined>((resolve) => {
      timer = setTimeout(() => resolve(undefined), PATIENCE)
      worker.once('message', resolve)
      worker.once('exit', () => resolve(undefined))
      worker.postMessage(file)
    })
    clearTimeout(timer)
    worker.removeAllListeners('message').removeAllListeners('exit')
    if (answer === undefined) await this.#end()
    else this.#idle = setTimeout(() => this.#end(), IDLE).unref()
    return answer ?? 'not-a-photo'
  }

  #started(): Worker {
    if (this.#worker) return this.#worker
    const worker = new Worker(workerStart(workerFile('./photo-worker.ts', import.meta.url)), {
      resourceLimits: { maxOldGenerationSizeMb: HEAP },
    })
    // It ends by its errors, which counts as no answer.
    worker.on('error', () => undefined)
    this.#worker = worker
    return worker
  }

  async #end(): Promise<void> {
    const worker = this.#worker
    this.#worker = undefined
    await worker?.terminate()
  }
}
