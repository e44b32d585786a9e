import type { Box } from '../geo/box.ts'
import type { AddressRow, PlaceRow } from '../store/record/rows.ts'
import type { Evidence, Focus } from './scoring.ts'
import type { SearchUnit } from './units/unit-source.ts'

export const SEARCH_KINDS = ['house', 'street', 'hamlet', 'place', 'commune', 'district', 'province'] as const
export type SearchKind = (typeof SEARCH_KINDS)[number]

export interface SearchRequest {
  readonly text: string
  /** The last word may still be going on. */
  readonly unfinished: boolean
  readonly limit: number
  readonly focus?: Focus
  readonly bbox?: Box
  /** Code of a commune in force. */
  readonly commune?: string
  readonly kinds?: ReadonlySet<SearchKind>
  /** Missing house numbers are put between their neighbours. */
  readonly interpolate?: boolean
  /** What the base map names stands below what the record has; whoever makes tables of answers asks without it. */
  readonly basemap?: boolean
}

export type Grade = 'A' | 'B' | 'C'
export type SearchWarning =
  | 'former-unit'
  | 'split-unit'
  | 'house-number-not-found'
  | 'interpolated'
  | 'typo-corrected'
  | 'ambiguous'
  | 'words-not-understood'
  | 'near-landmark'
  | 'street-not-found'
  | 'commune-mismatch'
  | 'district-mismatch'
  | 'province-mismatch'
  | 'approximate-area'
  | 'near-boundary'
  | 'vn2000-zone-105-45'
  | 'postcode-mismatch'

/** A unit the query named that is no longer in force, and how it ended. */
export interface FormerUnit {
  readonly unit: SearchUnit
  readonly district?: SearchUnit
  readonly province?: SearchUnit
  readonly basis?: string
}

/** A part of a label and the words of the query that found it. */
export interface MatchedPart {
  /** As it stands in the label. */
  readonly text: string
  /** Folded words, `open` for one that may be only begun; or all that the part has. */
  readonly words: ReadonlyArray<{ readonly folded: string; readonly open: boolean }> | 'all'
}

/** Where a number that nobody has recorded would stand, as far as its neighbours tell. */
export interface Interpolation {
  readonly lon: number
  readonly lat: number
  /** Expected error in metres: half the way between the neighbours, 15 at least. */
  readonly accuracy: number
  /** The recorded numbers on either side. */
  readonly between: readonly [lower: string, higher: string]
}

/** Of whom a hit is that the record does not have, and what it is, in Vietnamese, where it is no road. */
export interface OfBasemap {
  readonly attribution: string
  readonly kind: string | null
}

export interface HitCode {
  readonly scheme: 'postal' | 'pluscode'
  readonly value: string
}

/** Id of what a code stands for: what is picked by its code is shown with it. */
export function codeId({ scheme, value }: HitCode): string {
  return `${scheme}:${value}`
}

/** A hit as plain data; `http` makes features of it. Made by `emptyHit`, so that every hit has one shape in memory. */
export interface SearchHit {
  readonly kind: SearchKind | 'point' | 'code'
  /** uid of an address, street, hamlet or place, or one made of where it lies; code and first day of a unit; position of a point; {@link codeId}. */
  readonly id: string
  readonly score: number
  readonly grade: Grade
  readonly lon: number | undefined
  readonly lat: number | undefined
  readonly address: AddressRow | undefined
  readonly place: PlaceRow | undefined
  /** Name of a street or hamlet. */
  readonly name: string | undefined
  /** The unit itself, of a unit. */
  readonly unit: SearchUnit | undefined
  /** The postal code or whole plus code that the hit stands for. */
  readonly code: HitCode | undefined
  /** Said of what only the base map has. */
  readonly basemap: OfBasemap | undefined
  /** The coordinate system that a point was written in, where it is not WGS 84 in degrees. */
  readonly system: string | undefined
  /** Commune of today that it is in; a former district where no more is known. */
  readonly within: SearchUnit | undefined
  readonly former: FormerUnit | undefined
  /** Code of the former commune that a hamlet belongs to, where the record says. */
  readonly formerCommune: string | undefined
  /** Others of its name are in its commune: a list must say its former commune too. */
  readonly hasNamesake: boolean
  readonly matchedParts: readonly MatchedPart[]
  readonly warnings: readonly SearchWarning[]
  /** Words of the query that it does not explain. */
  readonly notFound: string | undefined
  /** Numbers near a missing one. */
  readonly nearest: readonly string[] | undefined
  /** A house that is not recorded: its number and how its place was found. */
  readonly interpolated: (Interpolation & { readonly houseNumber: string }) | undefined
  /** Metres from the focus. */
  readonly distance: number | undefined
  /** What the score rests on; a code or point has none. */
  readonly evidence: Evidence | undefined
  /** Points lost as the text says as much of several things. */
  readonly doubt: number | undefined
  /** Text and caret that picking it puts in the search box, where a house number is still to come. */
  readonly complete: { readonly text: string; readonly caret: number } | undefined
}

/** A place that the record does not have because it lies elsewhere. */
export interface Outside {
  /** With its type: "Thành phố Mỹ Tho"; a point in degrees, latitude first. */
  readonly name: string
  readonly kind: 'province' | 'district' | 'country' | 'point'
  /** What it lies or lay in; null for a country and where that is not known. */
  readonly within: string | null
  /** Last day of a unit that is no more, `YYYY-MM-DD`. */
  readonly until?: string
  readonly lon?: number
  readonly lat?: number
}

/** A postal code in a text, and which list it is of. */
export interface NamedPostcode {
  readonly code: string
  /** `today`: in force; `former`: five digits of an older list; `before-2018`: six digits; `unknown`: of no list that is known. */
  readonly list: 'today' | 'former' | 'before-2018' | 'unknown'
}

/** What is to be said of a query as a whole, beside its hits or instead of them. */
export interface Remark {
  readonly warnings: readonly RemarkWarning[]
  readonly outside?: Outside
  /** The axis of a coordinate that is not there. */
  readonly missing?: 'lat' | 'lon'
  readonly postcode?: NamedPostcode
}

export type RemarkWarning =
  | 'outside-province'
  | 'coordinate-incomplete'
  | 'coordinate-not-understood'
  | 'vn2000-zone-105-45'
  | 'former-postcode'
  | 'postcode-not-found'
  | 'postcode-mismatch'

export interface SearchResult {
  readonly hits: readonly SearchHit[]
  readonly remark?: Remark | undefined
  /** How the query was read, for `explain`. */
  readonly reading: () => Readonly<Record<string, unknown>>
}
