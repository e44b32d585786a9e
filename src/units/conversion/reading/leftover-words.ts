import type { Mention, MentionedText } from '../../../parsing/mentions/mention.ts'
import type { Unit } from '../../unit.ts'
import type { Warning } from '../conversion.ts'
import { isNamedAfter } from './reading-points.ts'
import { mixtureOf, type UnitReading, type UnitRelations } from './unit-reading.ts'

/** What of a text its reading leaves. */
export interface Leftover {
  /** The address without its units, as it is written but from small to large: "12 Nguyễn Huệ, Ấp 3". */
  readonly rest: string
  /** What the reading does not explain. */
  readonly warnings: ReadonlySet<Warning>
  /** Communes that are named besides, and are others. */
  readonly communes: readonly Mention<Unit>[]
}

/** A run of words within one part of the text that belongs to no unit of the reading. */
interface Segment {
  readonly from: number
  readonly to: number
}

/** What becomes of a segment: words that are the address itself, and what it says against the reading. */
interface Verdict {
  readonly kept?: Segment
  readonly warning?: Warning
  readonly unit?: Mention<Unit>
}

/** Words beside units that change nothing: "nay là", "cũ", "ĐT" before a telephone. */
const SILENT: ReadonlySet<string> = new Set(
  'nay la thuoc cu moi truoc day sap nhap dt sdt tel dien thoai ma buu chinh zip'.split(' '),
)
/** Postal codes, telephones and their parts. */
const NUMBER = /^\d{3,}$/
const MISMATCH: Readonly<Record<Unit['level'], Warning>> = {
  commune: 'two-communes',
  district: 'district-mismatch',
  province: 'two-provinces',
}

/** Looks at every word that a reading does not take: it is kept, said by the answer as well, or warned of. */
export function leftoverOf(
  text: MentionedText<Unit>,
  reading: UnitReading,
  relations: UnitRelations,
): Leftover {
  const warnings = new Set<Warning>()
  const communes: Mention<Unit>[] = []
  const before: Segment[] = []
  const behind: Segment[] = []
  const largeFirst = reading.order === 'large to small'
  let asWritten = true
  let isUnit = false
  for (const segment of segmentsOf(text, reading)) {
    const isBefore = segment.to <= reading.from
    const outside = isBefore || (largeFirst && segment.from >= reading.to)
    const { kept, warning, unit }: Verdict = outside
      ? outsideVerdict(text, segment, reading, relations, isUnit)
      : insideVerdict(text, segment, reading, relations)
    isUnit = kept?.to !== segment.to
    if (warning) warnings.add(warning)
    if (unit) warnings.add(MISMATCH[unit.level])
    if (unit?.level === 'commune') communes.push(unit)
    if (kept) (isBefore ? before : behind).push(kept)
    asWritten &&= isBefore ? kept?.to === segment.to : kept === undefined
  }
  if (largeFirst) behind.reverse()
  const rest = asWritten
    ? text.text.slice(0, endOfRest(text, reading))
    : [...before, ...behind].map((one) => written(text, one)).join(', ')
  return { rest: withoutEnd(rest), warnings, communes }
}

/** Where the units begin; a commune that a place is called after stays in the place's name. */
function endOfRest({ words }: MentionedText<Unit>, { commune, from }: UnitReading): number | undefined {
  const isName = commune?.from === from && isNamedAfter(commune, words)
  return isName ? words[commune.to - 1]?.end : words[from]?.start
}

/** A text without the commas and spaces at its end. */
export function withoutEnd(text: string): string {
  return text.replace(/(?<![\s,;.(-])[\s,;.(-]+$/u, '')
}

/**
 * What stands beside the units is the address itself, but for a unit at its beginning or right before those of the
 * reading: "huyện Đức Hòa, …", "… xã Tân Thành (nay là".
 */
function outsideVerdict(
  text: MentionedText<Unit>,
  segment: Segment,
  reading: UnitReading,
  relations: UnitRelations,
  behindUnit: boolean,
): Verdict {
  const { from, to } = segment
  if (text.words.slice(from, to).every(({ folded }) => SILENT.has(folded))) return {}
  const meetsUnits = to === reading.from && !text.words[to]!.afterComma
  const units = text.mentions.filter((one) => {
    if (one.from < from || one.to > to) return false
    if (one.type === undefined) return behindUnit && one.from === from && one.to === to
    return one.from === from || (meetsUnits && text.words.slice(one.to, to).every(isSilent))
  })
  if (units.length === 0) return { kept: segment }
  const said = units.find((one) => isSaid(one, reading, relations))
  if (!said) return { kept: segment, unit: units[0]! }
  if (!text.words.slice(said.to, to).every(isSilent)) return { kept: segment }
  return said.from > from ? { kept: { from, to: said.from } } : {}
}

/** Among and behind the units every word has to be understood. */
function insideVerdict(
  text: MentionedText<Unit>,
  { from, to }: Segment,
  reading: UnitReading,
  relations: UnitRelations,
): Verdict {
  for (let at = from; at < to; ) {
    const units = text.mentions.filter((one) => one.from === at && one.to <= to)
    const said = units.find((one) => isSaid(one, reading, relations))
    const typed = text.typed.find((one) => one.from === at)
    if (said) at = said.to
    else if (typed?.level === 'country') at = typed.to
    else if (isSilent(text.words[at]!)) at++
    else {
      const isRoad = typed?.level === 'province' && text.words[typed.to]?.folded === 'lo'
      if (isRoad || (typed && KEPT.has(typed.level))) return { kept: { from, to } }
      const named = units.find(({ type }) => type !== undefined) ?? units.at(-1)
      if (named) return { unit: named }
      if (text.elsewhere && text.elsewhere.from === at) return { warning: 'two-provinces' }
      return { warning: typed?.level === 'district' ? 'district-mismatch' : 'words-not-understood' }
    }
  }
  return {}
}

const KEPT: ReadonlySet<string> = new Set(['hamlet', 'house', 'street', 'alley'])

/** Whether a unit beside those of the reading is one that they lie in, or has land with them: "(nay là xã Mỹ Lộc)". */
function isSaid(mention: Mention<Unit>, { units }: UnitReading, relations: UnitRelations): boolean {
  const { level, matches } = mention
  return units.some(
    (unit) =>
      (unit.level !== level && mixtureOf(unit, matches, relations) !== undefined) ||
      (unit.level === level && matches.some((match) => relations.shareLand(unit, match.unit))),
  )
}

function isSilent({ folded }: { folded: string }): boolean {
  return SILENT.has(folded) || NUMBER.test(folded)
}

function segmentsOf({ words }: MentionedText<Unit>, reading: UnitReading): Segment[] {
  const parts = [reading.commune, reading.district, reading.province]
  const segments: Segment[] = []
  let from = 0
  const end = (to: number) => {
    if (from < to) segments.push({ from, to })
  }
  for (let at = 0; at < words.length; at++) {
    if (words[at]!.afterComma) {
      end(at)
      from = at
    }
    const part = parts.find((one) => one?.from === at)
    if (!part) continue
    end(at)
    from = part.to
    at = part.to - 1
  }
  end(words.length)
  return segments
}

function written({ text, words }: MentionedText<Unit>, { from, to }: Segment): string {
  return text.slice(words[from]?.start, words[to - 1]?.end)
}
