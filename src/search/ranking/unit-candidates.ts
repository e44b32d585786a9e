import { AGREEMENT, completenessOf, nearness, plainScore, unitImportance } from '../scoring.ts'
import type { UnitAlias } from '../units/unit-alias.ts'
import { type UnitMatch, unitCost } from '../units/unit-match.ts'
import { evidenceOf } from './candidate.ts'
import type { Ranking } from './ranking.ts'

/** Adds the units that a query names to the short list. */
export function addUnits(ranking: Ranking): void {
  const { matches, indexes, filter, focus, shortlist } = ranking
  const { areas } = indexes.units
  for (const area of matches.named()) {
    const { kind, unit } = areas[area]!
    // Communes of a district that stands beside a street have no chance.
    if (plainScore(matches.most(area), 0, 1, 0, 0, 1, focus ? 1 : 0) <= shortlist.floor(false)) break
    if (!filter.kind(kind) || !filter.area(area)) continue
    for (const match of matches.of(area)) {
      if (kind === 'district') {
        if (match.district && !match.commune && match.district.unit === unit)
          addUnit(ranking, 'district', match, area, 0)
      } else if (match.commune) addUnit(ranking, 'commune', match, area, 0)
      else if (match.district) addUnit(ranking, 'commune', match, area, AGREEMENT.wholeDistrict)
    }
  }
  if (!filter.kind('province') || !filter.area(undefined)) return
  const provinces: UnitAlias[] = []
  for (const match of matches.provinces) {
    if (provinces.includes(match.province!)) continue
    provinces.push(match.province!)
    addUnit(ranking, 'province', match, undefined, 0)
  }
}

function addUnit(
  { query, indexes, focus, last, shortlist }: Ranking,
  kind: 'commune' | 'district' | 'province',
  match: UnitMatch,
  area: number | undefined,
  wider: number,
): void {
  const named = match.commune ?? match.district ?? match.province!
  const { coverage, accents, order } = match
  const completeness = completenessOf(match.completeness, (match.mask & last) !== 0)
  const others = match.missing - (1 - match.completeness)
  const agreement = unitCost(match.cost + wider, others, match.mask, query)
  const importance = unitImportance(
    named.current || kind === 'district' ? kind : kind === 'province' ? 'formerProvince' : 'former',
    area === undefined ? 0 : indexes.gazetteer.addressesIn(area),
  )
  const centre = area === undefined ? undefined : indexes.units.areas[area]!.unit.centre
  const near = focus ? nearness(focus, centre) : 0
  const score = plainScore(coverage, accents, completeness, order, agreement, importance, near)
  if (score <= shortlist.floor(false)) return
  shortlist.add({
    kind,
    entry: undefined,
    place: undefined,
    area,
    alias: area === undefined ? named : undefined,
    alignment: undefined,
    units: match,
    hamlet: undefined,
    house: undefined,
    exact: undefined,
    mask: match.mask,
    evidence: evidenceOf(coverage, accents, completeness, order, agreement, importance, near),
    score,
    how: match.how,
  })
}
