/** Tokens of one generation at most. */
const MOST = 50_000

/**
 * Which tokens were used, for as long as they hold: two generations, of which the older goes when the newer one's time is
 * over or it is full. Each token in here has cost its sender a proof of work or a wait, so filling it is dear.
 */
export class UsedTokens {
  readonly #lifetime: number
  #newer = new Set<string>()
  #older = new Set<string>()
  #since = Number.NEGATIVE_INFINITY

  /** @param lifetime milliseconds for which a token holds */
  constructor(lifetime: number) {
    this.#lifetime = lifetime
  }

  /** Uses a token; false if it was used before. */
  use(token: string, now: number): boolean {
    if (this.#newer.has(token) || this.#older.has(token)) return false
    if (now - this.#since >= this.#lifetime || this.#newer.size >= MOST) {
      this.#older = this.#newer
      this.#newer = new Set()
      this.#since = now
    }
    this.#newer.add(token)
    return true
  }
}
