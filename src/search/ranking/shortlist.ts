import type { HouseTexts } from '../gazetteer/house-texts.ts'
import { TopK } from '../names/top-k.ts'
import { MAX_REPETITION, MIN_FOUND, MIN_HOUSE, maxGain, minShown } from '../scoring.ts'
import type { SearchRequest } from '../search-types.ts'
import { type Candidate, exactRows, withRepetition } from './candidate.ts'
import { insertScore } from './insert-score.ts'

/** Candidates whose houses are looked up at the most. */
const KEEP = 40

/** The candidates that may still be shown; knows the score that a further one must be above. */
export class Shortlist {
  readonly #best = new TopK<Candidate>(KEEP)
  readonly #unfinished: boolean
  /** Hits asked for and one more, which tells of ties. */
  readonly #wanted: number
  readonly #countsSure: boolean
  /** By how much a candidate's best hit can be better than it, without and with a house number. */
  readonly #gain: number
  readonly #gainNumbered: number
  readonly #texts: HouseTexts
  /** The best score, with what is gained. */
  top = 0
  /** Areas of which a house is counted: its number in a hamlet and in a street may be one house. */
  readonly #areas = new Set<number>()
  /** Scores that the best hits will have at least, in descending order, one a thing. */
  readonly #sure: number[] = []
  /** What as many as wanted have for sure: of no use for them once there are so many. */
  #dull = Number.NEGATIVE_INFINITY
  /** What a hit must reach: not too far below the best, and among those wanted. */
  #least: number

  /**
   * `distinct` when no two candidates of a street, hamlet or place can be one; the best candidate is known to have a score
   * of at least `best`, or what is listed here is of no use.
   */
  constructor(
    { unfinished, limit, focus, kinds }: SearchRequest,
    texts: HouseTexts,
    distinct: boolean,
    best: number,
  ) {
    this.#texts = texts
    this.#unfinished = unfinished
    this.#wanted = limit + 1
    this.#gain = maxGain(focus, false)
    this.#gainNumbered = maxGain(focus, true)
    this.#least = minShown(best + MIN_HOUSE)
    this.#countsSure = distinct && kinds === undefined && focus === undefined
  }

  /** A candidate with a score not above this has no chance; one with a house number may gain by it. */
  floor(numbered: boolean): number {
    return Math.max(this.#best.floor, this.#least - (numbered ? this.#gainNumbered : this.#gain))
  }

  /** `gained` is by how much a hit of it is better for another reason than its number. */
  add(candidate: Candidate, gained = 0): void {
    const { score, house, entry, place } = candidate
    this.#best.add(score + gained, candidate)
    if (score + gained > this.top) this.top = score + gained
    if (house) {
      // Only what the number may change is worth looking it up.
      const most = score + MIN_FOUND
      const counts = this.#countsSure && most > this.#dull && !this.#areas.has(entry!.area)
      if (counts || minShown(most) > this.#least) this.#addHouse(candidate, counts)
      return
    }
    // The best of a name loses nothing by being repeated.
    this.#raise(minShown(score))
    // An address found by its own name may be counted by its number.
    if (!this.#countsSure || !(entry || place) || place?.kind === 'address') return
    this.#count(this.#unfinished && entry && !candidate.units ? score - MAX_REPETITION : score)
  }

  /** Best first. */
  sorted(): Candidate[] {
    const best = this.#best.sorted()
    return this.#unfinished ? withRepetition(best) : best.sort((a, b) => b.score - a.score)
  }

  /** A candidate with a house number: what it scores at least is known when its number is looked up. */
  #addHouse(candidate: Candidate, counts: boolean): void {
    const { score, entry } = candidate
    const least = score + (exactRows(candidate, this.#texts).length > 0 ? MIN_FOUND : MIN_HOUSE)
    this.#raise(minShown(least))
    if (!counts || least <= this.#dull) return
    this.#areas.add(entry!.area)
    this.#count(least)
  }

  #count(score: number): void {
    const sure = this.#sure
    if (sure.length === this.#wanted) {
      if (score <= this.#dull) return
      sure.pop()
    }
    insertScore(sure, score)
    if (sure.length < this.#wanted) return
    this.#dull = sure[sure.length - 1]!
    this.#raise(this.#dull)
  }

  #raise(least: number): void {
    if (least > this.#least) this.#least = least
  }
}
