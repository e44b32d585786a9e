import { soundAlike } from '../../text/southern-spelling.ts'
import type { Query } from '../query/query.ts'
import { type Lexicon, placeIn, variantIn } from '../words/lexicon.ts'
import type { WordSpan } from '../words/spans.ts'
import type { WordMatch } from '../words/word-match.ts'
import { accentCost } from './accent-cost.ts'
import { type Alignment, align, alignOne, type MatchedSpan, type Occurrence, worth } from './alignment.ts'
import { addWhole, isDominated, undominated, WHOLE } from './dominance.ts'
import type { GazetteerNameIndex } from './gazetteer-name-index.ts'

const MAX_OCCURRENCES = 24
/** Places besides the best where a name is aligned: a place's name, its commune, and a district being typed may be one word. */
const MAX_AGAIN = 2
/** Numbers of a variant in `#met`, and where those after the first stand. */
const MET = 4
const TOKENS = 1
const PLACES = 2
const WORDS = 3

/**
 * Matches queries with the names of an index: the working memory of one query at a time. It can be used again for the next query, as
 * arrays of this size would keep the garbage collector busy.
 */
export class GazetteerNameMatcher {
  // The columns of the index, which grow with it: each is one load away.
  readonly #kinds: GazetteerNameIndex['kinds']
  readonly #lexicon: Lexicon
  readonly #variants: GazetteerNameIndex['variants']
  readonly #nameOf: readonly number[]
  readonly #qualities: readonly number[]
  readonly #begins: readonly number[]
  readonly #totalRarities: readonly number[]
  readonly #wordIds: readonly number[]
  // Occurrences by column from 1 on, linked per variant.
  #matchOf = new Int32Array(1024)
  #placeOf = new Uint8Array(1024)
  #nextOf = new Int32Array(1024)
  #occurrences = 0
  readonly #matches: MatchedSpan[] = []
  /**
   * Four numbers a variant, side by side as they are read together: its last occurrence (0 for none), the tokens of all its
   * occurrences, the words of the variant that occur, a bit each, and a bit for each of its words.
   */
  #met = new Int32Array(0)
  /** Variants whose fourth number is set. */
  #reserved = 0
  /** Variants that occur in the query. */
  readonly #touched: number[] = []
  /** The best alignment of a name so far, by its number. */
  readonly #found: Array<Alignment | undefined> = []

  constructor(index: GazetteerNameIndex) {
    this.#kinds = index.kinds
    this.#lexicon = index.lexicon
    this.#variants = index.variants
    this.#nameOf = index.nameOf
    this.#qualities = index.qualities
    this.#begins = index.begins
    this.#totalRarities = index.totalRarities
    this.#wordIds = index.wordIds
  }

  /**
   * The names of which any word stands in the query, in no order, without the dominated ones (`dominance.ts`); `fuzzy` also compares
   * words that names have by sound and typing errors.
   */
  match(query: Query, fuzzy: boolean): Alignment[] {
    this.#reserve()
    for (const span of query.spans) {
      if (span.mask & query.ignored || (span.weak && !fuzzy)) continue
      for (const match of this.#lexicon.matches(span, fuzzy)) this.#collect(span, match, query)
    }
    const touched = this.#touched
    const named: number[] = []
    const again: Alignment[] = []
    const wholes: number[] = []
    // Names of which every word occurs come first: they dominate most others, which need no alignment then.
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
    this.#clear()
    return undominated(all, query)
  }

  /** Aligns a variant with the query and keeps the best one of its name. */
  #take(variant: number, query: Query, named: number[], again: Alignment[], wholes: number[]): void {
    const one = this.#alignFirst(variant, query)
    if (!one) return
    const best = this.#found[one.name]
    if (!best) named.push(one.name)
    if (!best || worth(one) > worth(best)) this.#found[one.name] = one
    addWhole(wholes, one, query)
    let taken = one.mask
    for (let i = 0; i < MAX_AGAIN && (query.repeats || this.#isBegunElsewhere(variant, taken, query)); i++) {
      const elsewhere = this.#align(variant, query, taken)
      if (!elsewhere) return
      again.push(elsewhere)
      addWhole(wholes, elsewhere, query)
      taken |= elsewhere.mask
    }
  }

  /** The best alignment; where the whole name stands before the end, one with a word that may be begun there is none. */
  #alignFirst(variant: number, query: Query): Alignment | undefined {
    if (this.#isBegun(variant, query)) {
      const whole = this.#align(variant, query, query.last)
      if (whole && whole.completeness >= WHOLE) return whole
    }
    return this.#align(variant, query, 0)
  }

