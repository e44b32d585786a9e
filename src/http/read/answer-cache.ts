import { LRUCache } from 'lru-cache'

/** Bytes that an answer costs beside its key and body. */
const OVERHEAD = 200

/**
 * Keeps answers by what was asked, least recently used out first, never more than a number of bytes, and only as long as what is served
 * stays the same: what is typed now was typed before, and begins what others look for.
 */
export class AnswerCache {
  readonly #kept: LRUCache<string, string> | undefined
  readonly #state: () => string | undefined
  /** What was served when the answers were kept. */
  #of: string | undefined
  /** How often was asked, and how often the answer was there. */
  lookups = 0
  hits = 0

  /**
   * @param limit bytes; 0 keeps nothing
   * @param state names what is served; nothing is kept while it is undefined
   */
  constructor(limit: number, state: () => string | undefined) {
    this.#state = state
    if (limit > 0)
      this.#kept = new LRUCache({
        maxSize: limit,
        // two bytes a character, as nearly every answer has letters beyond Latin-1
        sizeCalculation: (body, key) => OVERHEAD + 2 * (key.length + body.length),
      })
  }

  /** Bytes that are kept. */
  get bytes(): number {
    return this.#kept?.calculatedSize ?? 0
  }

  /** The answer that is kept by a key, or else the one that is made now. */
  get(keyOf: () => string, make: () => string): string {
    const state = this.#kept && this.#state()
    if (!this.#kept || state === undefined) return make()
    if (state !== this.#of) {
      this.#kept.clear()
      this.#of = state
    }
    this.lookups++
    const key = keyOf()
    const kept = this.#kept.get(key)
    if (kept) {
      this.hits++
      return kept
    }
    const body = make()
    this.#kept.set(key, body)
    return body
  }
}
