import { isAccented } from '../text/accents.ts'
import { isDigit } from '../text/digits.ts'
import { normalizeText } from '../text/normalize.ts'
import { type Syllable, syllable, words } from '../text/syllable.ts'
import { type ElsewhereUnit, liesIn } from './elsewhere-unit.ts'

/** A text, or its end, that names a unit elsewhere. */
export interface NamedElsewhere {
  readonly unit: ElsewhereUnit
  /** The largest unit named, which ends the text: the same one, or what it lies in. */
  readonly outer: ElsewhereUnit
  /** A type word stands beside the name of `outer`. */
  readonly outerTyped: boolean
  /** The text is nothing but this name, with its type and what it lies in. */
  readonly whole: boolean
  /** A type word stands before the name, or another unit behind it: no street or hamlet is meant. */
  readonly asUnit: boolean
  /** The words of the name as they are written, without type. */
  readonly written: readonly Syllable[]
}

/** A run of words that is a name. */
interface Match {
  readonly unit: ElsewhereUnit
  /** First word, the type word included. */
  readonly from: number
  readonly typed: boolean
  readonly alias: boolean
  readonly written: readonly Syllable[]
}

interface Text {
  readonly words: readonly Syllable[]
  /** Words before which a comma or the like stands. */
  readonly afterComma: ReadonlySet<number>
}

/** Type words before and behind names, folded, and the types that they may mean. */
const BEFORE: ReadonlyMap<string, readonly string[]> = new Map([
  ['thanh pho', ['thành phố', 'thủ đô']],
  ['tp', ['thành phố', 'thủ đô']],
  ['t p', ['thành phố', 'thủ đô']],
  ['tinh', ['tỉnh']],
  ['quan', ['quận']],
  ['q', ['quận']],
  ['district', ['quận', 'huyện']],
  ['huyen', ['huyện']],
  ['h', ['huyện']],
  ['thi xa', ['thị xã', 'thành phố']],
  ['tx', ['thị xã', 'thành phố']],
  ['thi tran', ['thị trấn']],
  ['nuoc', ['nước']],
  ['thu do', ['thủ đô', 'thành phố']],
])
const BEHIND: ReadonlyMap<string, readonly string[]> = new Map([
  ['city', ['thành phố', 'thị xã', 'thủ đô']],
  ['province', ['tỉnh']],
  ['district', ['quận', 'huyện']],
  ['town', ['thị xã', 'thị trấn', 'thành phố']],
])
/** What ends an address of this country and says nothing of where in it. */
const COUNTRY: ReadonlySet<string> = new Set(['vietnam', 'vn'])
const MAX_WORDS = 24
/** Longest part of a text that is looked at, from its end. */
const MAX_TAIL = 100
const JOINED_QUARTER = /^q(\d{1,2})$/

/** Names of units elsewhere, found at the end of a text. */
export class ElsewhereNames {
  readonly #byName = new Map<string, { unit: ElsewhereUnit; alias: boolean; name: readonly Syllable[] }[]>()
  readonly #lastWords = new Set<string>()
  readonly #longest: number

  /** @param units those that are meant first come first where several have one name */
  constructor(units: readonly ElsewhereUnit[]) {
    let longest = 1
    for (const unit of units)
      for (const [i, name] of [unit.name, ...unit.aliases].entries()) {
        const syllables = words(normalizeText(name)).map(syllable)
        const key = keyOf(syllables)
        const entry = { unit, alias: i > 0, name: syllables }
        this.#byName.set(key, [...(this.#byName.get(key) ?? []), entry])
        this.#lastWords.add(syllables.at(-1)!.folded)
        longest = Math.max(longest, syllables.length)
      }
    this.#longest = longest
  }

  /** Whether a unit elsewhere has one of that name, whatever its accents. */
  has(name: string, within: ElsewhereUnit): boolean {
    const key = keyOf(words(normalizeText(name)).map(syllable))
    return this.#byName.get(key)?.some(({ unit }) => liesIn(unit, within)) === true
  }