  /** Whether a unit's name may be begun at the end of a query too: "Thạnh Hưng, huyện Tân" for Tân Hưng. */
  #isBegunElsewhere(variant: number, taken: number, query: Query): boolean {
    return (
      this.#kinds[this.#nameOf[variant]!] === 'unit' &&
      this.#isBegun(variant, query) &&
      (query.last & taken) === 0
    )
  }

  /** Whether the last word of a query that is being typed may be one of a name. */
  #isBegun(variant: number, query: Query): boolean {
    return (query.last & this.#met[variant * MET + TOKENS]!) !== 0
  }

  /** Whether every word of a variant occurs. */
  #isWhole(variant: number): boolean {
    return this.#met[variant * MET + PLACES] === this.#met[variant * MET + WORDS]
  }

  /** Whether a variant would be dominated even if all its occurrences were one alignment. */
  #isDominated(variant: number, wholes: readonly number[]): boolean {
    if (wholes.length === 0) return false
    const { rarities } = this.#lexicon
    let at = this.#begins[variant]!
    let rarity = 0
    for (let places = this.#met[variant * MET + PLACES]!; places !== 0; places >>>= 1, at++)
      if (places & 1) rarity += rarities[this.#wordIds[at]!]!
    return isDominated(this.#met[variant * MET + TOKENS]!, rarity / this.#totalRarities[variant]!, wholes)
  }

  /** Makes room for names that were added since the last query. */
  #reserve(): void {
    const size = this.#variants.length
    if (this.#met.length < size * MET) {
      this.#met = new Int32Array(size * 2 * MET)
      this.#reserved = 0
    }
    for (; this.#reserved < size; this.#reserved++)
      this.#met[this.#reserved * MET + WORDS] = (1 << this.#variants[this.#reserved]!.length) - 1
    while (this.#found.length < this.#kinds.length) this.#found.push(undefined)
  }

  #clear(): void {
    const touched = this.#touched
    const met = this.#met
    for (let i = 0; i < touched.length; i++) {
      const own = touched[i]! * MET
      met[own] = met[own + TOKENS] = met[own + PLACES] = 0
    }
    touched.length = 0
    this.#matches.length = 0
    this.#occurrences = 0
  }

  #collect(span: WordSpan, { foldedWord, quality, how }: WordMatch, query: Query): void {
    for (const word of foldedWord.words) {
      if (word.abbreviation && how !== 'exact') continue
      if (how === 'sound' && !soundAlike(span.form, word)) continue
      const match = this.#matches.length
      this.#matches.push({
        span,
        quality: quality * span.quality,
        accents: accentCost(span, word, how, query),
        how,
      })
      const { postings } = word
      for (let i = 0; i < postings.length; i++)
        this.#put(variantIn(postings[i]!), placeIn(postings[i]!), match, span.mask)
    }
  }

  #put(variant: number, at: number, match: number, mask: number): void {
    const occurrence = ++this.#occurrences
    if (occurrence === this.#placeOf.length) this.#grow()
    const met = this.#met
    const own = variant * MET
    const next = met[own]!
    if (next === 0) this.#touched.push(variant)
    met[own] = occurrence
    met[own + TOKENS]! |= mask
    met[own + PLACES]! |= 1 << at
    this.#matchOf[occurrence] = match
    this.#placeOf[occurrence] = at
    this.#nextOf[occurrence] = next
  }

  #grow(): void {
    const grown = <A extends Int32Array | Uint8Array>(column: A, larger: A): A => {
      larger.set(column)
      return larger
    }
    const size = this.#placeOf.length * 2
    this.#matchOf = grown(this.#matchOf, new Int32Array(size))
    this.#placeOf = grown(this.#placeOf, new Uint8Array(size))
    this.#nextOf = grown(this.#nextOf, new Int32Array(size))
  }

  /** Aligns a variant with the query by its occurrences that take no `banned` token. */
  #align(variant: number, query: Query, banned: number): Alignment | undefined {
    const last = this.#met[variant * MET]!
    if (this.#nextOf[last] === 0)
      return this.#isBanned(last, banned) ? undefined : this.#alignOne(variant, last)
    let count = 0
    for (let one = last; one !== 0 && count < MAX_OCCURRENCES; one = this.#nextOf[one]!)
      if (!this.#isBanned(one, banned)) count++
    // Of the very length: an array that grows takes four times as much.
    const occurrences = new Array<Occurrence>(count)
    for (let one = last, i = 0; i < count; one = this.#nextOf[one]!)
      if (!this.#isBanned(one, banned))
        occurrences[i++] = { match: this.#matches[this.#matchOf[one]!]!, at: this.#placeOf[one]! }
    return align(
      occurrences,
      this.#variants[variant]!,
      query,
      this.#nameOf[variant]!,
      this.#qualities[variant],
    )
  }

  /** Aligns a variant of which a single word occurs; undefined where that is only a bare number of a longer name. */
  #alignOne(variant: number, occurrence: number): Alignment | undefined {
    const { lettered, lengths, rarities } = this.#lexicon
    const at = this.#placeOf[occurrence]!
    const word = this.#wordIds[this.#begins[variant]! + at]!
    if (!lettered[word] && this.#met[variant * MET + WORDS] !== 1) return undefined
    const rarityShare = rarities[word]! / this.#totalRarities[variant]!
    const match = this.#matches[this.#matchOf[occurrence]!]!
    return alignOne(
      match,
      at,
      rarityShare,
      rarities[word]!,
      lengths[word]!,
      this.#nameOf[variant]!,
      this.#qualities[variant]!,
    )
  }

  #isBanned(occurrence: number, banned: number): boolean {
    return (this.#matches[this.#matchOf[occurrence]!]!.span.mask & banned) !== 0
  }
}
