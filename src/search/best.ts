/** Keeps the best of many by score; the first added wins among equals. */
export interface Best<T> {
  /** A score not above this would not be kept. */
  readonly floor: number
  /** The best score yet. */
  readonly top: number
  add(score: number, item: T): void
  /** Best first. */
  sorted(): T[]
}

/** A {@link Best} of at most `keep` items: a binary heap with the worst on top. */
export function bestOf<T>(keep: number): Best<T> {
  const heap: Array<{ score: number; order: number; item: T }> = []
  let order = 0
  let top = Number.NEGATIVE_INFINITY
  const worse = (a: number, b: number) =>
    heap[a]!.score < heap[b]!.score || (heap[a]!.score === heap[b]!.score && heap[a]!.order > heap[b]!.order)
  const swap = (a: number, b: number) => {
    const held = heap[a]!
    heap[a] = heap[b]!
    heap[b] = held
  }
  return {
    get floor() {
      return heap.length < keep ? Number.NEGATIVE_INFINITY : heap[0]!.score
    },
    get top() {
      return top
    },
    add(score, item) {
      if (score > top) top = score
      if (heap.length === keep) {
        if (score <= heap[0]!.score) return
        heap[0] = { score, order: order++, item }
        for (let at = 0; ; ) {
          const left = at * 2 + 1
          let child = left
          if (left + 1 < heap.length && worse(left + 1, left)) child = left + 1
          if (child >= heap.length || !worse(child, at)) return
          swap(at, child)
          at = child
        }
      }
      heap.push({ score, order: order++, item })
      for (let at = heap.length - 1; at > 0 && worse(at, (at - 1) >> 1); at = (at - 1) >> 1)
        swap(at, (at - 1) >> 1)
    },
    sorted: () => heap.sort((a, b) => b.score - a.score || a.order - b.order).map(({ item }) => item),
  }
}
