import { soundAlike } from '../../text/southern-spelling.ts'
import type { Query } from '../query/query.ts'
import { type Lexicon, MAX_WORDS, placeIn, postingOf, variantIn } from '../words/lexicon.ts'
import type { WordSpan } from '../words/spans.ts'
import type { Word, WordMatch } from '../words/word-match.ts'
import { accentCost } from './accent-cost.ts'
import { type Alignment, align, alignOne, type Hit, type Meaning, worth } from './alignment.ts'
import { addWhole, isDominated, undominated } from './dominance.ts'
import { compileName, type NameKind, type NameVariant } from './name-variants.ts'

const MAX_HITS = 24
/** Numbers noted of a variant, and where those after the first of them stand. */
const MET = 4
const TOKENS = 1
const PLACES = 2
const WORDS = 3

/** Names by their words; finds those that stand in a query, however little of them. */
export class GazetteerNameIndex {
  /** Of names, by their numbers. */
  readonly kinds: NameKind[] = []
  /** The words of each variant of a name. */
  readonly #variants: Array<readonly Word[]> = []
  // Of variants, by column: what is asked of each that is met lies side by side in memory.
  readonly #nameOf: number[] = []
  readonly #quality: number[] = []
  /** Where the words of a variant begin among all, and how much they tell together. */
  readonly #begins: number[] = []
  readonly #told: number[] = []
  readonly #words: number[] = []
  readonly #byKey = new Map<string, number>()
  /** Names by their very text: the same ones come with many communes. */
  readonly #byText = new Map<string, number>()
  // Hits of the query at hand, by column and linked per variant, from 1 on; kept to spare the collector.
  #hitMeaning = new Int32Array(1024)
  #hitAt = new Uint8Array(1024)
  #hitNext = new Int32Array(1024)
  #hits = 0
  readonly #meanings: Meaning[] = []
  /**
   * Four numbers a variant, side by side in memory: its last hit (0 for none), the tokens of the query that its hits take
   * together, the words of the variant that were met, a bit each, and all its words.
   */
  #met = new Int32Array(0)
  /** Variants that have their numbers. */
  #reserved = 0
  readonly #touched: number[] = []
  /** The best alignment of a name yet, by its number. */
  readonly #found: Array<Alignment | undefined> = []

  constructor(readonly lexicon: Lexicon) {}

  /** The number of a name of this kind; names with one key are one name. */
  add(text: string, kind: NameKind): number {
    const asWritten = `${kind}|${text}`
    const known = this.#byText.get(asWritten)
    if (known !== undefined) return known
    const { key, variants } = compileName(text, kind)
    const whole = `${kind}|${key}`
    const id = this.#byKey.get(whole) ?? this.#compiled(kind, whole, variants)
    this.#byText.set(asWritten, id)
    return id
  }

  /** The number of a name in a spelling that was added. */
  known(text: string, kind: NameKind): number | undefined {
    return this.#byText.get(`${kind}|${text}`)
  }

