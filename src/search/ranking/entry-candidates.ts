import type { Entry } from '../gazetteer/entry.ts'
import type { EntryList } from '../gazetteer/entry-list.ts'
import { type Alignment, weaker } from '../names/alignment.ts'
import { shareOf } from '../query/query.ts'
import { AGREEMENT, completenessOf, nearness, ORDER, plainScore } from '../scoring.ts'
import type { HouseSpan } from '../words/spans.ts'
import { type Candidate, evidenceOf } from './candidate.ts'
import { adjoins, ContextBounds } from './context-bounds.ts'
import { gainOf, type MatchedAddressNames } from './matched-address-names.ts'
import { byBound, mostOf, type NamedEntries, withoutBest } from './named-entries.ts'
import { NamedHamlets } from './named-hamlets.ts'
import type { Ranking } from './ranking.ts'
import { fittingUnit, introduced } from './unit-fit.ts'

const NO_AREAS: readonly number[] = []
/** So many entries of a name are simply gone through. */
const FEW = 8
/** Names whose entries are added before anything else. */
const FIRST = 8
/** From this completeness on a hamlet may be named beside a street. */
const NAMED = 0.9

/** Streets and hamlets whose names stand in a query, with the units, hamlet and house number beside them. */
export class EntryCandidates {
  readonly #ranking: Ranking
  /** Whether some part of the query may be a house number. */
  readonly #numbered: boolean
  readonly #hamlets: NamedHamlets
  readonly #beside: ContextBounds
  readonly #alignments: readonly Alignment[]
  /** Those whose entries are not added yet. */
  #left: NamedEntries[] = []

  /** Of these alignments with names of streets and hamlets. */
  constructor(ranking: Ranking, alignments: readonly Alignment[]) {
    this.#ranking = ranking
    this.#alignments = alignments
    this.#numbered = ranking.query.houses.length > 0
    this.#hamlets = new NamedHamlets(ranking)
    this.#beside = new ContextBounds(ranking.query, ranking.matches, this.#hamlets.alignments)
  }

  /** Adds the entries of the names that can be best: what else there is then has a score to reach. */
  addFirst(): void {
    const { indexes, filter, shortlist } = this.#ranking
    const { kinds } = indexes.names
    for (const one of this.#alignments)
      if (one.completeness >= NAMED && kinds[one.name] === 'hamlet') this.#hamlets.add(one)
    const floor = shortlist.floor(this.#numbered)
    const named: NamedEntries[] = []
    for (const one of this.#alignments) {
      const kind = kinds[one.name]!
      const entries = kind !== 'unit' && filter.kind(kind) ? this.#named(one, kind, floor) : undefined
      if (entries) named.push(entries)
    }
    this.#addAll(withoutBest(named, FIRST))
    this.#left = named
  }

  /** Adds the entries of all other names, as far as they have a chance. */
  addRest(): void {
    const floor = this.#ranking.shortlist.floor(this.#numbered)
    this.#addAll(this.#left.filter(({ bound }) => bound > floor).sort(byBound))
  }

  #addAll(named: readonly NamedEntries[]): void {
    for (const one of named) {
      if (one.bound <= this.#ranking.shortlist.floor(this.#numbered)) break
      this.#addNamed(one)
    }
  }

  /**
   * Adds the streets, or hamlets, of houses whose own name and number are both said: by the number alone they may be far behind
   * others.
   */
  addNumbered(addressNames: MatchedAddressNames): void {
    if (addressNames.most === 0) return
    const { query, indexes, filter } = this.#ranking
    const { gazetteer } = indexes
    for (const house of query.houses) {
      const share = shareOf(query, house.mask)
      for (const { fid, own } of addressNames.numbered(house, gazetteer.texts)) {
        const { street, hamlet } = gazetteer.groupOf(fid)!
        for (const entry of [street, hamlet])
          if (entry && filter.kind(entry.kind)) this.#addNumbered(entry, house, share, own)
      }
    }
  }

  #addNumbered(entry: Entry, house: HouseSpan, share: number, own: Alignment): void {
    for (const one of this.#alignments) {
      if (one.name !== entry.name) continue
      const named = this.#named(one, entry.kind, Number.NEGATIVE_INFINITY)
      if (named && (named.alignment.mask & (house.mask | own.mask)) === 0)
        this.#addEntry(entry, named, house, share, own)
    }
  }

  /** Undefined when no entry can have a score above `floor`. */
  #named(found: Alignment, kind: 'street' | 'hamlet', floor: number): NamedEntries | undefined {
    const { query, indexes, focus, last } = this.#ranking
    const importance = indexes.gazetteer.mostImportant[found.name]
    if (importance === undefined || importance < 0) return undefined
    const { alignment, agreement } = introduced(query, found, kind)
    const { mask } = alignment
    const order = alignment.gaps * ORDER.gap + (alignment.at > 0 ? ORDER.headless : 0)
    const completeness = completenessOf(alignment.completeness, (mask & last) !== 0)
    const beside = this.#beside.of(mask)
    const hamlet = kind === 'street' ? beside.hamlet : 0
    const { coverage, accents } = alignment
    const most = plainScore(coverage, accents, completeness, order + agreement, 0, 0, focus ? 1 : 0)
    const bound = mostOf(most, beside, beside.units + hamlet, importance)
    if (bound <= floor) return undefined
    return { kind, alignment, agreement, order, completeness, beside, hamlet, most, bound }
  }

