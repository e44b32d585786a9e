/** How long one job may keep the process before others have their turn (ms). */
const SLICE = 4

/**
 * Lets long jobs take turns with everything else the process does: of all jobs that wait only one goes on in each round
 * of the event loop, so that ten of them delay a request no more than one.
 */
export class Turns {
  readonly #waiting: Array<() => void> = []
  #until = 0

  /** Resolves when it is this job's turn; it should stop when {@link over}. */
  next(): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting.push(resolve)
      if (this.#waiting.length === 1) setImmediate(() => this.#wake())
    })
  }

  /** Whether the turn is used up. */
  get over(): boolean {
    return performance.now() > this.#until
  }

  #wake(): void {
    const resolve = this.#waiting.shift()
    if (this.#waiting.length > 0) setImmediate(() => this.#wake())
    this.#until = performance.now() + SLICE
    resolve?.()
  }
}
