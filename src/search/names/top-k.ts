/** Keeps the k best of many by score, in order: k is small, and most are not above the floor; the first added wins among equals. */
export class TopK<T> {
  /** The k-th best score: one that is not above it is not kept. */
  floor = Number.NEGATIVE_INFINITY
  readonly #k: number
  // Side by side, so that no score is an object.
  readonly #scores: number[] = []
  readonly #items: T[] = []

  constructor(k: number) {
    this.#k = k
  }

  add(score: number, item: T): void {
    if (score <= this.floor) return
    const scores = this.#scores
    const items = this.#items
    let at = scores.length
    if (at < this.#k) {
      scores.push(score)
      items.push(item)
    } else at--
    for (; at > 0 && scores[at - 1]! < score; at--) {
      scores[at] = scores[at - 1]!
      items[at] = items[at - 1]!
    }
    scores[at] = score
    items[at] = item
    if (scores.length === this.#k) this.floor = scores[this.#k - 1]!
  }

  /** Best first. */
  sorted(): readonly T[] {
    return this.#items
  }
}
