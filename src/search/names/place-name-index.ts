import { placeSpellings } from '../../parsing/place-abbreviations.ts'
import { beginsWithDigit } from '../../text/digits.ts'
import { normalizeText } from '../../text/normalize.ts'
import { soundAlike } from '../../text/southern-spelling.ts'
import { syllable, words } from '../../text/syllable.ts'
import type { Query } from '../query/query.ts'
import { Lexicon, MAX_WORDS } from '../words/lexicon.ts'
import type { SpanMatches, Word } from '../words/word-match.ts'
import { accentCost } from './accent-cost.ts'
import { type Alignment, align, type Hit, type Meaning, worth } from './alignment.ts'
import { ExactNames } from './exact-names.ts'
import { MaxScore, type SpanPostings, type WordPostings } from './max-score.ts'

/** What is found by its names. */
export interface Named {
  readonly names: ReadonlyArray<readonly Word[]>
  /** 0..1 */
  readonly importance: number
}

/** A name that stands in a query, and where. */
export interface FoundName<T extends Named> {
  readonly thing: T
  readonly alignment: Alignment
}

/** Tells whether a thing may come among the hits, by what can be said of it in the query at most. */
export interface Chance<T extends Named> {
  /** With words of these tokens and such an importance. */
  ofWords(mask: number, importance: number): boolean
  /** With words of such a share of the query. */
  ofShare(share: number, importance: number): boolean
  /** With so much of its name said, too. */
  of(thing: T, share: number, completeness: number): boolean
  /** Whether it lies in a commune or district that the query names. */
  isNear(thing: T): boolean
  /** What is found, at once: the rest then has a score to reach. */
  take(thing: T, alignment: Alignment): void
}

/** Things whose names are aligned with the query, of those that share words with it. */
const CANDIDATES = 32
/** Postings of words that are gone through at most; less for words mistyped, of which there are many, and whole names come first. */
const POSTINGS = 40_000
const POSTINGS_FUZZY = 8_000
/** Things of one name that are looked at, in communes that are named and elsewhere. */
const MAX_NEAR = 4000
const MAX_OF_A_NAME = 1000
/** Of things that tell as much, the important one is preferred. */
const BY_IMPORTANCE = 0.1

/**
 * Finds things by the words of their names, of which there may be many: those that share the most telling words with a query
 * are aligned with it. Kept apart from streets and hamlets, so that many names do not slow those down.
 */
export class PlaceNameIndex<T extends Named> {
  readonly #lexicon = new Lexicon()
  /** Things by slot; postings of words are slots, in the order in which things were added. */
  readonly #slots: Array<T | undefined> = []
  #size = 0
  #importances = new Float32Array(1024)
  /** The largest of them, of things that are gone too. */
  #mostImportant = 0
  readonly #maxScore = new MaxScore()
  /** By the number of a word: of which query it may stand for something. */
  #saidIn = new Uint32Array(1024)
  #query = 0
  readonly #exactNames = new ExactNames()
  /** Of the query at hand, by the number of a word; undefined for words that it has nothing of. */
  readonly #meanings: Array<Meaning[] | undefined> = []