  #addNamed(named: NamedEntries): void {
    const { query, indexes } = this.#ranking
    const { mask, name } = named.alignment
    const list = indexes.gazetteer.byName[name]!
    const alone = this.#houseOf(mask, mask)
    const share = alone ? shareOf(query, alone.mask) : 0
    if (list.entries.length > FEW) this.#addMany(named, list, alone, share)
    else for (const entry of list.entries) this.#addEntry(entry, named, alone, share)
  }

  /** Of many entries those in the areas named, then the others as far as their importance gives them a chance. */
  #addMany(named: NamedEntries, list: EntryList, alone: HouseSpan | undefined, share: number): void {
    const { matches, shortlist } = this.#ranking
    const { most, beside, hamlet } = named
    const { entries, importances } = list
    // Where the name leaves no words for a smaller unit, no area is better than another.
    const areas = beside.smaller > 0 ? matches.named() : NO_AREAS
    const middle =
      areas.length > entries.length ? Math.min(matches.most(areas[areas.length >> 1]!), beside.units) : 0
    if (
      middle > 0 &&
      mostOf(most, beside, middle + hamlet, importances[0]!) > shortlist.floor(this.#numbered)
    ) {
      // "T" begins most communes: nearly all entries are in one of them.
      this.#addImportant(named, list, alone, share)
      return
    }
    for (const area of areas) {
      const units = Math.min(matches.most(area), beside.units)
      if (mostOf(most, beside, units + hamlet, importances[0]!) <= shortlist.floor(this.#numbered)) break
      const entry = list.in(area)
      if (entry) this.#addEntry(entry, named, alone, share)
    }
    for (let i = 0; i < entries.length; i++) {
      const bound = mostOf(most, beside, beside.provinces + hamlet, importances[i]!)
      if (bound <= shortlist.floor(this.#numbered)) break
      if (areas.length === 0 || !matches.names(list.areas[i]!))
        this.#addEntry(entries[i]!, named, alone, share)
    }
  }

  /** Adds entries as far as their importance gives them a chance, wherever they are. */
  #addImportant(named: NamedEntries, list: EntryList, alone: HouseSpan | undefined, share: number): void {
    const { matches, shortlist } = this.#ranking
    const { most, beside, hamlet } = named
    const { entries, areas, importances } = list
    for (let i = 0; i < entries.length; i++) {
      const floor = shortlist.floor(this.#numbered)
      const importance = importances[i]!
      if (mostOf(most, beside, beside.units + hamlet, importance) <= floor) return
      const units = Math.min(matches.most(areas[i]!), beside.units)
      if (mostOf(most, beside, units + hamlet, importance) > floor)
        this.#addEntry(entries[i]!, named, alone, share)
    }
  }

  /**
   * `alone` is the house number where nothing stands beside the name, and `aloneShare` its share of the query; `own` is where the
   * own name of a house stands that takes words too.
   */
  #addEntry(
    entry: Entry,
    named: NamedEntries,
    alone: HouseSpan | undefined,
    aloneShare: number,
    own?: Alignment,
  ): void {
    const { query, indexes, matches, filter, focus, shortlist } = this.#ranking
    const gain = own ? gainOf(own) : 0
    const taken = own ? own.mask : 0
    const { kind, alignment } = named
    const units = Math.min(matches.most(entry.area), named.beside.units)
    const hamlets = named.hamlet > 0 && this.#hamlets.isIn(entry.area) ? named.hamlet : 0
    const floor = shortlist.floor(this.#numbered) - gain
    if (mostOf(named.most, named.beside, units + hamlets, entry.importance) <= floor) return
    if (!filter.entry(entry)) return
    const around = matches.of(entry.area, alignment.mask)
    // The units as they go together: mostly less than the best of each level.
    const raised = named.most + matches.gain(entry.area, alignment.mask)
    if (mostOf(raised, named.beside, hamlets, entry.importance) <= floor) return
    const fit =
      around.length === 0
        ? undefined
        : fittingUnit(around, alignment.mask | taken, query, indexes.units, entry)
    const unit = fit?.match
    let mask = alignment.mask | (unit?.mask ?? 0)
    const hamlet = kind === 'street' ? this.#hamlets.beside(entry, mask | taken) : undefined
    if (hamlet) mask |= hamlet.alignment.mask
    const house = mask === alignment.mask ? alone : this.#houseOf(mask | taken, alignment.mask)
    const share = house === alone ? aloneShare : house ? shareOf(query, house.mask) : 0
    const coverage =
      alignment.coverage + (unit ? unit.coverage : 0) + (hamlet ? hamlet.alignment.coverage : 0) + share
    const accents = alignment.accents + (unit ? unit.accents : 0) + (hamlet ? hamlet.alignment.accents : 0)
    const order =
      named.order +
      (unit ? unit.order : 0) +
      (house && !adjoins(house.mask, alignment.mask, query.ignored) ? ORDER.houseApart : 0)
    const agreement =
      named.agreement +
      (fit ? fit.cost : 0) +
      (hamlet && !entry.hamlets.has(hamlet.entry.id) ? AGREEMENT.otherHamlet : 0)
    const { completeness } = named
    const { importance } = entry
    const near = focus ? nearness(focus, indexes.gazetteer.shapes.position(entry)) : 0
    const score = plainScore(coverage, accents, completeness, order, agreement, importance, near)
    if (score + gain <= shortlist.floor(house !== undefined)) return
    const how = unit ? weaker(alignment.how, unit.how) : alignment.how
    const candidate: Candidate = {
      kind,
      entry,
      place: undefined,
      area: undefined,
      alias: undefined,
      alignment,
      units: unit,
      hamlet,
      house,
      exact: undefined,
      mask: mask | (house?.mask ?? 0),
      evidence: evidenceOf(coverage, accents, completeness, order, agreement, importance, near),
      score,
      how: hamlet ? weaker(how, hamlet.alignment.how) : how,
    }
    shortlist.add(candidate, gain)
  }

  /** The number beside the name, or else the best one elsewhere. */
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
