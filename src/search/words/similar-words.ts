import { editDistance } from '../../text/edit-distance.ts'
import { doubletsOf, southernKey } from '../../text/southern-spelling.ts'
import type { FoldedWord, WordMatch } from './word-match.ts'

const MAX_MATCHES = 64
/** Longer words are no syllables, nor two of them. */
const LONGEST_SYLLABLE = 14
const MAX_CACHED = 4000

/** Finds the words of names that a typed word may be a misspelling or mishearing of; keeps what it found. */
export class SimilarWords {
  readonly #foldedWords: ReadonlyMap<string, FoldedWord>
  readonly #cached = new Map<string, readonly WordMatch[]>()
  readonly #distance = editDistance()

  constructor(foldedWords: ReadonlyMap<string, FoldedWord>) {
    this.#foldedWords = foldedWords
  }

  /** The words that a mistyped or misheard word may mean, best first; with `prefix` also those that it may begin. */
  of(folded: string, prefix: boolean): readonly WordMatch[] {
    const key = prefix ? `${folded}*` : folded
    const cached = this.#cached.get(key)
    if (cached) return cached
    const matches = this.#find(folded, prefix)
    if (this.#cached.size >= MAX_CACHED) this.#cached.clear()
    this.#cached.set(key, matches)
    return matches
  }

  /** Call when words or their counts change. */
  forget(): void {
    this.#cached.clear()
  }

  #find(folded: string, prefix: boolean): readonly WordMatch[] {
    if (!hasErrors(folded)) return []
    const { length } = folded
    const southern = southernKey(folded)
    const doublets = doubletsOf(folded)
    const letters = lettersOf(folded)
    const max = length >= 5 ? 2 : 1
    const found: WordMatch[] = []
    for (const foldedWord of this.#foldedWords.values()) {
      if (foldedWord.folded === folded || !foldedWord.fuzzy || foldedWord.count === 0) continue
      if (foldedWord.southern === southern || doublets.includes(foldedWord.folded)) {
        const apart = this.#distance(folded, foldedWord.folded, 4)
        found.push({ foldedWord, quality: 0.88 - 0.02 * apart, how: 'sound' })
        continue
      }
      if (length < 3 || bits(letters & ~foldedWord.letters) > max) continue
      if (!prefix && bits(foldedWord.letters & ~letters) > max) continue
      const errors = this.#distance(folded, foldedWord.folded, max)
      if (errors <= max) {
        found.push({ foldedWord, quality: typoQuality(errors, length), how: 'typo' })
        continue
      }
      if (prefix && length >= 3 && foldedWord.folded.length > length) {
        const limit = length >= 6 ? 2 : 1
        const prefixErrors = this.#distance(folded, foldedWord.folded, limit, true)
        if (prefixErrors <= limit)
          found.push({ foldedWord, quality: typoQuality(prefixErrors, length) - 0.08, how: 'typo' })
      }
    }
    return found
      .sort(
        (a, b) =>
          b.quality - a.quality ||
          b.foldedWord.count - a.foldedWord.count ||
          (a.foldedWord.folded < b.foldedWord.folded ? -1 : 1),
      )
      .slice(0, MAX_MATCHES)
  }
}

/** Whether a word may be mistyped or misheard: single letters and numbers are taken as they stand. */
export function hasErrors(folded: string): boolean {
  return folded.length > 1 && folded.length <= LONGEST_SYLLABLE && !/[\d/]/.test(folded)
}

function typoQuality(errors: number, length: number): number {
  if (errors <= 1) return length >= 4 ? 0.78 : length === 3 ? 0.7 : 0.6
  return 0.55
}

/** Bit per letter a–z. */
export function lettersOf(folded: string): number {
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
