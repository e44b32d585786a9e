import type { AddressStatus } from '../layout/address-status.ts'

/** Rows of the record as they are stored: column names are the tables' own, absent values are null. */

export type UnitLevel = 'province' | 'district' | 'commune'

export interface UnitRow {
  fid: number
  code: string
  level: UnitLevel
  /** tỉnh, thành phố, huyện, thị xã, phường, xã, thị trấn */
  type: string
  name: string
  full_name: string
  parent_code: string | null
  /** First day, `YYYY-MM-DD`. */
  valid_from: string
  /** Last day, or null while in force. */
  valid_to: string | null
  basis: string | null
  centre_lon: number | null
  centre_lat: number | null
  area_km2: number | null
  area_source: string | null
  area_date: string | null
  area_approximate: 0 | 1 | null
  /** GeoPackage blob. */
  geom: Buffer | null
}

export interface UnitChangeRow {
  fid: number
  date: string
  kind: 'merge' | 'split' | 'part' | 'rename' | 'move'
  level: UnitLevel
  from_code: string
  to_code: string
  extent: 'whole' | 'part'
  /** Number of the deciding document, as "1682/NQ-UBTVQH15". */
  basis: string
  /** Article and clause, as "Điều 1 khoản 84". */
  article: string | null
}

export interface PostcodeRow {
  fid: number
  postcode: string
  commune_code: string
  valid_from: string
  valid_to: string | null
  basis: string | null
}

export interface StreetRow {
  fid: number
  uid: string
  name: string
  class: string | null
  commune_code: string | null
  /** Set when only the former district is known. */
  district_code: string | null
  /** street: a line is known; commune or district: only the name and where it belongs. */
  accuracy: 'street' | 'commune' | 'district' | null
  source: string | null
  geom: Buffer | null
}

export interface HamletRow {
  fid: number
  uid: string
  name: string
  kind: string | null
  commune_code: string | null
  former_commune_code: string | null
  accuracy: string | null
  source: string | null
  geom: Buffer | null
}

export interface PlaceRow {
  fid: number
  uid: string
  name: string
  /** Other names, separated by "|". */
  alt_names: string | null
  category: string
  commune_code: string | null
  /** 0..1 */
  importance: number | null
  description: string | null
  source: string | null
  geom: Buffer | null
}

/**
 * Where on the object the point lies (INSPIRE GeometrySpecificationValue, as France's BAL uses it): a gate is INSPIRE's
 * thoroughfareAccess, delivery its postalDelivery, a staircase BAL's cage d'escalier.
 */
export const ADDRESS_POSITIONS = [
  'entrance',
  'gate',
  'building',
  'staircase',
  'delivery',
  'parcel',
  'segment',
  'area',
  'service',
  'unknown',
] as const

export interface AddressRow {
  fid: number
  uid: string
  code: string | null
  ndas: string | null
  /** Object class 1..5 of the report's Phụ lục II. */
  class: number
  name: string | null
  house_number: string | null
  street: string | null
  hamlet: string | null
  group_name: string | null
  commune_code: string
  former_commune_code: string | null
  postcode: string | null
  position: string | null
  status: AddressStatus
  source: string | null
  updated_at: string | null
  raw_text: string | null
  /** Ids of the addresses that took a retired one's place, separated by spaces. */
  successor: string | null
  /** JSON of the values of profile fields that have no column, by field. */
  attributes: string | null
  /** Uid of the hamlet that it lies in; null where that is not settled. */
  hamlet_uid: string | null
  geom: Buffer
}

export interface AddressVersionRow extends Omit<AddressRow, 'geom'> {
  revision: number | null
  valid_from: string | null
  supplements: string | null
  point: Buffer | null
  /** When the version before ended; null for the first. */
  recorded_from: string | null
  recorded_until: string
  operation: 'update' | 'delete'
}

export interface IdentifierRow {
  fid: number
  scheme: string
  value: string
  uid: string
  status: 'current' | 'retired'
  valid_from: string | null
  valid_to: string | null
  successor: string | null
}

export interface EventRow {
  fid: number
  at: string
  actor: string
  action: string
  subject: string | null
  why: string | null
  evidence: string | null
}

/** One entry of the change feed; `row` null and `operation` bulk: read the whole layer again. */
export interface ChangeRow {
  fid: number
  layer: string
  row: number | null
  operation: 'insert' | 'update' | 'delete' | 'bulk'
}

/** A change with the geometry that the row had before. */
export interface MovedRow extends ChangeRow {
  old_geom: Buffer | null
}
