import { hasDigit } from '../../text/digits.ts'
import type { Query } from '../query/query.ts'
import type { WordSpan } from '../words/spans.ts'
import type { WordMatch } from '../words/word-match.ts'

/** A span of the query taken for a word of names. */
export interface MatchedSpan {
  readonly span: WordSpan
  /** Agreement of the letters, 0..1. */
  readonly quality: number
  /** Disagreement of the accents, 0..1. */
  readonly accents: number
  readonly how: WordMatch['how']
}

/** A place in a name where a span of the query stands. */
export interface Occurrence {
  readonly match: MatchedSpan
  /** Which word of the name. */
  readonly at: number
}

/** A word of a name, as alignment sees it. */
export interface AlignedWord {
  readonly folded: string
  /** No bare number. */
  readonly lettered: boolean
  readonly foldedWord: { readonly rarity: number }
}

/** Where and how well a name stands in a query. */
export interface Alignment {
  /** Tokens of the query that it takes. */
  readonly mask: number
  /** First token. */
  readonly from: number
  /** The word of the name that it begins with, 0 for the first. */
  readonly at: number
  /** Share of the query, by quality of the letters. */
  readonly coverage: number
  /** Share of the query whose accents disagree, by how much. */
  readonly accents: number
  /** How much of the name was typed, by rarity of its words, 0..1. */
  readonly completeness: number
  /** Words of the query or name passed over in between. */
  readonly gaps: number
  /** How its weakest word matches. */
  readonly how: WordMatch['how']
  /** Number of the name among names of its index. */
  readonly name: number
}

/** Lost per word passed over inside a name, as a share of the query. */
const GAP_COST = 0.02
/** How much of a begun word counts as typed: a little less than all, so that a word which is whole comes first. */
const BEGUN = 0.95
/** The rarity that it has at most: few letters do not say that the word is a rare one. */
export const BEGUN_RARITY = 0.5

/** The weaker of two ways to match, of which exact is the strongest, then prefix, sound and typo. */
export function weaker(one: WordMatch['how'], two: WordMatch['how']): WordMatch['how'] {
  return rankOf(two) > rankOf(one) ? two : one
}

function rankOf(how: WordMatch['how']): number {
  if (how === 'exact') return 0
  if (how === 'prefix') return 1
  return how === 'sound' ? 2 : 3
}

/**
 * Aligns a name with the query: the best chain of occurrences in the order of both. Undefined without occurrences, and when only a bare
 * number of a longer name occurs ("1" for An Thuận 1). Sorts the array in place and takes time with the square of its length, which the
 * caller bounds. Coverage is multiplied by `quality`.
 */
export function align(
  occurrences: Occurrence[],
  words: readonly AlignedWord[],
  query: Query,
  name: number,
  quality = 1,
): Alignment | undefined {
  if (occurrences.length === 0) return undefined
  if (occurrences.length === 1) {
    const { match, at } = occurrences[0]!
    const { lettered, folded, foldedWord } = words[at]!
    if (!lettered && words.length > 1) return undefined
    return alignOne(
      match,
      at,
      foldedWord.rarity / rarityOf(words),
      foldedWord.rarity,
      folded.length,
      name,
      quality,
    )
  }
  putInOrder(occurrences)
  const value = new Array<number>(occurrences.length)
  const before = new Array<number>(occurrences.length)
  let top = 0
  for (let i = 0; i < occurrences.length; i++) {
    const occurrence = occurrences[i]!
    const { span, quality: agreement, accents } = occurrence.match
    const own = span.share * (agreement - accents) + 1e-4
    let best = own
    let link = -1
    for (let j = 0; j < i; j++) {
      const earlier = occurrences[j]!
      if (
        earlier.match.span.to > span.from ||
        earlier.at >= occurrence.at ||
        commaBetween(earlier, occurrence, query)
      )
        continue
      const joined = value[j]! + own - GAP_COST * gapsBetween(earlier, occurrence)
      if (joined > best) {
        best = joined
        link = j
      }
    }
    value[i] = best
    before[i] = link
    if (best > value[top]!) top = i
  }
  return summary(occurrences, before, top, words, name, quality)
}

