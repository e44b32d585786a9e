import { type Token, tokenize, tokenOf } from '../../parsing/tokens.ts'
import { beginsTypeWord } from '../../parsing/type-words.ts'
import { beginsWithDigit } from '../../text/digits.ts'
import { decodeBegunKeystrokes, decodeKeystrokes } from '../../text/keystrokes.ts'
import type { Syllable } from '../../text/syllable.ts'
import type { Lexicon } from '../words/lexicon.ts'
import { MAX_TOKENS } from './query.ts'
import { splitWords } from './split-words.ts'
import { TYPE_WORD_SPELLINGS } from './type-spans.ts'

/** "45 bis" is no Telex. */
const HOUSE_SUFFIX = /^(?:bis|ter)$/
/** "ĐT", "ĐH", "ĐX" (provincial, district, commune road) typed as Telex or VNI. */
const ROAD_KEYS = /^d[d9][thx]$/

/** Words of names. */
export interface Vocabulary {
  /** Whether a folded word is one. */
  has(folded: string): boolean
  /** Whether one begins with these folded letters. */
  begins(folded: string): boolean
}

/** The words of a normalized query; those that no name has are decoded from keystrokes and cut where spaces are missing. */
export function queryTokens(
  normalized: string,
  lexicon: Lexicon,
  elsewhere: Vocabulary,
  unfinished: boolean,
): Token[] {
  const typed = tokenize(normalized, MAX_TOKENS, lexicon.forms)
  const tokens: Token[] = []
  for (let i = 0; i < typed.length; i++) {
    const token = typed[i]!
    const has = lexicon.has(token.folded) || elsewhere.has(token.folded)
    if (has && !isRoadKeys(token.text)) tokens.push(token)
    else {
      const begun = unfinished && i === typed.length - 1 ? begunWord(token, lexicon, elsewhere) : undefined
      tokens.push(
        ...(begun ? [begun] : splitJoined(decoded(token, typed[i + 1], lexicon, elsewhere), lexicon)),
      )
    }
  }
  return tokens.length > MAX_TOKENS ? tokens.slice(0, MAX_TOKENS) : tokens
}

/** A word that no name has, read as raw Telex or VNI keystrokes where that makes a word of a name or unit. */
function decoded(token: Token, next: Token | undefined, lexicon: Lexicon, elsewhere: Vocabulary): Token {
  // "ddt 824": ĐT is no syllable, and may be somebody's initials too.
  if (isRoadKeys(token.text) && beginsWithDigit(next?.folded ?? ''))
    return tokenOf(lexicon.forms.of(`đ${token.text.slice(2)}`), token.afterComma)
  if (lexicon.has(token.folded) || HOUSE_SUFFIX.test(token.text)) return token
  for (const text of decodeKeystrokes(token.text)) {
    const form = lexicon.forms.of(text)
    if (lexicon.has(form.folded) || elsewhere.has(form.folded) || TYPE_WORD_SPELLINGS.has(form.folded))
      return tokenOf(form, token.afterComma)
  }
  return token
}

/** The last word of an unfinished query that no word of a name begins with, where it does as keystrokes: "phuwo", "caaf". */
function begunWord(token: Token, lexicon: Lexicon, elsewhere: Vocabulary): Token | undefined {
  if (lexicon.begins(token.folded) || elsewhere.begins(token.folded)) return undefined
  const [form] = begunForms(token, lexicon, elsewhere)
  return form && tokenOf(form, token.afterComma)
}

/** What a begun word may be as keystrokes so far, where words of names or type words begin so. */
export function begunForms(
  { text }: Pick<Token, 'text'>,
  lexicon: Lexicon,
  elsewhere: Vocabulary,
): Syllable[] {
  return decodeBegunKeystrokes(text)
    .map((begun) => lexicon.forms.of(begun))
    .filter(({ folded }) => lexicon.begins(folded) || elsewhere.begins(folded) || beginsTypeWord([folded], 0))
}

/** A word that no name has, cut where names join words ("nguyendinhchieu"); whole when that is not clear. */
function splitJoined(token: Token, lexicon: Lexicon): Token[] {
  if (token.folded.length < 4 || lexicon.has(token.folded) || !/^[a-z]+$/.test(token.folded)) return [token]
  const cuts = splitWords(token.folded, lexicon)
  if (!cuts) return [token]
  let at = 0
  return cuts.map((length, i) => {
    const form = lexicon.forms.of(token.text.slice(at, at + length))
    at += length
    return tokenOf(form, token.afterComma && i === 0)
  })
}

function isRoadKeys(text: string): boolean {
  return text.length === 3 && ROAD_KEYS.test(text)
}
