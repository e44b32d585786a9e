import type { Unit } from '../unit.ts'
import type { UnitStep } from '../unit-graph.ts'

/** An address to convert: one text, or its parts. */
export interface AddressInput {
  text?: string
  house_number?: string
  street?: string
  hamlet?: string
  commune?: string
  district?: string
  province?: string
  /** Where it lies, degrees WGS 84: settles a split. */
  lon?: number
  lat?: number
}

/** A, B, C as in address washing: exact; small safe differences; unsafe, to be looked at. */
export type Grade = 'A' | 'B' | 'C'

/** Warnings about a conversion, as stable codes. */
export type Warning =
  /** The former commune was divided: every part's successor is a candidate. */
  | 'split-unit'
  /** Several communes have or had this name. */
  | 'ambiguous-name'
  /** The name is a commune's and a district's or province's. */
  | 'ambiguous-level'
  /** Read as a former unit; a different commune of today has this name. */
  | 'name-reused'
  /** No commune is named: these are the communes of the district's or province's land. */
  | 'district-only'
  | 'province-only'
  /** Units of two times in one text: an old commune with the new province, or the reverse. */
  | 'mixed-units'
  | 'two-provinces'
  | 'two-communes'
  /** The commune named never was in the district or province named. */
  | 'district-mismatch'
  | 'province-mismatch'
  /** Words among or behind the units that neither name one nor are known to say nothing. */
  | 'words-not-understood'
  | 'outside-province'
  | 'point-outside'
  | 'point-elsewhere'
  | 'near-boundary'
  | 'approximate-area'
  | 'several-predecessors'
  | 'type-differs'
  | 'accents-differ'
  /** No unit has this name; the candidates have the most similar names. */
  | 'suggested'
  | 'no-match'

export interface Candidate {
  /** The address with the units of this candidate in place of those written. */
  readonly label: string
  readonly commune: Unit
  readonly district?: Unit
  readonly province?: Unit
  /** From the unit named to this one, or from this one to the unit named, in the order of time. */
  readonly steps: readonly UnitStep[]
  readonly extent: 'whole' | 'part'
  /** One of several former communes, none of them certain. */
  readonly possible?: true
}

export interface Conversion {
  readonly input: AddressInput
  /** As written. */
  readonly parsed: { rest?: string; hamlet?: string; commune?: string; district?: string; province?: string }
  readonly grade: Grade
  readonly candidates: readonly Candidate[]
  readonly warnings: readonly Warning[]
  /** What chose between the parts of a split unit. */
  readonly settledBy?: 'point' | 'hamlet'
}

/** A commune that a reading leads to, before it is labelled. */
export interface Outcome {
  readonly commune: Unit
  readonly steps: readonly UnitStep[]
  readonly extent: 'whole' | 'part'
  /** The unit that was named; the commune itself when it needs no step. */
  readonly named: Unit
}
