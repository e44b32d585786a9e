import type { Query } from '../query/query.ts'
import { WEIGHTS } from '../scoring.ts'
import type { UnitMatch } from './unit-match.ts'
import type { UnitMatches } from './unit-matches.ts'

/** Where what is sought must lie, as a commune or district is named exactly. */
export interface NamedAreas {
  readonly areas: ReadonlySet<number>
  /** Tokens that name it, and the larger units beside it. */
  readonly mask: number
  /** The smallest unit that is named. */
  readonly level: 'commune' | 'district'
  /** Points lost elsewhere: so many that the unit itself comes before anything that lies in another. */
  readonly elsewhere: number
}

/** Lost elsewhere beside what makes up for the words that the unit itself leaves. */
const MARGIN = 0.1
const ROUNDING = 1e-9

/**
 * The areas of the communes and districts that a query names exactly, those of which it says most; undefined when it names none, or when
 * the words may be a province's.
 */
export function namedAreas(matches: UnitMatches, query: Query): NamedAreas | undefined {
  let max = 0
  let best: UnitMatch | undefined
  let areas: number[] = []
  for (const area of matches.stated) {
    for (const match of matches.of(area)) {
      const smaller = match.commune || match.district
      const { stated } = match.naming
      if (!smaller || stated < max - ROUNDING || stated === 0) continue
      if (stated > max + ROUNDING) {
        max = stated
        areas = []
      }
      areas.push(area)
      best = match
    }
  }
  if (!best) return undefined
  const { mask, smallest, coverage } = best.naming
  if ((mask & query.last) !== 0) areas.push(...begunAreas(mask, matches))
  // The unit explains its own words, what lies elsewhere at most all but those of the smallest.
  const left = 1 - smallest - coverage
  const level = best.commune ? 'commune' : 'district'
  return {
    areas: new Set(areas),
    mask,
    level,
    elsewhere: MARGIN + Math.max(0, WEIGHTS.coverage * left),
  }
}

/**
 * Whether what lies in an area, and takes some tokens, contradicts the areas named. What takes all the words that name them reads them
 * otherwise: "Mỹ Yên, huyện Bến Lức" may be a street of that name too.
 */
export function liesElsewhere(named: NamedAreas, area: number | undefined, mask: number): boolean {
  return (area === undefined || !named.areas.has(area)) && (mask & named.mask) !== named.mask
}

/** While a name is typed its last word may go on: "Xã Mỹ Thạnh" is the beginning of Xã Mỹ Thạnh Đông too. */
function begunAreas(mask: number, matches: UnitMatches): number[] {
  const begins = ({ naming }: UnitMatch) =>
    (naming.mask & mask) === mask && (naming.how === 'exact' || naming.how === 'prefix')
  return matches.named().filter((area) => matches.of(area).some(begins))
}
