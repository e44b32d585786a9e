import { type Compound, compoundsAt } from '../../parsing/compound-words.ts'
import { NUMBER_SPELLINGS } from '../../parsing/number-words.ts'
import type { Token } from '../../parsing/tokens.ts'
import { accentAgreement, isAccented } from '../../text/accents.ts'
import { beginsWithDigit } from '../../text/digits.ts'
import { decodeViqr } from '../../text/keystrokes.ts'
import { mendEncoding } from '../../text/legacy-encodings.ts'
import { normalizeText } from '../../text/normalize.ts'
import { type Syllable, syllable } from '../../text/syllable.ts'
import type { Lexicon } from '../words/lexicon.ts'
import { maskOf, type WordSpan } from '../words/spans.ts'
import { buildingParts } from './building-parts.ts'
import { englishKinds } from './english-kinds.ts'
import { houseSpans } from './house-spans.ts'
import { ignoredTokens } from './ignored-tokens.ts'
import { joinedSpans } from './joined-spans.ts'
import { landmarkRelation } from './landmark-relation.ts'
import { placeKinds } from './place-kinds.ts'
import { type Query, shareOf } from './query.ts'
import { begunForms, queryTokens, type Vocabulary } from './query-tokens.ts'
import { type TypeSpans, typeSpans } from './type-spans.ts'

/** Weight of a type word, beside 0.2–1 for words of names: it only says what kind of name follows. */
const TYPE_WEIGHT = 0.12
/** Of a type word at the end that is only begun: the name is still to come, and nothing speaks against what is shown so far. */
const BEGUN_TYPE_WEIGHT = 0.01
/** Quality of a begun word read as keystrokes where words begin with its letters as they stand too: "dd" may be initials. */
const AS_KEYS = 0.97
const NUMBER_WEIGHT = 0.35
/** Of words that no name has. */
const UNKNOWN_WEIGHT = 0.7

/**
 * Reads a query; `unfinished` when it is being typed. A word that is not in the lexicon but `elsewhere` (in the name of a place) is
 * neither decoded nor cut. Reads at most {@link MAX_TOKENS} words and never throws.
 */
export function readQuery(text: string, lexicon: Lexicon, unfinished: boolean, elsewhere: Vocabulary): Query {
  // "1+3" is one building on two lots, as "1-3".
  const plain = normalizeText(decodeViqr(mendEncoding(text)))
  const normalized = plain.includes('+') ? plain.replace(/(?<=\d)\+(?=\d)/g, '-') : plain
  const tokens = queryTokens(normalized, lexicon, elsewhere, unfinished)
  const folded = foldedOf(tokens)
  const types = typeSpans(tokens, folded, unfinished)
  const relation = landmarkRelation(tokens)
  const isName = (word: string) => lexicon.has(word) || elsewhere.has(word)
  const ignored =
    ignoredTokens(folded) |
    buildingParts(tokens, normalized, unfinished) |
    relation |
    types.country |
    englishKinds(tokens, isName)
  const shares = sharesOf(folded, types, ignored, lexicon)
  const compounds = folded.map((_, i) => compoundsAt(folded, i))
  const houses = houseSpans(folded, unfinished, compounds)
  const kinds = placeKinds(folded)
  return {
    text: normalized,
    tokens,
    spans: wordSpans(tokens, compounds, types, allOf(kinds), shares, unfinished, lexicon, elsewhere),
    houses: ignored === 0 ? houses : houses.filter(({ mask }) => (mask & ignored) === 0),
    typeBefore: types.before,
    kinds,
    commas: commasOf(tokens),
    ignored,
    shares,
    accented: tokens.some(isAccented),
    relation,
    unfinished,
    last: unfinished && tokens.length > 0 ? 1 << (tokens.length - 1) : 0,
    repeats: hasRepeats(folded, unfinished),
  }
}

