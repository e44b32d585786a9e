/** Buckets at most; one that is empty counts for nothing and goes first. */
const MOST = 20_000

/**
 * Leaky buckets by name, each one number: the moment in which it will be empty (GCRA, ITU-T I.371 §A). What is put into one
 * leaks out one by one. Memory is bounded: of more than 20,000 the one goes that was used least recently.
 */
export class Buckets {
  readonly #interval: number
  readonly #emptyAt = new Map<string, number>()

  /** @param interval milliseconds in which one leaks out */
  constructor(interval: number) {
    this.#interval = interval
  }

  /** How many are in a bucket, with a fraction of the one that leaks out. */
  level(name: string, now: number): number {
    return Math.max(0, (this.#emptyAt.get(name) ?? now) - now) / this.#interval
  }

  /** Puts one in. */
  add(name: string, now: number): void {
    const emptyAt = Math.max(this.#emptyAt.get(name) ?? now, now) + this.#interval
    this.#emptyAt.delete(name)
    if (this.#emptyAt.size >= MOST) this.#makeRoom(now)
    this.#emptyAt.set(name, emptyAt)
  }

  /** Takes one out again that was put in and does not count. */
  takeBack(name: string, now: number): void {
    const emptyAt = this.#emptyAt.get(name)
    if (emptyAt === undefined) return
    if (emptyAt - this.#interval <= now) this.#emptyAt.delete(name)
    else this.#emptyAt.set(name, emptyAt - this.#interval)
  }

  get size(): number {
    return this.#emptyAt.size
  }

  #makeRoom(now: number): void {
    for (const [name, emptyAt] of this.#emptyAt) if (emptyAt <= now) this.#emptyAt.delete(name)
    if (this.#emptyAt.size < MOST) return
    const [oldest] = this.#emptyAt.keys()
    this.#emptyAt.delete(oldest as string)
  }
}
