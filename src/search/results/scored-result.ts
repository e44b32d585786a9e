import type { Alignment } from '../names/alignment.ts'
import type { EntryCandidate, PlaceCandidate, UnitCandidate } from '../ranking/candidate.ts'
import type { Evidence } from '../scoring.ts'
import type { Interpolation, SearchKind } from '../search-types.ts'
import type { HouseChoice } from './house-choice.ts'

/** A hit before its row is read. */
export type ScoredResult =
  | HouseResult
  | AddressResult
  | InterpolatedResult
  | EntryResult
  | PlaceResult
  | UnitResult

interface Result {
  readonly kind: SearchKind
  readonly score: number
  readonly evidence: Evidence
}

/** An address by its number in a street or hamlet. */
export interface HouseResult extends Result {
  readonly type: 'house'
  readonly candidate: EntryCandidate
  readonly choice: HouseChoice
  /** Row of the address. */
  readonly fid: number
  /** Where its own name stands in the query, if it does. */
  readonly name: Alignment | undefined
  /** Place among the numbers that an unfinished one begins. */
  readonly place: number
}

/** An address by its own name. */
export interface AddressResult extends Result {
  readonly type: 'address'
  readonly candidate: PlaceCandidate
  readonly fid: number
}

/** A house that nobody recorded, between its neighbours. */
export interface InterpolatedResult extends Result {
  readonly type: 'interpolated'
  readonly candidate: EntryCandidate
  readonly between: Interpolation
}

/** A street or hamlet. */
export interface EntryResult extends Result {
  readonly type: 'entry'
  readonly candidate: EntryCandidate
  readonly choice: HouseChoice
}

export interface PlaceResult extends Result {
  readonly type: 'place'
  readonly candidate: PlaceCandidate
}

export interface UnitResult extends Result {
  readonly type: 'unit'
  readonly candidate: UnitCandidate
}
