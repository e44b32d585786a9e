import { compoundsAt } from '../../parsing/compound-words.ts'
import { type Token, tokenize, tokenOf } from '../../parsing/tokens.ts'
import { type TypeWord, typeWordAt } from '../../parsing/type-words.ts'
import { accentAgreement, isAccented } from '../../text/accents.ts'
import { beginsWithDigit } from '../../text/digits.ts'
import { decodeKeystrokes, decodeViqr } from '../../text/keystrokes.ts'
import { mendEncoding } from '../../text/legacy-encodings.ts'
import { normalizeText } from '../../text/normalize.ts'
import { type Syllable, syllable } from '../../text/syllable.ts'
import type { Lexicon } from '../words/lexicon.ts'
import { hasErrors } from '../words/similar-words.ts'
import { type HouseSpan, maskOf, type WordSpan } from '../words/spans.ts'
import { houseSpans } from './house-spans.ts'
import { ignoredTokens } from './ignored-tokens.ts'
import { joinedSpans } from './joined-spans.ts'
import { landmarkRelation } from './landmark-relation.ts'
import { splitWords } from './split-words.ts'

/** Longest query in words; a bit of every mask below stands for one. */
export const MAX_TOKENS = 24

export interface TypeSpan extends TypeWord {
  readonly from: number
  readonly mask: number
}

/** A query as all its possible readings side by side; nothing is decided yet. */
export interface Query {
  readonly text: string
  readonly tokens: readonly Token[]
  readonly spans: readonly WordSpan[]
  readonly houses: readonly HouseSpan[]
  /** The type word that ends before a token. */
  readonly introducers: ReadonlyArray<TypeSpan | undefined>
  /** Number of tokens up to and with each one that stand after a comma. */
  readonly commas: Uint8Array
  /** Tokens that say nothing about names: groups, parcels, people, the country. */
  readonly ignored: number
  /** Share of every token in the query; they add up to 1. */
  readonly shares: Float64Array
  readonly accented: boolean
  /** Words before a landmark that the place sought is near or opposite to. */
  readonly relation: number
  /** The last word may go on. */
  readonly unfinished: boolean
  /** The same word occurs twice, so a name may be aligned in two places. */
  readonly repeats: boolean
}

/** Weight of a word that only says what follows, beside 0.2–1 for others. */
const TYPE_WEIGHT = 0.12
const NUMBER_WEIGHT = 0.35
const UNKNOWN_WEIGHT = 0.7

/** Reads a query; `unfinished` when it is being typed. Words `known` elsewhere than in the lexicon stay as they are. */
export function readQuery(
  text: string,
  lexicon: Lexicon,
  unfinished: boolean,
  known: (folded: string) => boolean,
): Query {
  const normalized = normalizeText(decodeViqr(mendEncoding(text)))
  const tokens = tokensOf(normalized, lexicon, known)
  const n = tokens.length
  const folded = new Array<string>(n)
  for (let i = 0; i < n; i++) folded[i] = tokens[i]!.folded
  const introducers: Array<TypeSpan | undefined> = new Array(n + 1)
  const typed = new Uint8Array(n)
  const relation = landmarkRelation(tokens)
  let ignored = ignoredTokens(folded) | relation
  const spans: WordSpan[] = []
  const span = (from: number, to: number, form: Syllable, quality: number, weak = false) =>
    spans.push({
      from,
      to,
      mask: maskOf(from, to),
      share: 0,
      form,
      quality,
      open: unfinished && to === n,
      typeWord: false,
      weak,
    })
  for (let i = 0; i < n; i++) {
    const token = tokens[i]!
    const type = typeWordAt(folded, i)
    // "bệnh viện huyện, Cần Giuộc": nothing is introduced across a comma.
    if (type && !tokens[type.to]?.afterComma && agrees(tokens, i, type)) {
      if (type.level === 'country') ignored |= maskOf(i, type.to)
      else if (introducers[type.to] === undefined) {
        introducers[type.to] = {
          level: type.level,
          type: type.type,
          to: type.to,
          from: i,
          mask: maskOf(i, type.to),
        }
        typed.fill(1, i, type.to)
      }
    }
    spans.push({
      from: i,
      to: i + 1,
      mask: 1 << i,
      share: 0,
      form: token,
      quality: 1,
      open: unfinished && i === n - 1,
      typeWord: typed[i] === 1,
      weak: false,
    })
    for (const { to, text, quality } of compoundsAt(folded, i)) span(i, to, lexicon.forms.of(text), quality)
  }
  joinedSpans(tokens, lexicon, span)
  const houses = houseSpans(folded, unfinished)
  const weights = new Float64Array(n)
  for (let i = 0; i < n; i++) {
    if ((ignored >> i) & 1) continue
    if (typed[i] && i < n - 1) weights[i] = TYPE_WEIGHT
    else if (beginsWithDigit(folded[i]!)) weights[i] = NUMBER_WEIGHT
    else weights[i] = lexicon.rarity(folded[i]!) ?? UNKNOWN_WEIGHT
  }
  let total = 0
  for (let i = 0; i < n; i++) total += weights[i]!
  if (total === 0) total = 1
  for (let i = 0; i < n; i++) weights[i]! /= total
  for (const one of spans) one.share = shareIn(weights, one.mask)
  const commas = new Uint8Array(n)
  for (let i = 1; i < n; i++) commas[i] = commas[i - 1]! + (tokens[i]!.afterComma ? 1 : 0)
  return {
    text: normalized,
    tokens,
    spans,
    houses: ignored === 0 ? houses : houses.filter(({ mask }) => (mask & ignored) === 0),
    introducers,
    commas,
    ignored,
    shares: weights,
    accented: tokens.some(isAccented),
    relation,
    unfinished,
    repeats: new Set(folded).size < n,
  }
}

