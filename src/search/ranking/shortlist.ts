import type { HouseTexts } from '../houses/house-texts.ts'
import { TopK } from '../names/top-k.ts'
import {
  MAX_HOUSE,
  MAX_REPETITION,
  MAX_WITHOUT,
  MIN_FOUND,
  MIN_HOUSE,
  maxGain,
  minShown,
} from '../scoring.ts'
import type { SearchRequest } from '../search-types.ts'
import { type Candidate, type EntryCandidate, exactRows, withRepetition } from './candidate.ts'
import { insertScore } from './insert-score.ts'

/** Candidates whose houses are looked up at most. */
const K = 40

/** The best candidates; knows the floor, the score that a further candidate must be above. */
export class Shortlist {
  readonly #top = new TopK<Candidate>(K)
  readonly #unfinished: boolean
  /** Hits asked for and one more, which tells of ties. */
  readonly #wanted: number
  readonly #countsHits: boolean
  /** Upper bounds of what a hit can score above its candidate, without and with a house number. */
  readonly #maxGain: number
  readonly #maxGainNumbered: number
  readonly #texts: HouseTexts
  /** The best score, with what is gained. */
  maxScore = 0
  /** Areas of which a house is counted: its number in a hamlet and in a street may be one house. */
  readonly #areas = new Set<number>()
  /** Lower bounds of the scores of the best hits, in descending order, one a thing. */
  readonly #lowerBounds: number[] = []
  /** The last of them, once there are as many as wanted: lower ones need not be counted. */
  #lastLowerBound = Number.NEGATIVE_INFINITY
  /** The lowest score of a hit that is shown: not too far below the best, and among those wanted. */
  #minHit: number

  /**
   * `distinct` when no two candidates of a street, hamlet or place can be one thing. A candidate with a score of `best` is known from
   * elsewhere: the list is of no use without a better one.
   */
  constructor(request: SearchRequest, texts: HouseTexts, distinct: boolean, best: number) {
    const { unfinished, limit, focus, kinds } = request
    this.#texts = texts
    this.#unfinished = unfinished
    this.#wanted = limit + 1
    this.#maxGain = maxGain(request, false)
    this.#maxGainNumbered = maxGain(request, true)
    this.#minHit = minShown(best + MIN_HOUSE)
    this.#countsHits = distinct && kinds === undefined && focus === undefined
  }

  /** A candidate with a score not above this is dropped; lower for one with a house number, which may gain by it. */
  floor(numbered: boolean): number {
    return numbered
      ? Math.max(this.#top.floor - MAX_HOUSE, this.#minHit - this.#maxGainNumbered)
      : Math.max(this.#top.floor, this.#minHit - this.#maxGain)
  }

  /** `gained` is what a hit of it scores above it for another reason than its number. */
  add(candidate: Candidate, gained = 0): void {
    const { score, type } = candidate
    this.#top.add(score + gained + this.#houseGain(candidate), candidate)
    if (score + gained > this.maxScore) this.maxScore = score + gained
    if (type === 'entry' && candidate.house) {
      // Looking the number up is only worth its time where it may raise the floor.
      const highest = score + MIN_FOUND
      const counts =
        this.#countsHits && highest > this.#lastLowerBound && !this.#areas.has(candidate.entry.area)
      if (counts || minShown(highest) > this.#minHit) this.#addHouse(candidate, counts)
      return
    }
    // The best of a name loses nothing by being repeated.
    this.#raise(minShown(score))
    // Units are not counted, nor is an address by its name, which may be counted by its number.
    if (!this.#countsHits || (type !== 'entry' && type !== 'place')) return
    this.#count(this.#unfinished && type === 'entry' && !candidate.units ? score - MAX_REPETITION : score)
  }

  /** Best first. */
  sorted(): Candidate[] {
    const best = this.#top.sorted()
    return this.#unfinished ? withRepetition(best) : [...best].sort((a, b) => b.score - a.score)
  }

  /** What a candidate gains by its number: among very many of one name the one that has it is kept. */
  #houseGain(candidate: Candidate): number {
    if (candidate.type !== 'entry' || !candidate.house) return 0
    if (candidate.house.open || exactRows(candidate, this.#texts).length > 0) return MAX_HOUSE
    return MAX_WITHOUT
  }

  /** A candidate with a house number has a lower bound once that is looked up. */
  #addHouse(candidate: EntryCandidate, counts: boolean): void {
    const { score, entry } = candidate
    const bound = score + (exactRows(candidate, this.#texts).length > 0 ? MIN_FOUND : MIN_HOUSE)
    this.#raise(minShown(bound))
    if (!counts || bound <= this.#lastLowerBound) return
    this.#areas.add(entry.area)
    this.#count(bound)
  }

  #count(lowerBound: number): void {
    const bounds = this.#lowerBounds
    if (bounds.length === this.#wanted) {
      if (lowerBound <= this.#lastLowerBound) return
      bounds.pop()
    }
    insertScore(bounds, lowerBound)
    if (bounds.length < this.#wanted) return
    this.#lastLowerBound = bounds[bounds.length - 1]!
    this.#raise(this.#lastLowerBound)
  }

  #raise(score: number): void {
    if (score > this.#minHit) this.#minHit = score
  }
}
