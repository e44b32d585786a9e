import type { AddressStatus } from '../../store/layout/address-status.ts'
import type { StoredVersion } from '../../store/registry/address-version.ts'
import type { Finding } from '../refusal.ts'

/** Columns of an address that a batch writes. */
export const BATCH_COLUMNS = [
  'class',
  'name',
  'house_number',
  'street',
  'hamlet',
  'group_name',
  'commune_code',
  'former_commune_code',
  'postcode',
  'position',
  'lon',
  'lat',
  'ndas',
  'source',
  'raw_text',
  'attributes',
] as const
export type BatchColumn = (typeof BATCH_COLUMNS)[number]

/** What a batch says of an address; of a row that is read `attributes` are what it changes of them, null removing one. */
export type BatchContent = Pick<StoredVersion, BatchColumn>

/** A row of a file, read, checked and matched with the record. */
export interface BatchDraft {
  readonly line: number
  /** How the row is told of: its id in the file, else the address's. */
  readonly id: string
  /** The address that the row was matched with, by id, code or natural key; else the id that a new one gets. */
  readonly uid: string
  /** Everything of a new address; undefined for a row that cannot be used. */
  readonly whole?: BatchContent
  /** Of {@link whole} the columns that the file states. */
  readonly stated?: readonly BatchColumn[]
  /** A text in the column of house numbers that is none, to be kept in `raw_text`. */
  readonly noHouseNumber?: string | null
  readonly code?: string | null
  readonly status?: AddressStatus | null
  /** The revision of the address that the file was made from, where it says so. */
  readonly revision?: number | null
  readonly findings: readonly Finding[]
}

/** What a row changes of an address: each column with the value that it is to replace. */
export type BatchChanges = Partial<
  Record<BatchColumn, readonly [before: string | number | null, after: string | number | null]>
>

/** What is written of a row. */
export type RowContent =
  | { readonly draft: BatchContent & { readonly status: AddressStatus } }
  | { readonly changes: BatchChanges }

/** An address as it is after some changes. */
export function changed(present: StoredVersion, changes: BatchChanges): StoredVersion {
  const after = Object.entries(changes).map(([column, values]) => [column, values?.[1]])
  return { ...present, ...Object.fromEntries(after) }
}
