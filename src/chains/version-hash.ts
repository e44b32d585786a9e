import { hash, randomBytes } from 'node:crypto'

/** What a version says of its address: the columns of the record; absent values are null. */
export type VersionFields = Readonly<
  Record<HashedColumn | SaltedColumn, string | number | null> & Partial<Record<LaterColumn, string | null>>
>

/** What stands beside its fields. */
export interface VersionPlace {
  readonly revision: number
  /** The day from which it is true in the world, `YYYY-MM-DD`. */
  readonly valid_from: string
  readonly lon: number | null
  readonly lat: number | null
  /** Hash of its further positions, names and units, see `supplements-hash.ts`; null without any. */
  readonly supplements: string | null
}

/**
 * What opens the leaves of a version: 16 random bytes for each value of {@link SALTED_COLUMNS} that is there, in their
 * order; after a redaction the salts of what is left and the leaves of what went.
 */
export type VersionSalt = Buffer | RedactedSalts
export interface RedactedSalts {
  readonly salts: Readonly<Record<string, string>>
  readonly leaves: Readonly<Record<string, string>>
}

/** Columns in the order in which they are hashed; a new one goes to the end, with a new name of the form. */
export const HASHED_COLUMNS = [
  'uid',
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
  'updated_at',
  'successor',
] as const
type HashedColumn = (typeof HASHED_COLUMNS)[number]

/** Columns that came later: they are hashed where they hold something, see {@link versionHash}. */
export const LATER_COLUMNS = ['hamlet_uid'] as const
type LaterColumn = (typeof LATER_COLUMNS)[number]

/** Columns that may hold what a person has a right to have removed: they stand in the hash as salted leaves. */
export const SALTED_COLUMNS = ['name', 'house_number', 'street', 'source', 'raw_text', 'attributes'] as const
export type SaltedColumn = (typeof SALTED_COLUMNS)[number]

const FORM = 'diachiso-version-1'
/** Of versions that have something of what came later. */
const LATER_FORM = 'diachiso-version-2'
/** Salted columns that came later. */
const LATER_SALTED: ReadonlySet<SaltedColumn> = new Set(['attributes'])
export const SALT_BYTES = 16
const SALT_DIGITS = 2 * SALT_BYTES

/** Bytes that the salt of a version takes. */
export function saltLength(fields: VersionFields): number {
  let length = 0
  for (const column of SALTED_COLUMNS) if (fields[column] !== null) length += SALT_BYTES
  return length
}

/** A salt for a version, kept beside it and shown to nobody. */
export function versionSalt(fields: VersionFields): Buffer {
  return randomBytes(saltLength(fields))
}

/**
 * SHA-256, 64 hexadecimal digits, of the JSON array of the form's name, revision, day, longitude, latitude,
 * {@link HASHED_COLUMNS} and the leaves of the first five {@link SALTED_COLUMNS}. So a value can be removed from all versions
 * while every hash still holds.
 *
 * What came later (`attributes` as a leaf, {@link LATER_COLUMNS}, `supplements`) follows as pairs of name and value, in the
 * order of the names, of what is there; a version that has none of it is hashed in the first form. Something further needs no
 * new form.
 */
export function versionHash(fields: VersionFields, place: VersionPlace, salt: VersionSalt): string {
  const values: unknown[] = [FORM, place.revision, place.valid_from, place.lon, place.lat]
  for (const column of HASHED_COLUMNS) values.push(fields[column])
  const later: [name: string, value: string][] = []
  const digits = Buffer.isBuffer(salt) ? salt.toString('hex') : ''
  let at = 0
  for (const column of SALTED_COLUMNS) {
    const value = fields[column]
    let hashed: string | null = null
    // A value that somebody puts beside its leaf has no salt: the hash does not hold.
    if (!Buffer.isBuffer(salt))
      hashed = value === null ? (salt.leaves[column] ?? null) : leaf(salt.salts[column] ?? '', value)
    else if (value !== null) {
      hashed = leaf(digits.slice(at, at + SALT_DIGITS), value)
      at += SALT_DIGITS
    }
    if (!LATER_SALTED.has(column)) values.push(hashed)
    else if (hashed !== null) later.push([column, hashed])
  }
  for (const column of LATER_COLUMNS) {
    const value = fields[column]
    if (value) later.push([column, String(value)])
  }
  if (place.supplements !== null) later.push(['supplements', place.supplements])
  if (later.length > 0) {
    values[0] = LATER_FORM
    values.push(...later)
  }
  return hash('sha256', JSON.stringify(values), 'hex')
}

/** What is kept of a salt when these columns are redacted: the leaves of what goes, a salt for each value that stays. */
export function redactSalt(
  fields: VersionFields,
  salt: VersionSalt,
  columns: readonly SaltedColumn[],
): RedactedSalts {
  const salts: Record<string, string> = {}
  const leaves: Record<string, string> = Buffer.isBuffer(salt) ? {} : { ...salt.leaves }
  let at = 0
  for (const column of SALTED_COLUMNS) {
    const value = fields[column]
    if (value === null) continue
    const own = Buffer.isBuffer(salt)
      ? salt.subarray(at, at + SALT_BYTES).toString('hex')
      : (salt.salts[column] ?? '')
    at += SALT_BYTES
    if (columns.includes(column)) leaves[column] = leaf(own, value)
    else salts[column] = own
  }
  return { salts, leaves }
}

/** SHA-256 of a value's own salt, 32 hexadecimal digits, and the value. */
function leaf(salt: string, value: string | number): string {
  return hash('sha256', salt + value, 'hex')
}
