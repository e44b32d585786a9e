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

/** The best units that take none of the words already taken; undefined when none says more than it costs. */
export function fittingUnit(
  matches: readonly UnitMatch[],
  taken: number,
  query: Query,
  units: UnitIndex,
  entry?: Entry,
): UnitFit | undefined {
  let found: UnitFit | undefined
  let most = 0
  for (const match of matches) {
    if (match.mask & taken) continue
    const said = match.saidMask & taken ? match.saidCost : 0
    const alone = match.coverage - match.accents - match.order
    if (alone - match.cost + said <= most) continue
    const cost = unitCost(match.cost, match.missing, match.mask, query) + eraCost(match, units, entry) - said
    const worth = alone - cost
    if (worth > most) {
      most = worth
      found = { match, cost }
    }
  }
  return found
}

/** Names of today are meant first, then the former ones of the entry's own addresses; larger units say less. */
function eraCost({ commune, district }: UnitMatch, units: UnitIndex, entry: Entry | undefined): number {
  if (commune?.current) return 0
  if (commune) {
    const others = entry !== undefined && !entry.formers.has(commune.unit.code)
    return (district ? 0 : AGREEMENT.formerUnit) + (others ? AGREEMENT.otherFormer : 0)
  }
  if (!district) return AGREEMENT.provinceOnly
  return !entry || units.inDistrict(entry.formers, district.unit)
    ? AGREEMENT.districtOnly
    : AGREEMENT.otherDistrict
}

/** An alignment with the type word before it: "đường" covers a street's, "xã" speaks against it. */
export function introduced(
  query: Query,
  alignment: Alignment,
  kind: 'street' | 'hamlet',
): { alignment: Alignment; agreement: number } {
  const said = query.introducers[alignment.from]
  if (!said || said.mask & alignment.mask || said.level === 'house' || said.level === 'alley')
    return { alignment, agreement: 0 }
  if (said.level === 'street' || said.level === 'hamlet') {
    const { mask, from, at, coverage, accents, completeness, gaps, how, name } = alignment
    const covered = {
      mask: mask | said.mask,
      from,
      at,
      coverage: coverage + shareOf(query, said.mask),
      accents,
      completeness,
      gaps,
      how,
      name,
    }
    return { alignment: covered, agreement: said.level === kind ? 0 : AGREEMENT.otherKind }
  }
  return { alignment, agreement: AGREEMENT.unitWord }
}
