import type { Token } from '../../parsing/tokens.ts'
import { isDigit } from '../../text/digits.ts'

/**
 * The words of a query that name a part of a building, as a mask: "căn hộ A12.05", "phòng 302", "P.302", "block B", "tầng trệt", "ki-ốt 5". An
 * address is that of the building. They are taken where a part of the text begins, as "Tân Phong 3" is a hamlet and no room.
 *
 * @param normalized the text that the tokens are of: only there a dot joins "A12.05"
 * @param unfinished whether the last word may go on: "toà a" may become a court
 */
export function buildingParts(tokens: readonly Token[], normalized: string, unfinished: boolean): number {
  const whole = unfinished ? tokens.slice(0, -1) : tokens
  let mask = 0
  let begins = true
  for (let i = 0; i < whole.length; ) {
    const mayBegin = begins || whole[i]!.afterComma || isFlat(whole, i)
    const end: number = mayBegin ? partEnd(whole, i, normalized) : i
    begins = end > i
    if (!begins) i++
    for (; i < end; i++) mask |= 1 << i
  }
  return mask
}

/** "can ho" begins no name, so that it is a flat wherever it stands. */
function isFlat(tokens: readonly Token[], at: number): boolean {
  return tokens[at]!.folded === 'can' && tokens[at + 1]?.folded === 'ho'
}

/** The token behind a part of a building that begins at one; the same where none does. */
function partEnd(tokens: readonly Token[], at: number, normalized: string): number {
  const { folded, text } = tokens[at]!
  if (ROOM_IN_ONE.test(folded)) return at + 1
  if (NAMES.get(folded)?.test(text) === false) return at
  for (const [further, label] of PARTS.get(folded) ?? NONE) {
    const behind = at + further.length + 1
    if (!further.every((word, j) => tokens[at + 1 + j]?.folded === word)) continue
    if (tokens.slice(at + 1, behind + 1).some(({ afterComma }) => afterComma)) continue
    const first = tokens[behind]
    if (first === undefined) continue
    // "a12" was read as keystrokes, for "à".
    const decoded = !normalized.includes(first.text)
    if (!label.test(first.folded) && !(decoded && LABEL.test(first.folded))) continue
    return isBehindDot(tokens[behind + 1], normalized) ? behind + 2 : behind + 1
  }
  return at
}

/** Whether a number stands behind a digit and a dot, as in "A12.05". */
function isBehindDot(token: Token | undefined, normalized: string): boolean {
  if (token === undefined || token.afterComma || !/^\d{1,3}[a-z]?$/.test(token.folded)) return false
  const at = normalized.indexOf(`.${token.text}`)
  return at > 0 && isDigit(normalized.charCodeAt(at - 1))
}

/** "302", "5a", "a12", "12-05", "b". */
const LABEL = /^(?:[a-z]{1,2}|[a-z]{0,2}\d{1,4}(?:[/-]\d{1,4})?[a-z]?)$/
const NUMBERED = /^[a-z]{0,2}\d{1,4}(?:[/-]\d{1,4})?[a-z]?$/
/** Three digits and more: "p 3" is a ward. */
const ROOM = /^[a-z]?\d{3,4}[a-z]?$/
const ROOM_IN_ONE = /^p\d{3,4}[a-z]?$/
/** Words that are other words with other accents: "Cần", "Phong". */
const NAMES: ReadonlyMap<string, RegExp> = new Map([
  ['can', /^(?:can|căn)$/],
  ['phong', /^(?:phong|phòng)$/],
])
/** One letter, or one with a number: "toà nhà Viettel" is a name. */
const BLOCK = /^(?:[a-z]\d{0,2}|\d{1,2}[a-z]?)$/
const FLOOR = /^(?:\d{1,2}[a-z]?|tret|ham|lung|thuong)$/

type Part = readonly [further: readonly string[], label: RegExp]
const NONE: readonly Part[] = []

/** How parts of buildings are called, folded, by the first word: the others, and what comes behind. */
const PARTS: ReadonlyMap<string, readonly Part[]> = new Map([
  [
    'can',
    [
      [['ho', 'so'], LABEL],
      [['ho'], LABEL],
      [['so'], NUMBERED],
      [[], NUMBERED],
    ],
  ],
  [
    'phong',
    [
      [['so'], NUMBERED],
      [[], NUMBERED],
    ],
  ],
  ['p', [[[], ROOM]]],
  ['block', [[[], BLOCK]]],
  ['thap', [[[], BLOCK]]],
  [
    'toa',
    [
      [['nha'], BLOCK],
      [[], BLOCK],
    ],
  ],
  ['tang', [[[], FLOOR]]],
  ['lau', [[[], FLOOR]]],
  ['ki', [[['ot'], LABEL]]],
  ['kiot', [[[], LABEL]]],
  ['kios', [[[], LABEL]]],
  ['sap', [[['so'], NUMBERED]]],
  ['quay', [[['so'], NUMBERED]]],
])
