import { fold } from '../../text/syllable.ts'
import { type Lexicon, MAX_WORDS, postingOf } from '../words/lexicon.ts'
import type { Word } from '../words/word-match.ts'
import { compileName, type NameKind, type NameVariant } from './name-variants.ts'

const NONE: readonly number[] = []

/** A name as ids of streets and hamlets have it: without marks and spaces. */
export function nameSlug(text: string): string {
  return fold(text).replaceAll(' ', '-')
}

/** The names of streets, hamlets and units, each with its variants, as posting lists of their words. */
export class GazetteerNameIndex {
  /** By the number of a name. */
  readonly kinds: NameKind[] = []
  /** The words of each variant of a name. */
  readonly variants: Array<readonly Word[]> = []
  // Columns by the number of a variant: a query touches many variants and reads one column at a time.
  readonly nameOf: number[] = []
  readonly qualities: number[] = []
  /** Where the words of a variant begin in {@link wordIds}. */
  readonly begins: number[] = []
  /** Sum of the rarities of a variant's words. */
  readonly totalRarities: number[] = []
  /** The words of all variants, one variant behind another. */
  readonly wordIds: number[] = []
  readonly #byKey = new Map<string, number>()
  /** Names by their text as written: many communes have streets and hamlets of one name. */
  readonly #byText = new Map<string, number>()

  /** Numbers of names by the {@link nameSlug} of each of their spellings. */
  readonly #bySlug = new Map<string, number[]>()

  constructor(readonly lexicon: Lexicon) {}

  /** The number of a name of this kind; names with one key are one name. */
  add(text: string, kind: NameKind): number {
    const asWritten = `${kind}|${text}`
    const added = this.#byText.get(asWritten)
    if (added !== undefined) return added
    const { key, variants } = compileName(text, kind)
    const kindAndKey = `${kind}|${key}`
    const id = this.#byKey.get(kindAndKey) ?? this.#addVariants(kind, kindAndKey, variants)
    this.#byText.set(asWritten, id)
    const slug = `${kind}|${nameSlug(text)}`
    const slugged = this.#bySlug.get(slug)
    if (!slugged) this.#bySlug.set(slug, [id])
    else if (!slugged.includes(id)) slugged.push(id)
    return id
  }

  /** The number of a name in a spelling that was added. */
  get(text: string, kind: NameKind): number | undefined {
    return this.#byText.get(`${kind}|${text}`)
  }

  /** The numbers of names with a spelling of this {@link nameSlug}. */
  slugged(slug: string, kind: NameKind): readonly number[] {
    return this.#bySlug.get(`${kind}|${slug}`) ?? NONE
  }

  /** Computes the rarities of words and names anew; call after adding names. */
  settle(): void {
    this.lexicon.settle(this.kinds.length)
    const { rarities } = this.lexicon
    for (let variant = 0; variant < this.variants.length; variant++) {
      const begin = this.begins[variant]!
      const end = this.begins[variant + 1] ?? this.wordIds.length
      let total = 0
      for (let i = begin; i < end; i++) total += rarities[this.wordIds[i]!]!
      this.totalRarities[variant] = total
    }
  }

  #addVariants(kind: NameKind, kindAndKey: string, variants: readonly NameVariant[]): number {
    const id = this.kinds.length
    this.kinds.push(kind)
    this.#byKey.set(kindAndKey, id)
    for (const { words, quality, abbreviation } of variants) {
      const variant = this.variants.length
      const indexed = words.slice(0, MAX_WORDS).map((word) => this.lexicon.word(word, abbreviation))
      indexed.forEach((word, i) => {
        this.lexicon.post(word, postingOf(variant, i))
        if (i > 0) this.lexicon.join(indexed[i - 1]!, word)
      })
      this.variants.push(indexed)
      this.nameOf.push(id)
      this.qualities.push(quality)
      this.begins.push(this.wordIds.length)
      for (const word of indexed) this.wordIds.push(word.id)
    }
    return id
  }
}
