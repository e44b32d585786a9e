import { ADDRESS_POSITIONS } from '../../store/record/rows.ts'

/** Where on the object a position may lie. */
export const POSITION_TYPES = ADDRESS_POSITIONS

/** Why an address bears a further name; INSPIRE's NameStatus has alternative, historical, official. */
export const NAME_KINDS = ['former', 'common', 'official', 'abbreviation', 'translation'] as const
export type NameKind = (typeof NAME_KINDS)[number]

/** Languages of names, by ISO 639-1. */
export const NAME_LANGUAGES = ['vi', 'en', 'fr', 'zh', 'km'] as const
export type NameLanguage = (typeof NAME_LANGUAGES)[number]

/** What a unit inside a building is: a flat, a room, a whole floor, a shop, an office, a stairwell or block, something else. */
export const UNIT_KINDS = ['flat', 'room', 'floor', 'shop', 'office', 'block', 'other'] as const
export type UnitKind = (typeof UNIT_KINDS)[number]

/** A position of an address beside its main one. */
export interface PositionDraft {
  readonly type: string
  /** Degrees. */
  readonly lon: number
  readonly lat: number
  /** How it was found. */
  readonly method: string | null
  /** Expected error in metres. */
  readonly accuracy: number | null
}

/** A further name of an address. */
export interface NameDraft {
  readonly name: string
  readonly kind: NameKind
  readonly language: NameLanguage
  /** First and last day, `YYYY-MM-DD`; null where nobody knows or it holds. */
  readonly valid_from: string | null
  readonly valid_to: string | null
}

/** A unit inside the building of an address. */
export interface UnitDraft {
  readonly designation: string
  readonly floor: string | null
  readonly kind: UnitKind
  readonly state: 'current' | 'ended'
}

/** What of a list changes: things that come, things by their id with what changes of them, ids of things that go. */
export interface ListChanges<Draft> {
  readonly add?: readonly Draft[] | undefined
  readonly change?: readonly ({ readonly id: string } & Partial<Draft>)[] | undefined
  readonly remove?: readonly string[] | undefined
}

/** What of an address beside its columns changes. */
export interface SupplementChanges {
  /** The main position has the address's own id: it may be changed, and another made main in its place. */
  readonly positions?: (ListChanges<PositionDraft> & { readonly main?: string | undefined }) | undefined
  readonly names?: ListChanges<NameDraft> | undefined
  readonly units?: ListChanges<UnitDraft> | undefined
}

/** The kinds of things that an address has beside its columns. */
export const SUPPLEMENT_KINDS = ['positions', 'names', 'units'] as const
export type SupplementKind = (typeof SUPPLEMENT_KINDS)[number]

/** How many of a kind an address may have; a tower has up to a thousand flats. */
export const MOST_SUPPLEMENTS: Readonly<Record<SupplementKind, number>> = {
  positions: 20,
  names: 20,
  units: 2000,
}
