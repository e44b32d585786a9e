import { boxContains } from '../geo/box.ts'
import type { Alignment } from './alignment.ts'
import { HOW_RANK } from './alignment.ts'
import { type Best, bestOf } from './best.ts'
import type { Entry, GazetteerIndex } from './gazetteer-index.ts'
import type { NamedAlignment, NameIndex } from './name-index.ts'
import type { PlaceEntry, PlaceIndex } from './place-index.ts'
import { type HouseEdge, type Query, shareOf } from './query.ts'
import { type Evidence, importanceByCount, nearness, scoreOf, UNIT_IMPORTANCE } from './scoring.ts'
import type { SearchKind, SearchRequest } from './search-types.ts'
import type { UnitAlias, UnitIndex, UnitMatch } from './unit-index.ts'

/** Something the query may mean, before its houses and rows are looked up. */
export interface Candidate {
  readonly kind: Exclude<SearchKind, 'house'>
  readonly entry?: Entry
  readonly place?: PlaceEntry
  /** Commune or former district of a unit candidate. */
  readonly area?: number
  /** Province of a unit candidate. */
  readonly alias?: UnitAlias
  readonly alignment?: Alignment
  readonly units?: UnitMatch
  readonly hamlet?: { readonly entry: Entry; readonly alignment: Alignment }
  readonly house?: HouseEdge
  /** Tokens that it explains. */
  readonly mask: number
  readonly evidence: Evidence
  readonly score: number
  readonly how: Alignment['how']
}

export interface Indexes {
  readonly names: NameIndex
  readonly units: UnitIndex
  readonly gazetteer: GazetteerIndex
  readonly places: PlaceIndex
}

const COST = {
  gap: 0.01,
  otherKind: 0.03,
  unitWord: 0.15,
  otherHamlet: 0.03,
  wholeDistrict: 0.08,
  otherFormer: 0.01,
  districtOnly: 0.01,
  otherDistrict: 0.06,
  partOfUnit: 0.25,
}
const NO_UNITS: readonly UnitMatch[] = []

