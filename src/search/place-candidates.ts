import { weaker } from './alignment.ts'
import { evidenceOf } from './candidate.ts'
import type { PlaceEntry } from './place-index.ts'
import type { Ranking } from './ranking.ts'
import { completenessOf, nearness, ORDER, plainScore } from './scoring.ts'
import { fittingUnit } from './unit-fit.ts'
import type { UnitMatch } from './unit-match.ts'

const NO_UNITS: readonly UnitMatch[] = []

/** Adds places whose names or descriptions stand in a query to the short list. */
export function addPlaces(ranking: Ranking, fuzzy: boolean): void {
  const { query, indexes, matches, filter, focus, last, shortlist } = ranking
  const { names, places, units } = indexes
  const known = (folded: string) => names.lexicon.has(folded)
  const worthwhile = (place: PlaceEntry, share: number) => {
    if (!filter.place(place)) return false
    const beside = place.area === undefined ? 0 : matches.most(place.area)
    const near = focus ? nearness(focus, place.position) : 0
    return (
      plainScore(Math.min(1, share + beside), 0, 1, 0, 0, place.importance, near) > shortlist.floor(false)
    )
  }
  for (const { place, alignment } of places.match(query, fuzzy, known, worthwhile)) {
    const around = place.area === undefined ? NO_UNITS : matches.of(place.area)
    const fit = fittingUnit(around, alignment.mask, query, units)
    const unit = fit?.match
    const coverage = alignment.coverage + (unit ? unit.coverage : 0)
    const accents = alignment.accents + (unit ? unit.accents : 0)
    const completeness = completenessOf(alignment.completeness, (alignment.mask & last) !== 0)
    const order =
      alignment.gaps * ORDER.gap + (alignment.at > 0 ? ORDER.headless : 0) + (unit ? unit.order : 0)
    const agreement = fit ? fit.cost : 0
    const near = focus ? nearness(focus, place.position) : 0
    const score = plainScore(coverage, accents, completeness, order, agreement, place.importance, near)
    if (score <= shortlist.floor(false)) continue
    shortlist.add({
      kind: 'place',
      entry: undefined,
      place,
      area: undefined,
      alias: undefined,
      alignment,
      units: unit,
      hamlet: undefined,
      house: undefined,
      mask: alignment.mask | (unit ? unit.mask : 0),
      evidence: evidenceOf(coverage, accents, completeness, order, agreement, place.importance, near),
      score,
      how: unit ? weaker(alignment.how, unit.how) : alignment.how,
    })
  }
}
