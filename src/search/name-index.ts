import { accentAgreement, isAccented } from '../text/accents.ts'
import type { Syllable } from '../text/syllable.ts'
import { type Alignment, align, type Hit, type Meaning, worth } from './alignment.ts'
import { addWhole, isDominated, undominated } from './dominance.ts'
import { type Lexicon, MAX_WORDS, type Reading, type Word } from './lexicon.ts'
import { compileName, type NameKind, type NameVariant } from './name-variants.ts'
import type { Edge, Query } from './query.ts'

interface Variant {
  readonly name: number
  readonly words: readonly Word[]
  readonly quality: number
}

export interface Name {
  readonly kind: NameKind
  readonly text: string
  readonly variants: number[]
}

/** Cost of accents that disagree, per share of the query. */
const ACCENT_COST = { equal: 0, missing: 0, 'tone-doublet': 0.15, tone: 0.35, letter: 0.4 } as const
/** A bare word in a query that has accents elsewhere: probably meant as it is. */
const BARE_COST = 0.1
const MAX_HITS = 24

/** Names by their words; finds those that stand in a query, however little of them. */
export class NameIndex {
  readonly names: Name[] = []
  readonly #variants: Variant[] = []
  readonly #byKey = new Map<string, number>()
  /** Names by their very text: the same ones come with many communes. */
  readonly #byText = new Map<string, number>()
  // Hits of the query at hand, by column and linked per variant; kept to spare the collector.
  #hitMeaning = new Int32Array(1024)
  #hitAt = new Uint8Array(1024)
  #hitNext = new Int32Array(1024)
  #hits = 0
  readonly #meanings: Meaning[] = []
  #heads = new Int32Array(0)
  /** Tokens of the query that a variant's hits take together, and words of the variant that were met, a bit each. */
  #tokens = new Int32Array(0)
  #places = new Int32Array(0)
  readonly #touched: number[] = []

  constructor(readonly lexicon: Lexicon) {}

  /** The number of a name of this kind; names with one key are one name. */
  add(text: string, kind: NameKind): number {
    const asWritten = `${kind}|${text}`
    const known = this.#byText.get(asWritten)
    if (known !== undefined) return known
    const { key, variants } = compileName(text, kind)
    const id = this.#byKey.get(`${kind}|${key}`) ?? this.#compiled(text, kind, `${kind}|${key}`, variants)
    this.#byText.set(asWritten, id)
    return id
  }

