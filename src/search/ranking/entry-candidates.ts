import type { Entry } from '../gazetteer/entry.ts'
import type { EntryList } from '../gazetteer/entry-list.ts'
import { type Alignment, weaker } from '../names/alignment.ts'
import { shareOf, understood } from '../query/query.ts'
import { AGREEMENT, completenessOf, nearness, ORDER } from '../scoring.ts'
import type { HouseSpan } from '../words/spans.ts'
import { adjoins, ContextBounds } from './context-bounds.ts'
import { gainOf, type MatchedAddressNames } from './matched-address-names.ts'
import { byBound, type NamedEntries, takeBest, upperBound } from './named-entries.ts'
import { NamedHamlets } from './named-hamlets.ts'
import { elsewhereCost, type Ranking } from './ranking.ts'
import { fittingUnit, formerCommuneOf, introduced } from './unit-fit.ts'

const NO_AREAS: readonly number[] = []
/** The entries of a name are bounded one by one where there are more. */
const FEW = 8
/** Names whose entries are added before anything else. */
const FIRST = 8
/** Of a name that is typed to less than this, another may be meant. */
const PART = 0.7
/** A hamlet of at least this completeness may stand beside a street. */
const NAMED = 0.9

/** Streets and hamlets whose names stand in a query, with the units, hamlet and house number beside them. */
export class EntryCandidates {
  readonly #ranking: Ranking
  /** Whether some span of the query may be a house number. */
  readonly #numbered: boolean
  readonly #hamlets: NamedHamlets
  readonly #context: ContextBounds
  readonly #alignments: readonly Alignment[]
  /** Names whose entries are not added yet. */
  #rest: NamedEntries[] = []

  /** From the alignments with names of streets and hamlets. */
  constructor(ranking: Ranking, alignments: readonly Alignment[]) {
    this.#ranking = ranking
    this.#alignments = alignments
    this.#numbered = ranking.query.houses.length > 0
    this.#hamlets = new NamedHamlets(ranking)
    this.#context = new ContextBounds(ranking.query, ranking.matches, this.#hamlets.alignments)
  }

  /** Adds the entries of the names with the highest bounds: they raise the floor for all other candidates. */
  addFirst(): void {
    const { indexes, filter } = this.#ranking
    const { kinds } = indexes.names
    for (const one of this.#alignments)
      if (one.completeness >= NAMED && kinds[one.name] === 'hamlet') this.#hamlets.add(one)
    const floor = this.#floor()
    const named: NamedEntries[] = []
    for (const one of this.#alignments) {
      const kind = kinds[one.name]!
      const entries = kind !== 'unit' && filter.kind(kind) ? this.#named(one, kind, floor) : undefined
      if (entries) named.push(entries)
    }
    this.#addAll(takeBest(named, FIRST))
    this.#rest = named
  }

  /** Adds the entries of the other names whose bounds are above the floor. */
  addRest(): void {
    const floor = this.#floor()
    this.#addAll(this.#rest.filter(({ bound }) => bound > floor).sort(byBound))
  }

  /**
   * Adds the streets or hamlets of addresses of which both the name and the number are in the query: by the number alone their score
   * may be far below others.
   */
  addNumbered(addressNames: MatchedAddressNames): void {
    if (addressNames.maxGain === 0) return
    const { query, indexes, filter } = this.#ranking
    const { gazetteer } = indexes
    for (const house of query.houses) {
      const share = shareOf(query, house.mask)
      for (const { fid, name } of addressNames.numbered(house, gazetteer.texts)) {
        const { street, hamlet } = gazetteer.groupOf(fid)!
        for (const entry of [street, hamlet])
          if (entry && filter.kind(entry.kind)) this.#addNumbered(entry, house, share, name)
      }
    }
  }

  #addNumbered(entry: Entry, house: HouseSpan, share: number, addressName: Alignment): void {
    for (const one of this.#alignments) {
      if (one.name !== entry.name) continue
      const named = this.#named(one, entry.kind, Number.NEGATIVE_INFINITY)
      if (named && (named.alignment.mask & (house.mask | addressName.mask)) === 0)
        this.#addEntry(entry, named, house, share, addressName)
    }
  }