/** Whether a word stands twice, or the last one begins as one before it and may become it. */
function hasRepeats(folded: readonly string[], unfinished: boolean): boolean {
  const last = folded[folded.length - 1]
  for (let i = 1; i < folded.length; i++) if (folded.indexOf(folded[i]!) < i) return true
  return (
    unfinished &&
    last !== undefined &&
    folded.some((word, i) => i < folded.length - 1 && word.startsWith(last))
  )
}

function allOf(masks: readonly number[]): number {
  return masks.reduce((all, mask) => all | mask, 0)
}

function foldedOf(tokens: readonly Token[]): string[] {
  const folded = new Array<string>(tokens.length)
  for (let i = 0; i < tokens.length; i++) folded[i] = tokens[i]!.folded
  return folded
}

/** Every word that tokens may be read as: each by itself, compounds ("quốc lộ 1a"), and neighbours joined. */
function wordSpans(
  tokens: readonly Token[],
  compounds: ReadonlyArray<readonly Compound[]>,
  { isTypeWord }: TypeSpans,
  kinds: number,
  shares: Float64Array,
  unfinished: boolean,
  lexicon: Lexicon,
  elsewhere: Vocabulary,
): WordSpan[] {
  const n = tokens.length
  const spans: WordSpan[] = []
  for (let i = 0; i < n; i++) {
    add(i, i + 1, tokens[i]!, 1, isTypeWord[i] === 1 || ((kinds >>> i) & 1) === 1, false)
    for (const { to, text, quality } of compounds[i]!)
      if (!hasOtherWord(tokens, i, to)) add(i, to, lexicon.forms.of(text), quality, false, false)
  }
  const last = tokens[n - 1]
  if (unfinished && last)
    for (const form of begunForms(last, lexicon, elsewhere)) add(n - 1, n, form, AS_KEYS, false, false)
  joinedSpans(tokens, lexicon, (from, to, form, quality, weak) => add(from, to, form, quality, false, weak))
  return spans

  function add(
    from: number,
    to: number,
    form: Syllable,
    quality: number,
    typeWord: boolean,
    weak: boolean,
  ): void {
    const mask = maskOf(from, to)
    const share = shareOf({ shares }, mask)
    spans.push({ from, to, mask, share, form, quality, open: unfinished && to === n, typeWord, weak })
  }
}

/** Whether a word that would be read as a number has other accents: "Bả" is not "ba". */
function hasOtherWord(tokens: readonly Token[], from: number, to: number): boolean {
  for (let i = from; i < to; i++) {
    const token = tokens[i]!
    const spellings = NUMBER_SPELLINGS.get(token.folded)
    if (spellings && isAccented(token) && !spellings.some((one) => accentsFit(token, one))) return true
  }
  return false
}

function accentsFit(token: Token, spelling: string): boolean {
  const agreement = accentAgreement(token, syllable(spelling))
  return agreement !== 'tone' && agreement !== 'letter'
}

/** Each token's share of the query: its weight, by the rarity of its word, divided by the weight of all. */
function sharesOf(
  folded: readonly string[],
  { isTypeWord, begun }: TypeSpans,
  ignored: number,
  lexicon: Lexicon,
): Float64Array {
  const n = folded.length
  const shares = new Float64Array(n)
  let total = 0
  for (let i = 0; i < n; i++) {
    if ((ignored >> i) & 1) continue
    if (i >= begun) shares[i] = BEGUN_TYPE_WEIGHT
    // A type word at the end may be a name that is just begun.
    else if (isTypeWord[i] && i < n - 1) shares[i] = TYPE_WEIGHT
    else if (beginsWithDigit(folded[i]!)) shares[i] = NUMBER_WEIGHT
    else shares[i] = lexicon.rarity(folded[i]!) ?? UNKNOWN_WEIGHT
    total += shares[i]!
  }
  if (total > 0) for (let i = 0; i < n; i++) shares[i]! /= total
  return shares
}

/** Number of commas up to each token. */
function commasOf(tokens: readonly Token[]): Uint8Array {
  const commas = new Uint8Array(tokens.length)
  for (let i = 1; i < tokens.length; i++) commas[i] = commas[i - 1]! + (tokens[i]!.afterComma ? 1 : 0)
  return commas
}
