import type { Entry } from '../gazetteer/entry.ts'
import type { Alignment } from '../names/alignment.ts'
import { type Query, shareOf } from '../query/query.ts'
import { AGREEMENT } from '../scoring.ts'
import type { UnitIndex } from '../units/unit-index.ts'
import { type UnitMatch, unitCost } from '../units/unit-match.ts'

/** Units beside a name, and the points lost by how they fit it. */
export interface UnitFit {
  readonly match: UnitMatch
  readonly cost: number
}

/** Code of the former commune among units named. */
export function formerCommuneOf({ commune }: UnitMatch): string | undefined {
  return commune && !commune.current ? commune.unit.code : undefined
}

/** The best units that take no `taken` token; undefined when none adds more than it costs. */
export function fittingUnit(
  matches: readonly UnitMatch[],
  taken: number,
  query: Query,
  units: UnitIndex,
  entry?: Entry,
): UnitFit | undefined {
  let found: UnitFit | undefined
  let max = 0
  for (const match of matches) {
    const { mask, coverage, accents, order, cost: lost, missing, typeMask, typeCost } = match.naming
    if (mask & taken) continue
    const regained = typeMask & taken ? typeCost : 0
    const alone = coverage - accents - order
    if (alone - lost + regained <= max) continue
    const cost = unitCost(lost, missing, mask, query) + eraCost(match, units, entry) - regained
    const worth = alone - cost
    if (worth > max) {
      max = worth
      found = { match, cost }
    }
  }
  return found
}

/**
 * Points lost by former units: people mean those of today first, then those in which the entry's addresses were. Larger units are
 * vaguer.
 */
function eraCost({ commune, district }: UnitMatch, units: UnitIndex, entry: Entry | undefined): number {
  if (commune?.current) return 0
  if (commune) {
    const fits = !entry || units.isOrBecame(commune.unit.code, entry.formers)
    const other = entry?.kind === 'hamlet' && entry.former !== '' ? 'hamletOfOtherFormer' : 'otherFormer'
    return (district ? 0 : AGREEMENT.formerUnit) + (fits ? 0 : AGREEMENT[other])
  }
  if (!district) return AGREEMENT.provinceOnly
  // of the entry no more is known either
  if (entry && units.areas[entry.area]!.unit === district.unit) return 0
  return !entry || units.inDistrict(entry.formers, district.unit)
    ? AGREEMENT.districtOnly
    : AGREEMENT.otherDistrict
}

/** An alignment with the type word before it: a street takes "đường", and loses points by "xã". */
export function introduced(
  query: Query,
  alignment: Alignment,
  kind: 'street' | 'hamlet',
): { alignment: Alignment; agreement: number } {
  const before = query.typeBefore[alignment.from]
  if (!before || before.mask & alignment.mask || before.level === 'house' || before.level === 'alley')
    return { alignment, agreement: 0 }
  if (before.level === 'street' || before.level === 'hamlet') {
    const { mask, from, at, coverage, accents, completeness, gaps, how, name } = alignment
    const covered = {
      mask: mask | before.mask,
      from,
      at,
      coverage: coverage + shareOf(query, before.mask),
      accents,
      completeness,
      gaps,
      how,
      name,
    }
    return { alignment: covered, agreement: before.level === kind ? 0 : AGREEMENT.otherKind }
  }
  return { alignment, agreement: AGREEMENT.unitWord }
}
