import type { Mention, MentionedText } from '../../../parsing/mentions/mention.ts'
import type { NameMatch } from '../../../parsing/mentions/unit-names.ts'
import type { Unit } from '../../unit.ts'
import { namePoints, type Order, orderOf, type Parts, POINTS, placePoints } from './reading-points.ts'

/** The units that a text names: the best fitting combination of its mentions, and the units that it allows. */
export interface UnitReading {
  readonly commune?: Mention<Unit>
  readonly district?: Mention<Unit>
  readonly province?: Mention<Unit>
  /** Communes named, or districts or provinces when no commune is. */
  readonly units: readonly Unit[]
  /** How well the parts agree: 0 as it was in force, 1 with a unit of another time (old commune, new province). */
  readonly mixture: number
  /** Levels written that the units named never belonged to. */
  readonly contradicted: readonly Unit['level'][]
  /** Which unit is written first; `mixed` of three in neither order. "Long An, Cần Giuộc, Phước Lý" is from large to small. */
  readonly order: Order
  /** First word that belongs to a unit, and the one behind the last. */
  readonly from: number
  readonly to: number
  readonly score: number
}

/** The units above a unit, as sets of unit versions. */
export interface UnitRelations {
  /** District and province of a commune as it was, or province of a district. */
  above(unit: Unit): ReadonlySet<Unit>
  /** The same for its land at other times: what it became, and what it was made from. */
  aboveAtOtherTimes(unit: Unit): ReadonlySet<Unit>
  /** Whether land of both is in one commune of today. */
  shareLand(a: Unit, b: Unit): boolean
}

/** A mention of a level, or none, and the points that it brings by itself. */
interface Choice {
  readonly mention: Mention<Unit> | undefined
  readonly points: number
}
/** Mentions of each level that are tried, from the end of the text: an address ends with its units. */
const MAX_MENTIONS = 12

/** The best reading of a text's mentions; `undefined` when nothing in it is a unit. */
export function readUnits(text: MentionedText<Unit>, relations: UnitRelations): UnitReading | undefined {
  const mentions = text.mentions.filter((one) => !isCutOff(one, text))
  const communes = choices(mentions, 'commune')
  const districts = choices(mentions, 'district')
  const provinces = choices(mentions, 'province')
  let best: (Fitting & { parts: Parts; score: number }) | undefined
  const mostOfDistricts = mostPoints(districts)
  const mostOfProvinces = mostPoints(provinces)
  // Places and what does not fit only take points off: most combinations cannot reach the best so far.
  for (const commune of communes) {
    if (best && commune.points + mostOfDistricts + mostOfProvinces <= best.score) continue
    for (const district of districts) {
      const points = commune.points + district.points
      if (best && points + mostOfProvinces <= best.score) continue
      for (const province of provinces) {
        if (best && points + province.points <= best.score) continue
        const parts: Parts = [commune.mention, district.mention, province.mention]
        if (!areApart(parts)) continue
        const max = points + province.points + placePoints(parts, text)
        if (best && max <= best.score) continue
        const fitting = unitsOf(parts, relations)
        const score =
          max + fitting.mixture * POINTS.mixture + fitting.contradicted.length * POINTS.contradiction
        if (!best || score > best.score) best = { parts, ...fitting, score }
      }
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
    contradicted: best.contradicted,
    order: orderOf(best.parts),
    from: Math.min(...best.parts.map((one) => one?.from ?? Infinity)),
    to: Math.max(...best.parts.map((one) => one?.to ?? 0)),
    score: best.score,
  }
}

/** The last mentions of one level, and none. */
function choices(mentions: readonly Mention<Unit>[], level: Unit['level']): Choice[] {
  const found: Choice[] = [{ mention: undefined, points: 0 }]
  for (let i = mentions.length - 1; i >= 0 && found.length <= MAX_MENTIONS; i--) {
    const mention = mentions[i]!
    if (mention.level === level) found.push({ mention, points: namePoints(mention) })
  }
  return found.reverse()
}

function mostPoints(choices: readonly Choice[]): number {
  let most = 0
  for (const { points } of choices) if (points > most) most = points
  return most
}

/**
 * "Mỹ Thạnh" of "Xã Quê Mỹ Thạnh" and "Xã Thái Bình" of "Xã Thái Bình Trung" are no names of their own, nor is a piece
 * of a name that fills its part of the text.
 */
function isCutOff(mention: Mention<Unit>, { mentions, words }: MentionedText<Unit>): boolean {
  return mentions.some(({ type, level, from, to, agreement }) => {
    if (from > mention.from || to < mention.to || to - from === mention.to - mention.from) return false
    if (agreement === 'differs') return false
    if (type === undefined) return isPartStart(words, from) && isPartStart(words, to)
    if (mention.type === undefined) return from < mention.from
    return from === mention.from && level === mention.level
  })
}

function isPartStart(words: MentionedText<Unit>['words'], at: number): boolean {
  return at === 0 || at === words.length || words[at]!.afterComma
}

/** Whether something is named, and nothing twice. */
function areApart([commune, district, province]: Parts): boolean {
  if (overlap(commune, district) || overlap(commune, province) || overlap(district, province)) return false
  return commune !== undefined || district !== undefined || province !== undefined
}

function overlap(a: Mention<Unit> | undefined, b: Mention<Unit> | undefined): boolean {
  return a !== undefined && b !== undefined && a.from < b.to && b.from < a.to
}

interface Fitting {
  readonly units: Unit[]
  readonly mixture: number
  readonly contradicted: readonly Unit['level'][]
}

/** The units of the smallest level named that fit those named above it best: fewest contradictions, then least mixed. */
function unitsOf(parts: Parts, relations: UnitRelations): Fitting {
  const [commune, district, province] = parts
  const smallest = commune ?? district ?? province
  let best: Fitting | undefined
  for (const { unit } of smallest!.matches) {
    const contradicted: Unit['level'][] = []
    let mixture = 0
    for (const above of parts) {
      if (!above || above === smallest) continue
      const found = mixtureOf(unit, above.matches, relations)
      if (found === undefined) contradicted.push(above.level)
      else mixture += found
    }
    const order = best ? contradicted.length - best.contradicted.length || mixture - best.mixture : -1
    if (order < 0) best = { units: [unit], mixture, contradicted }
    else if (order === 0) best!.units.push(unit)
  }
  return best!
}

/** 0 for a unit that lay in one of those above, 1 at another time, undefined never. */
export function mixtureOf(
  unit: Unit,
  above: readonly NameMatch<Unit>[],
  relations: UnitRelations,
): 0 | 1 | undefined {
  if (isAmong(above, relations.above(unit))) return 0
  return isAmong(above, relations.aboveAtOtherTimes(unit)) ? 1 : undefined
}

function isAmong(matches: readonly NameMatch<Unit>[], units: ReadonlySet<Unit>): boolean {
  for (const { unit } of matches) if (units.has(unit)) return true
  return false
}
