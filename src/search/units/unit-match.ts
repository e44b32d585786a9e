import { type Alignment, weaker } from '../names/alignment.ts'
import { type Query, shareOf } from '../query/query.ts'
import { AGREEMENT, ORDER } from '../scoring.ts'
import type { WordMatch } from '../words/word-match.ts'
import type { UnitAlias } from './unit-alias.ts'

/** Ways of one level that are joined with those of others. */
export const MAX_PER_LEVEL = 4

/** Units of one area that the query names, one per level, and how well. */
export interface UnitMatch {
  readonly mask: number
  readonly coverage: number
  readonly accents: number
  /** Of the smallest unit named. */
  readonly completeness: number
  /** How much of the units named was not typed, added up over the levels. */
  readonly missing: number
  /** Points lost where the words around speak against it. */
  readonly cost: number
  /** Points lost by the order of the words. */
  readonly order: number
  /** Part of `cost` owed to type words, and these words: no type words where they are in a name. */
  readonly saidCost: number
  readonly saidMask: number
  readonly how: WordMatch['how']
  readonly commune: UnitAlias | undefined
  readonly district: UnitAlias | undefined
  readonly province: UnitAlias | undefined
}

/** An alignment with a unit's name, taken for that unit, with the type word before it. */
export function unitMatch(query: Query, alignment: Alignment, alias: UnitAlias): UnitMatch {
  const { from, accents, completeness, how } = alignment
  const { level, type } = alias
  let { mask, coverage } = alignment
  let cost = 0
  const said = query.introducers[from]
  if (said && (said.mask & mask) === 0) {
    if (said.level === level) {
      mask |= said.mask
      coverage += shareOf(query, said.mask)
      if (said.type !== type) cost += AGREEMENT.otherType
    } else if (said.level === 'street' || said.level === 'hamlet') cost += AGREEMENT.unintroduced
    else if (said.level !== 'house' && said.level !== 'alley') cost += AGREEMENT.otherLevel
  }
  return {
    mask,
    coverage,
    accents,
    completeness,
    missing: 1 - completeness,
    cost,
    order: alignment.gaps * ORDER.gap + (alignment.at > 0 ? ORDER.headless : 0),
    saidCost: cost,
    saidMask: cost > 0 ? said!.mask : 0,
    how,
    commune: level === 'commune' ? alias : undefined,
    district: level === 'district' ? alias : undefined,
    province: level === 'province' ? alias : undefined,
  }
}

/** A unit beside a name is named whole, or still being typed, or probably not meant. */
export function unitCost(cost: number, missing: number, mask: number, query: Query): number {
  const begun = query.unfinished && (mask >>> (query.tokens.length - 1)) & 1
  return cost + (begun ? AGREEMENT.begunUnit : AGREEMENT.partOfUnit) * missing
}

/** Two levels together, when they can belong to one place and time. */
export function pair(a: UnitMatch, b: UnitMatch): UnitMatch | undefined {
  if (a.mask & b.mask) return undefined
  let cost = a.cost + b.cost
  if (a.commune && b.district) {
    if (!a.commune.current && a.commune.district !== b.district.unit) return undefined
    if (a.commune.current) cost += AGREEMENT.legacyDistrict
  }
  const smaller = a.commune ?? a.district
  if (smaller && b.province && smaller.province !== b.province.unit) {
    if (!b.province.current && !smaller.current) return undefined
    cost += AGREEMENT.mixedEras
  }
  return {
    mask: a.mask | b.mask,
    coverage: a.coverage + b.coverage,
    accents: a.accents + b.accents,
    completeness: a.completeness,
    missing: a.missing + b.missing,
    cost,
    order: a.order + b.order + (first(b.mask) < first(a.mask) ? ORDER.unitsReversed : 0),
    saidCost: a.saidCost + b.saidCost,
    saidMask: a.saidMask | b.saidMask,
    how: weaker(a.how, b.how),
    commune: a.commune,
    district: a.district ?? b.district,
    province: a.province ?? b.province,
  }
}

/** The lowest bit, which grows with the place of the first word. */
function first(mask: number): number {
  return mask & -mask
}

export function best(matches: readonly UnitMatch[]): readonly UnitMatch[] {
  if (matches.length <= MAX_PER_LEVEL) return matches
  const all = [...matches]
  putInOrder(all)
  return all.slice(0, MAX_PER_LEVEL)
}

/** Best first, equals as they came: few matches, for which a sort of the engine's takes more memory than they have. */
export function putInOrder(matches: UnitMatch[]): void {
  for (let i = 1; i < matches.length; i++) {
    const match = matches[i]!
    const points = pointsOf(match)
    let at = i
    for (; at > 0 && pointsOf(matches[at - 1]!) < points; at--) matches[at] = matches[at - 1]!
    matches[at] = match
  }
}

function pointsOf({ coverage, accents, cost, order }: UnitMatch): number {
  return coverage - accents - cost - order
}
