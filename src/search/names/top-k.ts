interface Kept<T> {
  score: number
  /** Counts what was added: the first wins among equals. */
  order: number
  item: T
}

/** Keeps the k best of many by score, in a binary heap with the worst on top; the first added wins among equals. */
export class TopK<T> {
  /** The k-th best score: one that is not above it is not kept. */
  floor = Number.NEGATIVE_INFINITY
  readonly #k: number
  readonly #heap: Kept<T>[] = []
  #added = 0

  constructor(k: number) {
    this.#k = k
  }

  add(score: number, item: T): void {
    const heap = this.#heap
    if (score <= this.floor) return
    const kept = { score, order: this.#added++, item }
    if (heap.length < this.#k) this.#rise(kept)
    else this.#sink(kept)
    if (heap.length === this.#k) this.floor = heap[0]!.score
  }

  /** Best first. */
  sorted(): T[] {
    return this.#heap.sort((a, b) => b.score - a.score || a.order - b.order).map(({ item }) => item)
  }

  #rise(kept: Kept<T>): void {
    const heap = this.#heap
    let at = heap.length
    heap.push(kept)
    while (at > 0) {
      const parent = (at - 1) >> 1
      if (!isWorse(kept, heap[parent]!)) break
      heap[at] = heap[parent]!
      at = parent
    }
    heap[at] = kept
  }

  /** Puts an item in the place of the worst. */
  #sink(kept: Kept<T>): void {
    const heap = this.#heap
    let at = 0
    for (;;) {
      let child = at * 2 + 1
      if (child + 1 < heap.length && isWorse(heap[child + 1]!, heap[child]!)) child++
      if (child >= heap.length || !isWorse(heap[child]!, kept)) break
      heap[at] = heap[child]!
      at = child
    }
    heap[at] = kept
  }
}

function isWorse<T>(a: Kept<T>, b: Kept<T>): boolean {
  return a.score < b.score || (a.score === b.score && a.order > b.order)
}
