import type { Syllable } from '../../text/syllable.ts'
import type { WordSpan } from './spans.ts'

/** A word that stands in some name, with its posting list. */
export interface Word extends Syllable {
  /** Number among the words of its lexicon. */
  readonly id: number
  /** Posting list: variants of names with the place in them (`postingOf`), or slots of places. */
  readonly postings: number[]
  /** Abbreviations are found only when typed whole. */
  readonly abbreviation: boolean
  /** No bare number. */
  readonly lettered: boolean
  readonly foldedWord: FoldedWord
}

/** The words with the same letters, accents left out: "thanh", "thành", "thạnh". */
export interface FoldedWord {
  readonly folded: string
  readonly words: Word[]
  readonly southern: string
  /** Bit per letter a–z, for a quick refusal of far words. */
  readonly letters: number
  /** Postings of all words. */
  count: number
  /** 1 for a word of one name, 0.2 for the commonest. */
  rarity: number
  /** Whether a typing error may lead to it: abbreviations, numbers and single letters are taken as they stand. */
  readonly fuzzy: boolean
  /** The only match of a word that is typed as it is. */
  readonly itself: readonly WordMatch[]
}

/** A folded word that a typed word may mean. */
export interface WordMatch {
  readonly foldedWord: FoldedWord
  /** 1 for the same letters, less for prefixes, other spellings and typing errors. */
  readonly quality: number
  readonly how: 'exact' | 'prefix' | 'typo' | 'sound'
}

/** A span of a query and the words that it may mean. */
export interface SpanMatches {
  readonly span: WordSpan
  readonly matches: readonly WordMatch[]
}