  #floor(): number {
    return this.#ranking.shortlist.floor(this.#numbered)
  }

  /** What the entries of a name have in common; undefined when none can have a score above `floor`. */
  #named(found: Alignment, kind: 'street' | 'hamlet', floor: number): NamedEntries | undefined {
    const { query, indexes, focus, sum } = this.#ranking
    const importance = indexes.gazetteer.entries.maxImportance[found.name]
    if (importance === undefined || importance < 0) return undefined
    const { alignment, agreement } = introduced(query, found, kind)
    const { mask } = alignment
    const order = alignment.gaps * ORDER.gap + (alignment.at > 0 ? ORDER.headless : 0)
    const completeness = completenessOf(alignment.completeness, (mask & query.last) !== 0)
    const context = this.#context.of(mask)
    const hamlet = kind === 'street' ? context.hamlet : 0
    sum.begin(completeness, 0, focus ? 1 : 0).add(alignment)
    sum.order = order + agreement
    const alone = sum.score()
    const bound = upperBound(alone, context, context.units + hamlet, importance)
    if (bound <= floor) return undefined
    return { kind, alignment, agreement, order, completeness, context, hamlet, alone, bound }
  }

  #addAll(named: readonly NamedEntries[]): void {
    for (const one of named) {
      if (one.bound <= this.#floor()) break
      this.#addNamed(one)
    }
  }

  #addNamed(named: NamedEntries): void {
    const { query, indexes } = this.#ranking
    const { mask, name } = named.alignment
    const list = indexes.gazetteer.entries.byName[name]!
    const house = this.#houseOf(mask, mask)
    const share = house ? shareOf(query, house.mask) : 0
    if (list.entries.length > FEW) this.#addMany(named, list, house, share)
    else for (const entry of list.entries) this.#addEntry(entry, named, house, share)
  }

  /** Of many entries adds those in the areas named, then the others, the most important first, as long as their bounds allow. */
  #addMany(named: NamedEntries, list: EntryList, house: HouseSpan | undefined, share: number): void {
    const { matches } = this.#ranking
    const { alone, context, hamlet } = named
    const { entries, importances } = list
    // Where the name leaves no words for a smaller unit, no area is better than another.
    const areas = context.smaller > 0 ? matches.named() : NO_AREAS
    const middle =
      areas.length > entries.length ? Math.min(matches.maxShare(areas[areas.length >> 1]!), context.units) : 0
    if (middle > 0 && upperBound(alone, context, middle + hamlet, importances[0]!) > this.#floor()) {
      // "T" begins most communes: nearly all entries are in one of them.
      this.#addImportant(named, list, house, share)
      return
    }
    for (const area of areas) {
      const units = Math.min(matches.maxShare(area), context.units)
      if (upperBound(alone, context, units + hamlet, importances[0]!) <= this.#floor()) break
      for (const entry of list.in(area)) this.#addEntry(entry, named, house, share)
    }
    for (let i = 0; i < entries.length; i++) {
      const bound = upperBound(alone, context, context.provinces + hamlet, importances[i]!)
      if (bound <= this.#floor()) break
      if (areas.length === 0 || !matches.names(list.areas[i]!))
        this.#addEntry(entries[i]!, named, house, share)
    }
  }

  /** Adds entries of any area, the most important first, as long as their bounds allow. */
  #addImportant(named: NamedEntries, list: EntryList, house: HouseSpan | undefined, share: number): void {
    const { matches } = this.#ranking
    const { alone, context, hamlet } = named
    const { entries, areas, importances } = list
    for (let i = 0; i < entries.length; i++) {
      const floor = this.#floor()
      const importance = importances[i]!
      if (upperBound(alone, context, context.units + hamlet, importance) <= floor) return
      const units = Math.min(matches.maxShare(areas[i]!), context.units)
      if (upperBound(alone, context, units + hamlet, importance) > floor)
        this.#addEntry(entries[i]!, named, house, share)
    }
  }

  /**
   * Adds an entry unless its bound, then its score, is not above the floor. `nearest` is the house number where nothing stands beside
   * the name, and `nearestShare` its share of the query; `addressName` is where the name of one of its addresses takes words too.
   */
  #addEntry(
    entry: Entry,
    named: NamedEntries,
    nearest: HouseSpan | undefined,
    nearestShare: number,
    addressName?: Alignment,
  ): void {
    const { query, indexes, matches, filter, focus, shortlist, sum } = this.#ranking
    const gain = addressName ? gainOf(addressName) : 0
    const taken = addressName ? addressName.mask : 0
    const { kind, alignment, context } = named
    const units = Math.min(matches.maxShare(entry.area), context.units)
    const hamlets = named.hamlet > 0 && this.#hamlets.isIn(entry.area) ? named.hamlet : 0
    const floor = this.#floor() - gain
    if (upperBound(named.alone, context, units + hamlets, entry.importance) <= floor) return
    if (!filter.entry(entry)) return
    const around = matches.of(entry.area, alignment.mask)
    // A closer bound: the levels as they go together take mostly less than the best of each.
    const withUnits = named.alone + matches.maxGain(entry.area, alignment.mask)
    if (upperBound(withUnits, context, hamlets, entry.importance) <= floor) return
    const fit =
      around.length === 0
        ? undefined
        : fittingUnit(around, alignment.mask | taken, query, indexes.units, entry)
    const unit = fit?.match
    let mask = alignment.mask | (unit?.naming.mask ?? 0)
    const hamlet =
      kind === 'street' ? this.#hamlets.beside(entry, mask | taken, unit && formerCommuneOf(unit)) : undefined
    if (hamlet) mask |= hamlet.alignment.mask
    const house = mask === alignment.mask ? nearest : this.#houseOf(mask | taken, alignment.mask)
    const near = focus ? nearness(focus, indexes.gazetteer.shapes.position(entry)) : 0
    sum.begin(named.completeness, entry.importance, near).add(alignment)
    sum.order = named.order
    sum.agreement = named.agreement + elsewhereCost(this.#ranking, entry.area, mask)
    if (fit) {
      sum.add(fit.match.naming)
      sum.order += fit.match.naming.order
      sum.agreement += fit.cost
    }
    if (hamlet) {
      sum.add(hamlet.alignment)
      if (!entry.hamlets.has(hamlet.entry.id)) sum.agreement += AGREEMENT.otherHamlet
    }
    if (house) {
      sum.coverage += house === nearest ? nearestShare : shareOf(query, house.mask)
      if (!adjoins(house.mask, alignment.mask, query.ignored)) sum.order += ORDER.houseApart
    }
    const all = mask | taken | (house?.mask ?? 0)
    if (!query.unfinished && alignment.completeness < PART && !understood(query, all))
      sum.agreement += AGREEMENT.otherName
    const score = sum.score()
    if (score + gain <= shortlist.floor(house !== undefined)) return
    const how = unit ? weaker(alignment.how, unit.naming.how) : alignment.how
    shortlist.add(
      {
        type: 'entry',
        entry,
        alignment,
        units: unit,
        hamlet,
        house,
        exact: undefined,
        mask: mask | (house?.mask ?? 0),
        evidence: sum.written(),
        score,
        how: hamlet ? weaker(how, hamlet.alignment.how) : how,
      },
      gain,
    )
  }

  /** The number that adjoins the name, or else the first one elsewhere. */
  #houseOf(taken: number, name: number): HouseSpan | undefined {
    const { houses, ignored } = this.#ranking.query
    let elsewhere: HouseSpan | undefined
    for (const house of houses) {
      if (house.mask & taken) continue
      if (adjoins(house.mask, name, ignored)) return house
      elsewhere ??= house
    }
    return elsewhere
  }
}
