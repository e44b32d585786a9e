import type { AddressName } from '../gazetteer/address-names.ts'
import type { NamedPlace, PlaceEntry } from '../gazetteer/place-index.ts'
import { type Alignment, weaker } from '../names/alignment.ts'
import type { FoundName } from '../names/place-name-matcher.ts'
import { shareOf } from '../query/query.ts'
import { completenessOf, nearness, ORDER } from '../scoring.ts'
import type { UnitMatch } from '../units/unit-match.ts'
import { elsewhereCost, type Ranking } from './ranking.ts'
import { fittingUnit } from './unit-fit.ts'

const NO_UNITS: readonly UnitMatch[] = []
const NO_AREAS: readonly number[] = []

/**
 * Adds the places whose names or descriptions stand in a query, and the addresses by their names, to the short list; answers what was
 * found of them.
 */
export function addPlaces(ranking: Ranking, fuzzy: boolean): FoundName<NamedPlace>[] {
  const { query, indexes, matches, filter, focus, shortlist, scratch, sum } = ranking
  if (!filter.kind('place') && !filter.kind('house')) return []
  const { names, places } = indexes
  const unitShare = matches.bound(0).together
  const maxNear = focus ? 1 : 0
  return places.match(scratch.places, query, fuzzy, (folded) => names.lexicon.has(folded), {
    tokens: (mask, importance) =>
      isAboveFloor(
        Math.min(shareOf(query, mask) + unitShare, shareOf(query, mask | matches.tokens)),
        1,
        importance,
        maxNear,
      ),
    share: (share, importance) => isAboveFloor(share + unitShare, 1, importance, maxNear),
    thing(thing, share, completeness) {
      const isName = thing.kind === 'name'
      if (!filter.kind(thing.kind === 'place' ? 'place' : 'house')) return false
      if (!isName && !filter.place(thing)) return false
      const areaShare = isName || thing.area === undefined ? 0 : matches.maxShare(thing.area)
      const near = !focus ? 0 : isName ? 1 : nearness(focus, thing.position)
      const whole = completenessOf(completeness, query.unfinished)
      return isAboveFloor(share + (isName ? unitShare : areaShare), whole, thing.importance, near)
    },
    nearness: focus && ((thing) => (thing.kind === 'name' ? 1 : nearness(focus, thing.position))),
    isNear: (thing) => thing.kind !== 'name' && thing.area !== undefined && matches.names(thing.area),
    take(thing, alignment) {
      if (thing.kind === 'name') addAddresses(ranking, thing, alignment)
      else addPlace(ranking, thing, alignment)
    },
  })

  function isAboveFloor(share: number, completeness: number, importance: number, near: number): boolean {
    sum.begin(completeness, importance, near).coverage = Math.min(1, share)
    return sum.score() > shortlist.floor(false)
  }
}

/** Adds the addresses of a name: those in areas that the query names, and as many others as may be shown. */
function addAddresses(ranking: Ranking, name: AddressName, alignment: Alignment): void {
  const { query, matches, filter, focus, wanted, shortlist, sum } = ranking
  const { names, importance } = name
  const completeness = completenessOf(alignment.completeness, (alignment.mask & query.last) !== 0)
  const { provinces, smaller, together } = matches.bound(alignment.mask)
  for (const area of smaller > 0 ? matches.named() : NO_AREAS) {
    if (!isAboveFloor(Math.min(matches.maxShare(area), together))) break
    addIn(area)
  }
  let others = 0
  let hopeless: readonly UnitMatch[] | undefined
  for (const area of name.areas) {
    if (!isAboveFloor(provinces) || (!focus && others >= wanted)) return
    if (smaller > 0 && matches.names(area)) continue
    // Without a focus, all addresses with the same units have the same score.
    if (hopeless && matches.of(area, alignment.mask) === hopeless) continue
    const added = addIn(area)
    if (added > 0) others += added
    else if (added < 0) hopeless = matches.of(area, alignment.mask)
  }

  /** Whether an address with such a share of units can have a score above the floor. */
  function isAboveFloor(units: number): boolean {
    sum.begin(completeness, importance, focus ? 1 : 0).add(alignment)
    sum.coverage += units
    return sum.score() > shortlist.floor(false)
  }

  /** How many were added, -1 when the first is not above the floor; without a focus those of an area are alike. */
  function addIn(area: number): number {
    const addresses = name.byArea.get(area)
    let added = 0
    for (let i = 0; addresses && i < addresses.size; i++) {
      if (!focus && added === wanted) break
      const fid = addresses.fids[i]!
      const position = addresses.position(i)
      const entry: PlaceEntry = { kind: 'address', fid, names, importance, area, position }
      if (!filter.place(entry)) continue
      if (addPlace(ranking, entry, alignment)) added++
      else if (!focus) return added > 0 ? added : -1
    }
    return added
  }
}

/** Whether it came onto the short list. */
function addPlace(ranking: Ranking, place: PlaceEntry, alignment: Alignment): boolean {
  const { query, indexes, matches, focus, shortlist, sum } = ranking
  const { mask } = alignment
  const { area, importance, position } = place
  const completeness = completenessOf(alignment.completeness, (mask & query.last) !== 0)
  sum.begin(completeness, importance, focus ? nearness(focus, position) : 0).add(alignment)
  sum.order = alignment.gaps * ORDER.gap + (alignment.at > 0 ? ORDER.headless : 0)
  const maxGain = area === undefined ? 0 : matches.maxGain(area, mask)
  if (sum.score() + maxGain <= shortlist.floor(false)) return false
  const around = area === undefined ? NO_UNITS : matches.of(area, mask)
  const fit = fittingUnit(around, mask, query, indexes.units)
  const unit = fit?.match
  if (fit) {
    sum.add(fit.match.naming)
    sum.order += fit.match.naming.order
    sum.agreement = fit.cost
  }
  sum.agreement += elsewhereCost(ranking, area, mask | (unit ? unit.naming.mask : 0))
  const score = sum.score()
  if (score <= shortlist.floor(false)) return false
  shortlist.add({
    type: place.kind,
    place,
    alignment,
    units: unit,
    mask: mask | (unit ? unit.naming.mask : 0),
    evidence: sum.written(),
    score,
    how: unit ? weaker(alignment.how, unit.naming.how) : alignment.how,
  })
  return true
}
