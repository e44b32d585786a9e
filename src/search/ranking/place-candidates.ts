import type { AddressName, NamedAddress } from '../gazetteer/address-names.ts'
import type { PlaceEntry } from '../gazetteer/place-index.ts'
import { type Alignment, weaker } from '../names/alignment.ts'
import type { FoundName } from '../names/place-name-index.ts'
import { shareOf } from '../query/query.ts'
import { completenessOf, nearness, ORDER, plainScore } from '../scoring.ts'
import type { UnitMatch } from '../units/unit-match.ts'
import { evidenceOf } from './candidate.ts'
import type { Ranking } from './ranking.ts'
import { fittingUnit } from './unit-fit.ts'

const NO_UNITS: readonly UnitMatch[] = []
const NO_AREAS: readonly number[] = []
const NO_ADDRESSES: readonly NamedAddress[] = []

/**
 * Adds the places whose names or descriptions stand in a query, and the addresses by their own names, to the short list; answers what
 * was found of them.
 */
export function addPlaces(ranking: Ranking, fuzzy: boolean): FoundName<PlaceEntry | AddressName>[] {
  const { query, indexes, matches, filter, focus, shortlist } = ranking
  if (!filter.kind('place') && !filter.kind('house')) return []
  const { names, places } = indexes
  const known = (folded: string) => names.lexicon.has(folded)
  const beside = matches.beside(0).together
  const some = (share: number, completeness: number, importance: number, near: number) =>
    plainScore(Math.min(1, share), 0, completeness, 0, 0, importance, near) > shortlist.floor(false)
  return places.match(query, fuzzy, known, {
    ofWords: (mask, importance) =>
      some(
        Math.min(shareOf(query, mask) + beside, shareOf(query, mask | matches.tokens)),
        1,
        importance,
        focus ? 1 : 0,
      ),
    ofShare: (share, importance) => some(share + beside, 1, importance, focus ? 1 : 0),
    of(thing, share, completeness) {
      const named = thing.kind === 'name'
      if (!filter.kind(thing.kind === 'place' ? 'place' : 'house')) return false
      if (!named && !filter.place(thing)) return false
      const ofArea = named || thing.area === undefined ? 0 : matches.most(thing.area)
      const near = !focus ? 0 : named ? 1 : nearness(focus, thing.position)
      const whole = completenessOf(completeness, query.unfinished)
      return some(share + (named ? beside : ofArea), whole, thing.importance, near)
    },
    isNear: (thing) => thing.kind !== 'name' && thing.area !== undefined && matches.names(thing.area),
    take(thing, alignment) {
      if (thing.kind === 'name') addObjects(ranking, thing, alignment)
      else addPlace(ranking, thing, alignment)
    },
  })
}

/** Adds the addresses of a name: those in communes that the query names, and as many others as may be shown. */
function addObjects(ranking: Ranking, name: AddressName, alignment: Alignment): void {
  const { matches, filter, focus, wanted, last, shortlist } = ranking
  const { names, importance } = name
  const completeness = completenessOf(alignment.completeness, (alignment.mask & last) !== 0)
  const { provinces, smaller, together } = matches.beside(alignment.mask)
  for (const area of smaller > 0 ? matches.named() : NO_AREAS) {
    if (!hasChance(Math.min(matches.most(area), together))) break
    addIn(area)
  }
  let others = 0
  let hopeless: readonly UnitMatch[] | undefined
  for (const area of name.areas) {
    if (!hasChance(provinces) || (!focus && others >= wanted)) return
    if (smaller > 0 && matches.names(area)) continue
    // Beside the same units, and with no place to be near to, all score the same.
    if (hopeless && matches.of(area, alignment.mask) === hopeless) continue
    const added = addIn(area)
    if (added > 0) others += added
    else if (added < 0) hopeless = matches.of(area, alignment.mask)
  }

  /** Whether an address with so much said of its units can come onto the list. */
  function hasChance(beside: number): boolean {
    const { coverage, accents } = alignment
    const most = plainScore(coverage + beside, accents, completeness, 0, 0, importance, focus ? 1 : 0)
    return most > shortlist.floor(false)
  }

  /** How many were added, -1 when the first has no chance; without a place to be near to, those of an area are alike. */
  function addIn(area: number): number {
    let added = 0
    for (const { fid, position } of name.byArea.get(area) ?? NO_ADDRESSES) {
      if (!focus && added === wanted) break
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
  const { query, indexes, matches, focus, last, shortlist } = ranking
  const { mask } = alignment
  const { area, importance, position } = place
  const around = area === undefined ? NO_UNITS : matches.of(area, mask)
  const completeness = completenessOf(alignment.completeness, (mask & last) !== 0)
  const gaps = alignment.gaps * ORDER.gap + (alignment.at > 0 ? ORDER.headless : 0)
  const near = focus ? nearness(focus, position) : 0
  const alone = plainScore(alignment.coverage, alignment.accents, completeness, gaps, 0, importance, near)
  if (alone + (area === undefined ? 0 : matches.gain(area, mask)) <= shortlist.floor(false)) return false
  const fit = fittingUnit(around, mask, query, indexes.units)
  const unit = fit?.match
  const coverage = alignment.coverage + (unit ? unit.coverage : 0)
  const accents = alignment.accents + (unit ? unit.accents : 0)
  const order = gaps + (unit ? unit.order : 0)
  const agreement = fit ? fit.cost : 0
  const score = plainScore(coverage, accents, completeness, order, agreement, importance, near)
  if (score <= shortlist.floor(false)) return false
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
    exact: undefined,
    mask: mask | (unit ? unit.mask : 0),
    evidence: evidenceOf(coverage, accents, completeness, order, agreement, importance, near),
    score,
    how: unit ? weaker(alignment.how, unit.how) : alignment.how,
  })
  return true
}
