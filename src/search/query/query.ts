import type { Token } from '../../parsing/tokens.ts'
import type { TypeWord } from '../../parsing/type-words.ts'
import { hasErrors } from '../words/similar-words.ts'
import type { HouseSpan, WordSpan } from '../words/spans.ts'

/** Share of a query that must be explained for a hit to be safe. */
const UNDERSTOOD = 0.88
/** Longest query in words; a bit of every mask below stands for one. */
export const MAX_TOKENS = 24

/** A type word ("phường", "thị trấn") and the tokens that it takes. */
export interface TypeSpan extends TypeWord {
  readonly from: number
  readonly mask: number
}

/** A query with all its possible readings side by side; nothing is decided yet. */
export interface Query {
  readonly text: string
  readonly tokens: readonly Token[]
  readonly spans: readonly WordSpan[]
  readonly houses: readonly HouseSpan[]
  /** The type word that ends before a token. */
  readonly typeBefore: ReadonlyArray<TypeSpan | undefined>
  /** Where kinds of places are named, a mask each. */
  readonly kinds: readonly number[]
  /** Number of tokens up to and with each one that stand after a comma. */
  readonly commas: Uint8Array
  /** Ignored tokens, which say nothing about names: groups, parcels, people, the country. */
  readonly ignored: number
  /** Share of every token in the query; they add up to 1. */
  readonly shares: Float64Array
  readonly accented: boolean
  /** Words before a landmark that the place sought is near or opposite to. */
  readonly relation: number
  /** The last word may go on. */
  readonly unfinished: boolean
  /** That word, as a mask; 0 in a finished query. */
  readonly last: number
  /** The same word occurs twice, so a name may be aligned in two places. */
  readonly repeats: boolean
}

/** Whether comparing by sound and typing errors may find more in a query than its words as they stand. */
export function mayBeMistyped({ spans }: Query): boolean {
  return spans.some(({ weak, typeWord, form }) => weak || (!typeWord && hasErrors(form.folded)))
}

/** Sum of the shares of the tokens in a mask. */
export function shareOf({ shares }: Pick<Query, 'shares'>, mask: number): number {
  let sum = 0
  for (let i = 0, rest = mask; rest !== 0; i++, rest >>>= 1) if (rest & 1) sum += shares[i]!
  return sum
}

/** Whether words of this mask leave little of the query unexplained. */
export function understood(query: Query, mask: number): boolean {
  return shareOf(query, mask | query.ignored) >= UNDERSTOOD
}