  #compiled(text: string, kind: NameKind, whole: string, variants: readonly NameVariant[]): number {
    const id = this.names.length
    const name: Name = { kind, text, variants: [] }
    this.names.push(name)
    this.#byKey.set(whole, id)
    for (const { words, quality, abbreviation } of variants) {
      const variant = this.#variants.length
      const indexed = words.slice(0, MAX_WORDS).map((word) => this.lexicon.word(word, abbreviation))
      indexed.forEach((word, i) => {
        this.lexicon.post(word, variant * MAX_WORDS + i)
        if (i > 0) this.lexicon.join(indexed[i - 1]!, word)
      })
      this.#variants.push({ name: id, words: indexed, quality })
      name.variants.push(variant)
    }
    return id
  }

  /** Weighs words anew; call after adding names. */
  settle(): void {
    this.lexicon.settle(this.names.length)
  }

  /**
   * The names that stand in the query, in no order, but for those of which only a part stands where another name
   * stands whole (`dominance.ts`); `fuzzy` also compares known words by sound and typing.
   */
  match(query: Query, fuzzy: boolean): Alignment[] {
    this.#reserve()
    for (const edge of query.edges) {
      if (edge.mask & query.aside || (edge.weak && !fuzzy)) continue
      for (const reading of this.lexicon.readings(edge, fuzzy)) this.#collect(edge, reading, query)
    }
    const found = new Map<number, Alignment>()
    const again: Alignment[] = []
    const wholes: number[] = []
    // Names with all their words there come first: they put most others out of the way before these are aligned.
    for (const variant of this.#touched)
      if (this.#isWhole(variant)) this.#take(variant, query, found, again, wholes)
    for (const variant of this.#touched)
      if (!this.#isWhole(variant) && !this.#isDominated(variant, wholes))
        this.#take(variant, query, found, again, wholes)
    for (const variant of this.#touched) {
      this.#heads[variant] = -1
      this.#tokens[variant] = 0
      this.#places[variant] = 0
    }
    this.#touched.length = 0
    this.#meanings.length = 0
    this.#hits = 0
    return undominated([...found.values(), ...again], query)
  }

  /** Aligns a variant with the query and keeps the best one of its name. */
  #take(
    variant: number,
    query: Query,
    found: Map<number, Alignment>,
    again: Alignment[],
    wholes: number[],
  ): void {
    const one = this.#align(variant, query, 0)
    if (!one) return
    const known = found.get(one.name)
    if (!known || worth(one) > worth(known)) found.set(one.name, one)
    addWhole(wholes, one, query)
    if (!query.repeats) return
    const elsewhere = this.#align(variant, query, one.mask)
    if (!elsewhere) return
    again.push(elsewhere)
    addWhole(wholes, elsewhere, query)
  }

  /** Whether every word of a variant was met. */
  #isWhole(variant: number): boolean {
    return this.#places[variant] === (1 << this.#variants[variant]!.words.length) - 1
  }

  /** Whether a variant would be dominated even if all its hits were one alignment. */
  #isDominated(variant: number, wholes: readonly number[]): boolean {
    if (wholes.length === 0) return false
    const { words } = this.#variants[variant]!
    let met = 0
    let total = 0
    for (let i = 0; i < words.length; i++) {
      const { rarity } = words[i]!.family
      total += rarity
      if ((this.#places[variant]! >> i) & 1) met += rarity
    }
    return isDominated(this.#tokens[variant]!, met / total, wholes)
  }

  #reserve(): void {
    const size = this.#variants.length
    if (this.#heads.length >= size) return
    this.#heads = new Int32Array(size * 2).fill(-1)
    this.#tokens = new Int32Array(size * 2)
    this.#places = new Int32Array(size * 2)
  }

  #collect(edge: Edge, { family, quality, how }: Reading, query: Query): void {
    for (const word of family.words) {
      if (word.abbreviation && how !== 'exact') continue
      const meaning = this.#meanings.length
      this.#meanings.push({
        edge,
        quality: quality * edge.quality,
        accents: accentCost(edge.form, word, how, query),
        how,
      })
      for (const posting of word.postings)
        this.#put((posting / MAX_WORDS) | 0, posting % MAX_WORDS, meaning, edge.mask)
    }
  }

  #put(variant: number, at: number, meaning: number, mask: number): void {
    const hit = this.#hits++
    if (hit === this.#hitAt.length) this.#growHits()
    const next = this.#heads[variant]!
    if (next === -1) this.#touched.push(variant)
    this.#heads[variant] = hit
    this.#tokens[variant]! |= mask
    this.#places[variant]! |= 1 << at
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

  #align(variantId: number, query: Query, banned: number): Alignment | undefined {
    const { name, words, quality } = this.#variants[variantId]!
    let count = 0
    for (let hit = this.#heads[variantId]!; hit !== -1 && count < MAX_HITS; hit = this.#hitNext[hit]!)
      if (!this.#isBanned(hit, banned)) count++
    // Of the very length: an array that grows takes four times as much.
    const hits = new Array<Hit>(count)
    for (let hit = this.#heads[variantId]!, i = 0; i < count; hit = this.#hitNext[hit]!)
      if (!this.#isBanned(hit, banned))
        hits[i++] = { meaning: this.#meanings[this.#hitMeaning[hit]!]!, at: this.#hitAt[hit]! }
    return align(hits, words, query, name, quality)
  }

  #isBanned(hit: number, banned: number): boolean {
    return (this.#meanings[this.#hitMeaning[hit]!]!.edge.mask & banned) !== 0
  }
}

/** How much the accents of a typed word disagree with those of a name's, 0..1. */
export function accentCost(form: Syllable, word: Syllable, how: Reading['how'], query: Query): number {
  if (how !== 'exact') return how === 'prefix' ? prefixCost(form, word, query) : 0
  if (form.folded !== word.folded) return 0
  const agreement = accentAgreement(form, word)
  if (agreement === 'missing' && query.accented && !isAccented(form)) return BARE_COST
  return ACCENT_COST[agreement]
}

/** The accents of an unfinished word are compared with those of the beginning it has. */
function prefixCost(form: Syllable, word: Syllable, query: Query): number {
  for (let i = 0; i < form.bare.length; i++) {
    const mark = form.bare[i]
    if (mark !== word.bare[i] && mark !== form.folded[i]) return ACCENT_COST.letter
  }
  if (form.tone !== '' && form.tone !== word.tone) return ACCENT_COST.tone
  return form.tone === '' && query.accented ? BARE_COST / 2 : 0
}