/** {@link align} of a single occurrence, as most names have: of a word of so many letters and such a share of its name's rarity. */
export function alignOne(
  match: MatchedSpan,
  at: number,
  rarityShare: number,
  rarity: number,
  letters: number,
  name: number,
  quality: number,
): Alignment {
  const { span, quality: agreement, accents, how } = match
  const { mask, from, share } = span
  return {
    mask,
    from,
    at,
    coverage: share * agreement * quality,
    accents: share * accents,
    completeness: Math.min(1, rarityShare * typedShare(match, letters, rarity)),
    gaps: 0,
    how,
    name,
  }
}

/** How much of a word counts as typed: the same of every begun word, or the order would change with each key; of a begun number what is typed. */
function typedShare({ span, how }: MatchedSpan, letters: number, rarity: number): number {
  if (how !== 'prefix') return 1
  return hasDigit(span.form.folded)
    ? span.form.folded.length / letters
    : Math.min(BEGUN, BEGUN_RARITY / rarity)
}

/** Sum of the rarities of a name's words. */
function rarityOf(words: readonly AlignedWord[]): number {
  let total = 0
  for (let i = 0; i < words.length; i++) total += words[i]!.foldedWord.rarity
  return total
}

/** Sorts by place in the query, then in the name, the best first; by insertion, as few occurrences are not worth an array sort's memory. */
function putInOrder(occurrences: Occurrence[]): void {
  for (let i = 1; i < occurrences.length; i++) {
    const occurrence = occurrences[i]!
    let at = i
    for (; at > 0 && comesAfter(occurrences[at - 1]!, occurrence); at--)
      occurrences[at] = occurrences[at - 1]!
    occurrences[at] = occurrence
  }
}

function comesAfter(a: Occurrence, b: Occurrence): boolean {
  return (a.match.span.from - b.match.span.from || a.at - b.at || b.match.quality - a.match.quality) > 0
}

/** Value of an alignment, to choose among those of one name. */
export function worth({ coverage, accents, completeness }: Alignment): number {
  return coverage - accents + 0.1 * completeness
}

function summary(
  occurrences: readonly Occurrence[],
  before: readonly number[],
  top: number,
  words: readonly AlignedWord[],
  name: number,
  quality: number,
): Alignment | undefined {
  let mask = 0
  let coverage = 0
  let accents = 0
  let matched = 0
  let gaps = 0
  let how: WordMatch['how'] = 'exact'
  let from = 0
  let at = 0
  let lettered = false
  let after: Occurrence | undefined
  for (let i = top; i !== -1; i = before[i]!) {
    const occurrence = occurrences[i]!
    const { span, quality: agreement, accents: disagreement, how: met } = occurrence.match
    const word = words[occurrence.at]!
    mask |= span.mask
    if (word.lettered) lettered = true
    coverage += span.share * agreement
    accents += span.share * disagreement
    matched +=
      word.foldedWord.rarity * typedShare(occurrence.match, word.folded.length, word.foldedWord.rarity)
    if (after) gaps += gapsBetween(occurrence, after)
    how = weaker(how, met)
    from = span.from
    at = occurrence.at
    after = occurrence
  }
  if (!lettered && words.length > 1) return undefined
  const completeness = Math.min(1, matched / rarityOf(words))
  return { mask, from, at, coverage: coverage * quality, accents, completeness, gaps, how, name }
}

function gapsBetween(a: Occurrence, b: Occurrence): number {
  return b.match.span.from - a.match.span.to + (b.at - a.at - 1)
}

/** Names do not go on after a comma. */
function commaBetween(a: Occurrence, b: Occurrence, { commas }: Query): boolean {
  return commas[b.match.span.from]! > commas[a.match.span.to - 1]!
}
