import { type TypeWord, typeWordAt } from '../text/type-words.ts'

/** Threes of words that are remembered; then it begins anew. */
const REMEMBERED = 50_000
/** Words that the longest type word has. */
const LONGEST = 3

/** The answers of {@link typeWordAt}, which joins words to look them up, for the few phrases that addresses are made of. */
export class TypeWordMemory {
  readonly #byWords = new Map<string, Map<string, Map<string, TypeWord | undefined>>>()
  #size = 0

  /** The longest type word that begins at word `start` of a folded text. */
  at(folded: readonly string[], start: number): TypeWord | undefined {
    const [first, second, third] = [folded[start] ?? '', folded[start + 1] ?? '', folded[start + 2] ?? '']
    const known = this.#byWords.get(first)?.get(second)
    const found = known?.has(third)
      ? known.get(third)
      : this.#remember(first, second, third, typeWordAt(folded.slice(start, start + LONGEST), 0))
    return found && { ...found, to: start + found.to }
  }

  #remember(first: string, second: string, third: string, found: TypeWord | undefined): TypeWord | undefined {
    if (this.#size++ >= REMEMBERED) {
      this.#byWords.clear()
      this.#size = 1
    }
    const seconds = this.#byWords.get(first) ?? new Map<string, Map<string, TypeWord | undefined>>()
    const thirds = seconds.get(second) ?? new Map<string, TypeWord | undefined>()
    this.#byWords.set(first, seconds.set(second, thirds.set(third, found)))
    return found
  }
}
