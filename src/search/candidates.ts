import type { Alignment } from './alignment.ts'
import { Best } from './best.ts'
import { type Candidate, evidenceOf, type NamedHamlet, withRepetition, worst } from './candidate.ts'
import type { Entry } from './entry.ts'
import type { Indexes } from './indexes.ts'
import type { PlaceEntry } from './place-index.ts'
import { type HouseEdge, type Query, shareOf } from './query.ts'
import { filterOf } from './request-filter.ts'
import {
  AGREEMENT,
  completenessOf,
  nearness,
  ORDER,
  plainScore,
  SHOWN,
  unitImportance,
  WEIGHTS,
} from './scoring.ts'
import type { SearchRequest } from './search-types.ts'
import { fittingUnit, introduced, unitCost } from './unit-fit.ts'
import type { UnitAlias } from './unit-index.ts'
import type { UnitMatch } from './unit-matches.ts'

const NO_ENTRIES: readonly Entry[] = []

/** The best readings of a query over all names, units and places, best first, at most `keep`. */
export function candidates(
  query: Query,
  request: SearchRequest,
  indexes: Indexes,
  keep: number,
  fuzzy: boolean,
): Candidate[] {
  const { names, units, gazetteer } = indexes
  // What explains most comes first: the rest then has a score to reach before anything is made of it.
  const alignments = names.match(query, fuzzy).sort((a, b) => b.coverage - a.coverage)
  const kindOf = ({ name }: Alignment) => names.names[name]!.kind
  const matches = units.match(
    query,
    alignments.filter((alignment) => kindOf(alignment) === 'unit'),
  )
  const allowed = filterOf(request, indexes)
  const { focus } = request
  const last = query.unfinished ? 1 << (query.tokens.length - 1) : 0
  const best = new Best<Candidate>(keep)
  const slack = focus ? SHOWN.mostGainedNear : SHOWN.mostGained
  // What a score must be above: those kept, and what can be shown beside the best.
  let floor: number = SHOWN.least - slack
  const hamlets = new Map<number, NamedHamlet[]>()
  /** The largest shares of the query that a hamlet and a house number take. */
  let mostOfHamlet = 0
  let mostOfHouse = 0
  for (const { mask } of query.houses) mostOfHouse = Math.max(mostOfHouse, shareOf(query, mask))
  for (const alignment of alignments)
    if (alignment.completeness >= 0.9 && kindOf(alignment) === 'hamlet') addHamlets(alignment)
  addUnits()
  for (const alignment of alignments) {
    const kind = kindOf(alignment)
    if (kind !== 'unit' && allowed.kind(kind)) addEntries(alignment, kind)
  }
  if (allowed.kind('place')) addPlaces()
  return request.unfinished ? withRepetition(best.sorted()) : best.sorted()

  function keepOne(candidate: Candidate): void {
    best.add(candidate.score, candidate)
    floor = Math.max(floor, best.floor, best.top - SHOWN.farBelow - slack)
  }

  function addHamlets(named: Alignment): void {
    const { alignment } = introduced(query, named, 'hamlet')
    mostOfHamlet = Math.max(mostOfHamlet, alignment.coverage)
    for (const entry of gazetteer.byName.get(named.name) ?? NO_ENTRIES) {
      const list = hamlets.get(entry.area)
      if (list) list.push({ entry, alignment })
      else hamlets.set(entry.area, [{ entry, alignment }])
    }
  }

  function addEntries(named: Alignment, kind: 'street' | 'hamlet'): void {
    const { alignment, agreement } = introduced(query, named, kind)
    const order = alignment.gaps * ORDER.gap + (alignment.at > 0 ? ORDER.headless : 0)
    const completeness = completenessOf(alignment.completeness, (alignment.mask & last) !== 0)
    const alone = houseOf(alignment.mask, alignment.mask)
    const aloneShare = alone ? shareOf(query, alone.mask) : 0
    const most = plainScore(
      alignment.coverage + mostOfHouse,
      0,
      completeness,
      order + agreement,
      0,
      0,
      focus ? 1 : 0,
    )
    for (const entry of gazetteer.byName.get(named.name) ?? NO_ENTRIES) {
      if (!allowed.entry(entry)) continue
      // Most entries of a common name have nothing but the province beside them in the query, and no chance.
      const beside =
        matches.most(entry.area) + (kind === 'street' && hamlets.has(entry.area) ? mostOfHamlet : 0)
      if (most + WEIGHTS.coverage * beside + WEIGHTS.importance * entry.importance <= floor) continue
      const around = matches.of(entry.area)
      const fit = around.length === 0 ? undefined : fittingUnit(around, alignment.mask, query, units, entry)
      const unit = fit?.match
      let mask = alignment.mask | (unit?.mask ?? 0)
      const hamlet = kind === 'street' ? hamletOf(entry, mask) : undefined
      if (hamlet) mask |= hamlet.alignment.mask
      const house = mask === alignment.mask ? alone : houseOf(mask, alignment.mask)
      const share = house === alone ? aloneShare : house ? shareOf(query, house.mask) : 0
      const coverage =
        alignment.coverage + (unit ? unit.coverage : 0) + (hamlet ? hamlet.alignment.coverage : 0) + share
      const accents = alignment.accents + (unit ? unit.accents : 0) + (hamlet ? hamlet.alignment.accents : 0)
      const lost =
        order +
        (unit ? unit.order : 0) +
        (house && !adjoins(house.mask, alignment.mask, query.aside) ? ORDER.houseApart : 0)
      const disagreement =
        agreement +
        (fit ? fit.cost : 0) +
        (hamlet && !entry.hamlets.has(hamlet.entry.id) ? AGREEMENT.otherHamlet : 0)
      const near = focus ? nearness(focus, gazetteer.position(entry)) : 0
      const score = plainScore(coverage, accents, completeness, lost, disagreement, entry.importance, near)
      if (score <= floor) continue
      keepOne({
        kind,
        entry,
        place: undefined,
        area: undefined,
        alias: undefined,
        alignment,
        units: unit,
        hamlet,
        house,
        mask: mask | (house?.mask ?? 0),
        evidence: evidenceOf(coverage, accents, completeness, lost, disagreement, entry.importance, near),
        score,
        how: worst(alignment.how, unit?.how, hamlet?.alignment.how),
      })
    }
  }

  /** The number beside the name, or else the best one elsewhere. */
  function houseOf(taken: number, name: number): HouseEdge | undefined {
    let elsewhere: HouseEdge | undefined
    for (const house of query.houses) {
      if (house.mask & taken) continue
      if (adjoins(house.mask, name, query.aside)) return house
      elsewhere ??= house
    }
    return elsewhere
  }

  function hamletOf(entry: Entry, mask: number): NamedHamlet | undefined {
    const list = hamlets.get(entry.area)
    if (!list) return undefined
    let found: NamedHamlet | undefined
    let most = 0
    for (const one of list) {
      if (one.alignment.mask & mask) continue
      const worth =
        one.alignment.coverage - one.alignment.accents + (entry.hamlets.has(one.entry.id) ? 0.01 : 0)
      if (worth > most) {
        most = worth
        found = one
      }
    }
    return found
  }

  function addUnits(): void {
    for (const area of matches.named()) {
      const { kind, unit } = units.areas[area]!
      for (const match of matches.of(area)) {
        if (kind === 'district') {
          if (match.district && !match.commune && match.district.unit === unit)
            addUnit('district', match, area, 0)
        } else if (match.commune) addUnit('commune', match, area, 0)
        else if (match.district) addUnit('commune', match, area, AGREEMENT.wholeDistrict)
      }
    }
    const provinces = new Set<UnitAlias>()
    for (const match of matches.provinces) {
      if (provinces.has(match.province!)) continue
      provinces.add(match.province!)
      addUnit('province', match, undefined, 0)
    }
  }

  function addUnit(
    kind: 'commune' | 'district' | 'province',
    match: UnitMatch,
    area: number | undefined,
    wider: number,
  ): void {
    if (!allowed.kind(kind) || !allowed.area(area)) return
    const named = match.commune ?? match.district ?? match.province!
    const completeness = completenessOf(match.completeness, (match.mask & last) !== 0)
    const others = match.missing - (1 - match.completeness)
    const agreement = unitCost(match.cost + wider, others, match.mask, query)
    const importance = unitImportance(
      named.current || kind === 'district' ? kind : kind === 'province' ? 'formerProvince' : 'former',
      area === undefined ? 0 : gazetteer.addressesIn(area),
    )
    const near = focus ? nearness(focus, area === undefined ? undefined : units.areas[area]!.unit.centre) : 0
    const { coverage, accents, order } = match
    const score = plainScore(coverage, accents, completeness, order, agreement, importance, near)
    if (score <= floor) return
    keepOne({
      kind,
      entry: undefined,
      place: undefined,
      area,
      alias: area === undefined ? named : undefined,
      alignment: undefined,
      units: match,
      hamlet: undefined,
      house: undefined,
      mask: match.mask,
      evidence: evidenceOf(coverage, accents, completeness, order, agreement, importance, near),
      score,
      how: match.how,
    })
  }

  function addPlaces(): void {
    const known = (folded: string) => names.lexicon.has(folded)
    const worthwhile = (place: PlaceEntry, share: number) => {
      if (!allowed.place(place)) return false
      const beside = place.area === undefined ? 0 : matches.most(place.area)
      const near = focus ? nearness(focus, place.position) : 0
      return plainScore(Math.min(1, share + beside), 0, 1, 0, 0, place.importance, near) > floor
    }
    for (const { place, alignment } of indexes.places.match(query, fuzzy, known, worthwhile)) {
      const around = place.area === undefined ? [] : matches.of(place.area)
      const fit = fittingUnit(around, alignment.mask, query, units)
      const unit = fit?.match
      const coverage = alignment.coverage + (unit?.coverage ?? 0)
      const accents = alignment.accents + (unit?.accents ?? 0)
      const completeness = completenessOf(alignment.completeness, (alignment.mask & last) !== 0)
      const order = alignment.gaps * ORDER.gap + (alignment.at > 0 ? ORDER.headless : 0) + (unit?.order ?? 0)
      const agreement = fit?.cost ?? 0
      const near = focus ? nearness(focus, place.position) : 0
      const score = plainScore(coverage, accents, completeness, order, agreement, place.importance, near)
      if (score <= floor) continue
      keepOne({
        kind: 'place',
        entry: undefined,
        place,
        area: undefined,
        alias: undefined,
        alignment,
        units: unit,
        hamlet: undefined,
        house: undefined,
        mask: alignment.mask | (unit?.mask ?? 0),
        evidence: evidenceOf(coverage, accents, completeness, order, agreement, place.importance, near),
        score,
        how: worst(alignment.how, unit?.how),
      })
    }
  }
}

/** Whether two stretches of a query stand side by side, but for words that say nothing. */
function adjoins(a: number, b: number, aside: number): boolean {
  const reach = a | aside
  return (((reach << 1) | (reach >>> 1)) & b) !== 0
}
