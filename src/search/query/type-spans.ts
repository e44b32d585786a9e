import type { Token } from '../../parsing/tokens.ts'
import { beginsTypeWord, type TypeWord, typeWordAt } from '../../parsing/type-words.ts'
import { accentAgreement, isAccented } from '../../text/accents.ts'
import { type Syllable, syllable } from '../../text/syllable.ts'
import { maskOf } from '../words/spans.ts'
import type { TypeSpan } from './query.ts'

/** The type words of a query. */
export interface TypeSpans {
  /** The one that ends before a token. */
  readonly before: ReadonlyArray<TypeSpan | undefined>
  /** 1 for a token that is part of one. */
  readonly isTypeWord: Uint8Array
  /** Tokens that name the country, as a mask. */
  readonly country: number
  /** The token from which on the end of an unfinished query may be a type word that is only begun; behind all when there is none. */
  readonly begun: number
}

/** Words of which type words consist, by their folded form. */
export const TYPE_WORD_SPELLINGS: ReadonlyMap<string, readonly Syllable[]> = new Map(
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
    'hẻm',
    'hẽm',
    'ngõ',
    'ngách',
    'kiệt',
    'xuyệt',
    'xẹt',
    'đại',
    'lộ',
    'đ',
  ]
    .map(syllable)
    .map((form) => [form.folded, [form]]),
)

/** Finds the type words of a query; of several that end before one token the first, which is the longest. */
export function typeSpans(
  tokens: readonly Token[],
  folded: readonly string[],
  unfinished: boolean,
): TypeSpans {
  const n = tokens.length
  const before: Array<TypeSpan | undefined> = new Array(n + 1)
  const isTypeWord = new Uint8Array(n)
  let country = 0
  for (let from = 0; from < n; from++) {
    const found = typeWordAt(folded, from)
    // "bệnh viện huyện, Cần Giuộc": nothing is introduced across a comma.
    if (!found || tokens[found.to]?.afterComma || !accentsAllow(tokens, from, found)) continue
    const { level, type, to } = found
    if (level === 'country') country |= maskOf(from, to)
    else if (before[to] === undefined) {
      before[to] = { level, type, to, from, mask: maskOf(from, to) }
      isTypeWord.fill(1, from, to)
    }
  }
  const begun = unfinished ? begunTypeWord(tokens, folded, isTypeWord) : n
  return { before, isTypeWord, country, begun }
}

/** The first token of a type word that the query ends in or inside ("…, th", "…, thành p"), behind a name that it has before. */
function begunTypeWord(tokens: readonly Token[], folded: readonly string[], isTypeWord: Uint8Array): number {
  const n = tokens.length
  let from = 0
  while (from < n && isTypeWord[from]) from++
  for (from++; from < n; from++)
    if (
      (tokens[from]!.afterComma || from < n - 1) &&
      beginsTypeWord(folded, from) &&
      accentsBegin(tokens, from)
    )
      return from
  return n
}

/** Whether the accents of tokens, where they have any, are those of the words of type words. */
function accentsBegin(tokens: readonly Token[], from: number): boolean {
  return tokens.slice(from).every((token) => {
    if (!isAccented(token)) return true
    for (const [folded, spellings] of TYPE_WORD_SPELLINGS)
      if (folded.startsWith(token.folded) && spellings.some((form) => agrees(token, form))) return true
    return false
  })
}

/** Whether every mark of a word that may be only begun stands in a spelling too. */
function agrees({ bare, folded, tone }: Token, form: Syllable): boolean {
  if (tone !== '' && tone !== form.tone) return false
  return [...bare].every((mark, i) => mark === form.bare[i] || mark === folded[i])
}

/** Whether the accents of a type word, where it has any, allow it: "Phượng" is not "phường". */
function accentsAllow(tokens: readonly Token[], from: number, { to }: TypeWord): boolean {
  return tokens.slice(from, to).every((token) => {
    const spellings = TYPE_WORD_SPELLINGS.get(token.folded)
    if (!spellings || !isAccented(token)) return true
    return spellings.some((form) => {
      const agreement = accentAgreement(token, form)
      return agreement === 'equal' || agreement === 'missing' || agreement === 'tone-doublet'
    })
  })
}
