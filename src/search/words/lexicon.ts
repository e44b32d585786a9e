import { beginsWithDigit } from '../../text/digits.ts'
import { southernKey } from '../../text/southern-spelling.ts'
import type { Syllable } from '../../text/syllable.ts'
import { SyllableCache } from '../../text/syllable-cache.ts'
import { lettersOf, SimilarWords } from './similar-words.ts'
import type { Edge } from './spans.ts'
import type { Family, Reading, Word } from './word-match.ts'

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
const NO_READINGS: readonly Reading[] = []
const CACHED = 4000

/** Every word of every name: few (a thousand syllables or so), which is what makes searching them quick. */
export class Lexicon {
  /** Forms of words that were asked about. */
  readonly forms = new SyllableCache()
  // Of words, by their numbers, for what goes through many of them.
  readonly rarities: number[] = []
  readonly lengths: number[] = []
  readonly lettered: boolean[] = []
  readonly #families = new Map<string, Family>()
  readonly #words = new Map<string, Word>()
  /** Folded forms in order, for prefixes; made again after a new family. */
  #sorted: Family[] | undefined
  readonly #similar = new SimilarWords(this.#families)
  readonly #beginnings = new Map<string, readonly Reading[]>()
  /** Folded words that follow one another in some name. */
  readonly #neighbours = new Set<string>()

  /** The word of this very spelling (tone placement and y/i apart), added when new. */
  word(form: Syllable, abbreviation = false): Word {
    const key = form.bare + form.tone + (abbreviation ? '.' : '')
    const known = this.#words.get(key)
    if (known) return known
    const family = this.#family(form.folded, abbreviation)
    const { text, folded, bare, tone } = form
    const lettered = !beginsWithDigit(folded) || folded.includes('/')
    const id = this.#words.size
    const word: Word = { id, text, folded, bare, tone, postings: [], abbreviation, lettered, family }
    this.#words.set(key, word)
    family.words.push(word)
    this.rarities.push(family.rarity)
    this.lengths.push(folded.length)
    this.lettered.push(lettered)
    return word
  }

  /** Counts a posting of a word. */
  post(word: Word, posting: number): void {
    word.postings.push(posting)
    word.family.count++
  }

  /** Takes a posting back. */
  unpost(word: Word, posting: number): void {
    const at = word.postings.indexOf(posting)
    if (at < 0) return
    word.postings.splice(at, 1)
    word.family.count--
  }

  /** Works out anew how much each word tells; call after adding names. */
  settle(names: number): void {
    const scale = Math.log(names + 2)
    for (const family of this.#families.values()) {
      family.rarity = Math.max(0.2, 1 - Math.log(Math.max(1, family.count)) / scale)
      for (const { id } of family.words) this.rarities[id] = family.rarity
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
    return (this.#families.get(folded)?.count ?? 0) > 0
  }

  /** How much a word of some name tells; undefined for other words. */
  rarity(folded: string): number | undefined {
    const family = this.#families.get(folded)
    return family && family.count > 0 ? family.rarity : undefined
  }

  family(folded: string): Family | undefined {
    return this.#families.get(folded)
  }

  /** Families that begin with `folded`, the same word left out, in alphabetic order. */
  #prefixed(folded: string): Reading[] {
    const sorted = this.#order()
    const found: Reading[] = []
    for (let i = lowerBound(sorted, folded); i < sorted.length; i++) {
      const family = sorted[i]!
      if (!family.folded.startsWith(folded)) break
      if (family.folded === folded || family.words.every((word) => word.abbreviation)) continue
      found.push({ family, quality: 0.86 + (0.12 * folded.length) / family.folded.length, how: 'prefix' })
    }
    return found
  }

  /** What a stretch of a query may mean: the word itself, words it begins, and (when unknown or `fuzzy`) similar ones; `known` tells of words known elsewhere. */
  readings(edge: Edge, fuzzy: boolean, known: (folded: string) => boolean = nothing): readonly Reading[] {
    const { folded } = edge.form
    const sure = edge.open ? this.#begun(folded) : this.#itself(folded)
    if (edge.typeWord || !(fuzzy || (sure.length === 0 && !known(folded)))) return sure
    const similar = this.#similar.of(folded, edge.open)
    if (sure.length === 0) return similar
    return [...sure, ...similar.filter((one) => !sure.some(({ family }) => family === one.family))]
  }

  #itself(folded: string): readonly Reading[] {
    const own = this.#families.get(folded)
    return own && own.count > 0 ? own.itself : NO_READINGS
  }

  /** A word and those that it begins. */
  #begun(folded: string): readonly Reading[] {
    const known = this.#beginnings.get(folded)
    if (known) return known
    const readings = [...this.#itself(folded), ...this.#prefixed(folded)]
    if (this.#beginnings.size >= CACHED) this.#beginnings.clear()
    this.#beginnings.set(folded, readings)
    return readings
  }

  #family(folded: string, abbreviation: boolean): Family {
    let family = this.#families.get(folded)
    if (!family) {
      const itself: Reading[] = []
      family = {
        folded,
        words: [],
        southern: southernKey(folded),
        letters: lettersOf(folded),
        count: 0,
        rarity: 1,
        fuzzy: !abbreviation && !/[\d/]/.test(folded) && folded.length > 1,
        itself,
      }
      itself.push({ family, quality: 1, how: 'exact' })
      this.#families.set(folded, family)
      this.#sorted = undefined
      this.#similar.forget()
      this.#beginnings.clear()
    }
    return family
  }

  #order(): Family[] {
    this.#sorted ??= [...this.#families.values()].sort((a, b) => (a.folded < b.folded ? -1 : 1))
    return this.#sorted
  }
}

function nothing(): boolean {
  return false
}

function lowerBound(sorted: readonly Family[], folded: string): number {
  let low = 0
  let high = sorted.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (sorted[middle]!.folded < folded) low = middle + 1
    else high = middle
  }
  return low
}
