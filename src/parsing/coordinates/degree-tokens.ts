import { fold } from '../../text/syllable.ts'
import type { Axis } from './position.ts'

/** A piece of a text that may be a coordinate. */
export type DegreeToken =
  | { readonly type: 'number'; readonly value: number; readonly decimals: number; readonly negative: boolean }
  /** 0 degrees, 1 minutes, 2 seconds; `letter` is the word that says so, '' for a sign. */
  | { readonly type: 'unit'; readonly unit: 0 | 1 | 2; readonly letter: string }
  /** A point of the compass: the axis, and whether it counts down. */
  | { readonly type: 'compass'; readonly axis: Axis; readonly negative: boolean }
  /** A word that names the axis. */
  | { readonly type: 'label'; readonly axis: Axis }
  | { readonly type: 'separator' }

/** What may stand before a coordinate and says only that it is one. */
const INTRODUCTION = /^(?:toa do|vi tri|gps|wgs ?84|coordinates?|location|position)\b[\s:=-]*/
const NUMBER = /\d{1,9}(?:\.\d{1,17})?/y
const NUMBER_WITH_COMMA = /\d{1,9}(?:[.,]\d{1,17})?/y
const WORD = /[a-z]+/y
const SKIPPED = /[\s()[\]{}@:=]/
const SEPARATORS = /[,;/|~_]/

const UNIT_SIGNS: Readonly<Record<string, 0 | 1 | 2>> = { '°': 0, "'": 1, '"': 2 }
const UNIT_WORDS: Readonly<Record<string, 0 | 1 | 2>> = {
  d: 0,
  do: 0,
  deg: 0,
  degrees: 0,
  m: 1,
  min: 1,
  phut: 1,
  s: 2,
  sec: 2,
  giay: 2,
}
const COMPASS: Readonly<Record<string, { axis: Axis; negative: boolean }>> = {
  ...points('lat', false, ['n', 'b', 'bac', 'north']),
  ...points('lat', true, ['s', 'nam', 'south']),
  ...points('lon', false, ['e', 'd', 'dong', 'east']),
  ...points('lon', true, ['w', 't', 'tay', 'west']),
}
const LABELS: Readonly<Record<string, Axis>> = {
  lat: 'lat',
  latitude: 'lat',
  vi: 'lat',
  lon: 'lon',
  lng: 'lon',
  long: 'lon',
  longitude: 'lon',
  kinh: 'lon',
}
/** Second words of "vĩ độ", "kinh tuyến". */
const BEHIND_LABEL: ReadonlySet<string> = new Set(['do', 'tuyen'])
const MAX_TOKENS = 24

/**
 * The pieces of a text in which numbers of degrees may stand, in lower case and cleaned; undefined as soon as there is a
 * word that does not belong to any. With `commas`, a comma between digits begins decimals.
 */
export function degreeTokens(clean: string, commas: boolean): DegreeToken[] | undefined {
  const text = folded(clean)
  const number = commas ? NUMBER_WITH_COMMA : NUMBER
  // ISO 6709 joins signed numbers: "+10.536+106.4113/".
  const signed = /^[+-]/.test(text)
  const tokens: DegreeToken[] = []
  let sign = ''
  for (let at = 0; at < text.length; ) {
    if (tokens.length > MAX_TOKENS) return undefined
    const char = text[at]!
    number.lastIndex = at
    const digits = number.exec(text)?.[0]
    if (digits !== undefined) {
      const [, decimals = ''] = digits.split(/[.,]/)
      const value = Number(digits.replace(',', '.'))
      tokens.push({ type: 'number', value, decimals: decimals.length, negative: sign === '-' })
      sign = ''
      at += digits.length
    } else if (char === '+' || char === '-') {
      // A dash between numbers parts them, "10-32-09".
      const between = at > 0 && /[\d°'"]/.test(text[at - 1]!)
      if (between && char === '+') tokens.push({ type: 'separator' })
      sign = between && !signed ? '' : char
      at++
    } else if (char in UNIT_SIGNS) {
      const unit = UNIT_SIGNS[char]!
      const doubled = unit === 1 && text[at + 1] === "'"
      tokens.push({ type: 'unit', unit: doubled ? 2 : unit, letter: '' })
      at += doubled ? 2 : 1
    } else if (SEPARATORS.test(char)) {
      tokens.push({ type: 'separator' })
      at++
    } else if (SKIPPED.test(char) || (char === '.' && at === text.length - 1)) at++
    else {
      WORD.lastIndex = at
      const word = WORD.exec(text)?.[0]
      const token = word && wordToken(word, at > 0 && /\d/.test(text[at - 1]!), tokens.at(-1))
      if (!word || !token) return undefined
      if (token !== 'nothing') tokens.push(token)
      at += word.length
    }
  }
  return tokens
}

/** A word as a piece; undefined when it is none. */
function wordToken(
  word: string,
  afterDigit: boolean,
  before: DegreeToken | undefined,
): DegreeToken | 'nothing' | undefined {
  if (before?.type === 'label' && BEHIND_LABEL.has(word)) return 'nothing'
  if (before?.type === 'number' && word in UNIT_WORDS && (afterDigit || word.length > 1))
    return { type: 'unit', unit: UNIT_WORDS[word]!, letter: word }
  if (word in COMPASS) return { type: 'compass', ...COMPASS[word]! }
  if (word in LABELS) return { type: 'label', axis: LABELS[word]! }
  return word === 'va' || word === 'and' ? { type: 'separator' } : undefined
}

/** Without accents and with one sign for each unit; "Đ" for Đông is told from the "d" of degrees. */
function folded(clean: string): string {
  const text = clean
    .toLowerCase()
    .replace(/[º˚∘]/g, '°')
    .replace(/(\d)o(?=\s?\d)/g, '$1°')
    .replace(/[′‘’]/g, "'")
    .replace(/[″“”]/g, '"')
    .replace(/(?<![\p{L}])đ(?![\p{L}])/gu, 'e')
    .replace(/"([a-z]{2,9})"/g, '$1')
  return fold(text).replace(INTRODUCTION, '').trim()
}

function points(axis: Axis, negative: boolean, words: readonly string[]) {
  return Object.fromEntries(words.map((word) => [word, { axis, negative }]))
}
