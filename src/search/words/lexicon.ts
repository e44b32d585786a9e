import { beginsWithDigit } from '../../text/digits.ts'
import { southernKey } from '../../text/southern-spelling.ts'
import type { Syllable } from '../../text/syllable.ts'
import { SyllableCache } from '../../text/syllable-cache.ts'
import { lettersOf, SimilarWords } from './similar-words.ts'
import type { WordSpan } from './spans.ts'
import type { FoldedWord, Word, WordMatch } from './word-match.ts'

/** Bits of a place in a name. */
const PLACE_BITS = 4
/** Longest name in words. */
export const MAX_WORDS = 1 << PLACE_BITS

/** The word of a variant of a name as one number. */
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
const CACHED = 4000

/** Every word of every name: few (a thousand syllables or so), which is what makes searching them quick. */
export class Lexicon {
  /** Forms of words that were asked about. */
  readonly forms = new SyllableCache()
  // Of words, by their numbers, for what goes through many of them.
  readonly rarities: number[] = []
  readonly lengths: number[] = []
  readonly lettered: boolean[] = []
  readonly #foldedWords = new Map<string, FoldedWord>()
  readonly #words = new Map<string, Word>()
  /** Folded forms in order, for prefixes; made again after a new foldedWord. */
  #sorted: FoldedWord[] | undefined
  readonly #similar = new SimilarWords(this.#foldedWords)
  readonly #beginnings = new Map<string, readonly WordMatch[]>()
  /** Folded words that follow one another in some name. */
  readonly #neighbours = new Set<string>()

  /** The word of this very spelling (tone placement and y/i apart), added when new. */
  word(form: Syllable, abbreviation = false): Word {
    const key = form.bare + form.tone + (abbreviation ? '.' : '')
    const known = this.#words.get(key)
    if (known) return known
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

  /** Counts a posting of a word. */
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

  /** Works out anew how much each word tells; call after adding names. */
  settle(names: number): void {
    const scale = Math.log(names + 2)
    for (const foldedWord of this.#foldedWords.values()) {
      foldedWord.rarity = Math.max(0.2, 1 - Math.log(Math.max(1, foldedWord.count)) / scale)
      for (const { id } of foldedWord.words) this.rarities[id] = foldedWord.rarity
    }
    this.#similar.forget()
    this.#beginnings.clear()
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

  /** How much a word of some name tells; undefined for other words. */
  rarity(folded: string): number | undefined {
    const foldedWord = this.#foldedWords.get(folded)
    return foldedWord && foldedWord.count > 0 ? foldedWord.rarity : undefined
  }

  foldedWord(folded: string): FoldedWord | undefined {
    return this.#foldedWords.get(folded)
  }

  /** Families that begin with `folded`, the same word left out, in alphabetic order. */
  #prefixed(folded: string): WordMatch[] {
    const sorted = this.#order()
    const found: WordMatch[] = []
    for (let i = lowerBound(sorted, folded); i < sorted.length; i++) {
      const foldedWord = sorted[i]!
      if (!foldedWord.folded.startsWith(folded)) break
      if (foldedWord.folded === folded || foldedWord.words.every((word) => word.abbreviation)) continue
      found.push({
        foldedWord,
        quality: 0.86 + (0.12 * folded.length) / foldedWord.folded.length,
        how: 'prefix',
      })
    }
    return found
  }

  /** What a stretch of a query may mean: the word itself, words it begins, and (when unknown or `fuzzy`) similar ones; `known` tells of words known elsewhere. */
  readings(
    span: WordSpan,
    fuzzy: boolean,
    known: (folded: string) => boolean = nothing,
  ): readonly WordMatch[] {
    const { folded } = span.form
    const sure = span.open ? this.#begun(folded) : this.#itself(folded)
    if (span.typeWord || !(fuzzy || (sure.length === 0 && !known(folded)))) return sure
    const similar = this.#similar.of(folded, span.open)
    if (sure.length === 0) return similar
    return [
      ...sure,
      ...similar.filter((one) => !sure.some(({ foldedWord }) => foldedWord === one.foldedWord)),
    ]
  }

  #itself(folded: string): readonly WordMatch[] {
    const own = this.#foldedWords.get(folded)
    return own && own.count > 0 ? own.itself : NO_MATCHES
  }

  /** A word and those that it begins. */
  #begun(folded: string): readonly WordMatch[] {
    const known = this.#beginnings.get(folded)
    if (known) return known
    const readings = [...this.#itself(folded), ...this.#prefixed(folded)]
    if (this.#beginnings.size >= CACHED) this.#beginnings.clear()
    this.#beginnings.set(folded, readings)
    return readings
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
      this.#beginnings.clear()
    }
    return foldedWord
  }

  #order(): FoldedWord[] {
    this.#sorted ??= [...this.#foldedWords.values()].sort((a, b) => (a.folded < b.folded ? -1 : 1))
    return this.#sorted
  }
}

function nothing(): boolean {
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
