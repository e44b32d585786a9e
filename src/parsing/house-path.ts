import { isDigit, plainNumber } from '../text/digits.ts'
import { fold } from '../text/syllable.ts'
import { contactIn } from './personal-data.ts'

/**
 * A house number as it is written in Vietnam: a path of segments from the street inwards. "51/9" is house 9 in
 * alley 51; seven levels are real. A segment is digits with up to two letters ("4B"), with "bis" or "ter", letters
 * before digits ("B12"), a span of one building ("120A-B", "12-14") or, after the first, an alley's letter code
 * ("229/PTHO").
 */
export interface HousePath {
  /** Canonical spelling: "12/4B", "45 bis", "120A-B". */
  readonly text: string
  /** Canonical spelling of each level, outermost first. */
  readonly segments: readonly string[]
  /** Number of the outermost segment, for ordering. */
  readonly first: number
}

const MAX_SEGMENTS = 8
/** Larger numbers count as this one. */
const MAX_NUMBER = 99_999
const ZERO = 0x30
const SEGMENT =
  /^(?:([a-z]{1,2})(\d{1,5})([a-z]{0,2})|(\d{1,5})([a-z]{0,2}|bis|ter))(?:-(?:(\d{1,5})([a-z]{0,2})|([a-z])))?$/
const CODE = /^[a-z]{2,6}$/

/**
 * Reads a house number, whatever its case and spaces ("12 / 4 b"); `undefined` when it is none. Accents, if any,
 * must have been folded ("đ" is not a house letter here). Two plain numbers joined by a dash in falling order are a
 * path ("51-9" = 51/9), in rising order one building ("12-14").
 */
export function parseHousePath(text: string): HousePath | undefined {
  const plain = plainNumber(text)
  if (plain > 0) return { text, segments: [text], first: plain }
  if (text.length > 60) return undefined
  const compact = text.toLowerCase().replace(/\s+/g, '')
  const parts = compact.split('/')
  if (parts.length > MAX_SEGMENTS) return undefined
  const segments: string[] = []
  for (const part of parts) {
    const segment = parseSegment(part, segments.length > 0)
    if (segment === undefined) return undefined
    segments.push(...segment)
  }
  if (segments.length > MAX_SEGMENTS) return undefined
  return { text: segments.join('/'), segments, first: leadingNumber(segments[0] as string) }
}