/** The best readings of a query over all names, units and places, best first, at most `keep`. */
export function candidates(
  query: Query,
  request: SearchRequest,
  indexes: Indexes,
  keep: number,
  fuzzy: boolean,
): Candidate[] {
  const { names, units, gazetteer } = indexes
  const alignments = names.match(query, fuzzy)
  const unitNames = alignments.filter(({ name }) => names.names[name]!.kind === 'unit')
  const byArea = units.match(query, unitNames)
  const allowed = filter(request, indexes)
  const best: Best<Candidate> = bestOf(keep)
  const hamlets = new Map<number, Array<{ entry: Entry; alignment: Alignment }>>()
  for (const alignment of alignments) {
    if (names.names[alignment.name]!.kind !== 'hamlet' || alignment.completeness < 0.9) continue
    for (const entry of gazetteer.byName.get(alignment.name) ?? []) {
      const list = hamlets.get(entry.area)
      const one = { entry, alignment: introduced(query, alignment, 'hamlet').alignment }
      if (list) list.push(one)
      else hamlets.set(entry.area, [one])
    }
  }
  for (const alignment of alignments) {
    const { kind } = names.names[alignment.name]!
    if (kind !== 'unit' && allowed.kind(kind)) addEntries(alignment, kind)
  }
  addUnits()
  if (allowed.kind('place')) addPlaces()
  return best.sorted()

  function addEntries(named: NamedAlignment, kind: 'street' | 'hamlet'): void {
    const { alignment, context } = introduced(query, named, kind)
    for (const entry of gazetteer.byName.get(named.name) ?? []) {
      if (!allowed.entry(entry)) continue
      const matches = byArea.get(entry.area) ?? NO_UNITS
      const unit = disjoint(matches, alignment.mask, entry)
      let mask = alignment.mask | (unit?.mask ?? 0)
      const hamlet = kind === 'street' ? hamletOf(entry, mask) : undefined
      if (hamlet) mask |= hamlet.alignment.mask
      const house = query.houses.find((edge) => (edge.mask & mask) === 0)
      const share = house ? shareOf(query, house.mask) : 0
      const evidence: Evidence = {
        coverage: alignment.coverage + (unit?.coverage ?? 0) + (hamlet?.alignment.coverage ?? 0) + share,
        accents: alignment.accents + (unit?.accents ?? 0) + (hamlet?.alignment.accents ?? 0),
        completeness: alignment.completeness,
        context:
          context +
          (unit ? unitCost(unit) : 0) +
          (hamlet && !entry.hamlets.has(hamlet.entry.id) ? COST.otherHamlet : 0) +
          (unit ? eraCost(unit, entry) : 0),
        importance: importanceByCount(entry.count),
        nearness: request.focus ? nearness(request.focus, gazetteer.position(entry)) : 0,
        house: 'none',
      }
      const score = scoreOf(evidence)
      if (score <= best.floor) continue
      best.add(score, {
        kind,
        entry,
        alignment,
        ...(unit ? { units: unit } : {}),
        ...(hamlet ? { hamlet } : {}),
        ...(house ? { house } : {}),
        mask: mask | (house?.mask ?? 0),
        evidence,
        score,
        how: worst(alignment.how, unit?.how, hamlet?.alignment.how),
      })
    }
  }

  /** A former unit that the entry's addresses were not in. */
  function eraCost({ commune, district }: UnitMatch, entry: Entry): number {
    if (commune) return commune.current || entry.formers.has(commune.unit.code) ? 0 : COST.otherFormer
    if (!district) return 0
    return units.inDistrict(entry.formers, district.unit) ? COST.districtOnly : COST.otherDistrict
  }

  function hamletOf(entry: Entry, mask: number) {
    const list = hamlets.get(entry.area)
    if (!list) return undefined
    let found: (typeof list)[number] | undefined
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
    const provinces = new Map<UnitAlias, UnitMatch>()
    for (const [area, matches] of byArea) {
      const { kind } = units.areas[area]!
      for (const match of matches) {
        if (match.province && !match.commune && !match.district) {
          const known = provinces.get(match.province)
          if (!known || known.coverage < match.coverage) provinces.set(match.province, match)
        } else if (kind === 'district') {
          if (match.district && !match.commune && match.district.unit === units.areas[area]!.unit)
            addUnit('district', match, { area })
        } else if (match.commune) addUnit('commune', match, { area })
        else if (match.district)
          addUnit('commune', { ...match, cost: match.cost + COST.wholeDistrict }, { area })
      }
    }
    for (const [alias, match] of provinces) addUnit('province', match, { alias })
  }

  function addUnit(
    kind: 'commune' | 'district' | 'province',
    match: UnitMatch,
    which: { area?: number; alias?: UnitAlias },
  ): void {
    if (!allowed.kind(kind) || !allowed.area(which.area)) return
    const named = match.commune ?? match.district ?? match.province
    const centre = which.area === undefined ? undefined : units.areas[which.area]!.unit.centre
    const evidence: Evidence = {
      coverage: match.coverage,
      accents: match.accents,
      completeness: match.completeness,
      context: match.cost + COST.partOfUnit * (match.missing - (1 - match.completeness)),
      importance: kind === 'commune' && !named!.current ? UNIT_IMPORTANCE.former : UNIT_IMPORTANCE[kind],
      nearness: nearness(request.focus, centre),
      house: 'none',
    }
    const score = scoreOf(evidence)
    if (score > best.floor)
      best.add(score, { kind, ...which, units: match, mask: match.mask, evidence, score, how: match.how })
  }

  function addPlaces(): void {
    for (const { place, alignment } of indexes.places.match(query, fuzzy, (folded) =>
      names.lexicon.has(folded),
    )) {
      if (!allowed.place(place)) continue
      const matches = place.area === undefined ? NO_UNITS : (byArea.get(place.area) ?? NO_UNITS)
      const unit = disjoint(matches, alignment.mask)
      const evidence: Evidence = {
        coverage: alignment.coverage + (unit?.coverage ?? 0),
        accents: alignment.accents + (unit?.accents ?? 0),
        completeness: alignment.completeness,
        context: alignment.gaps * COST.gap + (unit ? unitCost(unit) : 0),
        importance: place.importance,
        nearness: nearness(request.focus, place.position),
        house: 'none',
      }
      const score = scoreOf(evidence)
      if (score > best.floor)
        best.add(score, {
          kind: 'place',
          place,
          alignment,
          ...(unit ? { units: unit } : {}),
          mask: alignment.mask | (unit?.mask ?? 0),
          evidence,
          score,
          how: worst(alignment.how, unit?.how),
        })
    }
  }
}

