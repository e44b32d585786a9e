import type { Alignment } from './alignment.ts'
import { HOW_RANK } from './alignment.ts'
import { type Best, bestOf } from './best.ts'
import { undominated } from './dominance.ts'
import type { Entry, GazetteerIndex } from './gazetteer-index.ts'
import type { NamedAlignment, NameIndex } from './name-index.ts'
import type { PlaceEntry, PlaceIndex } from './place-index.ts'
import { type HouseEdge, type Query, shareOf } from './query.ts'
import { filterOf } from './request-filter.ts'
import {
  AGREEMENT,
  completenessOf,
  type Evidence,
  nearness,
  ORDER,
  scoreOf,
  unitImportance,
  WEIGHTS,
} from './scoring.ts'
import type { SearchKind, SearchRequest } from './search-types.ts'
import { fittingUnit, introduced, unitCost } from './unit-fit.ts'
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

const NOTHING: Evidence = {
  coverage: 0,
  accents: 0,
  completeness: 0,
  order: 0,
  agreement: 0,
  importance: 0,
  nearness: 0,
  repeats: 0,
  house: 'none',
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
  const alignments = undominated(names.match(query, fuzzy), query)
  const unitNames = alignments.filter(({ name }) => names.names[name]!.kind === 'unit')
  const byArea = units.match(query, unitNames)
  const allowed = filterOf(request, indexes)
  const last = query.unfinished ? 1 << (query.tokens.length - 1) : 0
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
  return request.unfinished ? withRepetition(best.sorted()) : best.sorted()

  function addEntries(named: NamedAlignment, kind: 'street' | 'hamlet'): void {
    const { alignment, agreement } = introduced(query, named, kind)
    const order = alignment.gaps * ORDER.gap + (alignment.at > 0 ? ORDER.headless : 0)
    const completeness = completenessOf(alignment.completeness, (alignment.mask & last) !== 0)
    const alone = houseOf(alignment.mask, alignment.mask)
    const most = mostAlone(alignment, alone, completeness, order + agreement)
    for (const entry of gazetteer.byName.get(named.name) ?? []) {
      if (!allowed.entry(entry)) continue
      const matches = byArea.get(entry.area) ?? NO_UNITS
      // Most entries of a common name have nothing but the province beside them in the query, and no chance.
      const beside = matches.length === 0 ? 0 : matches.length === 1 ? matches[0]!.coverage : 1
      if (
        !request.focus &&
        !hamlets.has(entry.area) &&
        most + WEIGHTS.coverage * beside + WEIGHTS.importance * entry.importance <= best.floor
      )
        continue
      const fit = fittingUnit(matches, alignment.mask, query, units, entry)
      const unit = fit?.match
      let mask = alignment.mask | (unit?.mask ?? 0)
      const hamlet = kind === 'street' ? hamletOf(entry, mask) : undefined
      if (hamlet) mask |= hamlet.alignment.mask
      const house = mask === alignment.mask ? alone : houseOf(mask, alignment.mask)
      const share = house ? shareOf(query, house.mask) : 0
      const evidence: Evidence = {
        coverage: alignment.coverage + (unit?.coverage ?? 0) + (hamlet?.alignment.coverage ?? 0) + share,
        accents: alignment.accents + (unit?.accents ?? 0) + (hamlet?.alignment.accents ?? 0),
        completeness,
        order:
          order + (unit?.order ?? 0) + (house && !adjoins(house.mask, alignment.mask) ? ORDER.houseApart : 0),
        agreement:
          agreement +
          (fit?.cost ?? 0) +
          (hamlet && !entry.hamlets.has(hamlet.entry.id) ? AGREEMENT.otherHamlet : 0),
        importance: entry.importance,
        nearness: request.focus ? nearness(request.focus, gazetteer.position(entry)) : 0,
        repeats: 0,
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

  /** A bound of the score without units, hamlets, nearness and importance. */
  function mostAlone(
    { coverage }: Alignment,
    house: HouseEdge | undefined,
    completeness: number,
    lost: number,
  ): number {
    const share = house ? shareOf(query, house.mask) : 0
    return scoreOf({ ...NOTHING, coverage: coverage + share, completeness, order: lost })
  }

  /** The number beside the name, or else the best one elsewhere. */
  function houseOf(taken: number, name: number): HouseEdge | undefined {
    const free = query.houses.filter(({ mask }) => (mask & taken) === 0)
    return free.find(({ mask }) => adjoins(mask, name)) ?? free[0]
  }

  function adjoins(a: number, b: number): boolean {
    const reach = a | query.aside
    return (((reach << 1) | (reach >>> 1)) & b) !== 0
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
          addUnit('commune', { ...match, cost: match.cost + AGREEMENT.wholeDistrict }, { area })
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
      completeness: completenessOf(match.completeness, (match.mask & last) !== 0),
      order: match.order,
      agreement: unitCost({ ...match, missing: match.missing - (1 - match.completeness) }, query),
      importance: unitImportance(
        named!.current || kind === 'district' ? kind : kind === 'province' ? 'formerProvince' : 'former',
        which.area === undefined ? 0 : gazetteer.addressesIn(which.area),
      ),
      nearness: nearness(request.focus, centre),
      repeats: 0,
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
      const fit = fittingUnit(matches, alignment.mask, query, units)
      const unit = fit?.match
      const evidence: Evidence = {
        coverage: alignment.coverage + (unit?.coverage ?? 0),
        accents: alignment.accents + (unit?.accents ?? 0),
        completeness: completenessOf(alignment.completeness, (alignment.mask & last) !== 0),
        order: alignment.gaps * ORDER.gap + (alignment.at > 0 ? ORDER.headless : 0) + (unit?.order ?? 0),
        agreement: fit?.cost ?? 0,
        importance: place.importance,
        nearness: nearness(request.focus, place.position),
        repeats: 0,
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

/** Streets and hamlets of one name behind one another, those that have a unit or number named apart. */
function withRepetition(found: readonly Candidate[]): Candidate[] {
  const seen = new Map<number, number>()
  return found
    .map((candidate) => {
      const { entry, units, house, evidence } = candidate
      if (!entry || units || house) return candidate
      const repeats = seen.get(entry.name) ?? 0
      seen.set(entry.name, repeats + 1)
      const repeated = { ...evidence, repeats }
      return repeats === 0 ? candidate : { ...candidate, evidence: repeated, score: scoreOf(repeated) }
    })
    .sort((a, b) => b.score - a.score)
}

function worst(...hows: Array<Alignment['how'] | undefined>): Alignment['how'] {
  let result: Alignment['how'] = 'exact'
  for (const how of hows) if (how && HOW_RANK[how] > HOW_RANK[result]) result = how
  return result
}