  #compiled(kind: NameKind, whole: string, variants: readonly NameVariant[]): number {
    const id = this.kinds.length
    this.kinds.push(kind)
    this.#byKey.set(whole, id)
    for (const { words, quality, abbreviation } of variants) {
      const variant = this.#variants.length
      const indexed = words.slice(0, MAX_WORDS).map((word) => this.lexicon.word(word, abbreviation))
      indexed.forEach((word, i) => {
        this.lexicon.post(word, postingOf(variant, i))
        if (i > 0) this.lexicon.join(indexed[i - 1]!, word)
      })
      this.#variants.push(indexed)
      this.#nameOf.push(id)
      this.#quality.push(quality)
      this.#begins.push(this.#words.length)
      for (const word of indexed) this.#words.push(word.id)
    }
    return id
  }

  /** Weighs words anew; call after adding names. */
  settle(): void {
    this.lexicon.settle(this.kinds.length)
    const { rarities } = this.lexicon
    for (let variant = 0; variant < this.#variants.length; variant++) {
      const begin = this.#begins[variant]!
      const end = this.#begins[variant + 1] ?? this.#words.length
      let told = 0
      for (let i = begin; i < end; i++) told += rarities[this.#words[i]!]!
      this.#told[variant] = told
    }
  }

  /**
   * The names that stand in the query, in no order, but for those of which only a part stands where another name
   * stands whole (`dominance.ts`); `fuzzy` also compares known words by sound and typing.
   */
  match(query: Query, fuzzy: boolean): Alignment[] {
    this.#reserve()
    for (const span of query.spans) {
      if (span.mask & query.ignored || (span.weak && !fuzzy)) continue
      for (const reading of this.lexicon.readings(span, fuzzy)) this.#collect(span, reading, query)
    }
    const touched = this.#touched
    const named: number[] = []
    const again: Alignment[] = []
    const wholes: number[] = []
    // Names with all their words there come first: they put most others out of the way before these are aligned.
    for (let i = 0; i < touched.length; i++)
      if (this.#isWhole(touched[i]!)) this.#take(touched[i]!, query, named, again, wholes)
    for (let i = 0; i < touched.length; i++)
      if (!this.#isWhole(touched[i]!) && !this.#isDominated(touched[i]!, wholes))
        this.#take(touched[i]!, query, named, again, wholes)
    const all: Alignment[] = []
    for (const name of named) {
      all.push(this.#found[name]!)
      this.#found[name] = undefined
    }
    for (const one of again) all.push(one)
    const met = this.#met
    for (let i = 0; i < touched.length; i++) {
      const own = touched[i]! * MET
      met[own] = met[own + TOKENS] = met[own + PLACES] = 0
    }
    touched.length = 0
    this.#meanings.length = 0
    this.#hits = 0
    return undominated(all, query)
  }

  /** Aligns a variant with the query and keeps the best one of its name. */
  #take(variant: number, query: Query, named: number[], again: Alignment[], wholes: number[]): void {
    const one = this.#align(variant, query, 0)
    if (!one) return
    const known = this.#found[one.name]
    if (!known) named.push(one.name)
    if (!known || worth(one) > worth(known)) this.#found[one.name] = one
    addWhole(wholes, one, query)
    if (!query.repeats) return
    const elsewhere = this.#align(variant, query, one.mask)
    if (!elsewhere) return
    again.push(elsewhere)
    addWhole(wholes, elsewhere, query)
  }

  /** Whether every word of a variant was met. */
  #isWhole(variant: number): boolean {
    return this.#met[variant * MET + PLACES] === this.#met[variant * MET + WORDS]
  }

  /** Whether a variant would be dominated even if all its hits were one alignment. */
  #isDominated(variant: number, wholes: readonly number[]): boolean {
    if (wholes.length === 0) return false
    const { rarities } = this.lexicon
    let at = this.#begins[variant]!
    let met = 0
    for (let places = this.#met[variant * MET + PLACES]!; places !== 0; places >>>= 1, at++)
      if (places & 1) met += rarities[this.#words[at]!]!
    return isDominated(this.#met[variant * MET + TOKENS]!, met / this.#told[variant]!, wholes)
  }

  #reserve(): void {
    const size = this.#variants.length
    if (this.#met.length < size * MET) {
      this.#met = new Int32Array(size * 2 * MET)
      this.#reserved = 0
    }
    for (; this.#reserved < size; this.#reserved++)
      this.#met[this.#reserved * MET + WORDS] = (1 << this.#variants[this.#reserved]!.length) - 1
    while (this.#found.length < this.kinds.length) this.#found.push(undefined)
  }

  #collect(span: WordSpan, { foldedWord, quality, how }: WordMatch, query: Query): void {
    for (const word of foldedWord.words) {
      if (word.abbreviation && how !== 'exact') continue
      if (how === 'sound' && !soundAlike(span.form, word)) continue
      const meaning = this.#meanings.length
      this.#meanings.push({
        span,
        quality: quality * span.quality,
        accents: accentCost(span.form, word, how, query),
        how,
      })
      const { postings } = word
      for (let i = 0; i < postings.length; i++)
        this.#put(variantIn(postings[i]!), placeIn(postings[i]!), meaning, span.mask)
    }
  }

  #put(variant: number, at: number, meaning: number, mask: number): void {
    const hit = ++this.#hits
    if (hit === this.#hitAt.length) this.#growHits()
    const met = this.#met
    const own = variant * MET
    const next = met[own]!
    if (next === 0) this.#touched.push(variant)
    met[own] = hit
    met[own + TOKENS]! |= mask
    met[own + PLACES]! |= 1 << at
    this.#hitMeaning[hit] = meaning
    this.#hitAt[hit] = at
    this.#hitNext[hit] = next
  }

  #growHits(): void {
    const grown = <A extends Int32Array | Uint8Array>(column: A, larger: A): A => {
      larger.set(column)
      return larger
    }
    const size = this.#hitAt.length * 2
    this.#hitMeaning = grown(this.#hitMeaning, new Int32Array(size))
    this.#hitAt = grown(this.#hitAt, new Uint8Array(size))
    this.#hitNext = grown(this.#hitNext, new Int32Array(size))
  }

  #align(variant: number, query: Query, banned: number): Alignment | undefined {
    const last = this.#met[variant * MET]!
    if (this.#hitNext[last] === 0)
      return this.#isBanned(last, banned) ? undefined : this.#alignOne(variant, last)
    let count = 0
    for (let hit = last; hit !== 0 && count < MAX_HITS; hit = this.#hitNext[hit]!)
      if (!this.#isBanned(hit, banned)) count++
    // Of the very length: an array that grows takes four times as much.
    const hits = new Array<Hit>(count)
    for (let hit = last, i = 0; i < count; hit = this.#hitNext[hit]!)
      if (!this.#isBanned(hit, banned))
        hits[i++] = { meaning: this.#meanings[this.#hitMeaning[hit]!]!, at: this.#hitAt[hit]! }
    return align(hits, this.#variants[variant]!, query, this.#nameOf[variant]!, this.#quality[variant])
  }

  /** A variant of which a single word was met; undefined where that is only a bare number of a longer name. */
  #alignOne(variant: number, hit: number): Alignment | undefined {
    const { lettered, lengths, rarities } = this.lexicon
    const at = this.#hitAt[hit]!
    const word = this.#words[this.#begins[variant]! + at]!
    if (!lettered[word] && this.#met[variant * MET + WORDS] !== 1) return undefined
    const told = rarities[word]! / this.#told[variant]!
    const meaning = this.#meanings[this.#hitMeaning[hit]!]!
    return alignOne(meaning, at, told, lengths[word]!, this.#nameOf[variant]!, this.#quality[variant]!)
  }

  #isBanned(hit: number, banned: number): boolean {
    return (this.#meanings[this.#hitMeaning[hit]!]!.span.mask & banned) !== 0
  }
}
