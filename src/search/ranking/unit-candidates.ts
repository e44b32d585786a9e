import { AGREEMENT, completenessOf, nearness, unitImportance } from '../scoring.ts'
import type { UnitAlias } from '../units/unit-alias.ts'
import { type UnitMatch, unitCost } from '../units/unit-match.ts'
import type { Ranking } from './ranking.ts'

/** Adds the units that a query names to the short list. */
export function addUnits(ranking: Ranking): void {
  const { matches, indexes, filter, focus, shortlist, sum } = ranking
  const { areas } = indexes.units
  for (const area of matches.named()) {
    const { kind, unit } = areas[area]!
    // Communes of a district that stands beside a street are mostly not above the floor.
    sum.begin(1, 1, focus ? 1 : 0).coverage = matches.maxShare(area)
    if (sum.score() <= shortlist.floor(false)) break
    if (!filter.kind(kind) || !filter.area(area)) continue
    for (const match of matches.of(area)) {
      if (kind === 'district') {
        if (match.district && !match.commune && match.district.unit === unit)
          addArea(ranking, 'district', match, area, 0)
      } else if (match.commune) addArea(ranking, 'commune', match, area, 0)
      else if (match.district) addArea(ranking, 'commune', match, area, AGREEMENT.wholeDistrict)
    }
  }
  if (!filter.kind('province') || !filter.area(undefined)) return
  const provinces: UnitAlias[] = []
  for (const match of matches.provinces) {
    if (provinces.includes(match.province!)) continue
    provinces.push(match.province!)
    addProvince(ranking, match, match.province!)
  }
}

/** Adds a commune or district; `wider` is lost where less than it was named. */
function addArea(
  ranking: Ranking,
  type: 'commune' | 'district',
  match: UnitMatch,
  area: number,
  wider: number,
): void {
  const { indexes, focus, shortlist } = ranking
  const current = type === 'district' || (match.commune ?? match.district!).current
  const importance = unitImportance(current ? type : 'former', indexes.gazetteer.addressesIn(area))
  const near = focus ? nearness(focus, indexes.units.areas[area]!.unit.centre) : 0
  const score = scored(ranking, match, importance, near, wider)
  if (score <= shortlist.floor(false)) return
  const { mask, how } = match.naming
  shortlist.add({ type, area, units: match, mask, evidence: ranking.sum.written(), score, how })
}

function addProvince(ranking: Ranking, match: UnitMatch, alias: UnitAlias): void {
  const { shortlist } = ranking
  const importance = unitImportance(alias.current ? 'province' : 'formerProvince')
  const score = scored(ranking, match, importance, 0, 0)
  if (score <= shortlist.floor(false)) return
  const { mask, how } = match.naming
  shortlist.add({ type: 'province', alias, units: match, mask, evidence: ranking.sum.written(), score, how })
}

/** Adds up the evidence for a unit. */
function scored(
  { query, sum }: Ranking,
  { naming }: UnitMatch,
  importance: number,
  near: number,
  wider: number,
): number {
  const { mask, completeness, missing, cost, order } = naming
  const others = missing - (1 - completeness)
  sum.begin(completenessOf(completeness, (mask & query.last) !== 0), importance, near).add(naming)
  sum.order = order
  sum.agreement = unitCost(cost + wider, others, mask, query)
  return sum.score()
}
