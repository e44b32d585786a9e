import { hasDigit } from '../text/digits.ts'
import { decodeKeystrokes } from '../text/keystrokes.ts'
import { type Syllable, syllable } from '../text/syllable.ts'
import type { SyllableCache } from '../text/syllable-cache.ts'
import { parseHousePath } from './house-path.ts'

/** A word of a query or name: letters, digits, or a number with its slashes. */
export interface Token extends Syllable {
  /** A comma, semicolon or line break stands before it. */
  readonly afterComma: boolean
}

const NO_WORDS: readonly string[] = []
const WORD = /[\p{L}\p{N}]+(?:[/-][\p{L}\p{N}]+)*|[,;|\n]/gu
const DIGITS_THEN_WORD = /^(\d+)(\p{L}{3,})$/u
const VNI_D = /^d9[a-z]/
const NUMBERED_THEN_WORD = /^(\p{L}{1,3}\d{1,3})(\p{L}{3,})$/u

/**
 * Splits a normalised text into at most `max` words. House paths and dates ("12/4b", "30-4", "12 / 4") stay
 * whole, other words joined by a dash or slash come apart, and a number sticking to a word is cut off. A memory saves
 * working a word out twice.
 */
export function tokenize(normalized: string, max: number, memory?: SyllableCache): Token[] {
  const tokens: Token[] = []
  let afterComma = false
  const add = (text: string) => {
    if (tokens.length < max) tokens.push(tokenOf(memory ? memory.of(text) : syllable(text), afterComma))
    afterComma = false
  }
  const closed = /[/-]/.test(normalized)
    ? normalized.replace(/(?<=\d\p{L}{0,2}) ?([/-]) ?(?=\d)/gu, '$1')
    : normalized
  for (const word of closed.match(WORD) ?? NO_WORDS) {
    if (word.length === 1 && ',;|\n'.includes(word)) afterComma = true
    else if (/[/-]/.test(word) && !(hasDigit(word) && parseHousePath(syllable(word).folded)))
      for (const part of word.split(/[/-]/)) add(part)
    else if (!hasDigit(word)) add(word)
    else {
      // "d9inh" is Đinh in VNI keystrokes, not road D9 and a word.
      const typed = VNI_D.test(word) && decodeKeystrokes(word).length > 0
      const cut = typed ? null : (DIGITS_THEN_WORD.exec(word) ?? NUMBERED_THEN_WORD.exec(word))
      if (cut && cut[2] !== 'bis' && cut[2] !== 'ter') {
        add(cut[1] as string)
        add(cut[2] as string)
      } else add(word)
    }
    if (tokens.length >= max) break
  }
  return tokens
}

/** A word as a token: all of one shape, which is quick to read. */
export function tokenOf({ text, folded, bare, tone }: Syllable, afterComma: boolean): Token {
  return { text, folded, bare, tone, afterComma }
}