/** An alignment with the type word before it: "đường" covers a street's, "xã" speaks against it. */
function introduced(
  query: Query,
  alignment: Alignment,
  kind: 'street' | 'hamlet',
): { alignment: Alignment; context: number } {
  const context = alignment.gaps * COST.gap
  const said = query.introducers[alignment.from]
  if (!said || said.mask & alignment.mask || said.level === 'house' || said.level === 'alley')
    return { alignment, context }
  if (said.level === 'street' || said.level === 'hamlet') {
    const covered = {
      ...alignment,
      mask: alignment.mask | said.mask,
      coverage: alignment.coverage + shareOf(query, said.mask),
    }
    return { alignment: covered, context: context + (said.level === kind ? 0 : COST.otherKind) }
  }
  return { alignment, context: context + COST.unitWord }
}

/** Names of today are meant first, then the former ones of the entry's own addresses. */
function eraBonus({ commune }: UnitMatch, entry: Entry | undefined): number {
  if (!commune) return 0
  if (commune.current) return 0.025
  return entry?.formers.has(commune.unit.code) ? 0.02 : 0
}

/** A unit beside a name is named whole, or probably not meant. */
function unitCost({ cost, missing }: UnitMatch): number {
  return cost + COST.partOfUnit * missing
}

/** The best units that take none of the tokens already taken; those of the entry's own addresses first. */
function disjoint(matches: readonly UnitMatch[], mask: number, entry?: Entry): UnitMatch | undefined {
  let found: UnitMatch | undefined
  let most = 0
  for (const match of matches) {
    if (match.mask & mask) continue
    const worth = match.coverage - match.accents - unitCost(match) + eraBonus(match, entry)
    if (worth > most) {
      most = worth
      found = match
    }
  }
  return found
}

function worst(...hows: Array<Alignment['how'] | undefined>): Alignment['how'] {
  let result: Alignment['how'] = 'exact'
  for (const how of hows) if (how && HOW_RANK[how] > HOW_RANK[result]) result = how
  return result
}

/** The request's restrictions, applied before anything is ranked. */
function filter({ kinds, bbox, commune }: SearchRequest, { units, gazetteer }: Indexes) {
  const only = commune === undefined ? undefined : (units.area(commune) ?? -1)
  return {
    kind: (kind: SearchKind) =>
      kinds === undefined ||
      kinds.has(kind) ||
      ((kind === 'street' || kind === 'hamlet') && kinds.has('house')),
    area: (area: number | undefined) => {
      if (only !== undefined && area !== only) return false
      if (!bbox) return true
      const centre = area === undefined ? undefined : units.areas[area]!.unit.centre
      return centre !== undefined && boxContains(bbox, centre[0], centre[1])
    },
    entry: (entry: Entry) =>
      (only === undefined || entry.area === only) && (bbox === undefined || gazetteer.touches(entry, bbox)),
    place: ({ area, position }: PlaceEntry) =>
      (only === undefined || area === only) &&
      (bbox === undefined || (position !== undefined && boxContains(bbox, position[0], position[1]))),
  }
}
