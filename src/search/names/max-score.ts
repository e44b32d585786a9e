import { TopK } from './top-k.ts'

/** A span of a query and the posting lists of the words that it may mean. */
export interface SpanPostings {
  /** Tokens that it takes. */
  readonly mask: number
  readonly words: readonly WordPostings[]
  /** Postings of all of them. */
  readonly count: number
}

/** Stands for a span with a single word. */
const SINGLE = 0

/** The posting list of a word. */
export interface WordPostings {
  /** Slots that have the word. */
  readonly postings: readonly number[]
  /** What the word adds to the weight of a slot. */
  readonly weight: number
  /** Upper bound of its share of the query. */
  readonly share: number
  /** Number of its span where that may mean several words: a slot gains by the best of them. {@link MaxScore} gives it. */
  span?: number
}

const NUMBERS = 4
const WEIGHT = 1
const SHARE = 2
const BONUS = 3
/** Among equals the earlier slot wins, whichever word found it. */
const EARLIER_FIRST = 1e-12
/** Shares are kept in single precision: what is lost by that. */
const ROUNDING = 1e-5

/**
 * Adds up over posting lists how much of one query each slot has, and picks the slots with the largest weight (MaxScore: Turtle and
 * Flood, Query evaluation: strategies and optimizations, 1995). It can be used again for the next query.
 */
export class MaxScore {
  /** Four numbers a slot, side by side as they are read together: the query that they are of, weight, share and bonus. */
  #shares = new Float32Array(0)
  #queries = new Uint32Array(0)
  #touched = new Uint32Array(0)
  /** By slot: the last span with several words that it has one of, and what that word added to its weight and share. */
  #spanOf = new Uint32Array(0)
  #ofSpan = new Float32Array(0)
  #spans = SINGLE
  #size = 0
  #query = 0
  /** Share of words whose posting lists were not read to their ends. */
  #unvisited = 0

  /** Adds a slot; `bonus` is added to its weight in every query. */
  put(slot: number, bonus: number): void {
    if (slot >= this.#touched.length) this.#grow(slot + 1)
    this.#shares[slot * NUMBERS + BONUS] = bonus
  }

  /**
   * Reads the posting lists of a query, those of rare words first, and no more than `maxPostings` of them: that bounds the work,
   * however many slots there are. Spans are essential or not: a slot that has only words of the others, whose tokens together are not
   * `worthwhile`, is passed over, and with it the longest lists.
   */
  count(spans: readonly SpanPostings[], maxPostings: number, worthwhile: (tokens: number) => boolean): void {
    this.#query++
    this.#size = 0
    this.#unvisited = 0
    const essential: WordPostings[] = []
    const others: WordPostings[] = []
    let mask = 0
    for (const span of longestFirst(spans)) {
      const isEssential = worthwhile(mask | span.mask)
      if (!isEssential) mask |= span.mask
      const words = isEssential ? essential : others
      const number = span.words.length > 1 ? ++this.#spans : SINGLE
      for (const word of span.words) {
        word.span = number
        words.push(word)
      }
    }
    const visits = this.#visit(essential, maxPostings, true)
    if (this.#size > 0) this.#visit(others, maxPostings - visits, false)
  }

  /** Upper bound of the share of the query that the words of a slot have. */
  share(slot: number): number {
    return this.#shares[slot * NUMBERS + SHARE]! + this.#unvisited + ROUNDING
  }

  /** The `k` slots with the largest weight and `more` among those that are `admitted` with their share, the best first. */
  best(
    k: number,
    admitted: (slot: number, share: number) => boolean,
    more: (slot: number) => number = () => 0,
  ): readonly number[] {
    const top = new TopK<number>(k)
    const shares = this.#shares
    for (let i = 0; i < this.#size; i++) {
      const slot = this.#touched[i]!
      const bonus = shares[slot * NUMBERS + BONUS]! + more(slot)
      const score = shares[slot * NUMBERS + WEIGHT]! + bonus - slot * EARLIER_FIRST
      if (score > top.floor && admitted(slot, this.share(slot))) top.add(score, slot)
    }
    return top.sorted()
  }

  #grow(slots: number): void {
    const numbers = new ArrayBuffer(slots * 2 * NUMBERS * Float32Array.BYTES_PER_ELEMENT)
    const shares = new Float32Array(numbers)
    shares.set(this.#shares)
    this.#shares = shares
    this.#queries = new Uint32Array(numbers)
    this.#touched = new Uint32Array(slots * 2)
    this.#spanOf = new Uint32Array(slots * 2)
    this.#ofSpan = new Float32Array(slots * 4)
  }

  /** Reads posting lists and tells how many postings; only essential words add slots that no word before had. */
  #visit(words: WordPostings[], maxPostings: number, essential: boolean): number {
    let all = 0
    for (const { postings } of words) all += postings.length
    if (all > maxPostings) words.sort((a, b) => a.postings.length - b.postings.length)
    const query = this.#query
    const shares = this.#shares
    const queries = this.#queries
    const touched = this.#touched
    let size = this.#size
    let visits = 0
    for (let w = 0; w < words.length; w++) {
      const { postings, weight, share, span } = words[w]!
      const end = Math.min(postings.length, maxPostings - visits)
      if (span !== SINGLE) size = this.#visitOne(words[w]!, end, essential, size)
      else
        for (let i = 0; i < end; i++) {
          const slot = postings[i]!
          const at = slot * NUMBERS
          if (queries[at] === query) {
            shares[at + WEIGHT]! += weight
            shares[at + SHARE]! += share
          } else if (essential) {
            queries[at] = query
            shares[at + WEIGHT] = weight
            shares[at + SHARE] = share
            touched[size++] = slot
          }
        }
      visits += end
      if (end < postings.length) this.#unvisited += share
    }
    this.#size = size
    return visits
  }

  /** Reads the posting list of one of several words that a span may mean: of a slot that has more of them, the largest counts. */
  #visitOne(
    { postings, weight, share, span = SINGLE }: WordPostings,
    end: number,
    essential: boolean,
    touchedBefore: number,
  ): number {
    const query = this.#query
    const shares = this.#shares
    const queries = this.#queries
    const spanOf = this.#spanOf
    const ofSpan = this.#ofSpan
    let size = touchedBefore
    for (let i = 0; i < end; i++) {
      const slot = postings[i]!
      const at = slot * NUMBERS
      if (queries[at] !== query) {
        if (!essential) continue
        queries[at] = query
        shares[at + WEIGHT] = shares[at + SHARE] = 0
        this.#touched[size++] = slot
      }
      const own = slot * 2
      if (spanOf[slot] !== span) {
        spanOf[slot] = span
        ofSpan[own] = ofSpan[own + 1] = 0
      }
      if (weight > ofSpan[own]!) {
        shares[at + WEIGHT]! += weight - ofSpan[own]!
        ofSpan[own] = weight
      }
      if (share > ofSpan[own + 1]!) {
        shares[at + SHARE]! += share - ofSpan[own + 1]!
        ofSpan[own + 1] = share
      }
    }
    return size
  }
}

/** Spans by their postings; by insertion, as they are few. */
function longestFirst(spans: readonly SpanPostings[]): SpanPostings[] {
  const sorted = [...spans]
  for (let i = 1; i < sorted.length; i++) {
    const span = sorted[i]!
    let at = i
    for (; at > 0 && sorted[at - 1]!.count < span.count; at--) sorted[at] = sorted[at - 1]!
    sorted[at] = span
  }
  return sorted
}
