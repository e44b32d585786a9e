import type { UnitWord } from '../unit-words.ts'
import type { Word } from './mention-words.ts'
import type { Agreement, NamedUnit, NameMatch } from './unit-names.ts'

export type UnitLevel = UnitWord['level']

/** A place in a text where a unit of one level may be named; words `from` … `to`, the type word included. */
export interface Mention<U extends NamedUnit> {
  readonly level: UnitLevel
  readonly from: number
  readonly to: number
  /** Type word before the name in the law's own term: phường, huyện…; absent when none is written. */
  readonly type?: string
  /** The type word is shortened: "p", "tx". */
  readonly shortened: boolean
  readonly matches: readonly NameMatch<U>[]
  /** All units of the level with this name, also those of another type than the one written. */
  readonly sameName: readonly NameMatch<U>[]
  readonly agreement: Agreement
  /** The type written is not the one the unit has or had. */
  readonly typeDiffers: boolean
}

/** A word that says what follows it: words `from` … `to`. */
export interface TypedWord {
  readonly level: string
  readonly type: string
  readonly from: number
  readonly to: number
}

/** A text cut into words, with everything in it that may be a unit. */
export interface MentionedText<U extends NamedUnit> {
  /** Cleaned, case kept. */
  readonly text: string
  readonly words: readonly Word[]
  readonly mentions: readonly Mention<U>[]
  /** Words that say what follows them, units or not. */
  readonly typed: readonly TypedWord[]
  /** A province elsewhere, when one is named. */
  readonly elsewhere?: { readonly name: string; readonly from: number }
  /** First word of a hamlet phrase with its words. */
  readonly hamlet?: { readonly from: number; readonly to: number }
}
