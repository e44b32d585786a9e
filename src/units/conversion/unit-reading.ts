import type { Mention, MentionedText } from '../../parsing/unit-mentions.ts'
import type { NameMatch } from '../../parsing/unit-names.ts'
import type { Unit } from '../unit.ts'

/** The units that a text names: the best fitting combination of its mentions, and the units that it allows. */
export interface UnitReading {
  readonly commune?: Mention<Unit>
  readonly district?: Mention<Unit>
  readonly province?: Mention<Unit>
  /** Communes named, or districts or provinces when no commune is. */
  readonly units: readonly Unit[]
  /** How well the parts agree: 0 as it was in force, 1 with a unit of another time (old commune, new province). */
  readonly mixture: number
  /** First word that belongs to a unit. */
  readonly from: number
}

/** The units above a unit, as sets of unit versions. */
export interface UnitRelations {
  /** District and province of a commune as it was, or province of a district. */
  above(unit: Unit): ReadonlySet<Unit>
  /** The same for its land at other times: what it became, and what it was made from. */
  aboveAtOtherTimes(unit: Unit): ReadonlySet<Unit>
}

/** Points of a reading; the highest sum wins. */
const POINTS = {
  level: { commune: 10, district: 6, province: 3 },
  typed: 4,
  typeDiffers: -6,
  word: 0.5,
  agreement: { exact: 2, plain: 1, doublet: 0, differs: -6 },
  mixture: -3,
  gap: -1,
  order: -3,
  insidePart: -2,
} as const
const MAX_GAP = 5
const LEVELS = ['commune', 'district', 'province'] as const
type Choices = readonly (Mention<Unit> | undefined)[]
/** One mention a level, or none. */
type Parts = readonly [
  commune: Mention<Unit> | undefined,
  district: Mention<Unit> | undefined,
  province: Mention<Unit> | undefined,
]
/** Mentions of each level that are tried, from the end of the text: an address ends with its units. */
const MAX_MENTIONS = 12

/** The best reading of a text's mentions; `undefined` when nothing in it is a unit. */
export function readUnits(text: MentionedText<Unit>, relations: UnitRelations): UnitReading | undefined {
  const [communes, districts, provinces] = LEVELS.map((level) => choices(text.mentions, level)) as Choices[]
  let best: { parts: Parts; units: Unit[]; mixture: number; score: number } | undefined
  for (const commune of communes as Choices)
    for (const district of districts as Choices) {
      if (commune && district && overlap(commune, district)) continue
      for (const province of provinces as Choices) {
        if (!commune && !district && !province) continue
        if (province && commune && overlap(commune, province)) continue
        if (province && district && overlap(district, province)) continue
        const parts: Parts = [commune, district, province]
        const max = scoreOf(parts, text)
        // A mixture only takes points off, so this is the highest score that the parts can reach.
        if (best && max <= best.score) continue
        const fitting = unitsOf(parts, relations)
        if (!fitting) continue
        const score = max + fitting.mixture * POINTS.mixture
        if (best && score <= best.score) continue
        best = { parts, ...fitting, score }
      }
    }
  if (!best) return undefined
  const [commune, district, province] = best.parts
  return {
    ...(commune ? { commune } : {}),
    ...(district ? { district } : {}),
    ...(province ? { province } : {}),
    units: best.units,
    mixture: best.mixture,
    from: Math.min(...best.parts.map((one) => one?.from ?? Infinity)),
  }
}

/** Mentions of one level, and none. */
function choices(mentions: readonly Mention<Unit>[], level: Unit['level']): Choices {
  return [...mentions.filter((one) => one.level === level).slice(-MAX_MENTIONS), undefined]
}

function overlap(a: Mention<Unit>, b: Mention<Unit>): boolean {
  return a.from < b.to && b.from < a.to
}

/** The units of the smallest level named that lie in those named above it, the least mixed of them. */
function unitsOf(parts: Parts, relations: UnitRelations): { units: Unit[]; mixture: number } | undefined {
  const [smallest, ...above] = parts.filter((one) => one !== undefined)
  if (!smallest) return undefined
  let min = Infinity
  let units: Unit[] = []
  for (const { unit } of smallest.matches) {
    const mixture = above.reduce((sum, mention) => sum + mixtureOf(unit, mention.matches, relations), 0)
    if (mixture > min || mixture === Infinity) continue
    if (mixture < min) units = []
    min = mixture
    units.push(unit)
  }
  return units.length > 0 ? { units, mixture: min } : undefined
}

function mixtureOf(unit: Unit, above: readonly NameMatch<Unit>[], relations: UnitRelations): number {
  const then = relations.above(unit)
  if (above.some((match) => then.has(match.unit))) return 0
  const otherwise = relations.aboveAtOtherTimes(unit)
  return above.some((match) => otherwise.has(match.unit)) ? 1 : Infinity
}

function scoreOf(parts: Parts, { words }: MentionedText<Unit>): number {
  let score = 0
  for (const mention of parts) {
    if (!mention) continue
    score += POINTS.level[mention.level] + POINTS.agreement[mention.agreement]
    score += (mention.to - mention.from) * POINTS.word
    if (mention.type !== undefined) score += POINTS.typed
    else if (
      mention.from > 0 &&
      !words[mention.from]?.afterComma &&
      !parts.some((one) => one?.to === mention.from)
    )
      score += POINTS.insidePart
    if (mention.typeDiffers) score += POINTS.typeDiffers
    score += Math.min(gapBehind(mention, parts, words.length), MAX_GAP) * POINTS.gap
  }
  const [commune, district, province] = parts
  if (commune && district && commune.from > district.from) score += POINTS.order
  if (district && province && district.from > province.from) score += POINTS.order
  if (commune && province && commune.from > province.from) score += POINTS.order
  return score
}

/** Words between a part and the next one, or the end of the text. */
function gapBehind(mention: Mention<Unit>, parts: Parts, end: number): number {
  let next = end
  for (const other of parts) if (other && other.from > mention.from && other.from < next) next = other.from
  return next - mention.to
}
