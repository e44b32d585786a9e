import { encodePoint } from '../../../geo/geopackage-geometry.ts'
import { changedAttributes, LARGEST_ERROR, POSITION_METHODS } from '../../../parsing/address-attributes.ts'
import { isHouseNumber } from '../../../parsing/house-path.ts'
import { ADDRESS_STATUSES, DEFAULT_STATUS } from '../../../store/layout/address-status.ts'
import { ADDRESS_COLUMNS } from '../../../store/layout/layers.ts'
import { ADDRESS_POSITIONS, type AddressRow } from '../../../store/record/rows.ts'
import type { StatedPosition } from '../../../store/registry/loads/loaded-positions.ts'
import { joinedTexts } from '../../../text/joined-texts.ts'
import { communeOfRow, type Warning } from '../../reading/commune-of-row.ts'
import type { PlaceFinders } from '../../reading/place-finders.ts'
import { digits, type ImportProblem, problem } from '../../reading/problem.ts'
import type { RowReader } from '../../reading/row-reader.ts'
import { uuidOf } from '../../writing/natural-key.ts'
import { COMMUNE, ID, type KindColumn, LAT, LON, SOURCE } from '../kind-columns.ts'
import { personalNotes } from './personal-notes.ts'

/** Columns of a file of addresses. */
export const ADDRESS_FILE_COLUMNS: readonly KindColumn[] = [
  ID,
  { name: 'code', aliases: ['madiachi', 'localcode'] },
  { name: 'ndas', aliases: ['madiachiso', 'nationalcode'] },
  { name: 'class', aliases: ['objectclass', 'loai', 'loaidoituong'], type: 'INTEGER' },
  { name: 'name', aliases: ['ten', 'tendoituong'] },
  { name: 'house_number', aliases: ['housenumber', 'sonha', 'numero'] },
  { name: 'street', aliases: ['streetname', 'duong', 'tenduong'] },
  { name: 'hamlet', aliases: ['ap', 'khupho', 'apkhupho', 'thon'] },
  { name: 'group', aliases: ['groupname', 'to'], stored: 'group_name' },
  COMMUNE,
  { name: 'former_commune_code', aliases: ['formercommune', 'oldcommunecode', 'oldwardcode', 'maxacu'] },
  { name: 'postcode', aliases: ['postalcode', 'mabuuchinh'] },
  LON,
  LAT,
  { name: 'position', aliases: ['positiontype', 'vitri'] },
  { name: 'status', aliases: ['trangthai'] },
  SOURCE,
  { name: 'updated_at', aliases: ['updatedat', 'ngaycapnhat', 'datedermaj'], type: 'DATETIME' },
  { name: 'raw_text', aliases: ['rawtext', 'address', 'diachi', 'fulladdress'] },
  // From which version a file was made: a batch merges by it, a first load has no use for it.
  { name: 'revision', aliases: ['lansua'], type: 'INTEGER' },
  { name: 'position_method', aliases: ['positionmethod', 'phuongphapdo'] },
  { name: 'position_accuracy', aliases: ['positionaccuracy', 'saiso'], type: 'REAL' },
  // JSON of the values of profile fields that have no column.
  { name: 'attributes', aliases: ['thuoctinh'] },
]

/** What a row states of an address, without its position; `attributes` are what it changes of them, null removing one. */
export type StatedAddress = Omit<AddressRow, 'fid' | 'geom'>

/** A row of a file of addresses, read and checked, but not yet matched with the record. */
export interface ReadAddress {
  address: StatedAddress
  /** Degrees. */
  lon: number
  lat: number
  /** Whether the file has an id, of which the uid is made; else it is made of what the row states. */
  hasId: boolean
  /** The file's id where it is no UUID. */
  foreignId: string | null
  /** Which columns the file states, a bit each, as in STATABLE; 0 when the record is empty and nothing is compared. */
  stated: number
  /** What is worth a look though the row is taken. */
  warning: Warning | null
  /** What of the row is not taken as it stands, or will not be shown, for the list of warnings. */
  notes: readonly ImportProblem[]
  /** A text in the column of house numbers that is none; it is kept in `raw_text`. */
  noHouseNumber: string | null
  /** Further positions, from rows of the same id behind it. */
  further?: readonly StatedPosition[]
}

