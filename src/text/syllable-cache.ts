import { type Syllable, syllable } from './syllable.ts'

/** Addresses are made of a few thousand words. */
const MAX_WORDS = 8000
/** Longer words are no syllables and are not cached. */
const MAX_LENGTH = 10

/** The forms of words, worked out once: the same word gives the same object. */
export class SyllableCache {
  readonly #cached = new Map<string, Syllable>()

  of(text: string): Syllable {
    const cached = this.#cached.get(text)
    if (cached) return cached
    const made = syllable(text)
    if (text.length < MAX_LENGTH) {
      if (this.#cached.size === MAX_WORDS) this.#cached.clear()
      this.#cached.set(text, made)
    }
    return made
  }
}
