import { isPlaceAt } from '../../../parsing/mentions/estate-words.ts'
import type { Mention, MentionedText } from '../../../parsing/mentions/mention.ts'
import { beginsWithDigit } from '../../../text/digits.ts'
import type { Unit } from '../../unit.ts'

/** One mention a level, or none. */
export type Parts = readonly [
  commune: Mention<Unit> | undefined,
  district: Mention<Unit> | undefined,
  province: Mention<Unit> | undefined,
]

export type Order = 'small to large' | 'large to small' | 'mixed'

/** Points of a reading; the highest sum wins. */
export const POINTS = {
  level: { commune: 10, district: 6, province: 3 },
  typed: 4,
  typeDiffers: -6,
  word: 0.5,
  agreement: { exact: 2, plain: 1, doublet: 0, differs: -5 },
  mixture: -3,
  contradiction: -7.5,
  gap: -1,
  order: -3,
  /** Of all three, and of two levels, from large to small. */
  largeFirst: { 3: -1, 2: -3 },
  insidePart: -2,
  /** "7/6 Long Hòa" is rather a street. */
  numbered: -6,
  /** So is what "ấp 3" stands between and the district. */
  cutByHamlet: -4,
  /** "KCN Nhựt Chánh" and "chợ Bến Lức" are called after a commune. */
  namedAfter: -12,
} as const
const MAX_GAP = 5

/** Points of a mention by itself. */
export function namePoints({ level, agreement, from, to, type, typeDiffers }: Mention<Unit>): number {
  const points = POINTS.level[level] + POINTS.agreement[agreement] + (to - from) * POINTS.word
  return points + (type === undefined ? 0 : POINTS.typed) + (typeDiffers ? POINTS.typeDiffers : 0)
}

/** Points for where the parts stand; never more than 0. */
export function placePoints(parts: Parts, text: MentionedText<Unit>): number {
  const { words, hamlet } = text
  let score = 0
  for (const mention of parts) {
    if (!mention || mention.type !== undefined || mention.from === 0) continue
    if (words[mention.from]!.afterComma || parts.some((one) => one?.to === mention.from)) continue
    score += POINTS.insidePart
    if (isNumbered(mention, words)) score += POINTS.numbered
    if (isNamedAfter(mention, words)) score += POINTS.namedAfter
  }
  const order = orderOf(parts)
  score += gapsOf(parts, order, words.length) * POINTS.gap
  if (hamlet && isCutByHamlet(parts, hamlet.from)) score += POINTS.cutByHamlet
  if (order === 'small to large') return score
  if (order === 'large to small') return score + POINTS.largeFirst[parts.includes(undefined) ? 2 : 3]
  const [commune, district, province] = parts as Required<Parts>
  const wrong = [
    [commune, district],
    [district, province],
    [commune, province],
  ].filter(([smaller, larger]) => smaller!.from > larger!.from)
  return score + wrong.length * POINTS.order
}

/** Whether nothing but a house number stands before a mention in its part of the text. */
function isNumbered(mention: Mention<Unit>, words: MentionedText<Unit>['words']): boolean {
  return wordsBehindNumber(mention, words) === 0
}

/**
 * Whether a commune's name without its type word stands behind a house number like a street's, or is the end of one's:
 * "19 Phước Lâm", "5 Nguyễn An Ninh".
 */
export function isStreetLike(mention: Mention<Unit>, { words, hamlet }: MentionedText<Unit>): boolean {
  if (mention.level !== 'commune' || mention.type !== undefined) return false
  if (hamlet && hamlet.from < mention.from) return false
  return wordsBehindNumber(mention, words) <= 1
}

/** Words between the house number that begins a mention's part of the text and the mention; Infinity without a number. */
function wordsBehindNumber({ from }: Mention<Unit>, words: MentionedText<Unit>['words']): number {
  let start = from
  while (start > 0 && !words[start]!.afterComma) start--
  let at = start
  while (at < from && (beginsWithDigit(words[at]!.folded) || words[at]!.folded === 'so')) at++
  return at === start ? Infinity : from - at
}

/** Whether the part of the text that a commune's name ends begins like the name of a place: "KCN", "chợ", "trường". */
export function isNamedAfter(
  { level, type, from }: Mention<Unit>,
  words: MentionedText<Unit>['words'],
): boolean {
  if (level !== 'commune' || type !== undefined) return false
  let at = from
  while (at > 0 && !words[at]!.afterComma) at--
  return at < from && isPlaceAt(words, at)
}

/** Whether a hamlet stands between a commune without its type word and the larger units. */
function isCutByHamlet([commune, ...larger]: Parts, hamlet: number): boolean {
  if (!commune || commune.type !== undefined) return false
  return larger.some((one) => one && commune.from < hamlet !== one.from < hamlet)
}

/** The order of the parts in the text. */
export function orderOf([commune, district, province]: Parts): Order {
  const rises = (a: Mention<Unit> | undefined, b: Mention<Unit> | undefined) => !a || !b || a.from < b.from
  const falls = (a: Mention<Unit> | undefined, b: Mention<Unit> | undefined) => !a || !b || a.from > b.from
  if (rises(commune, district) && rises(district, province) && rises(commune, province))
    return 'small to large'
  return falls(commune, district) && falls(district, province) && falls(commune, province)
    ? 'large to small'
    : 'mixed'
}

/** Words between the parts, and behind the last; where they go from large to small, before the first. */
function gapsOf(parts: Parts, order: Order, end: number): number {
  let first = Infinity
  let last = 0
  let gaps = 0
  for (const part of parts) {
    if (!part) continue
    if (part.from < first) first = part.from
    if (part.to > last) last = part.to
    let next = Infinity
    for (const other of parts) if (other && other.from > part.from && other.from < next) next = other.from
    if (next !== Infinity) gaps += Math.min(next - part.to, MAX_GAP)
  }
  return gaps + Math.min(order === 'large to small' ? first : end - last, MAX_GAP)
}
