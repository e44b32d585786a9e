import { hash, randomBytes } from 'node:crypto'

/** What a version says of its address: the columns of the record and its place; absent values are null. */
export interface VersionContent {
  readonly uid: string
  readonly revision: number
  /** The day from which it is true in the world, `YYYY-MM-DD`. */
  readonly valid_from: string
  readonly lon: number | null
  readonly lat: number | null
  readonly [column: string]: string | number | null
}

/** What opens the leaves of a version: one salt for all, or after a redaction those of what is left and the leaves of what went. */
export type VersionSalt = Buffer | RedactedSalts
export interface RedactedSalts {
  readonly salts: Readonly<Record<string, string>>
  readonly leaves: Readonly<Record<string, string>>
}

/** Columns in the order in which they are hashed; a new one goes to the end, with a new name of the form. */
export const HASHED_COLUMNS = [
  'uid',
  'revision',
  'valid_from',
  'class',
  'status',
  'code',
  'ndas',
  'hamlet',
  'group_name',
  'commune_code',
  'former_commune_code',
  'postcode',
  'position',
  'lon',
  'lat',
  'updated_at',
  'successor',
] as const

/** Columns that may hold what a person has a right to have removed: they stand in the hash as salted leaves. */
export const SALTED_COLUMNS = ['name', 'house_number', 'street', 'source', 'raw_text'] as const
export type SaltedColumn = (typeof SALTED_COLUMNS)[number]

const FORM = 'diachiso-version-1'
const SALT_BYTES = 16

/** A salt for a version: 16 random bytes, kept beside it and shown to nobody. */
export function versionSalt(): Buffer {
  return randomBytes(SALT_BYTES)
}

/**
 * SHA-256, 64 hexadecimal digits, of the JSON array of the form's name, {@link HASHED_COLUMNS} and the leaves of
 * {@link SALTED_COLUMNS}. So a value can be removed from all versions while every hash still holds.
 */
export function versionHash(version: VersionContent, salt: VersionSalt): string {
  const values: (string | number | null)[] = [FORM]
  for (const column of HASHED_COLUMNS) values.push(version[column] ?? null)
  const root = Buffer.isBuffer(salt) ? salt.toString('hex') : salt
  for (const column of SALTED_COLUMNS) values.push(leaf(column, version[column] ?? null, root))
  return hash('sha256', JSON.stringify(values), 'hex')
}

/** What is kept of a salt when these columns are redacted: the leaves of what goes, a salt for each value that stays. */
export function redactSalt(
  version: VersionContent,
  salt: VersionSalt,
  columns: readonly SaltedColumn[],
): RedactedSalts {
  const root = Buffer.isBuffer(salt) ? salt.toString('hex') : salt
  const salts: Record<string, string> = {}
  const leaves: Record<string, string> = {}
  for (const column of SALTED_COLUMNS) {
    const value = version[column] ?? null
    const kept = typeof root === 'string' ? undefined : root.leaves[column]
    if (kept !== undefined) leaves[column] = kept
    else if (value !== null && columns.includes(column)) leaves[column] = leaf(column, value, root) as string
    else if (value !== null) salts[column] = columnSalt(column, root)
  }
  return { salts, leaves }
}

/** SHA-256 of a column's salt (32 hexadecimal digits) and its value; null where there is no value. */
function leaf(
  column: SaltedColumn,
  value: string | number | null,
  root: string | RedactedSalts,
): string | null {
  if (typeof root !== 'string' && root.leaves[column] !== undefined) return root.leaves[column]
  if (value === null) return null
  return hash('sha256', `${columnSalt(column, root)}${value}`, 'hex')
}

/** Each column has a salt that tells nothing of the others: what is left may be shown when one is redacted. */
function columnSalt(column: SaltedColumn, root: string | RedactedSalts): string {
  if (typeof root !== 'string') return root.salts[column] ?? ''
  return hash('sha256', `${root}:${column}`, 'hex').slice(0, 2 * SALT_BYTES)
}
