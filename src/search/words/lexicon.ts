import { beginsWithDigit, hasDigit } from '../../text/digits.ts'
import { southernKey } from '../../text/southern-spelling.ts'
import type { Syllable } from '../../text/syllable.ts'
import { SyllableCache } from '../../text/syllable-cache.ts'
import { lettersOf, SimilarWords } from './similar-words.ts'
import type { WordSpan } from './spans.ts'
import type { FoldedWord, Word, WordMatch } from './word-match.ts'

/** Bits of a word's place in its name. */
const PLACE_BITS = 4
/** Longest name in words. */
export const MAX_WORDS = 1 << PLACE_BITS

/** A posting: a word's place in a variant of a name, as one number. */
export function postingOf(variant: number, at: number): number {
  return (variant << PLACE_BITS) | at
}

export function variantIn(posting: number): number {
  return posting >>> PLACE_BITS
}

export function placeIn(posting: number): number {
  return posting & (MAX_WORDS - 1)
}

const NO_MATCHES: readonly WordMatch[] = []
const MAX_CACHED = 4000

/** The words of all names with their posting lists. Vietnamese has few syllables, so a query's words are compared with each. */
export class Lexicon {
  /** Syllables of words, parsed once. */
  readonly forms = new SyllableCache()
  // Columns by the number of a word, for loops over many words.
  readonly rarities: number[] = []
  readonly lengths: number[] = []
  readonly lettered: boolean[] = []
  readonly #foldedWords = new Map<string, FoldedWord>()
  readonly #words = new Map<string, Word>()
  /** Folded forms in order, for prefixes; sorted again after a new one. */
  #sorted: FoldedWord[] | undefined
  readonly #similar = new SimilarWords(this.#foldedWords)
  readonly #cachedPrefixes = new Map<string, readonly WordMatch[]>()
  /** Folded words that follow one another in some name. */
  readonly #neighbours = new Set<string>()

  /** The word of this very spelling (tone placement and y/i apart), added when new. */
  word(form: Syllable, abbreviation = false): Word {
    const key = form.bare + form.tone + (abbreviation ? '.' : '')
    const cached = this.#words.get(key)
    if (cached) return cached
    const foldedWord = this.#foldedWord(form.folded, abbreviation)
    const { text, folded, bare, tone } = form
    const lettered = !beginsWithDigit(folded) || folded.includes('/')
    const id = this.#words.size
    const word: Word = { id, text, folded, bare, tone, postings: [], abbreviation, lettered, foldedWord }
    this.#words.set(key, word)
    foldedWord.words.push(word)
    this.rarities.push(foldedWord.rarity)
    this.lengths.push(folded.length)
    this.lettered.push(lettered)
    return word
  }

  /** Adds a posting to a word's list. */
  post(word: Word, posting: number): void {
    word.postings.push(posting)
    word.foldedWord.count++
  }

  /** Takes a posting back. */
  unpost(word: Word, posting: number): void {
    const at = word.postings.indexOf(posting)
    if (at < 0) return
    word.postings.splice(at, 1)
    word.foldedWord.count--
  }

  /** Computes the rarity of all words anew; call after adding names. */
  settle(names: number): void {
    const scale = Math.log(names + 2)
    for (const foldedWord of this.#foldedWords.values()) {
      foldedWord.rarity = Math.max(0.2, 1 - Math.log(Math.max(1, foldedWord.count)) / scale)
      for (const { id } of foldedWord.words) this.rarities[id] = foldedWord.rarity
    }
    this.#similar.forget()
    this.#cachedPrefixes.clear()
  }

  /** Remembers that two words stand together in a name. */
  join(first: Word, second: Word): void {
    this.#neighbours.add(`${first.folded} ${second.folded}`)
  }

  /** Whether two folded words stand together in some name. */
  joined(first: string, second: string): boolean {
    return this.#neighbours.has(`${first} ${second}`)
  }

