import type { Alignment } from '../names/alignment.ts'
import { type Query, shareOf } from '../query/query.ts'
import { ORDER, WEIGHTS } from '../scoring.ts'
import type { UnitMatches } from '../units/unit-matches.ts'

/** Upper bounds of the shares of a query that stand beside a name. */
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

/** Upper bounds of what units, hamlets and a house number add to a name, by the tokens that the name takes. */
export class ContextBounds {
  readonly #query: Query
  readonly #matches: UnitMatches
  readonly #hamlets: readonly Alignment[]
  /** By tokens: many names take the same ones. */
  readonly #cached = new Map<number, ContextBound>()

  constructor(query: Query, matches: UnitMatches, hamlets: readonly Alignment[]) {
    this.#query = query
    this.#matches = matches
    this.#hamlets = hamlets
  }

  of(mask: number): ContextBound {
    const cached = this.#cached.get(mask)
    if (cached) return cached
    const { provinces, smaller, together } = this.#matches.bound(mask)
    const hamlet = this.#hamlet(mask)
    let house = 0
    let all = together + hamlet
    for (const one of this.#query.houses) {
      if (one.mask & mask) continue
      const apart = adjoins(one.mask, mask, this.#query.ignored) ? 0 : APART
      const share = shareOf(this.#query, one.mask) - apart
      const taken = mask | one.mask
      house = Math.max(house, share)
      all = Math.max(all, share + this.#matches.bound(taken).together + this.#hamlet(taken))
    }
    const rest = 1 - shareOf(this.#query, mask)
    const bound = { units: together, provinces, smaller, hamlet, house, all: Math.min(all, rest) + ROUNDING }
    this.#cached.set(mask, bound)
    return bound
  }

  #hamlet(taken: number): number {
    let max = 0
    for (const { mask, coverage } of this.#hamlets) if (!(mask & taken) && coverage > max) max = coverage
    return max
  }
}

/** Whether two spans of a query stand side by side, ignored tokens left out. */
export function adjoins(a: number, b: number, ignored: number): boolean {
  const reach = a | ignored
  return (((reach << 1) | (reach >>> 1)) & b) !== 0
}
