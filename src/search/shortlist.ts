import { Best } from './best.ts'
import { type Candidate, withRepetition } from './candidate.ts'
import { LEAST_HOUSE, MOST_REPETITION, SHOWN } from './scoring.ts'
import type { SearchRequest } from './search-types.ts'

/** Candidates whose houses are looked up at the most. */
const KEEP = 40

/** The candidates that may still be shown; knows the score that a further one must reach. */
export class Shortlist {
  /** A score not above this has no chance: of those kept, of what is shown beside the best, of the hits that are sure. */
  floor: number
  readonly #best = new Best<Candidate>(KEEP)
  readonly #unfinished: boolean
  /** Hits asked for and one more, which tells of ties. */
  readonly #wanted: number
  /** By how much a hit can be better than its candidate. */
  readonly #gain: number
  /** Scores that the best hits will have at least, in descending order, one a thing. */
  readonly #sure: number[] = []
  readonly #countsSure: boolean

  /** `distinct` when no two candidates of a street, hamlet or place can be one. */
  constructor({ unfinished, limit, focus, kinds }: SearchRequest, distinct: boolean) {
    this.#unfinished = unfinished
    this.#wanted = limit + 1
    this.#gain = focus ? SHOWN.mostGainedNear : SHOWN.mostGained
    this.#countsSure = distinct && kinds === undefined && focus === undefined
    this.floor = SHOWN.least - this.#gain
  }

  add(candidate: Candidate): void {
    const best = this.#best
    best.add(candidate.score, candidate)
    const top = candidate.house ? candidate.score + LEAST_HOUSE : candidate.score
    const shown = top - SHOWN.farBelow - this.#gain
    if (shown > this.floor) this.floor = shown
    if (best.floor > this.floor) this.floor = best.floor
    if (this.#countsSure && (candidate.entry || candidate.place)) this.#count(this.#leastOf(candidate))
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
    let at = sure.length
    for (; at > 0 && sure[at - 1]! < score; at--) sure[at] = sure[at - 1]!
    sure[at] = score
    if (sure.length < this.#wanted) return
    const needed = sure[sure.length - 1]! - this.#gain
    if (needed > this.floor) this.floor = needed
  }
}
