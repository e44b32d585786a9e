import type { Unit } from './unit.ts'
import type { Mention, MentionedText } from './unit-mentions.ts'
import type { NameMatch } from './unit-names.ts'

/** What a text says about units: the best fitting combination of its mentions, and the units that it allows. */
export interface UnitReading {
  readonly commune?: Mention
  readonly district?: Mention
  readonly province?: Mention
  /** Communes named, or districts or provinces when no commune is. */
  readonly units: readonly Unit[]
  /** How well the parts agree: 0 as it was in force, 1 with a unit of another time (old commune, new province). */
  readonly mixture: number
  /** First word that belongs to a unit. */
  readonly from: number
}

/** What a reading needs to know of units; each answer is a set of unit versions. */
export interface UnitRelations {
  /** District and province of a commune as it was, or province of a district. */
  above(unit: Unit): ReadonlySet<Unit>
  /** The same for its land at other times: what it became, and what it was made from. */
  aboveAtOtherTimes(unit: Unit): ReadonlySet<Unit>
}

type Combination = Partial<Record<Unit['level'], Mention>>

/** Larger wins; the differences matter, not the figures. */
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
const MOST_GAP = 5
/** Mentions looked at per level, from the end of the text: an address ends with its units. */
const MOST_MENTIONS = 12

/** The best reading of a text's mentions; `undefined` when nothing in it is a unit. */
export function readUnits(text: MentionedText, relations: UnitRelations): UnitReading | undefined {
  let best: { reading: UnitReading; score: number } | undefined
  for (const combination of combinations(text.mentions)) {
    const fitting = unitsOf(combination, relations)
    if (!fitting) continue
    const { units, mixture } = fitting
    const parts = Object.values(combination).sort((a, b) => a.from - b.from)
    const score = scoreOf(combination, parts, text) + mixture * POINTS.mixture
    if (best && score <= best.score) continue
    best = { reading: { ...combination, units, mixture, from: parts[0]?.from ?? 0 }, score }
  }
  return best?.reading
}

function* combinations(mentions: readonly Mention[]): Generator<Combination> {
  const ofLevel = (level: Unit['level']): (Mention | undefined)[] => [
    ...mentions.filter((one) => one.level === level).slice(-MOST_MENTIONS),
    undefined,
  ]
  const [communes, districts, provinces] = [ofLevel('commune'), ofLevel('district'), ofLevel('province')]
  for (const commune of communes)
    for (const district of districts) {
      if (commune && district && overlap(commune, district)) continue
      for (const province of provinces) {
        if (!commune && !district && !province) continue
        if (
          province &&
          ((commune && overlap(commune, province)) || (district && overlap(district, province)))
        )
          continue
        yield {
          ...(commune ? { commune } : {}),
          ...(district ? { district } : {}),
          ...(province ? { province } : {}),
        }
      }
    }
}

function overlap(a: Mention, b: Mention): boolean {
  return a.from < b.to && b.from < a.to
}

/** The units of the smallest level named that lie in those named above it, the least mixed of them. */
function unitsOf(
  { commune, district, province }: Combination,
  relations: UnitRelations,
): { units: Unit[]; mixture: number } | undefined {
  const [smallest, ...above] = [commune, district, province].filter((one) => one !== undefined)
  if (!smallest) return undefined
  let least = Infinity
  let units: Unit[] = []
  for (const { unit } of smallest.matches) {
    const mixture = above.reduce((sum, mention) => sum + mixtureOf(unit, mention.matches, relations), 0)
    if (mixture > least || mixture === Infinity) continue
    if (mixture < least) units = []
    least = mixture
    units.push(unit)
  }
  return units.length > 0 ? { units, mixture: least } : undefined
}

function mixtureOf(unit: Unit, above: readonly NameMatch[], relations: UnitRelations): number {
  const then = relations.above(unit)
  if (above.some((match) => then.has(match.unit))) return 0
  const otherwise = relations.aboveAtOtherTimes(unit)
  return above.some((match) => otherwise.has(match.unit)) ? 1 : Infinity
}

function scoreOf(combination: Combination, parts: readonly Mention[], { words }: MentionedText): number {
  let score = 0
  for (const mention of parts) {
    score += POINTS.level[mention.level] + POINTS.agreement[mention.agreement]
    score += (mention.to - mention.from) * POINTS.word
    if (mention.type !== undefined) score += POINTS.typed
    else if (
      mention.from > 0 &&
      !words[mention.from]?.afterComma &&
      !parts.some((one) => one.to === mention.from)
    )
      score += POINTS.insidePart
    if (mention.typeDiffers) score += POINTS.typeDiffers
  }
  const gaps = parts.map((mention, i) => (parts[i + 1]?.from ?? words.length) - mention.to)
  score += gaps.reduce((sum, gap) => sum + Math.min(gap, MOST_GAP) * POINTS.gap, 0)
  const { commune, district, province } = combination
  if (commune && district && commune.from > district.from) score += POINTS.order
  if (district && province && district.from > province.from) score += POINTS.order
  if (commune && province && commune.from > province.from) score += POINTS.order
  return score
}
