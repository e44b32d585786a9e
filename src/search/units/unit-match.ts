import { type Alignment, weaker } from '../names/alignment.ts'
import { type Query, shareOf } from '../query/query.ts'
import { AGREEMENT, ORDER } from '../scoring.ts'
import type { WordMatch } from '../words/word-match.ts'
import type { UnitAlias } from './unit-alias.ts'

/** Completeness of a name that was typed whole. */
export const WHOLE = 0.999
/** Share of accents that may be missing in a word that has others; a wrong one is more. */
const MISSING_ACCENTS = 0.15
/** Ways to name units of one level that are joined with those of other levels. */
export const MAX_PER_LEVEL = 4
/** Of these and of those joined, as many that take the same tokens. */
const MAX_OF_ONE_MASK = 2

/** How words of a query name a unit, or units of several levels: units of one name have it in common. */
export interface Naming {
  readonly mask: number
  readonly coverage: number
  /** Part of `coverage` that is of communes and districts named exactly: with their type word, or between commas. */
  readonly stated: number
  /** Part of `coverage` that is of the smallest unit. */
  readonly smallest: number
  readonly accents: number
  /** Of the smallest unit named. */
  readonly completeness: number
  /** How much of the units named was not typed, added up over the levels. */
  readonly missing: number
  /** Points lost where the words around speak against it. */
  readonly cost: number
  /** Points lost by the order of the words. */
  readonly order: number
  /** Part of `cost` that is for type words, and their tokens: it is not lost where a name takes them. */
  readonly typeCost: number
  readonly typeMask: number
  readonly how: WordMatch['how']
}

/** A way to name units of one area: one unit per level. */
export interface UnitMatch {
  readonly naming: Naming
  readonly commune: UnitAlias | undefined
  readonly district: UnitAlias | undefined
  readonly province: UnitAlias | undefined
}

/**
 * How an alignment with the name of units of a level and type names them, with the type word before it. None is stated where the
 * words may be a province's (`provinces`, masks): "…, Thủ Thừa, Long An" is not the ward of that name.
 */
export function namingOf(
  query: Query,
  alignment: Alignment,
  { level, type }: Pick<UnitAlias, 'level' | 'type'>,
  provinces: readonly number[],
): Naming {
  const { from, accents, completeness, how } = alignment
  let { mask, coverage } = alignment
  let cost = 0
  const before = query.typeBefore[from]
  if (before && (before.mask & mask) === 0) {
    if (before.level === level) {
      mask |= before.mask
      coverage += shareOf(query, before.mask)
      if (before.type !== type) cost += AGREEMENT.otherType
    } else if (before.level === 'street' || before.level === 'hamlet') cost += AGREEMENT.unintroduced
    else if (before.level !== 'house' && before.level !== 'alley') cost += AGREEMENT.otherLevel
  }
  const exact =
    how === 'exact' &&
    cost === 0 &&
    completeness > WHOLE &&
    alignment.gaps === 0 &&
    accents < MISSING_ACCENTS * alignment.coverage
  const introduced = mask !== alignment.mask
  const isNamed = exact && level !== 'province' && !provinces.includes(mask)
  return {
    mask,
    coverage,
    stated: isNamed && isStated(query, from, mask, introduced) ? coverage : 0,
    smallest: coverage,
    accents,
    completeness,
    missing: 1 - completeness,
    cost,
    order: alignment.gaps * ORDER.gap + (alignment.at > 0 ? ORDER.headless : 0),
    typeCost: cost,
    typeMask: cost > 0 ? before!.mask : 0,
    how,
  }
}

/** A unit under a name that a query has. */
export function unitMatch(naming: Naming, alias: UnitAlias): UnitMatch {
  const { level } = alias
  return {
    naming,
    commune: level === 'commune' ? alias : undefined,
    district: level === 'district' ? alias : undefined,
    province: level === 'province' ? alias : undefined,
  }
}

