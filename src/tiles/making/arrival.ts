import { setTimeout } from 'node:timers/promises'

/** Milliseconds that {@link Arrival.wait} waits at most. */
const PATIENCE_MS = 5000

/** Something that is on its way, and may be waited for. */
export class Arrival {
  #promise: Promise<void> | undefined
  #fulfil = () => {}

  /** Whether it is on its way. */
  get expected(): boolean {
    return this.#promise !== undefined
  }

  /** It is on its way from now on. */
  expect(): void {
    this.#promise ??= new Promise<void>((resolve) => {
      this.#fulfil = resolve
    })
  }

  /** It is here. */
  here(): void {
    this.#fulfil()
    this.#promise = undefined
  }

  /** Waits until it is here, at most 5 s: it may never come. */
  async wait(): Promise<void> {
    await Promise.race([this.#promise, setTimeout(PATIENCE_MS, undefined, { ref: false })])
  }
}