/** Words that may stand before a path, folded: "số 12", "nhà số 12", "#12". */
const INTRODUCED = /^(?:(?:nha )?so|sn|#)[ .:]*/

/** What most house numbers are, too short for a phone; told at once, as indexes ask it of every address. */
const SHORT_PATH = /^(?!.{9})\d{1,4}[A-Za-z]?(?:\/\d{1,4}[A-Za-z]?)*$/

/**
 * Whether a text is a house number and nothing else (`house` of the grammar of addresses): a path, perhaps behind "số".
 * A phone number written as a path ("0912/345/678") is none.
 */
export function isHouseNumber(text: string): boolean {
  if (plainNumber(text) > 0 || SHORT_PATH.test(text)) return true
  if (text.length > 60 || contactIn(text) !== undefined) return false
  return parseHousePath(fold(text).trim().replace(INTRODUCED, '')) !== undefined
}

function parseSegment(part: string, inner: boolean): string[] | undefined {
  if (plainNumber(part) > 0) return [part]
  const match = SEGMENT.exec(part)
  if (!match) return inner && CODE.test(part) ? [part.toUpperCase()] : undefined
  const [
    ,
    prefix = '',
    prefixed,
    prefixedSuffix = '',
    digits,
    suffix = '',
    toDigits,
    toLetters = '',
    toLetter,
  ] = match
  const number = stripZeros(digits ?? prefixed ?? '')
  const tail = digits === undefined ? prefixedSuffix : suffix
  const from =
    prefix.toUpperCase() + number + (tail === 'bis' || tail === 'ter' ? ` ${tail}` : tail.toUpperCase())
  if (toLetter !== undefined) return [`${from}-${toLetter.toUpperCase()}`]
  if (toDigits === undefined) return [from]
  const to = stripZeros(toDigits) + toLetters.toUpperCase()
  return Number(toDigits) < Number(number) ? [from, to] : [`${from}-${to}`]
}

function stripZeros(digits: string): string {
  return digits.replace(/^0+(?=\d)/, '')
}

/** The number a segment begins with, letters before it passed over; 0 when it has none. */
export function leadingNumber(segment: string): number {
  return numberWithin(segment, 0, segment.length)
}

/** {@link leadingNumber} of a part of a text, read in place: comparing numbers calls it often. */
function numberWithin(text: string, from: number, to: number): number {
  let at = from
  while (at < to && !isDigit(text.charCodeAt(at))) at++
  let number = 0
  for (; at < to && isDigit(text.charCodeAt(at)) && number <= MAX_NUMBER; at++)
    number = number * 10 + text.charCodeAt(at) - ZERO
  return Math.min(number, MAX_NUMBER)
}

/**
 * Key under which equal house numbers meet: the canonical spelling, or for texts that are no path ("Lô B4") the
 * text in capitals without spaces.
 */
export function houseKey(text: string): string {
  return parseHousePath(text)?.text ?? text.toUpperCase().replace(/\s+/g, '')
}

const RANGE = /^([A-Z]{0,2})(\d+)([A-Z]?)-(?:(\d+)|([A-Z]))$/
const SINGLE = /^([A-Z]{0,2})(\d+)([A-Z]?)$/

/**
 * Whether a building's number takes in another one: "120A-B" has 120B, "12-16" has 14 (numbers of one side of a street are even or odd).
 */
export function coversNumber(building: HousePath, { segments }: HousePath): boolean {
  const last = segments.length - 1
  if (building.segments.length !== segments.length) return false
  for (let i = 0; i < last; i++) if (building.segments[i] !== segments[i]) return false
  const range = RANGE.exec(building.segments[last]!)
  const one = SINGLE.exec(segments[last]!)
  if (!range || !one || range[1] !== one[1]) return false
  const [from, number] = [Number(range[2]), Number(one[2])]
  if (range[5] !== undefined) return from === number && one[3]! >= range[3]! && one[3]! <= range[5]
  return one[3] === '' && number >= from && number <= Number(range[4]) && (number - from) % 2 === 0
}

/** The number one level further out or without its letter: 12/4B → 12/4 → 12; `undefined` at the end. */
export function parentHousePath(path: HousePath): HousePath | undefined {
  const last = path.segments[path.segments.length - 1] as string
  const stem = /^([A-Z]{0,2}\d+)(?:[A-Z]| bis| ter|-)/.exec(last)?.[1]
  if (stem !== undefined && stem !== last)
    return parseHousePath([...path.segments.slice(0, -1), stem].join('/'))
  if (path.segments.length > 1) return parseHousePath(path.segments.slice(0, -1).join('/'))
  return undefined
}

/** Order along a street, level by level: by number, the bare number first: 4, 4/1, 4 bis, 4A, 12. */
export function compareHouseNumbers(a: string, b: string): number {
  for (let i = 0, j = 0; ; ) {
    const [endA, endB] = [segmentEnd(a, i), segmentEnd(b, j)]
    const byNumber = numberWithin(a, i, endA) - numberWithin(b, j, endB)
    if (byNumber !== 0) return byNumber
    const [x, y] = [a.slice(i, endA), b.slice(j, endB)]
    if (x !== y) return x < y ? -1 : 1
    if (endA === a.length || endB === b.length) return Number(endA < a.length) - Number(endB < b.length)
    i = endA + 1
    j = endB + 1
  }
}

function segmentEnd(text: string, from: number): number {
  const slash = text.indexOf('/', from)
  return slash < 0 ? text.length : slash
}
