import type { HousePath } from '../../parsing/house-path.ts'
import type { Syllable } from '../../text/syllable.ts'

/** Neighbouring tokens of a query read as one word. Masks have a bit per token, the lowest for the first. */
export interface WordSpan {
  readonly from: number
  readonly to: number
  readonly mask: number
  /** Share of its tokens in the query. */
  share: number
  readonly form: Syllable
  readonly quality: number
  /** The span ends the query, so the word may be unfinished. */
  readonly open: boolean
  /** A type word ("phường") or a word for a kind of place ("bưu điện") is never taken for a misspelt name. */
  readonly typeWord: boolean
  /** Looked at only where nothing better is understood. */
  readonly weak: boolean
}

/** Neighbouring tokens that may be a house number. */
export interface HouseSpan {
  readonly from: number
  readonly to: number
  readonly mask: number
  readonly path: HousePath
  /** The number ends the query and may go on. */
  readonly open: boolean
  /** "số", "hẻm" or the like says that it is a number. */
  readonly introduced: boolean
  /** An alley is named, and no number in it: "hẻm 12" is the house 12 or any of 12/1, 12/2. */
  readonly alley: boolean
}

/** Bits `from` to `to`, the end left out. */
export function maskOf(from: number, to: number): number {
  return ((1 << (to - from)) - 1) << from
}