/** Whether comparing by sound and typing errors may tell more of a query than its words as they stand. */
export function mayBeMistyped({ spans }: Query): boolean {
  return spans.some(({ weak, typeWord, form }) => weak || (!typeWord && hasErrors(form.folded)))
}

/** The words of a query, those that no name has decoded and cut. */
function tokensOf(normalized: string, lexicon: Lexicon, known: (folded: string) => boolean): Token[] {
  const typed = tokenize(normalized, MAX_TOKENS, lexicon.forms)
  const tokens: Token[] = []
  for (let i = 0; i < typed.length; i++) {
    const token = typed[i]!
    const has = lexicon.has(token.folded) || known(token.folded)
    if (has && !isRoadKeys(token.text)) tokens.push(token)
    else tokens.push(...splitJoined(decoded(token, typed[i + 1], lexicon), lexicon))
  }
  return tokens.length > MAX_TOKENS ? tokens.slice(0, MAX_TOKENS) : tokens
}

/** A word that no name has, read as raw Telex or VNI keystrokes where that makes a word of a name or unit. */
function decoded(token: Token, next: Token | undefined, lexicon: Lexicon): Token {
  // "ddt 824": ĐT is no syllable, and may be somebody's initials too.
  if (isRoadKeys(token.text) && beginsWithDigit(next?.folded ?? ''))
    return tokenOf(lexicon.forms.of(`đ${token.text.slice(2)}`), token.afterComma)
  if (lexicon.has(token.folded) || HOUSE_SUFFIX.test(token.text)) return token
  for (const text of decodeKeystrokes(token.text)) {
    const form = lexicon.forms.of(text)
    if (lexicon.has(form.folded) || TYPED_SPELLINGS.has(form.folded)) return tokenOf(form, token.afterComma)
  }
  return token
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

/** "45 bis" is no Telex. */
const HOUSE_SUFFIX = /^(?:bis|ter)$/
const ROAD_KEYS = /^d[d9][thx]$/

function isRoadKeys(text: string): boolean {
  return text.length === 3 && ROAD_KEYS.test(text)
}

/** Sum of the shares of the tokens in a mask. */
export function shareOf({ shares }: Query, mask: number): number {
  return shareIn(shares, mask)
}

function shareIn(shares: Float64Array, mask: number): number {
  let sum = 0
  for (let i = 0, rest = mask; rest !== 0; i++, rest >>>= 1) if (rest & 1) sum += shares[i]!
  return sum
}

const TYPED_SPELLINGS: ReadonlyMap<string, readonly Syllable[]> = new Map(
  [
    'phường',
    'xã',
    'thị',
    'trấn',
    'huyện',
    'thành',
    'phố',
    'tỉnh',
    'đường',
    'ấp',
    'khu',
    'khóm',
    'thôn',
    'số',
    'nhà',
  ]
    .map(syllable)
    .concat(['hẻm', 'hẽm', 'ngõ', 'ngách', 'kiệt', 'xuyệt', 'xẹt', 'đại', 'lộ', 'đ'].map(syllable))
    .map((form) => [form.folded, [form]]),
)

/** Whether the accents of a type word, where it has any, allow it: "Phương" is not "phường". */
function agrees(tokens: readonly Token[], from: number, type: TypeWord): boolean {
  return tokens.slice(from, type.to).every((token) => {
    const spellings = TYPED_SPELLINGS.get(token.folded)
    if (!spellings || !isAccented(token)) return true
    return spellings.some((form) => {
      const agreement = accentAgreement(token, form)
      return agreement === 'equal' || agreement === 'missing' || agreement === 'tone-doublet'
    })
  })
}
