import { type Syllable, syllable } from './syllable.ts'

/** Addresses are made of a few thousand words. */
const MOST = 8000
/** A longer word is no syllable, and would only take room. */
const LONGEST = 10

/** The forms of words, worked out once: the same word gives the same object, whose texts are quick to look up. */
export class SyllableMemory {
  readonly #known = new Map<string, Syllable>()

  of(text: string): Syllable {
    const known = this.#known.get(text)
    if (known) return known
    const made = syllable(text)
    if (text.length < LONGEST) {
      if (this.#known.size === MOST) this.#known.clear()
      this.#known.set(text, made)
    }
    return made
  }
}
