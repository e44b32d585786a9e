import { beginsWithDigit } from '../text/digits.ts'
import { editDistance } from '../text/edit-distance.ts'
import { doubletsOf, southernKey } from '../text/southern-spelling.ts'
import type { Syllable } from '../text/syllable.ts'
import { SyllableMemory } from '../text/syllable-memory.ts'
import type { Edge } from './edges.ts'

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
  readonly family: Family
}

/** Words with the same letters: "thanh", "thành", "thạnh". */
export interface Family {
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
  readonly itself: readonly Reading[]
}

/** A family that a typed word may mean. */
export interface Reading {
  readonly family: Family
  /** 1 for the same letters, less for beginnings, other spellings and typing errors. */
  readonly quality: number
  readonly how: 'exact' | 'prefix' | 'typo' | 'sound'
}

/** A stretch of a query and what it may mean. */
export interface EdgeReadings {
  readonly edge: Edge
  readonly meant: readonly Reading[]
}

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
const MAX_READINGS = 64
/** Longer words are no syllables, nor two of them. */
const LONGEST_SYLLABLE = 14
const CACHED = 4000

/** Every word of every name: few (a thousand syllables or so), which is what makes searching them quick. */
export class Lexicon {
  /** Forms of words that were asked about. */
  readonly forms = new SyllableMemory()
  // Of words, by their numbers, for what goes through many of them.
  readonly rarities: number[] = []
  readonly lengths: number[] = []
  readonly lettered: boolean[] = []
  readonly #families = new Map<string, Family>()
  readonly #words = new Map<string, Word>()
  /** Folded forms in order, for prefixes; made again after a new family. */
  #sorted: Family[] | undefined
  readonly #readings = new Map<string, readonly Reading[]>()
  readonly #distance = editDistance()
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
    this.#readings.clear()
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
  prefixed(folded: string): Reading[] {
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

  /** Families that may be meant by a mistyped or misheard word, best first; with `prefix` also as its beginning. */
  similar(folded: string, prefix: boolean): readonly Reading[] {
    const key = prefix ? `${folded}*` : folded
    const cached = this.#readings.get(key)
    if (cached) return cached
    const readings = this.#similar(folded, prefix)
    if (this.#readings.size >= CACHED) this.#readings.clear()
    this.#readings.set(key, readings)
    return readings
  }

  /** What a stretch of a query may mean: the word itself, words it begins, and (when unknown or `fuzzy`) similar ones; `known` tells of words known elsewhere. */
  readings(edge: Edge, fuzzy: boolean, known: (folded: string) => boolean = nothing): readonly Reading[] {
    const { folded } = edge.form
    const own = this.#families.get(folded)
    if (own && own.count > 0 && !edge.open && (!fuzzy || edge.typeWord)) return own.itself
    const readings: Reading[] = own && own.count > 0 ? [...own.itself] : []
    if (edge.open) readings.push(...this.prefixed(folded))
    if (!edge.typeWord && (fuzzy || (readings.length === 0 && !known(folded)))) {
      for (const reading of this.similar(folded, edge.open))
        if (!readings.some(({ family }) => family === reading.family)) readings.push(reading)
    }
    return readings
  }

  #similar(folded: string, prefix: boolean): readonly Reading[] {
    if (!hasErrors(folded)) return []
    const { length } = folded
    const southern = southernKey(folded)
    const doublets = doubletsOf(folded)
    const letters = lettersOf(folded)
    const max = length >= 5 ? 2 : 1
    const found: Reading[] = []
    for (const family of this.#families.values()) {
      if (family.folded === folded || !family.fuzzy || family.count === 0) continue
      if (family.southern === southern || doublets.includes(family.folded)) {
        const apart = this.#distance(folded, family.folded, 4)
        found.push({ family, quality: 0.88 - 0.02 * apart, how: 'sound' })
        continue
      }
      if (length < 3 || bits(letters & ~family.letters) > max) continue
      if (!prefix && bits(family.letters & ~letters) > max) continue
      const errors = this.#distance(folded, family.folded, max)
      if (errors <= max) {
        found.push({ family, quality: typoQuality(errors, length), how: 'typo' })
        continue
      }
      if (prefix && length >= 3 && family.folded.length > length) {
        const limit = length >= 6 ? 2 : 1
        const begun = this.#distance(folded, family.folded, limit, true)
        if (begun <= limit) found.push({ family, quality: typoQuality(begun, length) - 0.08, how: 'typo' })
      }
    }
    return found
      .sort(
        (a, b) =>
          b.quality - a.quality ||
          b.family.count - a.family.count ||
          (a.family.folded < b.family.folded ? -1 : 1),
      )
      .slice(0, MAX_READINGS)
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
      this.#readings.clear()
    }
    return family
  }

  #order(): Family[] {
    this.#sorted ??= [...this.#families.values()].sort((a, b) => (a.folded < b.folded ? -1 : 1))
    return this.#sorted
  }
}

/** Whether a word may be mistyped or misheard: a letter or a number is what it is. */
export function hasErrors(folded: string): boolean {
  return folded.length > 1 && folded.length <= LONGEST_SYLLABLE && !/[\d/]/.test(folded)
}

function nothing(): boolean {
  return false
}

function typoQuality(errors: number, length: number): number {
  if (errors <= 1) return length >= 4 ? 0.78 : length === 3 ? 0.7 : 0.6
  return 0.55
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

function lettersOf(folded: string): number {
  let set = 0
  for (let i = 0; i < folded.length; i++) {
    const code = folded.charCodeAt(i) - 97
    if (code >= 0 && code < 26) set |= 1 << code
  }
  return set
}

function bits(value: number): number {
  let count = 0
  for (let rest = value; rest !== 0; rest &= rest - 1) count++
  return count
}