  has(folded: string): boolean {
    return (this.#foldedWords.get(folded)?.count ?? 0) > 0
  }

  /** Whether a word of some name begins with these folded letters. */
  begins(folded: string): boolean {
    const sorted = this.#order()
    return sorted[lowerBound(sorted, folded)]?.folded.startsWith(folded) ?? false
  }

  /** Rarity of a word of some name; undefined for other words. */
  rarity(folded: string): number | undefined {
    const foldedWord = this.#foldedWords.get(folded)
    return foldedWord && foldedWord.count > 0 ? foldedWord.rarity : undefined
  }

  /** Longer words that begin with `folded`, in alphabetic order. */
  #longer(folded: string): WordMatch[] {
    const sorted = this.#order()
    const found: WordMatch[] = []
    for (let i = lowerBound(sorted, folded); i < sorted.length; i++) {
      const foldedWord = sorted[i]!
      if (!foldedWord.folded.startsWith(folded)) break
      if (foldedWord.folded === folded || foldedWord.words.every((word) => word.abbreviation)) continue
      const quality = prefixQuality(folded, foldedWord.folded)
      if (quality > 0) found.push({ foldedWord, quality, how: 'prefix' })
    }
    return found
  }

  /**
   * The words that a span may mean: the word itself, those that an open span begins, and similar ones when there are no others or
   * `fuzzy` asks for them. A word that another lexicon has (`hasElsewhere`) is not taken for a misspelt one.
   */
  matches(
    span: WordSpan,
    fuzzy: boolean,
    hasElsewhere: (folded: string) => boolean = nowhere,
  ): readonly WordMatch[] {
    const { folded } = span.form
    const plain = span.open ? this.#prefixes(folded) : this.#itself(folded)
    if (span.typeWord || !(fuzzy || (plain.length === 0 && !hasElsewhere(folded)))) return plain
    const similar = this.#similar.of(folded, span.open)
    if (plain.length === 0) return similar
    return [
      ...plain,
      ...similar.filter((one) => !plain.some(({ foldedWord }) => foldedWord === one.foldedWord)),
    ]
  }

  #itself(folded: string): readonly WordMatch[] {
    const own = this.#foldedWords.get(folded)
    return own && own.count > 0 ? own.itself : NO_MATCHES
  }

  /** A word and those that begin with it. */
  #prefixes(folded: string): readonly WordMatch[] {
    const cached = this.#cachedPrefixes.get(folded)
    if (cached) return cached
    const matches = [...this.#itself(folded), ...this.#longer(folded)]
    if (this.#cachedPrefixes.size >= MAX_CACHED) this.#cachedPrefixes.clear()
    this.#cachedPrefixes.set(folded, matches)
    return matches
  }

  #foldedWord(folded: string, abbreviation: boolean): FoldedWord {
    let foldedWord = this.#foldedWords.get(folded)
    if (!foldedWord) {
      const itself: WordMatch[] = []
      foldedWord = {
        folded,
        words: [],
        southern: southernKey(folded),
        letters: lettersOf(folded),
        count: 0,
        rarity: 1,
        fuzzy: !abbreviation && !/[\d/]/.test(folded) && folded.length > 1,
        itself,
      }
      itself.push({ foldedWord, quality: 1, how: 'exact' })
      this.#foldedWords.set(folded, foldedWord)
      this.#sorted = undefined
      this.#similar.forget()
      this.#cachedPrefixes.clear()
    }
    return foldedWord
  }

  #order(): FoldedWord[] {
    this.#sorted ??= [...this.#foldedWords.values()].sort((a, b) => (a.folded < b.folded ? -1 : 1))
    return this.#sorted
  }
}

/**
 * How well a begun word agrees with one that goes on from it. A word of letters agrees wholly, however much of it is typed: what is listed
 * stays in its order from key to key. A longer number is another one. A letter alone begins no numbered name but "Ấp 4", which is typed so: "k" would begin "kp4", and "kh" not.
 */
function prefixQuality(begun: string, word: string): number {
  if (!hasDigit(word)) return 1
  if (begun.length === 1 && !beginsWithDigit(begun) && !word.startsWith('ap')) return 0
  return 0.86 + (0.12 * begun.length) / word.length
}

function nowhere(): boolean {
  return false
}

function lowerBound(sorted: readonly FoldedWord[], folded: string): number {
  let low = 0
  let high = sorted.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (sorted[middle]!.folded < folded) low = middle + 1
    else high = middle
  }
  return low
}
