import { Best } from './best.ts'
import { type Candidate, withRepetition } from './candidate.ts'
import { insertScore } from './insert-score.ts'
import { LEAST_HOUSE, leastShown, MOST_REPETITION, mostGained } from './scoring.ts'
import type { SearchRequest } from './search-types.ts'

/** Candidates whose houses are looked up at the most. */
const KEEP = 40

/** The candidates that may still be shown; knows the score that a further one must be above. */
export class Shortlist {
  readonly #best = new Best<Candidate>(KEEP)
  readonly #unfinished: boolean
  /** Hits asked for and one more, which tells of ties. */
  readonly #wanted: number
  readonly #countsSure: boolean
  /** By how much a candidate's best hit can be better than it, without and with a house number. */
  readonly #gain: number
  readonly #gainNumbered: number
  /** Scores that the best hits will have at least, in descending order, one a thing. */
  readonly #sure: number[] = []
  /** What a hit must reach: not too far below the best, and among those wanted. */
  #least: number

  /**
   * `distinct` when no two candidates of a street, hamlet or place can be one; the best candidate is known to have a score
   * of at least `best`, or what is listed here is of no use.
   */
  constructor({ unfinished, limit, focus, kinds }: SearchRequest, distinct: boolean, best: number) {
    this.#unfinished = unfinished
    this.#wanted = limit + 1
    this.#gain = mostGained(focus, false)
    this.#gainNumbered = mostGained(focus, true)
    this.#least = leastShown(best + LEAST_HOUSE)
    this.#countsSure = distinct && kinds === undefined && focus === undefined
  }

  /** A candidate with a score not above this has no chance; one with a house number may gain by it. */
  floor(numbered: boolean): number {
    return Math.max(this.#best.floor, this.#least - (numbered ? this.#gainNumbered : this.#gain))
  }

  add(candidate: Candidate): void {
    const { score, house, entry, place } = candidate
    this.#best.add(score, candidate)
    this.#least = Math.max(this.#least, leastShown(house ? score + LEAST_HOUSE : score))
    if (this.#countsSure && (entry || place)) this.#count(this.#leastOf(candidate))
  }

  /** Best first. */
  sorted(): Candidate[] {
    const sorted = this.#best.sorted()
    return this.#unfinished ? withRepetition(sorted) : sorted
  }

  /** The score that a candidate's best hit has at least, whatever becomes of its number. */
  #leastOf({ score, house, units, entry }: Candidate): number {
    if (house) return score + LEAST_HOUSE
    return this.#unfinished && entry && !units ? score - MOST_REPETITION : score
  }

  #count(score: number): void {
    const sure = this.#sure
    if (sure.length === this.#wanted) {
      if (score <= sure[sure.length - 1]!) return
      sure.pop()
    }
    insertScore(sure, score)
    if (sure.length === this.#wanted) this.#least = Math.max(this.#least, sure[sure.length - 1]!)
  }
}
