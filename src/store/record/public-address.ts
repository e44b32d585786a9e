import { publicAttributes } from '../../parsing/address-attributes.ts'
import { isHouseNumber } from '../../parsing/house-path.ts'
import { contactIn } from '../../parsing/personal-data.ts'
import { ADDRESS_STATUSES } from '../layout/address-status.ts'
import { ADDRESS_POSITIONS, type AddressRow, type IdentifierRow } from './rows.ts'

/** An address as anybody may see it: nothing of where it came from and of how it was declared. */
export interface PublicAddressRow extends AddressRow {
  source: null
  raw_text: null
}

/** The class of homes (Phụ lục II). */
const HOME = 1
const LAST_CLASS = 5
/** Longest text that is shown; an import takes none that is longer. */
export const LONGEST_TEXT = 1000

type Shown = (value: unknown) => boolean
const matching =
  (form: RegExp): Shown =>
  (value) =>
    typeof value === 'string' && form.test(value)
const among =
  (words: readonly string[]): Shown =>
  (value) =>
    words.includes(value as string)

/**
 * The columns of an address that are public, each with the values that may be shown: a value is shown as it stands or
 * not at all, so that a filter by a column finds what its answers show and nothing else. Names and phones stand in no
 * column (Law 91/2025/QH15), whatever program wrote them.
 */
export const SHOWN = {
  uid: matching(/^[^\s@]{1,128}$/),
  code: matching(/^L\d{10}$/),
  ndas: matching(/^\d{10}$/),
  class: (value) => Number.isInteger(value) && (value as number) >= HOME && (value as number) <= LAST_CLASS,
  name: isText,
  house_number: (value) => typeof value === 'string' && isHouseNumber(value),
  street: isText,
  hamlet: isText,
  group_name: isText,
  commune_code: matching(/^\d{5}$/),
  former_commune_code: matching(/^\d{5}$/),
  postcode: matching(/^\d{5}$/),
  position: among(ADDRESS_POSITIONS),
  status: among(ADDRESS_STATUSES),
  updated_at: matching(/^\d{4}-\d\d-\d\d(?:[T ][\d:.]{5,12}(?:Z|[+-]\d\d:?\d\d)?)?$/),
  // One id or code, or several, of what was split.
  successor: matching(/^[\w-]{1,64}(?: [\w-]{1,64}){0,49}$/),
  hamlet_uid: matching(/^[\w-]{1,64}$/),
} as const satisfies Partial<Record<keyof AddressRow, Shown>>

function isText(value: unknown): boolean {
  return typeof value === 'string' && value.length <= LONGEST_TEXT && contactIn(value) === undefined
}

/** Whether a text may be shown as a street, hamlet or name. */
export function isPublicText(text: string): boolean {
  return isText(text)
}

/** Whether an identifier is a code; the id of a file is whatever its sender made it of, and shown to nobody. */
export function isPublicIdentifier({ scheme, value }: Pick<IdentifierRow, 'scheme' | 'value'>): boolean {
  return (scheme === 'local' && SHOWN.code(value)) || (scheme === 'ndas' && SHOWN.ndas(value))
}

/** Whether an address of this class may show a name of its own: never a home. */
export function mayHaveName(objectClass: unknown): boolean {
  return SHOWN.class(objectClass) && objectClass !== HOME
}

/** What everybody may see of an address, or of an earlier version of one. */
export function publicAddress<Row extends Omit<AddressRow, 'fid' | 'geom'>>(
  row: Row,
): Row & { source: null; raw_text: null } {
  const seen: Row = { ...row, source: null, raw_text: null, attributes: publicAttributes(row.attributes) }
  for (const column of NULLABLE)
    if (seen[column] !== null && !SHOWN[column](seen[column])) seen[column] = null
  if (!mayHaveName(seen.class)) seen.name = null
  if (!SHOWN.commune_code(seen.commune_code)) seen.commune_code = ''
  // What no import writes is shown to nobody, and counts as a home.
  if (!SHOWN.status(seen.status)) seen.status = 'reserved'
  if (!SHOWN.class(seen.class)) seen.class = HOME
  return seen as Row & { source: null; raw_text: null }
}

const NULLABLE = [
  'code',
  'ndas',
  'name',
  'house_number',
  'street',
  'hamlet',
  'group_name',
  'former_commune_code',
  'postcode',
  'position',
  'updated_at',
  'successor',
  'hamlet_uid',
] as const satisfies readonly (keyof typeof SHOWN)[]
