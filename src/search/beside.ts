import type { Alignment } from './alignment.ts'
import { type Query, shareOf } from './query.ts'
import { ORDER, WEIGHTS } from './scoring.ts'
import type { UnitMatches } from './unit-matches.ts'

/** The largest shares of a query that can stand beside a name. */
export interface Beside {
  /** Units of any area. */
  readonly units: number
  /** Provinces alone. */
  readonly provinces: number
  readonly hamlet: number
  /** Of a house number, less what it costs to stand apart. */
  readonly house: number
  /** Of all of them together. */
  readonly all: number
}

/** {@link ORDER.houseApart} as a share of the query. */
const APART = ORDER.houseApart / WEIGHTS.coverage

/** Shares add up to 1 but for this. */
const ROUNDING = 1e-9

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
    const { provinces, smaller } = this.#matches.beside(mask)
    let hamlet = 0
    for (const one of this.#hamlets) if (!(one.mask & mask) && one.coverage > hamlet) hamlet = one.coverage
    let house = 0
    for (const one of this.#query.houses) {
      if (one.mask & mask) continue
      const apart = adjoins(one.mask, mask, this.#query.aside) ? 0 : APART
      house = Math.max(house, shareOf(this.#query, one.mask) - apart)
    }
    const all = 1 - shareOf(this.#query, mask) + ROUNDING
    const beside = { units: provinces + smaller, provinces, hamlet, house, all }
    this.#known.set(mask, beside)
    return beside
  }
}

/** Whether two stretches of a query stand side by side, but for words that say nothing. */
export function adjoins(a: number, b: number, aside: number): boolean {
  const reach = a | aside
  return (((reach << 1) | (reach >>> 1)) & b) !== 0
}