/** Adds what is lost for the untyped share of units beside a name: little while they are being typed, else they are hardly meant. */
export function unitCost(cost: number, missing: number, mask: number, query: Query): number {
  const isTyped = (mask & query.last) !== 0
  return cost + (isTyped ? AGREEMENT.begunUnit : AGREEMENT.partOfUnit) * missing
}

/** Two levels joined; undefined when they cannot belong to one place and time. */
export function pair(one: UnitMatch, other: UnitMatch): UnitMatch | undefined {
  const a = one.naming
  const b = other.naming
  if (a.mask & b.mask) return undefined
  let cost = a.cost + b.cost
  if (one.commune && other.district) {
    if (!one.commune.current && one.commune.district !== other.district.unit) return undefined
    if (one.commune.current) cost += AGREEMENT.legacyDistrict
  }
  const smaller = one.commune ?? one.district
  if (smaller && other.province && smaller.province !== other.province.unit) {
    if (!other.province.current && !smaller.current) return undefined
    cost += AGREEMENT.mixedEras
  }
  const naming = {
    mask: a.mask | b.mask,
    coverage: a.coverage + b.coverage,
    stated: a.stated + b.stated,
    smallest: a.smallest,
    accents: a.accents + b.accents,
    completeness: a.completeness,
    missing: a.missing + b.missing,
    cost,
    order: a.order + b.order + (first(b.mask) < first(a.mask) ? ORDER.unitsReversed : 0),
    typeCost: a.typeCost + b.typeCost,
    typeMask: a.typeMask | b.typeMask,
    how: weaker(a.how, b.how),
  }
  return {
    naming,
    commune: one.commune,
    district: one.district ?? other.district,
    province: one.province ?? other.province,
  }
}

/** Whether tokens are all that stands between two commas, or behind their type word up to a comma or the next type word. */
function isStated(query: Query, from: number, mask: number, introduced: boolean): boolean {
  const { commas, ignored, tokens, typeBefore, last } = query
  const segment = commas[from]
  const end = 32 - Math.clz32(mask)
  for (let i = introduced ? end : 0; i < tokens.length; i++) {
    const bit = 1 << i
    if (commas[i] !== segment || (ignored & bit) !== 0 || (mask & bit) !== 0) continue
    // While it is typed, "Xã Mỹ Thạnh Đ" may become a longer name.
    if (!introduced || bit === last) return false
    return typeBefore.some((type) => type !== undefined && (type.mask & bit) !== 0)
  }
  return introduced || (commas[tokens.length - 1]! > 0 && (mask & last) === 0)
}

/** The bit of the first token. */
function first(mask: number): number {
  return mask & -mask
}

/**
 * The `max` best, in order, and few of the same tokens: beside a name that takes some tokens a unit named by others must be left. Reorders a
 * list that is too long.
 */
export function bestMatches(matches: UnitMatch[], max: number): readonly UnitMatch[] {
  if (matches.length <= max) return matches
  putInOrder(matches)
  const kept: UnitMatch[] = []
  for (let i = 0; i < matches.length && kept.length < max; i++) {
    const match = matches[i]!
    let same = 0
    for (let k = 0; k < kept.length; k++) if (kept[k]!.naming.mask === match.naming.mask) same++
    if (same < MAX_OF_ONE_MASK) kept.push(match)
  }
  return kept
}

/** Sorts in place, best first and equals as they came; by insertion, as few matches are not worth an array sort's memory. */
export function putInOrder(matches: UnitMatch[]): void {
  for (let i = 1; i < matches.length; i++) {
    const match = matches[i]!
    const points = pointsOf(match)
    let at = i
    for (; at > 0 && pointsOf(matches[at - 1]!) < points; at--) matches[at] = matches[at - 1]!
    matches[at] = match
  }
}

function pointsOf({ naming: { coverage, accents, cost, order } }: UnitMatch): number {
  return coverage - accents - cost - order
}
