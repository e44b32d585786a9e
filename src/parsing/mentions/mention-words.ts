import { isDigit } from '../../text/digits.ts'
import type { Syllable } from '../../text/syllable.ts'
import type { NamedUnit, UnitNames } from './unit-names.ts'

/** A word of a text in which units are looked for. */
export interface Word extends Syllable {
  readonly start: number
  readonly end: number
  /** A comma or the like stands before it. */
  readonly afterComma: boolean
}

const MAX_WORDS = 64
const WORD = /[\p{L}\p{N}]+/gu

/** The words of a clean text; those that names of units were written as without spaces come apart. */
export function mentionWords(text: string, names: UnitNames<NamedUnit>): Word[] {
  const lower = text.toLowerCase()
  const source = lower.length === text.length ? lower : text
  const words: Word[] = []
  let last = 0
  for (const match of source.matchAll(WORD)) {
    if (words.length === MAX_WORDS) break
    const start = match.index
    const end = start + match[0].length
    const afterComma = hasSeparator(source, last, start)
    const cut = names.joined.cut(match[0])
    if (cut) addPieces(start, cut, afterComma)
    else add(match[0], start, afterComma)
    last = end
  }
  return words

  function add(written: string, start: number, afterComma: boolean): void {
    if (words.length === MAX_WORDS) return
    const { text, folded, bare, tone } = names.syllables.of(written)
    words.push({ text, folded, bare, tone, start, end: start + written.length, afterComma })
  }

  function addPieces(from: number, lengths: readonly number[], afterComma: boolean): void {
    let start = from
    for (const length of lengths) {
      add(source.slice(start, start + length), start, afterComma && start === from)
      start += length
    }
  }
}

/** A comma, a semicolon, or a dash that stands free and joins no numbers. */
function hasSeparator(text: string, from: number, to: number): boolean {
  for (let i = from; i < to; i++) {
    const char = text[i]
    if (char === ',' || char === ';') return true
    if (char === '-' && text[i - 1] === ' ' && text[i + 1] === ' ' && !isDigit(text.charCodeAt(to)))
      return true
  }
  return false
}
