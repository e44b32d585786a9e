import type { Alignment } from './alignment.ts'
import { type Query, shareOf } from './query.ts'
import type { UnitMatches } from './unit-matches.ts'

/** The largest shares of a query that can stand beside a name. */
export interface Beside {
  /** Units of any area. */
  readonly units: number
  /** Provinces alone. */
  readonly provinces: number
  readonly hamlet: number
  readonly house: number
}

/** Tells what can stand beside a name by the tokens that it takes; names have few such sets between them. */
export class BesideNames {
  readonly #query: Query
  readonly #matches: UnitMatches
  readonly #hamlets: readonly Alignment[]
  readonly #known = new Map<number, Beside>()

  constructor(query: Query, matches: UnitMatches, hamlets: readonly Alignment[]) {
    this.#query = query
    this.#matches = matches
    this.#hamlets = hamlets
  }

  of(mask: number): Beside {
    const known = this.#known.get(mask)
    if (known) return known
    const { provinces, smaller } = this.#matches.mostBeside(mask)
    let hamlet = 0
    for (const one of this.#hamlets) if (!(one.mask & mask) && one.coverage > hamlet) hamlet = one.coverage
    let house = 0
    for (const one of this.#query.houses)
      if (!(one.mask & mask)) house = Math.max(house, shareOf(this.#query, one.mask))
    const beside = { units: provinces + smaller, provinces, hamlet, house }
    this.#known.set(mask, beside)
    return beside
  }
}