  /** The smallest unit elsewhere that a text ends with; undefined for one that ends with none. */
  find(text: string): NamedElsewhere | undefined {
    const last = lastWord(text)
    if (!this.#mayEnd(last) && last !== 'nam' && !COUNTRY.has(last)) return undefined
    const read = readTail(text)
    let end = read.words.length
    while (end > 1 && isCountry(read.words, end)) end -= read.words[end - 1]!.folded === 'nam' ? 2 : 1
    if (end < 1 || !this.#mayEnd(read.words[end - 1]!.folded)) return undefined
    const outer = this.#endingAt(read, end, undefined)
    if (!outer) return undefined
    let found = outer
    for (let at = outer.from; at > 0; ) {
      const inner = this.#endingAt(read, at, found.unit)
      if (!inner) break
      found = inner
      at = inner.from
    }
    if (found === outer && outer.from > 0) {
      // from large to small: "Campuchia, Bavet"
      const parent = this.#endingAt(read, outer.from, undefined)
      const inner = parent && this.#endingAt(read, end, parent.unit)
      if (parent && inner?.from === outer.from)
        return {
          unit: inner.unit,
          outer: parent.unit,
          outerTyped: parent.typed,
          whole: parent.from === 0,
          asUnit: true,
          written: inner.written,
        }
    }
    const { unit, from, written } = found
    const whole = from === 0 && text.length <= MAX_TAIL
    const asUnit = found.typed || found !== outer
    // the last part of an address may be a hamlet that has the name of some district
    const apart = asUnit || (unit.kind !== 'district' && (found.alias || read.afterComma.has(from)))
    return whole || apart
      ? { unit, outer: outer.unit, outerTyped: outer.typed, whole, asUnit, written }
      : undefined
  }

  /** Whether a folded word may be the last one of such a text. */
  #mayEnd(folded: string): boolean {
    return this.#lastWords.has(folded) || BEHIND.has(folded) || JOINED_QUARTER.test(folded)
  }

  /** The longest name that ends before a word; within `above` where that is given. */
  #endingAt(
    { words: all, afterComma }: Text,
    end: number,
    above: ElsewhereUnit | undefined,
  ): Match | undefined {
    const joined = JOINED_QUARTER.exec(all[end - 1]!.folded)
    if (joined) {
      const written = [syllable(joined[1]!)]
      const unit = this.#unit(written, ['quận'], above)?.unit
      return unit && { unit, from: end - 1, typed: true, alias: false, written }
    }
    const behind = BEHIND.get(all[end - 1]!.folded)
    const last = behind ? end - 1 : end
    for (let from = Math.max(0, last - this.#longest); from < last; from++) {
      let crossed = false
      for (let i = from + 1; i < last; i++) if (afterComma.has(i)) crossed = true
      if (crossed) continue
      const written = all.slice(from, last)
      if (!this.#byName.has(keyOf(written))) continue
      const before = afterComma.has(from) ? undefined : typeBefore(all, from)
      const types = before?.types ?? behind
      const typedEntry = types && this.#unit(written, types, above)
      const entry = typedEntry ?? this.#unit(written, undefined, above)
      if (!entry) continue
      const { unit, alias } = entry
      return {
        unit,
        from: typedEntry && before ? before.from : from,
        typed: typedEntry !== undefined,
        alias,
        written,
      }
    }
    return undefined
  }

  #unit(
    written: readonly Syllable[],
    types: readonly string[] | undefined,
    above: ElsewhereUnit | undefined,
  ) {
    const accented = written.some(isAccented)
    return this.#byName.get(keyOf(written))?.find(({ unit, name }) => {
      // "Quận 1" needs its type word; a number alone names nothing
      if (types ? !types.includes(unit.type) : /^\d+$/.test(unit.name)) return false
      if (above && !liesIn(unit, above)) return false
      return (
        !accented || name.every((one, i) => one.bare === written[i]!.bare && one.tone === written[i]!.tone)
      )
    })
  }
}

function typeBefore(
  all: readonly Syllable[],
  from: number,
): { from: number; types: readonly string[] } | undefined {
  for (let length = 2; length > 0; length--) {
    if (from < length) continue
    const types = BEFORE.get(keyOf(all.slice(from - length, from)))
    if (types) return { from: from - length, types }
  }
  return undefined
}

function isCountry(all: readonly Syllable[], end: number): boolean {
  const { folded } = all[end - 1]!
  return COUNTRY.has(folded) || (folded === 'nam' && all[end - 2]?.folded === 'viet')
}

/** The last word of a text, folded. */
function lastWord(text: string): string {
  let end = text.length
  while (end > 0 && !isWordUnit(text.charCodeAt(end - 1))) end--
  let from = end
  while (from > 0 && isWordUnit(text.charCodeAt(from - 1))) from--
  return syllable(text.slice(from, end).toLowerCase()).folded
}

/** Whether a UTF-16 unit may be of a word: a digit, a letter, or anything beyond ASCII but the hard space. */
function isWordUnit(unit: number): boolean {
  return (
    (unit > 0x7f && unit !== 0xa0) ||
    isDigit(unit) ||
    (unit >= 0x41 && unit <= 0x5a) ||
    (unit >= 0x61 && unit <= 0x7a)
  )
}

function readTail(text: string): Text {
  const normalized = normalizeText(text.slice(-MAX_TAIL))
  const parts = normalized.split(/[,;|()]/)
  const all: Syllable[] = []
  const afterComma = new Set<number>()
  for (const part of parts) {
    const found = words(part)
    if (found.length > 0 && all.length > 0) afterComma.add(all.length)
    for (const word of found) all.push(syllable(word))
  }
  if (all.length <= MAX_WORDS) return { words: all, afterComma }
  return {
    words: all.slice(-MAX_WORDS),
    afterComma: new Set([...afterComma].map((i) => i - all.length + MAX_WORDS)),
  }
}

function keyOf(written: readonly Syllable[]): string {
  return written.map(({ folded }) => folded).join(' ')
}
