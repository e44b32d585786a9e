import type { Query } from '../query/query.ts'
import type { WordSpan } from '../words/spans.ts'
import type { WordMatch } from '../words/word-match.ts'

/** A word of the query taken for a word of names. */
export interface Meaning {
  readonly span: WordSpan
  /** Agreement of the letters, 0..1. */
  readonly quality: number
  /** Disagreement of the accents, 0..1. */
  readonly accents: number
  readonly how: WordMatch['how']
}

/** A word of the query found in a word of a name. */
export interface Hit {
  readonly meaning: Meaning
  /** Which word of the name. */
  readonly at: number
}

/** What an alignment needs to know of a name's words. */
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
  /** The weakest reading in it. */
  readonly how: WordMatch['how']
  /** Number of the name among names of its index. */
  readonly name: number
}

/** Lost per word passed over inside a name, as a share of the query. */
const GAP_COST = 0.02

/** The weaker of two readings: exact, prefix, sound, typo. */
export function weaker(one: WordMatch['how'], two: WordMatch['how']): WordMatch['how'] {
  return rankOf(two) > rankOf(one) ? two : one
}

function rankOf(how: WordMatch['how']): number {
  if (how === 'exact') return 0
  if (how === 'prefix') return 1
  return how === 'sound' ? 2 : 3
}

/**
 * The best chain of hits in the order of both query and name; undefined without hits, and when only a bare number
 * of a longer name is there ("1" for An Thuận 1). The array is put in order
 * in place; its length should be bounded, the work grows with its square. Coverage is multiplied by `quality`.
 */
export function align(
  hits: Hit[],
  words: readonly AlignedWord[],
  query: Query,
  name: number,
  quality = 1,
): Alignment | undefined {
  if (hits.length === 0) return undefined
  if (hits.length === 1) {
    const { meaning, at } = hits[0]!
    const { lettered, folded, foldedWord } = words[at]!
    if (!lettered && words.length > 1) return undefined
    return alignOne(meaning, at, foldedWord.rarity / rarityOf(words), folded.length, name, quality)
  }
  putInOrder(hits)
  const value = new Array<number>(hits.length)
  const before = new Array<number>(hits.length)
  let top = 0
  for (let i = 0; i < hits.length; i++) {
    const hit = hits[i]!
    const { span, quality: agreement, accents } = hit.meaning
    const own = span.share * (agreement - accents) + 1e-4
    let best = own
    let link = -1
    for (let j = 0; j < i; j++) {
      const earlier = hits[j]!
      if (earlier.meaning.span.to > span.from || earlier.at >= hit.at || commaBetween(earlier, hit, query))
        continue
      const joined = value[j]! + own - GAP_COST * gapsBetween(earlier, hit)
      if (joined > best) {
        best = joined
        link = j
      }
    }
    value[i] = best
    before[i] = link
    if (best > value[top]!) top = i
  }
  return summary(hits, before, top, words, name, quality)
}

/** {@link align} of a single hit, as most names have: of a word of so many letters that tells such a share of its name. */
export function alignOne(
  { span, quality: agreement, accents, how }: Meaning,
  at: number,
  told: number,
  letters: number,
  name: number,
  quality: number,
): Alignment {
  const { mask, from, share, form } = span
  const typed = how === 'prefix' ? form.folded.length / letters : 1
  return {
    mask,
    from,
    at,
    coverage: share * agreement * quality,
    accents: share * accents,
    completeness: Math.min(1, told * typed),
    gaps: 0,
    how,
    name,
  }
}

/** How much all words of a name tell together. */
function rarityOf(words: readonly AlignedWord[]): number {
  let total = 0
  for (let i = 0; i < words.length; i++) total += words[i]!.foldedWord.rarity
  return total
}

/** By place in the query, then in the name, the best first: few hits, for which a sort of the engine's takes memory. */
function putInOrder(hits: Hit[]): void {
  for (let i = 1; i < hits.length; i++) {
    const hit = hits[i]!
    let at = i
    for (; at > 0 && comesAfter(hits[at - 1]!, hit); at--) hits[at] = hits[at - 1]!
    hits[at] = hit
  }
}

function comesAfter(a: Hit, b: Hit): boolean {
  return (
    (a.meaning.span.from - b.meaning.span.from || a.at - b.at || b.meaning.quality - a.meaning.quality) > 0
  )
}

/** What an alignment is worth beside another of the same name. */
export function worth({ coverage, accents, completeness }: Alignment): number {
  return coverage - accents + 0.1 * completeness
}

function summary(
  hits: readonly Hit[],
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
  let after: Hit | undefined
  for (let i = top; i !== -1; i = before[i]!) {
    const hit = hits[i]!
    const { span, quality: agreement, accents: disagreement, how: met } = hit.meaning
    const word = words[hit.at]!
    mask |= span.mask
    if (word.lettered) lettered = true
    coverage += span.share * agreement
    accents += span.share * disagreement
    matched += word.foldedWord.rarity * (met === 'prefix' ? span.form.folded.length / word.folded.length : 1)
    if (after) gaps += gapsBetween(hit, after)
    how = weaker(how, met)
    from = span.from
    at = hit.at
    after = hit
  }
  if (!lettered && words.length > 1) return undefined
  const completeness = Math.min(1, matched / rarityOf(words))
  return { mask, from, at, coverage: coverage * quality, accents, completeness, gaps, how, name }
}

function gapsBetween(a: Hit, b: Hit): number {
  return b.meaning.span.from - a.meaning.span.to + (b.at - a.at - 1)
}

/** Names do not go on after a comma. */
function commaBetween(a: Hit, b: Hit, { commas }: Query): boolean {
  return commas[b.meaning.span.from]! > commas[a.meaning.span.to - 1]!
}
