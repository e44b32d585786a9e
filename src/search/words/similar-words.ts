import { editDistance } from '../../text/edit-distance.ts'
import { doubletsOf, southernKey } from '../../text/southern-spelling.ts'
import type { Family, Reading } from './word-match.ts'

const MAX_READINGS = 64
/** Longer words are no syllables, nor two of them. */
const LONGEST_SYLLABLE = 14
const CACHED = 4000

/** Words of names that a word may be a misspelling or mishearing of; remembers those of words that were asked about. */
export class SimilarWords {
  readonly #families: ReadonlyMap<string, Family>
  readonly #known = new Map<string, readonly Reading[]>()
  readonly #distance = editDistance()

  constructor(families: ReadonlyMap<string, Family>) {
    this.#families = families
  }

  /** Families that may be meant by a mistyped or misheard word, best first; with `prefix` also as its beginning. */
  of(folded: string, prefix: boolean): readonly Reading[] {
    const key = prefix ? `${folded}*` : folded
    const known = this.#known.get(key)
    if (known) return known
    const readings = this.#find(folded, prefix)
    if (this.#known.size >= CACHED) this.#known.clear()
    this.#known.set(key, readings)
    return readings
  }

  /** Call when words or their counts change. */
  forget(): void {
    this.#known.clear()
  }

  #find(folded: string, prefix: boolean): readonly Reading[] {
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
}

/** Whether a word may be mistyped or misheard: a letter or a number is what it is. */
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
