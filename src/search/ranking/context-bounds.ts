import type { Alignment } from '../names/alignment.ts'
import { type Query, shareOf } from '../query/query.ts'
import { ORDER, WEIGHTS } from '../scoring.ts'
import type { UnitMatches } from '../units/unit-matches.ts'

/** The largest shares of a query that can stand beside a name. */
export interface ContextBound {
  /** Units of any area. */
  readonly units: number
  /** Provinces alone, and communes or districts alone. */
  readonly provinces: number
  readonly smaller: number
  readonly hamlet: number
  /** Of a house number, less what it costs to stand apart. */
  readonly house: number
  /** Of all of them together, no word twice. */
  readonly all: number
}

/** {@link ORDER.houseApart} as a share of the query. */
const APART = ORDER.houseApart / WEIGHTS.coverage

/** Shares add up to 1 but for this. */
const ROUNDING = 1e-9

/** Tells what can stand beside a name by the tokens that it takes; names have few such sets between them. */
export class ContextBounds {
  readonly #query: Query
  readonly #matches: UnitMatches
  readonly #hamlets: readonly Alignment[]
  readonly #known = new Map<number, ContextBound>()

  constructor(query: Query, matches: UnitMatches, hamlets: readonly Alignment[]) {
    this.#query = query
    this.#matches = matches
    this.#hamlets = hamlets
  }

  of(mask: number): ContextBound {
    const known = this.#known.get(mask)
    if (known) return known
    const { provinces, smaller, together } = this.#matches.beside(mask)
    const hamlet = this.#hamlet(mask)
    let house = 0
    let all = together + hamlet
    for (const one of this.#query.houses) {
      if (one.mask & mask) continue
      const apart = adjoins(one.mask, mask, this.#query.ignored) ? 0 : APART
      const share = shareOf(this.#query, one.mask) - apart
      const taken = mask | one.mask
      house = Math.max(house, share)
      all = Math.max(all, share + this.#matches.beside(taken).together + this.#hamlet(taken))
    }
    const rest = 1 - shareOf(this.#query, mask)
    const beside = { units: together, provinces, smaller, hamlet, house, all: Math.min(all, rest) + ROUNDING }
    this.#known.set(mask, beside)
    return beside
  }

  #hamlet(taken: number): number {
    let most = 0
    for (const { mask, coverage } of this.#hamlets) if (!(mask & taken) && coverage > most) most = coverage
    return most
  }
}

/** Whether two stretches of a query stand side by side, but for words that say nothing. */
export function adjoins(a: number, b: number, ignored: number): boolean {
  const reach = a | ignored
  return (((reach << 1) | (reach >>> 1)) & b) !== 0
}
