import { Index } from 'flexsearch'
import { normalizeText } from '../../text/normalize.ts'
import { syllable, words } from '../../text/syllable.ts'
import { type Query, shareOf } from '../query/query.ts'
import type { Alignment } from './alignment.ts'

/** Descriptions looked at, in FlexSearch's order. */
const CANDIDATES = 12
/** Quality of words of a description, beside 1 for words of a name. */
const QUALITY = 0.75
/** Fewest words by which a description is looked for: one alone is in too many. */
const MIN_WORDS = 2

/**
 * Descriptions of places by their words, all of which must be typed. FlexSearch serves this alone: free text needs nothing but a full
 * text index, while names need what FlexSearch does not have (accents as evidence, order, spans, upper bounds, several readings of a
 * query), so they have indexes of their own.
 */
export class DescriptionIndex {
  readonly #index = new Index({
    tokenize: 'forward',
    // Folded words come in; a plain function keeps FlexSearch from changing "11" or "đ" once more.
    encode: (text: string) => text.split(' '),
    cache: false,
  })
  #size = 0

  add(fid: number, description: string): void {
    this.#index.add(fid, foldedWords(description).join(' '))
    this.#size++
  }

  remove(fid: number): void {
    if (!this.#index.contain(fid)) return
    this.#index.remove(fid)
    this.#size--
  }

  /** Places whose description has every word of the query, or of its part before the first comma. */
  match(query: Query): Array<{ fid: number; alignment: Alignment }> {
    if (this.#size === 0) return []
    const comma = query.tokens.findIndex(({ afterComma }, i) => i > 0 && afterComma)
    const end = comma < 0 ? query.tokens.length : comma
    const typed = query.tokens
      .slice(0, end)
      .flatMap(({ folded }, i) => ((query.ignored >> i) & 1 ? [] : [folded]))
    if (typed.length < MIN_WORDS) return []
    const mask = (2 ** end - 1) & ~query.ignored
    const found = this.#index.search(typed.join(' '), { limit: CANDIDATES }) as number[]
    const alignment: Alignment = {
      mask,
      from: 0,
      at: 0,
      coverage: QUALITY * shareOf(query, mask),
      accents: 0,
      completeness: QUALITY,
      gaps: 0,
      how: 'exact',
      name: -1,
    }
    return found.map((fid) => ({ fid, alignment }))
  }
}

function foldedWords(text: string): string[] {
  return words(normalizeText(text)).map((word) => syllable(word).folded)
}
