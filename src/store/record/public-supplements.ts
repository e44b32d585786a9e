import { isAccuracy, isMethod } from '../../parsing/address-attributes.ts'
import { isPublicText, mayHaveName } from './public-address.ts'
import { ADDRESS_POSITIONS } from './rows.ts'
import type { FurtherNameRow, PositionRow, SupplementTable, UnitInsideRow } from './supplements.ts'

/** A further position as anybody may see it. */
export interface PublicPosition {
  readonly id: string
  readonly type: string
  /** Degrees. */
  readonly lon: number
  readonly lat: number
  readonly method: string | null
  /** Metres. */
  readonly accuracy: number | null
}

export interface PublicName {
  readonly id: string
  readonly name: string
  readonly kind: string
  readonly language: string
  readonly valid_from: string | null
  readonly valid_to: string | null
}

/** A unit inside a building: nothing of who lives there. */
export interface PublicUnit {
  readonly id: string
  readonly designation: string
  readonly floor: string | null
  readonly kind: string
}

const DAY = /^\d{4}-\d\d-\d\d$/
const WORD = /^[a-z]{1,20}$/

/** What of an address beside its columns anybody may see. */
export interface PublicSupplements {
  readonly positions: readonly PublicPosition[]
  readonly names: readonly PublicName[]
  /** By designation, short ones first: 5.03 before 12.01. */
  readonly units: readonly PublicUnit[]
  /** How many units there are, of which `units` may be the first. */
  readonly unitCount: number
}

/** Units that are shown with their address at most. */
export const UNITS_SHOWN = 50

/** What an address has beside its columns, as it is stored, as anybody may see it. */
export function publicSupplements(
  objectClass: unknown,
  { positions, names, units, unitCount }: StoredSupplements,
): PublicSupplements {
  return {
    positions: publicPositions(positions),
    names: publicNames(objectClass, names),
    units: publicUnits(units),
    unitCount,
  }
}

export interface StoredSupplements {
  readonly positions: readonly PositionRow[]
  readonly names: readonly FurtherNameRow[]
  readonly units: readonly UnitInsideRow[]
  readonly unitCount: number
}

/** What is asked of the rows beside addresses. */
export type SupplementSource = Pick<SupplementTable, 'positions' | 'names' | 'units' | 'countUnits'>

/** What an address has beside its columns: of all of them from the record's file, at once; from a database of the one named. */
export type SupplementsAbout = (uid: string) => SupplementReader | Promise<SupplementReader>

/** What addresses have beside their columns as every route reads it; whoever asks may see the address. */
export class SupplementReader {
  readonly #source: SupplementSource

  constructor(source: SupplementSource) {
    this.#source = source
  }

  /** @param revision of the address; null for what holds now */
  of(
    { uid, class: objectClass }: { uid: string; class: unknown },
    revision: number | null,
  ): PublicSupplements {
    return publicSupplements(objectClass, {
      positions: this.#source.positions(uid, revision),
      names: this.#source.names(uid, revision),
      units: this.#source.units(uid, revision, 0, UNITS_SHOWN),
      unitCount: this.#source.countUnits(uid, revision),
    })
  }

  /** Units of an address from the one at `offset`, and how many there are. */
  units(uid: string, offset: number, limit: number): Pick<PublicSupplements, 'units' | 'unitCount'> {
    return {
      units: publicUnits(this.#source.units(uid, null, offset, limit)),
      unitCount: this.#source.countUnits(uid, null),
    }
  }
}

/** Those of all addresses of a record's file, with what search asks of their names. */
export class PublicSupplementTable extends SupplementReader {
  readonly #table: SupplementTable

  constructor(table: SupplementTable) {
    super(table)
    this.#table = table
  }

  /** Whether any address has a further name. */
  hasNames(): boolean {
    return this.#table.hasNames()
  }

  /** Row numbers of the addresses that have further names, ascending. */
  namedRows(): number[] {
    return this.#table.namedRows()
  }

  /** The further names of an address, each once. */
  namesOf({ uid, class: objectClass }: { uid: string; class: unknown }): string[] {
    return [...new Set(publicNames(objectClass, this.#table.names(uid, null)).map(({ name }) => name))]
  }
}

/** Positions whose values may be shown; others are left out whole. */
export function publicPositions(rows: readonly PositionRow[]): PublicPosition[] {
  return rows.flatMap(({ uid, type, lon, lat, method, accuracy }) =>
    isId(uid) && isOneOf(ADDRESS_POSITIONS, type) && isDegrees(lon, 180) && isDegrees(lat, 90)
      ? [
          {
            id: uid,
            type,
            lon,
            lat,
            method: isMethod(method) ? method : null,
            accuracy: isAccuracy(accuracy) ? accuracy : null,
          },
        ]
      : [],
  )
}

/** Further names as far as an address of this class may show names: never those of a home. */
export function publicNames(objectClass: unknown, rows: readonly FurtherNameRow[]): PublicName[] {
  if (!mayHaveName(objectClass)) return []
  return rows.flatMap(({ uid, name, kind, language, valid_from, valid_to }) =>
    isId(uid) && isShown(name) && isWord(kind) && isWord(language)
      ? [{ id: uid, name, kind, language, valid_from: dayOrNull(valid_from), valid_to: dayOrNull(valid_to) }]
      : [],
  )
}

/** Units inside a building by designation, floor and kind. */
export function publicUnits(rows: readonly UnitInsideRow[]): PublicUnit[] {
  return rows.flatMap(({ uid, designation, floor, kind }) =>
    isId(uid) && isShown(designation) && isWord(kind)
      ? [{ id: uid, designation, floor: isShown(floor) ? floor : null, kind }]
      : [],
  )
}

function isId(value: unknown): value is string {
  return typeof value === 'string' && /^[\w-]{1,64}$/.test(value)
}

function isShown(value: unknown): value is string {
  return typeof value === 'string' && value !== '' && isPublicText(value)
}

function isWord(value: unknown): value is string {
  return typeof value === 'string' && WORD.test(value)
}

function isOneOf<Word extends string>(words: readonly Word[], value: unknown): value is Word {
  return (words as readonly unknown[]).includes(value)
}

function isDegrees(value: unknown, most: number): value is number {
  return typeof value === 'number' && Math.abs(value) <= most
}

function dayOrNull(value: unknown): string | null {
  return typeof value === 'string' && DAY.test(value) ? value : null
}
