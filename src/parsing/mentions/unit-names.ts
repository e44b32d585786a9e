import { accentAgreement, isAccented } from '../../text/accents.ts'
import { editDistance } from '../../text/edit-distance.ts'
import { normalizeText } from '../../text/normalize.ts'
import { southernKey } from '../../text/southern-spelling.ts'
import { type Syllable, syllable, words } from '../../text/syllable.ts'
import { SyllableCache } from '../../text/syllable-cache.ts'
import { readNumberWords } from '../number-words.ts'
import type { UnitWord } from '../unit-words.ts'
import { JoinedNames } from './joined-names.ts'

/**
 * How a written name agrees with a unit's: `exact`; `plain` with accents left out; `doublet` hỏi for ngã or the
 * reverse; `differs` other accents.
 */
export type Agreement = 'exact' | 'plain' | 'doublet' | 'differs'

/** The members of an administrative unit by which it is found in a text. */
export interface NamedUnit {
  readonly level: UnitWord['level']
  /** The law's own term: phường, xã, huyện… */
  readonly type: string
  /** Without its type: "Long An", "1". */
  readonly name: string
}

export interface NameMatch<U extends NamedUnit> {
  readonly unit: U
  readonly agreement: Agreement
}

interface Entry<U extends NamedUnit> {
  readonly unit: U
  readonly name: readonly Syllable[]
}

const ORDER: readonly Agreement[] = ['exact', 'plain', 'doublet', 'differs']
/** Typing errors allowed in a suggested name of so many letters. */
const MAX_ERRORS = (letters: number) => (letters < 6 ? 1 : 2)
const MAX_SUGGESTIONS = 5

/** All names that units have or had, by their letters without marks. */
export class UnitNames<U extends NamedUnit> {
  readonly #byName = new Map<string, Entry<U>[]>()
  readonly #firstWords = new Set<string>()
  /** Forms of the words of texts, worked out once. */
  readonly syllables = new SyllableCache()
  readonly #distance = editDistance()
  /** The names written without spaces. */
  readonly joined: JoinedNames
  /** Words of the longest name. */
  readonly longest: number

  constructor(units: readonly U[]) {
    for (const unit of units) {
      const name = nameSyllables(unit)
      const key = name.map(({ folded }) => folded).join(' ')
      this.#byName.set(key, [...(this.#byName.get(key) ?? []), { unit, name }])
      this.#firstWords.add(name[0]?.folded ?? '')
    }
    this.joined = new JoinedNames(units.map(({ name }) => name))
    this.longest = Math.max(1, ...[...this.#byName.keys()].map((key) => key.split(' ').length))
  }

  /** Whether some name begins with a folded word. */
  beginsWith(folded: string): boolean {
    return this.#firstWords.has(folded)
  }

  /** Whether some name has this folded form, its words joined by single spaces. */
  has(folded: string): boolean {
    return this.#byName.has(folded)
  }

  /**
   * Units whose name is `written`, in groups of one agreement, the best first; a name written without any accent is
   * one group, since a missing accent rules nothing out.
   */
  find(written: readonly Syllable[]): NameMatch<U>[][] {
    const entries = this.#byName.get(written.map(({ folded }) => folded).join(' '))
    if (!entries) return []
    const matches = entries.map(({ unit, name }) => ({ unit, agreement: agreementOf(written, name) }))
    if (!written.some(isAccented)) return [matches]
    return ORDER.map((agreement) => matches.filter((match) => match.agreement === agreement)).filter(
      (group) => group.length > 0,
    )
  }

  /**
   * Units whose name sounds like a written one in the south, or differs by a typing error; the nearest first, of those
   * that `may` be meant.
   */
  suggest(written: readonly Syllable[], may?: (unit: U) => boolean): NameMatch<U>[] {
    const typed = written.map(({ folded }) => folded)
    const letters = typed.join('')
    if (letters.length < 4 || /\d/.test(letters)) return []
    const sound = typed.map(southernKey).join(' ')
    const near: { error: number; entries: Entry<U>[] }[] = []
    for (const [key, all] of this.#byName) {
      const entries = may ? all.filter(({ unit }) => may(unit)) : all
      if (entries.length === 0) continue
      const name = key.split(' ')
      if (name.length !== typed.length && key.replaceAll(' ', '') !== letters) continue
      const max = MAX_ERRORS(letters.length)
      const error =
        name.map(southernKey).join(' ') === sound
          ? 0.5
          : this.#distance(letters, key.replaceAll(' ', ''), max)
      if (error <= max) near.push({ error, entries })
    }
    const min = Math.min(...near.map(({ error }) => error))
    return near
      .filter(({ error }) => error <= min)
      .slice(0, MAX_SUGGESTIONS)
      .flatMap(({ entries }) => entries.map(({ unit }) => ({ unit, agreement: 'differs' as const })))
  }
}

/** A number written in digits, words or Roman numerals at `start`, as in "phường 04", "phường tư", "phường IV". */
export function wardNumberAt(
  folded: readonly string[],
  start: number,
): { name: string; length: number } | undefined {
  const digits = /^0*([1-9]\d?)$/.exec(folded[start] ?? '')
  if (digits) return { name: digits[1] as string, length: 1 }
  const number = readNumberWords(folded, start)
  return number && { name: String(number.value), length: number.length }
}

function nameSyllables(unit: NamedUnit): Syllable[] {
  const name = words(normalizeText(unit.name)).map(syllable)
  if (unit.type !== 'phường') return name
  const number = wardNumberAt(
    name.map(({ folded }) => folded),
    0,
  )
  return number && number.length === name.length ? [syllable(number.name)] : name
}

function agreementOf(written: readonly Syllable[], name: readonly Syllable[]): Agreement {
  let worst = 0
  for (let i = 0; i < name.length; i++) {
    const found = accentAgreement(written[i] as Syllable, name[i] as Syllable)
    const rank = found === 'equal' ? 0 : found === 'missing' ? 1 : found === 'tone-doublet' ? 2 : 3
    worst = Math.max(worst, rank)
  }
  return ORDER[worst] as Agreement
}
