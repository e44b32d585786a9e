import type { Syllable } from '../../text/syllable.ts'
import type { WordSpan } from './spans.ts'

/** A word that stands in some name, and the names it stands in. */
export interface Word extends Syllable {
  /** Number among the words of its lexicon. */
  readonly id: number
  /** Variants of names (`postingOf`) or slots of places that have the word. */
  readonly postings: number[]
  /** Abbreviations are found only when typed whole. */
  readonly abbreviation: boolean
  /** No bare number. */
  readonly lettered: boolean
  readonly foldedWord: FoldedWord
}

/** Words with the same letters: "thanh", "thành", "thạnh". */
export interface FoldedWord {
  readonly folded: string
  readonly words: Word[]
  readonly southern: string
  /** Bit per letter a–z, for a quick refusal of far words. */
  readonly letters: number
  /** Postings of all words. */
  count: number
  /** 1 for a word of one name, 0.2 for the commonest: how much a word tells. */
  rarity: number
  readonly fuzzy: boolean
  /** The only reading of a word that is typed as it is. */
  readonly itself: readonly WordMatch[]
}

/** A foldedWord that a typed word may mean. */
export interface WordMatch {
  readonly foldedWord: FoldedWord
  /** 1 for the same letters, less for beginnings, other spellings and typing errors. */
  readonly quality: number
  readonly how: 'exact' | 'prefix' | 'typo' | 'sound'
}

/** A stretch of a query and what it may mean. */
export interface SpanMatches {
  readonly span: WordSpan
  readonly meant: readonly WordMatch[]
}
