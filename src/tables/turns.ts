/** How long one job may keep the process before others have their turn (ms). */
const SLICE = 4

/**
 * Lets long jobs take turns with everything else the process does: of all jobs that wait only one goes on in each round
 * of the event loop, so that ten of them delay a request no more than one.
 */
export class Turns {
  readonly #waiting: Array<() => void> = []
  readonly #now: () => number
  #until = 0

  /** @param now milliseconds of a clock that never goes back. */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now
  }

  /** Resolves when it is this job's turn; it should stop when {@link over}. */
  next(): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting.push(resolve)
      if (this.#waiting.length === 1) setImmediate(() => this.#wake())
    })
  }

  /** Whether the turn is used up. */
  get over(): boolean {
    return this.#now() > this.#until
  }

  /**
   * Does work in turns, which end at its yields, and resolves with its result. `check` is called before each turn; what
   * it throws ends the work.
   */
  async finish<Result>(work: Generator<unknown, Result>, check: () => void): Promise<Result> {
    try {
      for (;;) {
        await this.next()
        check()
        do {
          const { done, value } = work.next()
          if (done) return value
        } while (!this.over)
      }
    } finally {
      work.return(undefined as Result)
    }
  }

  /**
   * Joins texts to pieces as large as one turn makes. The texts come in lots; the lots may have to be waited for. When
   * the reader stops, the lots are ended and no further text is made.
   */
  async *joined(lots: AsyncIterable<Iterable<string>> | Iterable<Iterable<string>>): AsyncGenerator<string> {
    let piece = ''
    await this.next()
    for await (const lot of lots)
      for (const text of lot) {
        piece += text
        if (!this.over) continue
        yield piece
        piece = ''
        await this.next()
      }
    yield piece
  }

  #wake(): void {
    const resolve = this.#waiting.shift()
    if (this.#waiting.length > 0) setImmediate(() => this.#wake())
    this.#until = this.#now() + SLICE
    resolve?.()
  }
}
