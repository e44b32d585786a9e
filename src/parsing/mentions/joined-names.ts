import { fold } from '../../text/syllable.ts'
import { UNIT_WORDS } from '../unit-words.ts'

/** Letters of the shortest name of two words: "An Cơ". */
const SHORTEST = 4
const LONGEST = 60
const MAX_CACHED = 8000
/** Type words without their spaces, and the lengths of their words: "thitran" → 3, 4. */
const TYPES = UNIT_WORDS.flatMap(({ type, forms }) =>
  forms.map((form) => ({ type, letters: form.replaceAll(' ', ''), lengths: lengthsOf(form) })),
)

/** Names of units that are written without the spaces between their words, type words too: "XãPhướcLý", "cangiuoc". */
export class JoinedNames {
  /** Lengths of the words of a name, by its letters. */
  readonly #lengths = new Map<string, readonly number[]>()
  readonly #byFirstLetters = new Map<string, string[]>()
  /** What words come to; null for those that stay whole. */
  readonly #cuts = new Map<string, readonly number[] | null>()

  /** @param names without their types; those of one word come apart only from what stands beside them */
  constructor(names: Iterable<string>) {
    for (const name of names) {
      const folded = fold(name.normalize('NFC'))
      if (!/^[a-z]+(?: [a-z]+)*$/.test(folded)) continue
      const letters = folded.replaceAll(' ', '')
      if (letters.length < SHORTEST || this.#lengths.has(letters)) continue
      this.#lengths.set(letters, lengthsOf(folded))
      const first = letters.slice(0, 3)
      this.#byFirstLetters.set(first, [...(this.#byFirstLetters.get(first) ?? []), letters])
    }
  }

  /** Lengths of the words that a word in lower case consists of; `undefined` when it is one, or none that names have. */
  cut(word: string): readonly number[] | undefined {
    if (word.length < SHORTEST || word.length > LONGEST) return undefined
    const known = this.#cuts.get(word)
    if (known !== undefined) return known ?? undefined
    const folded = fold(word)
    const found = folded.length === word.length ? this.#named(folded, 0) : undefined
    const cut = found && found.length > 1 ? found : undefined
    if (this.#cuts.size === MAX_CACHED) this.#cuts.clear()
    this.#cuts.set(word, cut ?? null)
    return cut
  }

  /** Names to the end of the letters, each perhaps behind its type word. */
  #named(letters: string, from: number): readonly number[] | undefined {
    if (from === letters.length) return []
    const untyped = this.#nameAt(letters, from)
    if (untyped) return untyped
    for (const { type, letters: word, lengths } of TYPES) {
      if (!letters.startsWith(word, from)) continue
      const at = from + word.length
      const rest = (type === 'phường' ? this.#numberAt(letters, at) : undefined) ?? this.#nameAt(letters, at)
      if (rest) return [...lengths, ...rest]
    }
    return undefined
  }

  #nameAt(letters: string, from: number): readonly number[] | undefined {
    for (const name of this.#byFirstLetters.get(letters.slice(from, from + 3)) ?? []) {
      const rest = letters.startsWith(name, from) ? this.#named(letters, from + name.length) : undefined
      if (rest) return [...(this.#lengths.get(name) as readonly number[]), ...rest]
    }
    return undefined
  }

  /** The number of a ward with more names behind it: "p4tanan". */
  #numberAt(letters: string, from: number): readonly number[] | undefined {
    const number = /^\d{1,2}(?=[a-z])/.exec(letters.slice(from, from + 3))?.[0]
    const rest = number && this.#named(letters, from + number.length)
    return rest ? [(number as string).length, ...rest] : undefined
  }
}

function lengthsOf(words: string): number[] {
  return words.split(' ').map(({ length }) => length)
}
