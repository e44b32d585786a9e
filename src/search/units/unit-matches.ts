import type { Alignment } from '../names/alignment.ts'
import type { Query } from '../query/query.ts'
import { WEIGHTS } from '../scoring.ts'
import type { UnitAlias } from './unit-alias.ts'
import { type UnitBound, UnitBounds } from './unit-bounds.ts'
import {
  bestMatches,
  MAX_PER_LEVEL,
  type Naming,
  namingOf,
  pair,
  putInOrder,
  type UnitMatch,
  unitCost,
  unitMatch,
  WHOLE,
} from './unit-match.ts'

/** How the units of one area are named. */
interface AreaMatches {
  communes: UnitMatch[]
  districts: UnitMatch[]
  /** Upper bound of the share of the query that its units, with the province, take. */
  maxShare: number
  /** The levels joined, once that is asked for. */
  joined: Joined | undefined
}

/** Ways to name the units of an area, each of one or more levels. */
interface Joined {
  /** Best first. */
  readonly matches: readonly UnitMatch[]
  /** Upper bound of what any of them adds to a score. */
  readonly maxGain: number
}

interface ProvinceMatches extends Joined {
  /** The largest share of the query that any of them takes. */
  readonly maxShare: number
}

const MAX_MATCHES = 16
const NONE: readonly UnitMatch[] = []
const NO_PROVINCES: ProvinceMatches = { matches: NONE, maxShare: 0, maxGain: 0 }
/** Stands for an empty list that is replaced by its first match. */
const NO_MATCHES: UnitMatch[] = []
const NO_ALIASES: readonly UnitAlias[] = []

/** The ways in which one query names units; the levels of an area are joined when that is asked for. */
export class UnitMatches {
  /** Ways to name a province, whichever area is meant. */
  readonly provinces: UnitMatch[] = []
  /** Tokens that any unit takes. */
  readonly tokens: number
  readonly #query: Query
  readonly #stated = new Set<number>()
  /** By area; undefined where neither the commune nor a district is named. */
  readonly #areas: Array<AreaMatches | undefined>
  readonly #named: number[] = []
  readonly #bounds = new UnitBounds()
  /** By area. */
  readonly #provincesIn: Array<ProvinceMatches | undefined>
  /** By set of provinces: in all other areas no more than a province is named. */
  readonly #provincesOnly = new Map<number, ProvinceMatches>()

  constructor(
    query: Query,
    alignments: readonly Alignment[],
    aliases: ReadonlyMap<number, readonly UnitAlias[]>,
    areas: number,
  ) {
    this.#query = query
    this.#areas = new Array(areas)
    this.#provincesIn = new Array(areas)
    let tokens = 0
    const provinces = provinceMasks(alignments, aliases)
    for (const alignment of alignments) {
      let naming: Naming | undefined
      let before: UnitAlias | undefined
      for (const alias of aliases.get(alignment.name) ?? NO_ALIASES) {
        // Communes of before have few names: most units of one name are of one level and type.
        if (!naming || !before || before.level !== alias.level || before.type !== alias.type) {
          naming = namingOf(query, alignment, alias, provinces)
          tokens |= naming.mask
          this.#bounds.add(alias.level, naming)
        }
        before = alias
        const match = unitMatch(naming, alias)
        if (alias.level === 'province') this.provinces.push(match)
        else this.#add(match, alias)
      }
    }
    this.tokens = tokens
    putInOrder(this.provinces)
    for (const area of this.#named) {
      const own = this.#areas[area]!
      own.maxShare =
        largestShare(own.communes) + largestShare(own.districts) + this.#provincesOf(area).maxShare
    }
    sortByShare(this.#named, this.#areas)
  }

  /** Areas of which a commune or district is named, in descending order of {@link maxShare}. */
  named(): readonly number[] {
    return this.#named
  }

  /** Whether a commune or district of an area is named. */
  names(area: number): boolean {
    return this.#areas[area] !== undefined
  }

  /** The ways in which an area's units are named, best first; none if all of them need tokens that are `taken`. */
  of(area: number, taken = 0): readonly UnitMatch[] {
    // While "T" is typed it may begin most communes, but beside a name that takes it there is none.
    if (this.bound(taken).together === 0) return NONE
    return this.#joinedIn(area).matches
  }

  /** Upper bound of what the units of an area add to the score of a name that has taken these tokens. */
  maxGain(area: number, taken: number): number {
    if (this.bound(taken).together === 0) return 0
    return this.#joinedIn(area).maxGain
  }

  /** Upper bound of the share of the query that the units of an area take; nothing is joined for it. */
  maxShare(area: number): number {
    return (this.#areas[area] ?? this.#provincesOf(area)).maxShare
  }

  /** Upper bounds of what units of any area take beside a name that has taken these tokens. */
  bound(taken: number): UnitBound {
    return this.#bounds.of(taken)
  }

  /** Areas of which a commune or district is named exactly. */
  get stated(): ReadonlySet<number> {
    return this.#stated
  }

  #add(match: UnitMatch, { level, areas }: UnitAlias): void {
    const only = [match]
    for (const area of areas) {
      if (match.naming.stated > 0) this.#stated.add(area)
      const own = this.#areaMatches(area)
      if (level === 'commune') own.communes = added(own.communes, only)
      else own.districts = added(own.districts, only)
    }
  }

  #areaMatches(area: number): AreaMatches {
    let own = this.#areas[area]
    if (!own) {
      own = { communes: NO_MATCHES, districts: NO_MATCHES, maxShare: 0, joined: undefined }
      this.#areas[area] = own
      this.#named.push(area)
    }
    return own
  }

