import { TopK } from './top-k.ts'

/** A stretch of a query and the postings of the words that it may mean. */
export interface SpanPostings {
  /** Tokens that it takes. */
  readonly mask: number
  readonly words: readonly WordPostings[]
  /** Postings of all of them. */
  readonly postings: number
}

export interface WordPostings {
  /** Slots that have the word. */
  readonly postings: readonly number[]
  /** How much the word tells. */
  readonly weight: number
  /** The largest share of the query that it can have. */
  readonly share: number
}

const NUMBERS = 4
const WEIGHT = 1
const SHARE = 2
const MORE = 3
/** Shares are kept in single precision: what is lost by that. */
const ROUNDING = 1e-5

/** Adds up what the words of one query after another say of slots; its columns are kept to spare the collector. */
export class MaxScore {
  /** Four numbers a slot, side by side in memory: for which query they are, the weight, the share, and what adds to any weight. */
  #shares = new Float32Array(0)
  #stamps = new Uint32Array(0)
  #touched = new Uint32Array(0)
  #size = 0
  #stamp = 0
  /** Share of words whose postings were too many to be gone through to the end. */
  #unvisited = 0

  /** Adds a slot, of which what the words tell is always so much more. */
  put(slot: number, more: number): void {
    if (slot >= this.#touched.length) this.#grow(slot + 1)
    this.#shares[slot * NUMBERS + MORE] = more
  }

  /**
   * Counts all words of a query. Those that only have words of stretches together of no use, which is
   * asked by their tokens, are passed over, and long lists with them; so many postings are gone through, those of rare words first:
   * that bounds the work, however many slots there are (MaxScore: Turtle and Flood, Query evaluation, 1995).
   */
  count(stretches: readonly SpanPostings[], postings: number, isOfUse: (mask: number) => boolean): void {
    this.#stamp++
    this.#size = 0
    this.#unvisited = 0
    const byPostings = [...stretches].sort((a, b) => b.postings - a.postings)
    const leading: WordPostings[] = []
    const following: WordPostings[] = []
    let mask = 0
    for (const stretch of byPostings) {
      const follows = !isOfUse(mask | stretch.mask)
      if (follows) mask |= stretch.mask
      const words = follows ? following : leading
      for (const word of stretch.words) words.push(word)
    }
    const visits = this.#visit(leading, postings, true)
    if (this.#size > 0) this.#visit(following, postings - visits, false)
  }

  /** The largest share of the query that the words of a slot can have. */
  share(slot: number): number {
    return this.#shares[slot * NUMBERS + SHARE]! + this.#unvisited + ROUNDING
  }

  /** The `most` slots of those that have a chance with their share, of which the words tell most. */
  likely(most: number, hasChance: (slot: number, share: number) => boolean): number[] {
    const best = new TopK<number>(most)
    const shares = this.#shares
    for (let i = 0; i < this.#size; i++) {
      const slot = this.#touched[i]!
      const score = shares[slot * NUMBERS + WEIGHT]! + shares[slot * NUMBERS + MORE]!
      if (score > best.floor && hasChance(slot, this.share(slot))) best.add(score, slot)
    }
    return best.sorted()
  }

  #grow(slots: number): void {
    const numbers = new ArrayBuffer(slots * 2 * NUMBERS * Float32Array.BYTES_PER_ELEMENT)
    const shares = new Float32Array(numbers)
    shares.set(this.#shares)
    this.#shares = shares
    this.#stamps = new Uint32Array(numbers)
    this.#touched = new Uint32Array(slots * 2)
  }

  /** Goes through postings; slots that were not met before are only counted where these words lead to them. */
  #visit(words: WordPostings[], most: number, leads: boolean): number {
    let all = 0
    for (const { postings } of words) all += postings.length
    if (all > most) words.sort((a, b) => a.postings.length - b.postings.length)
    const stamp = this.#stamp
    const shares = this.#shares
    const stamps = this.#stamps
    const touched = this.#touched
    let size = this.#size
    let visits = 0
    for (let w = 0; w < words.length; w++) {
      const { postings, weight, share } = words[w]!
      const end = Math.min(postings.length, most - visits)
      for (let i = 0; i < end; i++) {
        const slot = postings[i]!
        const at = slot * NUMBERS
        if (stamps[at] === stamp) {
          shares[at + WEIGHT]! += weight
          shares[at + SHARE]! += share
        } else if (leads) {
          stamps[at] = stamp
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
}
