import type { Generated } from 'kysely'

/** Columns that each table of supplements has. */
export interface HeldColumns {
  fid: Generated<number>
  uid: string
  /** Uid of the address. */
  address: string
  /** The revision of the address from which the row holds. */
  since: number
  /** The first revision in which it no longer holds; null while it does. */
  until: number | null
}

export interface PositionTable extends HeldColumns {
  type: string
  lon: number
  lat: number
  method: string | null
  accuracy: number | null
}

export interface NameTable extends HeldColumns {
  name: string | null
  kind: string
  language: string
  valid_from: string | null
  valid_to: string | null
  salt: Buffer | null
  leaf: string | null
}

export interface UnitInsideTable extends HeldColumns {
  designation: string | null
  floor: string | null
  kind: string
  state: string
  salt: Buffer | null
  leaf: string | null
}

/** What addresses have beside their columns, by the names of the tables in a GeoPackage and in PostgreSQL. */
export interface SupplementTables {
  zz_position: PositionTable
  zz_name: NameTable
  zz_unit: UnitInsideTable
}
