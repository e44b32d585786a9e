import type { Alignment } from '../names/alignment.ts'
import type { Query } from '../query/query.ts'
import { WEIGHTS } from '../scoring.ts'
import type { UnitAlias } from './unit-alias.ts'
import { type UnitBound, UnitBounds } from './unit-bounds.ts'
import { best, MAX_PER_LEVEL, pair, putInOrder, type UnitMatch, unitCost, unitMatch } from './unit-match.ts'

/** How the units of one area are named. */
interface WaysOfArea {
  communes: UnitMatch[]
  districts: UnitMatch[]
  /** A share of the query that its units, with the province, do not exceed. */
  most: number
  /** The ways of all levels together, once they are asked for. */
  joined: Joined | undefined
}

/** Ways to name the units of an area. */
interface Joined {
  /** Best first. */
  readonly matches: readonly UnitMatch[]
  /** By how much any of them raises a score at most. */
  readonly gain: number
}

interface ProvincesOfArea extends Joined {
  /** The largest share of the query that any of them takes. */
  readonly most: number
}

const MAX_MATCHES = 16
const NONE: readonly UnitMatch[] = []
const NOTHING: ProvincesOfArea = { matches: NONE, most: 0, gain: 0 }
/** Stands for no list yet, never added to. */
const NO_WAYS: UnitMatch[] = []
const NO_ALIASES: readonly UnitAlias[] = []

/** The ways in which one query names the units of an area; worked out for an area when it is asked for. */
export class UnitMatches {
  /** Ways to name a province, whichever area is meant. */
  readonly provinces: UnitMatch[] = []
  /** Tokens that any of them takes. */
  readonly tokens: number
  readonly #query: Query
  /** By area, of those of which a commune or district is named. */
  readonly #ways: Array<WaysOfArea | undefined>
  readonly #named: number[] = []
  readonly #shares = new UnitBounds()
  /** All other areas are at most in the provinces named: they share one list for each set of provinces. */
  readonly #provincesOnly = new Map<number, ProvincesOfArea>()

  constructor(
    query: Query,
    alignments: readonly Alignment[],
    aliases: ReadonlyMap<number, readonly UnitAlias[]>,
    areas: number,
  ) {
    this.#query = query
    this.#ways = new Array(areas)
    let tokens = 0
    for (const alignment of alignments) {
      for (const alias of aliases.get(alignment.name) ?? NO_ALIASES) {
        const match = unitMatch(query, alignment, alias)
        tokens |= match.mask
        this.#shares.note(alias.level, match)
        if (alias.level === 'province') this.provinces.push(match)
        else this.#add(match, alias)
      }
    }
    this.tokens = tokens
    putInOrder(this.provinces)
    for (const area of this.#named) {
      const ways = this.#ways[area]!
      ways.most = largest(ways.communes) + largest(ways.districts) + this.#provincesOf(area).most
    }
    sortByMost(this.#named, this.#ways)
  }

  /** Areas of which a commune or district is named, those whose units take most of the query first. */
  named(): readonly number[] {
    return this.#named
  }

  /** Whether a commune or district of an area is named. */
  names(area: number): boolean {
    return this.#ways[area] !== undefined
  }

  /** The ways in which an area's units are named, best first; those beside words that are `taken` are among them, if there are any. */
  of(area: number, taken = 0): readonly UnitMatch[] {
    // While "T" is typed it may begin most communes, but then it is no part of the name before.
    if (this.beside(taken).together === 0) return NONE
    return this.#joinedIn(area).matches
  }

  /** By how much the units of an area raise the score of something that has taken these words at most. */
  gain(area: number, taken: number): number {
    if (this.beside(taken).together === 0) return 0
    return this.#joinedIn(area).gain
  }

  /** A share of the query that the units of an area do not exceed; nothing is joined for it. */
  most(area: number): number {
    return (this.#ways[area] ?? this.#provincesOf(area)).most
  }

  /** What units of any area take of what is not taken yet. */
  beside(taken: number): UnitBound {
    return this.#shares.beside(taken)
  }

  #add(match: UnitMatch, { level, areas }: UnitAlias): void {
    for (const area of areas) {
      const ways = this.#waysOf(area)
      if (level === 'commune') ways.communes = added(ways.communes, match)
      else ways.districts = added(ways.districts, match)
    }
  }

  #waysOf(area: number): WaysOfArea {
    let ways = this.#ways[area]
    if (!ways) {
      ways = { communes: NO_WAYS, districts: NO_WAYS, most: 0, joined: undefined }
      this.#ways[area] = ways
      this.#named.push(area)
    }
    return ways
  }

  #joinedIn(area: number): Joined {
    const ways = this.#ways[area]
    if (!ways) return this.#provincesOf(area)
    ways.joined ??= this.#join(area, ways)
    return ways.joined
  }

  #join(area: number, ways: WaysOfArea): Joined {
    const communes = best(ways.communes)
    const districts = best(ways.districts)
    const provinces = this.#provincesOf(area).matches
    const found = [...communes, ...districts]
    for (const one of communes) for (const two of districts) push(found, pair(one, two))
    if (provinces.length > 0) {
      for (let i = 0, n = found.length; i < n; i++)
        for (const two of provinces) push(found, pair(found[i]!, two))
      found.push(...provinces)
    }
    putInOrder(found)
    if (found.length > MAX_MATCHES) found.length = MAX_MATCHES
    return { matches: found, gain: gainOf(found, this.#query) }
  }

  #provincesOf(area: number): ProvincesOfArea {
    if (this.provinces.length === 0) return NOTHING
    let key = 0
    for (let i = 0, taken = 0; i < this.provinces.length && taken < MAX_PER_LEVEL; i++) {
      if (!this.provinces[i]!.province!.members.has(area)) continue
      key = key * (this.provinces.length + 1) + i + 1
      taken++
    }
    let known = this.#provincesOnly.get(key)
    if (!known) {
      const matches = this.provinces
        .filter(({ province }) => province!.members.has(area))
        .slice(0, MAX_PER_LEVEL)
      known = { matches, most: largest(matches), gain: gainOf(matches, this.#query) }
      this.#provincesOnly.set(key, known)
    }
    return known
  }
}

/** A list with one more; the first is put into a list of its length, where an empty one would grow to seventeen. */
function added(list: UnitMatch[], match: UnitMatch): UnitMatch[] {
  if (list === NO_WAYS) return [match]
  list.push(match)
  return list
}

/** Points lost by a type word do not count: the word may belong to the name beside. */
function gainOf(matches: readonly UnitMatch[], query: Query): number {
  let most = 0
  for (const { mask, coverage, accents, cost, missing, saidCost, order } of matches) {
    const lost = order + unitCost(cost, missing, mask, query) - saidCost
    const gain = WEIGHTS.coverage * coverage - WEIGHTS.accents * accents - lost
    if (gain > most) most = gain
  }
  return most
}

function largest(matches: readonly UnitMatch[]): number {
  let most = 0
  for (const { coverage } of matches) if (coverage > most) most = coverage
  return most
}

/** Puts areas in order, the largest share first: there are few. */
function sortByMost(areas: number[], ways: ReadonlyArray<WaysOfArea | undefined>): void {
  for (let i = 1; i < areas.length; i++) {
    const area = areas[i]!
    const { most } = ways[area]!
    let at = i
    for (; at > 0 && ways[areas[at - 1]!]!.most < most; at--) areas[at] = areas[at - 1]!
    areas[at] = area
  }
}

function push(list: UnitMatch[], match: UnitMatch | undefined): void {
  if (match) list.push(match)
}
