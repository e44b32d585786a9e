import { type RedactedSalts, type VersionSalt, versionHash } from '../../chains/version-hash.ts'
import { ADDRESS_COLUMNS } from '../layout/layers.ts'
import { VERSION_COLUMNS } from './registry-layers.ts'
import type { AddressFields, VersionColumns } from './registry-tables.ts'

/** A version of an address: its fields and place, with what ties it to its event. */
export interface AddressVersion extends AddressFields {
  lon: number | null
  lat: number | null
  revision: number
  valid_from: string
  salt: VersionSalt
  /** Hash of its further positions, names and units; null without any. */
  supplements: string | null
}

/** A version as the record holds it. */
export interface StoredVersion extends AddressVersion {
  /** Number of the event's row; null for what another program wrote and nobody has taken up. */
  event: number | null
}

/** The columns of a version, beside its place. */
export const VERSION_SELECT = [...ADDRESS_COLUMNS, ...VERSION_COLUMNS] as const

/** Columns of a row as both engines give them. */
export interface VersionRow extends AddressFields, VersionColumns {
  lon: number | null
  lat: number | null
}

/** The columns of an address beside its place, as they are written. */
export function fieldsOf(version: AddressFields): AddressFields {
  return Object.fromEntries(
    ADDRESS_COLUMNS.map((column) => [column, version[column]]),
  ) as unknown as AddressFields
}

/** SHA-256 of a version in its canonical form. */
export function hashOf(version: AddressVersion): string {
  return versionHash(fieldsOf(version), version, version.salt)
}

/** A version from its row; one that no event has made yet counts as revision 0 without a salt of its own. */
export function storedVersion(row: VersionRow): StoredVersion {
  const { redacted, salt, ...fields } = row
  return {
    ...fields,
    revision: row.revision ?? 0,
    valid_from: row.valid_from ?? '',
    salt: redacted === null ? (Buffer.isBuffer(salt) ? salt : Buffer.alloc(0)) : redactedSalts(redacted),
  }
}

/** The two columns in which a salt is stored. */
export function saltColumns(salt: VersionSalt): { salt: Buffer | null; redacted: string | null } {
  return Buffer.isBuffer(salt) ? { salt, redacted: null } : { salt: null, redacted: JSON.stringify(salt) }
}

/** What another program made of the column opens no leaf: then the hash differs, which is what verification says. */
function redactedSalts(text: string): RedactedSalts {
  try {
    const { salts, leaves } = JSON.parse(text) as Partial<RedactedSalts>
    return { salts: salts ?? {}, leaves: leaves ?? {} }
  } catch {
    return { salts: {}, leaves: {} }
  }
}
