import type { Alignment } from './alignment.ts'
import type { Query } from './query.ts'
import { WEIGHTS } from './scoring.ts'
import type { UnitAlias } from './unit-alias.ts'
import { best, MAX_PER_LEVEL, pair, putInOrder, type UnitMatch, unitMatch } from './unit-match.ts'

/** How the units of one area are named. */
interface WaysOfArea {
  communes: UnitMatch[]
  districts: UnitMatch[]
  /** A share of the query that its units, with the province, do not exceed. */
  most: number
  /** The ways of all levels together, once they are asked for, and by how much any of them raises a score. */
  joined: readonly UnitMatch[] | undefined
  gain: number
}

/** The largest shares of the query that provinces, and smaller units, take beside something. */
interface UnitsBeside {
  readonly provinces: number
  readonly smaller: number
}

const MAX_MATCHES = 16
const NONE: readonly UnitMatch[] = []
/** Stands for no list yet, never added to. */
const NO_WAYS: UnitMatch[] = []
const NO_ALIASES: readonly UnitAlias[] = []

/** The ways in which one query names the units of an area; worked out for an area when it is asked for. */
export class UnitMatches {
  /** Ways to name a province, whichever area is meant. */
  readonly provinces: UnitMatch[] = []
  /** Tokens that any of them takes. */
  readonly tokens: number
  /** By area, of those of which a commune or district is named. */
  readonly #ways: Array<WaysOfArea | undefined>
  readonly #named: number[] = []
  /** All of a level, whichever area is meant. */
  readonly #ofCommunes: UnitMatch[] = []
  readonly #ofDistricts: UnitMatch[] = []
  /** All other areas are at most in the provinces named: they share one list for each set of provinces. */
  readonly #provincesOnly = new Map<number, readonly UnitMatch[]>()
  /** By the tokens taken: things beside which units stand take few different ones. */
  readonly #beside = new Map<number, UnitsBeside>()

  constructor(
    query: Query,
    alignments: readonly Alignment[],
    aliases: ReadonlyMap<number, readonly UnitAlias[]>,
    areas: number,
  ) {
    this.#ways = new Array(areas)
    let tokens = 0
    for (const alignment of alignments) {
      for (const alias of aliases.get(alignment.name) ?? NO_ALIASES) {
        const match = unitMatch(query, alignment, alias)
        tokens |= match.mask
        if (alias.level === 'province') this.provinces.push(match)
        else this.#add(match, alias)
      }
    }
    this.tokens = tokens
    putInOrder(this.provinces)
    for (const area of this.#named) {
      const ways = this.#ways[area]!
      ways.most = mostOf(ways.communes) + mostOf(ways.districts) + mostOf(this.#provincesOf(area))
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
    const { provinces, smaller } = this.beside(taken)
    if (provinces + smaller === 0) return NONE
    const ways = this.#ways[area]
    if (!ways) return this.#provincesOf(area)
    if (!ways.joined) {
      ways.joined = this.#join(area, ways)
      ways.gain = gainOf(ways.joined)
    }
    return ways.joined
  }

  /** By how much the units of an area, once joined, raise the score of something that has taken these words at most. */
  gain(area: number, taken: number): number {
    const { provinces, smaller } = this.beside(taken)
    if (provinces + smaller === 0) return 0
    return this.#ways[area]?.gain ?? gainOf(this.#provincesOf(area))
  }

  /** A share of the query that the units of an area do not exceed; nothing is joined for it. */
  most(area: number): number {
    return this.#ways[area]?.most ?? mostOf(this.#provincesOf(area))
  }

  /** What units of any area take of what is not taken yet. */
  beside(taken: number): UnitsBeside {
    let known = this.#beside.get(taken)
    if (!known) {
      const smaller = mostOf(this.#ofCommunes, taken) + mostOf(this.#ofDistricts, taken)
      known = { provinces: mostOf(this.provinces, taken), smaller }
      this.#beside.set(taken, known)
    }
    return known
  }

  #add(match: UnitMatch, { level, areas }: UnitAlias): void {
    const commune = level === 'commune'
    for (const area of areas) {
      const ways = this.#waysOf(area)
      if (commune) ways.communes = added(ways.communes, match)
      else ways.districts = added(ways.districts, match)
    }
    if (commune) this.#ofCommunes.push(match)
    else this.#ofDistricts.push(match)
  }

  #waysOf(area: number): WaysOfArea {
    let ways = this.#ways[area]
    if (!ways) {
      ways = { communes: NO_WAYS, districts: NO_WAYS, most: 0, joined: undefined, gain: 0 }
      this.#ways[area] = ways
      this.#named.push(area)
    }
    return ways
  }

  #join(area: number, ways: WaysOfArea): readonly UnitMatch[] {
    const communes = best(ways.communes)
    const districts = best(ways.districts)
    const provinces = this.#provincesOf(area)
    const found = [...communes, ...districts]
    for (const one of communes) for (const two of districts) push(found, pair(one, two))
    if (provinces.length > 0) {
      for (let i = 0, n = found.length; i < n; i++)
        for (const two of provinces) push(found, pair(found[i]!, two))
      found.push(...provinces)
    }
    putInOrder(found)
    if (found.length > MAX_MATCHES) found.length = MAX_MATCHES
    return found
  }

  #provincesOf(area: number): readonly UnitMatch[] {
    if (this.provinces.length === 0) return NONE
    let key = 0
    for (let i = 0, taken = 0; i < this.provinces.length && taken < MAX_PER_LEVEL; i++) {
      if (!this.provinces[i]!.province!.members.has(area)) continue
      key = key * (this.provinces.length + 1) + i + 1
      taken++
    }
    let list = this.#provincesOnly.get(key)
    if (!list) {
      list = this.provinces.filter(({ province }) => province!.members.has(area)).slice(0, MAX_PER_LEVEL)
      this.#provincesOnly.set(key, list)
    }
    return list
  }
}

/** A list with one more; the first is put into a list of its length, where an empty one would grow to seventeen. */
function added(list: UnitMatch[], match: UnitMatch): UnitMatch[] {
  if (list === NO_WAYS) return [match]
  list.push(match)
  return list
}

/** Points lost by a type word do not count: the word may belong to the name beside. */
function gainOf(matches: readonly UnitMatch[]): number {
  let most = 0
  for (const { coverage, accents, cost, saidCost, order } of matches) {
    const gain = WEIGHTS.coverage * coverage - WEIGHTS.accents * accents - order - cost + saidCost
    if (gain > most) most = gain
  }
  return most
}

function mostOf(matches: readonly UnitMatch[], taken = 0): number {
  let most = 0
  for (const { mask, coverage } of matches) if (coverage > most && (mask & taken) === 0) most = coverage
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