  /** The words of a name, and of what it is called by too: "UBND" for "Ủy ban nhân dân". */
  namesOf(written: readonly string[]): Array<readonly Word[]> {
    const forms = written.map((name) => words(normalizeText(name)).map(syllable))
    const spellings = forms.flatMap((name) => placeSpellings(name).map((other) => other.map(syllable)))
    const names = [...forms, ...spellings].map((name) =>
      name.slice(0, MAX_WORDS).map((word) => this.#lexicon.word(word)),
    )
    for (const name of names)
      for (const { id } of name) while (this.#meanings.length <= id) this.#meanings.push(undefined)
    return names
  }

  /** Adds a thing whose names are of {@link namesOf}; returns its slot. */
  add(thing: T): number {
    const slot = this.#slots.length
    for (const word of new Set(thing.names.flat())) this.#lexicon.post(word, slot)
    for (const words of foldedNames(thing)) this.#exactNames.add(words, slot)
    if (slot >= this.#importances.length) {
      const larger = new Float32Array(slot * 2)
      larger.set(this.#importances)
      this.#importances = larger
    }
    this.#importances[slot] = thing.importance
    this.#maxScore.put(slot, BY_IMPORTANCE * thing.importance)
    this.#mostImportant = Math.max(this.#mostImportant, thing.importance)
    this.#slots.push(thing)
    this.#size++
    return slot
  }

  remove(slot: number): void {
    const thing = this.#slots[slot]!
    for (const word of new Set(thing.names.flat())) this.#lexicon.unpost(word, slot)
    for (const words of foldedNames(thing)) this.#exactNames.remove(words, slot)
    this.#slots[slot] = undefined
    this.#size--
  }

  /** Whether a folded word is in some name. */
  has(folded: string): boolean {
    return this.#lexicon.has(folded)
  }

  at(slot: number): T | undefined {
    return this.#slots[slot]
  }

  /** Call after edits. */
  settle(): void {
    this.#lexicon.settle(this.#size)
  }

  /**
   * What has names whose words stand in the query and has a `chance`; words that are `known` elsewhere are not taken for misspelt
   * ones.
   */
  match(query: Query, fuzzy: boolean, known: (folded: string) => boolean, chance: Chance<T>): FoundName<T>[] {
    if (this.#size === 0) return []
    const readings: SpanMatches[] = []
    let lettered = false
    for (const span of query.spans) {
      if (span.mask & query.ignored || (span.weak && !fuzzy)) continue
      const meant = this.#lexicon.readings(span, fuzzy, known)
      if (meant.length === 0) continue
      readings.push({ span, meant })
      lettered ||= !beginsWithDigit(span.form.folded)
    }
    // Numbers are in the names of some ("Trường Mầm non Phường 3") but say nothing alone.
    if (!lettered) return []
    const found = new Map<number, FoundName<T>>()
    let meant = false
    const take = (slot: number, share: number, completeness: number) => {
      const thing = this.#slots[slot]!
      if (found.has(slot) || !chance.of(thing, share, completeness)) return
      if (!meant) this.#mean(readings, query)
      meant = true
      const alignment = bestAlignment(thing, this.#meanings, query)
      if (!alignment) return
      found.set(slot, { thing, alignment })
      chance.take(thing, alignment)
    }
    // Of a name that very many have, most have no chance any more when the first are on the list.
    for (const { slots, share } of this.#exactNames.in(query, readings)) {
      let near = 0
      let others = 0
      for (const slot of slots)
        if (chance.isNear(this.#slots[slot]!) ? near++ < MAX_NEAR : others++ < MAX_OF_A_NAME)
          take(slot, share, 1)
    }
    const likely = this.#likely(readings, fuzzy ? POSTINGS_FUZZY : POSTINGS, chance)
    if (likely.length > 0) this.#markSaid(readings)
    for (const slot of likely)
      take(slot, Math.min(1, this.#maxScore.share(slot)), this.#mostSaid(this.#slots[slot]!))
    if (meant) this.#forget(readings)
    return [...found.values()]
  }

  /** Slots of what shares the most telling words with the query. */
  #likely(readings: readonly SpanMatches[], postings: number, chance: Chance<T>): number[] {
    const importances = this.#importances
    this.#maxScore.count(readings.map(stretchOf), postings, (mask) =>
      chance.ofWords(mask, this.#mostImportant),
    )
    return this.#maxScore.likely(CANDIDATES, (slot, share) => chance.ofShare(share, importances[slot]!))
  }

  /** Notes which words of names may be said in the query. */
  #markSaid(readings: readonly SpanMatches[]): void {
    if (this.#saidIn.length < this.#meanings.length) this.#saidIn = new Uint32Array(2 * this.#meanings.length)
    this.#query++
    for (const { meant } of readings)
      for (const { foldedWord } of meant)
        for (const { id } of foldedWord.words) this.#saidIn[id] = this.#query
  }

  /** How much of a thing's name can be said in the query at most, by rarity of its words. */
  #mostSaid({ names }: Named): number {
    let most = 0
    for (const name of names) {
      let told = 0
      let said = 0
      for (let i = 0; i < name.length; i++) {
        const { id, foldedWord } = name[i]!
        told += foldedWord.rarity
        if (this.#saidIn[id] === this.#query) said += foldedWord.rarity
      }
      if (said > most * told) most = said / told
    }
    return most
  }

  /** Notes what of the query each word of names may stand for, once for all things: they have most words in common. */
  #mean(readings: readonly SpanMatches[], query: Query): void {
    for (const { span, meant } of readings)
      for (const { foldedWord, quality, how } of meant)
        for (const word of foldedWord.words) {
          if (how === 'sound' && !soundAlike(span.form, word)) continue
          const accents = accentCost(span.form, word, how, query)
          const one = { span, quality: quality * span.quality, accents, how }
          const list = this.#meanings[word.id]
          if (list) list.push(one)
          else this.#meanings[word.id] = [one]
        }
  }

  #forget(readings: readonly SpanMatches[]): void {
    for (const { meant } of readings)
      for (const { foldedWord } of meant)
        for (const { id } of foldedWord.words) this.#meanings[id] = undefined
  }
}

function foldedNames({ names }: Named): string[][] {
  return names.map((name) => name.map(({ folded }) => folded))
}

function stretchOf({ span, meant }: SpanMatches): SpanPostings {
  const words: WordPostings[] = []
  let all = 0
  for (const { foldedWord, quality } of meant) {
    const weight = quality * foldedWord.rarity * (span.to - span.from)
    const share = quality * span.quality * span.share
    for (const { postings } of foldedWord.words) {
      if (postings.length > 0) words.push({ postings, weight, share })
      all += postings.length
    }
  }
  return { mask: span.mask, words, postings: all }
}

/** The best alignment of any of a thing's names, with what its words may mean by their numbers. */
function bestAlignment(
  thing: Named,
  meanings: ReadonlyArray<readonly Meaning[] | undefined>,
  query: Query,
): Alignment | undefined {
  let best: Alignment | undefined
  for (const name of thing.names) {
    let count = 0
    for (let at = 0; at < name.length; at++) {
      const meant = meanings[name[at]!.id]
      if (meant) count += meant.length
    }
    const hits = new Array<Hit>(count)
    for (let at = name.length - 1; count > 0; at--) {
      const meant = meanings[name[at]!.id]
      if (meant) for (let i = meant.length - 1; i >= 0; i--) hits[--count] = { meaning: meant[i]!, at }
    }
    const one = align(hits, name, query, -1)
    if (one && (!best || worth(one) > worth(best))) best = one
  }
  return best
}