/** Longest texts, in UTF-16 units. */
const MAX = {
  name: 200,
  number: 64,
  street: 200,
  hamlet: 120,
  group: 64,
  source: 120,
  raw: 1000,
  attributes: 10_000,
} as const
/** Columns that a file may state, each a bit of `stated`. */
const STATABLE = ADDRESS_COLUMNS.filter(
  (column) =>
    column !== 'uid' && column !== 'commune_code' && column !== 'successor' && column !== 'attributes',
)
/** A state of exports by older versions. */
const PROPOSED = 'proposed'
const FILE_STATUSES = [...ADDRESS_STATUSES, PROPOSED] as const
/** Columns of a file by the record's columns that they fill. */
const FILE_NAMES: ReadonlyMap<string, string> = new Map(
  ADDRESS_FILE_COLUMNS.map(({ name, stored = name }) => [stored, name]),
)
/** An empty cell of these keeps the value that the record has; of other columns it removes the value. */
const KEPT_WHEN_EMPTY: ReadonlySet<string> = new Set(['code', 'ndas', 'status', 'source'])

/** Reads and checks rows of addresses, and finds the commune of each; of the record it needs the units only. */
export class AddressReader {
  /** The warning of the last row, whether it was taken or refused. */
  warning: Warning | null = null
  readonly #finders: PlaceFinders
  readonly #source: string
  readonly #comparing: boolean

  /**
   * @param source what `source` becomes in rows that name none
   * @param comparing whether the record may hold the rows already, so that it matters which columns the file states
   */
  constructor(finders: PlaceFinders, source: string, comparing: boolean) {
    this.#finders = finders
    this.#source = source
    this.#comparing = comparing
  }