  #joinedIn(area: number): Joined {
    const own = this.#areas[area]
    if (!own) return this.#provincesOf(area)
    own.joined ??= this.#join(area, own)
    return own.joined
  }

  #join(area: number, own: AreaMatches): Joined {
    const communes = bestMatches(own.communes, MAX_PER_LEVEL)
    const districts = bestMatches(own.districts, MAX_PER_LEVEL)
    const provinces = this.#provincesOf(area).matches
    const found = [...communes, ...districts]
    for (const one of communes) for (const two of districts) push(found, pair(one, two))
    if (provinces.length > 0) {
      for (let i = 0, n = found.length; i < n; i++)
        for (const two of provinces) push(found, pair(found[i]!, two))
      found.push(...provinces)
    }
    putInOrder(found)
    const matches = bestMatches(found, MAX_MATCHES)
    return { matches, maxGain: maxGainOf(matches, this.#query) }
  }

  #provincesOf(area: number): ProvinceMatches {
    if (this.provinces.length === 0) return NO_PROVINCES
    this.#provincesIn[area] ??= this.#provincesWith(area)
    return this.#provincesIn[area]
  }

  #provincesWith(area: number): ProvinceMatches {
    let key = 0
    for (let i = 0, taken = 0; i < this.provinces.length && taken < MAX_PER_LEVEL; i++) {
      if (!this.provinces[i]!.province!.members.has(area)) continue
      key = key * (this.provinces.length + 1) + i + 1
      taken++
    }
    let found = this.#provincesOnly.get(key)
    if (!found) {
      const matches = this.provinces
        .filter(({ province }) => province!.members.has(area))
        .slice(0, MAX_PER_LEVEL)
      found = { matches, maxShare: largestShare(matches), maxGain: maxGainOf(matches, this.#query) }
      this.#provincesOnly.set(key, found)
    }
    return found
  }
}

/** Where whole names of provinces stand. */
function provinceMasks(
  alignments: readonly Alignment[],
  aliases: ReadonlyMap<number, readonly UnitAlias[]>,
): number[] {
  const masks: number[] = []
  for (const { name, mask, how, completeness } of alignments)
    if (how === 'exact' && completeness > WHOLE)
      for (const { level } of aliases.get(name) ?? NO_ALIASES) if (level === 'province') masks.push(mask)
  return masks
}

/** A list with the match of `only` too; that itself where it is the first, so a list of one may be another area's too. */
function added(list: UnitMatch[], only: UnitMatch[]): UnitMatch[] {
  if (list === NO_MATCHES) return only
  if (list.length === 1) return [list[0]!, only[0]!]
  list.push(only[0]!)
  return list
}

/** Points lost by a type word do not count, as the word may belong to the name beside. */
function maxGainOf(matches: readonly UnitMatch[], query: Query): number {
  let max = 0
  for (const { naming } of matches) {
    const { mask, coverage, accents, cost, missing, typeCost, order } = naming
    const lost = order + unitCost(cost, missing, mask, query) - typeCost
    const gain = WEIGHTS.coverage * coverage - WEIGHTS.accents * accents - lost
    if (gain > max) max = gain
  }
  return max
}

function largestShare(matches: readonly UnitMatch[]): number {
  let largest = 0
  for (const { naming } of matches) if (naming.coverage > largest) largest = naming.coverage
  return largest
}

/** Sorts areas by `maxShare`, descending; by insertion, as there are few. */
function sortByShare(areas: number[], matches: ReadonlyArray<AreaMatches | undefined>): void {
  for (let i = 1; i < areas.length; i++) {
    const area = areas[i]!
    const { maxShare } = matches[area]!
    let at = i
    for (; at > 0 && matches[areas[at - 1]!]!.maxShare < maxShare; at--) areas[at] = areas[at - 1]!
    areas[at] = area
  }
}

function push(list: UnitMatch[], match: UnitMatch | undefined): void {
  if (match) list.push(match)
}
