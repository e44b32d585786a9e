import { placeSpellings } from '../../parsing/place-abbreviations.ts'
import { normalizeText } from '../../text/normalize.ts'
import { syllable, words } from '../../text/syllable.ts'
import { Lexicon, MAX_WORDS } from '../words/lexicon.ts'
import type { Word } from '../words/word-match.ts'
import { ExactNames } from './exact-names.ts'

/** What is found by its names. */
export interface Named {
  readonly names: ReadonlyArray<readonly Word[]>
  /** 0..1 */
  readonly importance: number
}

/**
 * The names of places and addresses, of which there may be very many, as posting lists of their words. It has a lexicon of its own, so
 * that many names do not slow down streets and hamlets.
 */
export class PlaceNameIndex<T extends Named> {
  readonly lexicon = new Lexicon()
  /** Names as a whole. */
  readonly exactNames = new ExactNames()
  /** Things by slot; posting lists hold slots in the order in which things were added. */
  readonly #slots: Array<T | undefined> = []
  #size = 0
  #importances = new Float32Array(1024)
  #maxImportance = 0

  /** Things that are here. */
  get size(): number {
    return this.#size
  }

  /** Slots, of things that are gone too. */
  get slots(): number {
    return this.#slots.length
  }

  /** Importance by slot. */
  get importances(): Float32Array {
    return this.#importances
  }

  /** The largest importance, of things that are gone too. */
  get maxImportance(): number {
    return this.#maxImportance
  }

  /** The words of each name, and of each other spelling of it: "UBND" for "Ủy ban nhân dân". */
  namesOf(written: readonly string[]): Array<readonly Word[]> {
    const forms = written.map((name) => words(normalizeText(name)).map(syllable))
    const spellings = forms.flatMap((name) => placeSpellings(name).map((other) => other.map(syllable)))
    return [...forms, ...spellings].map((name) =>
      name.slice(0, MAX_WORDS).map((word) => this.lexicon.word(word)),
    )
  }

  /** Adds a thing whose names are of {@link namesOf}; returns its slot. */
  add(thing: T): number {
    const slot = this.#slots.length
    for (const word of new Set(thing.names.flat())) this.lexicon.post(word, slot)
    for (const words of foldedNames(thing)) this.exactNames.add(words, slot)
    if (slot >= this.#importances.length) {
      const larger = new Float32Array(slot * 2)
      larger.set(this.#importances)
      this.#importances = larger
    }
    this.#importances[slot] = thing.importance
    this.#maxImportance = Math.max(this.#maxImportance, thing.importance)
    this.#slots.push(thing)
    this.#size++
    return slot
  }

  remove(slot: number): void {
    const thing = this.#slots[slot]!
    for (const word of new Set(thing.names.flat())) this.lexicon.unpost(word, slot)
    for (const words of foldedNames(thing)) this.exactNames.remove(words, slot)
    this.#slots[slot] = undefined
    this.#size--
  }

  /** Whether a folded word is in some name. */
  has(folded: string): boolean {
    return this.lexicon.has(folded)
  }

  at(slot: number): T | undefined {
    return this.#slots[slot]
  }

  /** Computes the rarities of words anew; call after edits. */
  settle(): void {
    this.lexicon.settle(this.#size)
  }
}

function foldedNames({ names }: Named): string[][] {
  return names.map((name) => name.map(({ folded }) => folded))
}