  /** Null when something is wrong with the row: then `row` holds the problems. */
  read(row: RowReader): ReadAddress | null {
    const id = row.id()
    const objectClass = row.integer('class', 1, 5)
    if (objectClass === null && row.problems.length === 0) row.refuse('required', 'class', '', '1…5')
    const rawText = row.verbatim('raw_text', MAX.raw)
    const position = row.position()
    const place = position && communeOfRow(row, position, rawText, this.#finders)
    this.warning = place?.warning ?? null
    const code = row.localCode('code')
    const ndas = row.matching('ndas', /^\d{10}$/, digits('10'))
    const name = row.text('name', MAX.name)
    const written = row.text('house_number', MAX.number)
    const noHouseNumber = written === null || isHouseNumber(written) ? null : written
    const street = row.text('street', MAX.street)
    const hamlet = row.text('hamlet', MAX.hamlet)
    const group_name = row.text('group', MAX.group)
    const postcode = row.matching('postcode', /^\d{5}$/, digits('5'))
    const entrance = row.oneOf('position', ADDRESS_POSITIONS)
    const stated = row.oneOf('status', FILE_STATUSES)
    const status = stated === null || stated === PROPOSED ? DEFAULT_STATUS : stated
    const source = row.text('source', MAX.source) ?? this.#source
    const updated_at = row.instant('updated_at')
    const attributes = statedAttributes(row)
    const kept = noHouseNumber === null ? rawText : joinedTexts(rawText, noHouseNumber)
    if (kept !== null && kept.length > MAX.raw) row.refuse('too-long', 'raw_text', kept, String(MAX.raw))
    if (row.problems.length > 0 || objectClass === null || !position || !place) return null
    const address: StatedAddress = {
      uid: '',
      code,
      ndas,
      class: objectClass,
      name,
      house_number: noHouseNumber === null ? written : null,
      street,
      hamlet,
      group_name,
      commune_code: place.commune,
      former_commune_code: place.former,
      postcode,
      position: entrance,
      status,
      source,
      updated_at,
      raw_text: kept,
      successor: null,
      attributes,
      hamlet_uid: null,
    }
    const [lon, lat] = position
    const foreignId = id && 'foreign' in id ? id.foreign : null
    if (!id) address.uid = naturalKey({ ...address, house_number: written }, lon, lat)
    else address.uid = 'uuid' in id ? id.uuid : uuidOf('address', id.foreign)
    const notes = personalNotes({ ...address, raw_text: rawText })
    if (stated === PROPOSED) notes.push(problem('proposed', 'status', stated, DEFAULT_STATUS))
    if (noHouseNumber !== null)
      notes.unshift(problem('house-number', 'house_number', noHouseNumber, '12, 12/4B, 45 bis, 120A-B'))
    return {
      address,
      lon,
      lat,
      hasId: id !== undefined,
      foreignId,
      stated: this.#comparing ? statedOf(row) : 0,
      warning: this.warning,
      notes,
      noHouseNumber,
    }
  }
}

/** What a row changes of the attributes, as JSON by field; null where it states none. An empty cell of the position's columns removes. */
function statedAttributes(row: RowReader): string | null {
  const changes: Record<string, string | number | null> = {}
  const text = row.verbatim('attributes', MAX.attributes)
  if (text !== null) {
    const fields = fieldsOf(text)
    if (fields === undefined) row.refuse('value', 'attributes', text, '{"field": "text" | number | null}')
    else Object.assign(changes, fields)
  }
  const method = row.oneOf('position_method', POSITION_METHODS)
  const accuracy = row.number('position_accuracy', 0, LARGEST_ERROR)
  if (row.has('position_method')) changes.position_method = method
  if (row.has('position_accuracy')) changes.position_accuracy = accuracy
  return Object.keys(changes).length === 0 ? null : JSON.stringify(changes)
}

/** The fields of a JSON object of texts and numbers; undefined for anything else. How the position was found has columns of its own. */
function fieldsOf(text: string): Record<string, string | number | null> | undefined {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return undefined
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined
  const fields = Object.entries(value).filter(
    ([field]) => field !== 'position_method' && field !== 'position_accuracy',
  )
  const fits = fields.every(
    ([field, each]) =>
      /^[a-z][a-z0-9_]{0,63}$/.test(field) &&
      (each === null || typeof each === 'string' || Number.isFinite(each)),
  )
  return fits ? Object.fromEntries(fields) : undefined
}

/** A UUID for a row without an id, made of its parts as they are written and its position to about a metre. */
function naturalKey(stated: StatedAddress, lon: number, lat: number): string {
  return uuidOf(
    'address',
    stated.code ?? stated.ndas,
    stated.class,
    stated.commune_code,
    stated.house_number,
    stated.street,
    stated.hamlet,
    stated.name,
    lon,
    lat,
  )
}

/** The values of the columns that the file states; the record's row keeps the others. */
export function statedColumns(
  { address, lon, lat, stated, noHouseNumber }: ReadAddress,
  before: Pick<AddressRow, 'raw_text' | 'attributes'>,
): Partial<AddressRow> {
  const kept: Partial<AddressRow> = { geom: encodePoint(lon, lat), commune_code: address.commune_code }
  for (const [bit, column] of STATABLE.entries())
    if (stated & (1 << bit) || (column === 'former_commune_code' && address[column] !== null))
      kept[column] = address[column] as never
  if (noHouseNumber !== null && kept.raw_text === undefined)
    kept.raw_text = joinedTexts(before.raw_text, noHouseNumber)
  if (address.attributes !== null) kept.attributes = changedAttributes(before.attributes, address.attributes)
  return kept
}

/** What a file calls a column of the record. */
export function fileColumn(column: string): string {
  return column === 'geom' ? 'lon, lat' : (FILE_NAMES.get(column) ?? column)
}

function statedOf(row: RowReader): number {
  let stated = 0
  for (const [bit, column] of STATABLE.entries()) {
    const field = FILE_NAMES.get(column) ?? column
    if (KEPT_WHEN_EMPTY.has(column) ? row.filled(field) : row.has(field)) stated |= 1 << bit
  }
  return stated
}
