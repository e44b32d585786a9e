import type { Statement } from 'better-sqlite3'
import { decodePoint } from '../../geo/geopackage-geometry.ts'
import { mayHoldContact } from '../../parsing/personal-data.ts'
import { POINTS, pointColumn } from '../geopackage/point-columns.ts'
import { PUBLIC_STATUSES } from '../layout/address-status.ts'
import { MAX_ROW, MAX_TEXT_BYTES } from '../layout/row-rules.ts'
import { usable } from '../layout/usable-rows.ts'
import { isPublicText, LONGEST_TEXT, SHOWN } from '../record/public-address.ts'
import type { AddressRow } from '../record/rows.ts'
import type { RecordStore } from '../record-store.ts'

/** Some thousand addresses by column, for building indexes over all of them; every array has `count` entries. */
export interface AddressChunk {
  readonly count: number
  readonly fids: Uint32Array
  /** `commune_code␞former_commune_code␞street␞hamlet`, absent ones empty. */
  readonly groups: readonly string[]
  /** Empty where there is none. */
  readonly houseNumbers: readonly string[]
  /** Own names of other objects than homes; empty where there is none. */
  readonly names: readonly string[]
  /** lon, lat of each in turn, degrees. */
  readonly positions: Float64Array
}

/** Row numbers from the first on, the last left out. */
export interface Span {
  readonly from?: number
  readonly to?: number
}

/** A chunk on its way between threads: its texts are joined. */
export interface PackedChunk {
  readonly fids: Uint32Array<ArrayBuffer>
  readonly groups: string
  readonly houseNumbers: string
  readonly names: string
  readonly positions: Float64Array<ArrayBuffer>
}

const CHUNK = 2000
/** Between the parts of a group, and between rows. */
export const GROUP_SEPARATOR = '\u001e'
const ROW_SEPARATOR = '\u001f'

/** One comparison after another: SQLite makes a table of an IN list, and looks each row up in it. */
const IS_PUBLIC = `(${PUBLIC_STATUSES.map((one) => `status = '${one}'`).join(' OR ')})`
/** Never that of a home, see `public-address.ts`. */
const OWN_NAME = "CASE WHEN class BETWEEN 2 AND 5 AND name IS NOT NULL THEN name ELSE '' END"
/** Columns of a chunk; the rules of others are asked when a row is read by itself. */
const COLUMNS = [
  'geom',
  'commune_code',
  'former_commune_code',
  'street',
  'hamlet',
  'house_number',
  'class',
  'name',
]
/** Longer texts, in UTF-16 units, may have more bytes than a row that can be used: up to three each. */
const SURELY_SHORT = Math.floor(MAX_TEXT_BYTES / 3)
type ChunkRow = [count: number, points: Buffer, groups: string, houseNumbers: string, names: string]

/**
 * The public addresses in the order of their row number. A column of a chunk leaves SQLite as one text: several
 * times quicker than row by row.
 */
export function* addressChunks(record: RecordStore, span?: Span): Generator<AddressChunk> {
  for (const packed of packedChunks(record, span)) yield unpackChunk(packed, record)
}

/** {@link addressChunks} that are not taken apart yet. */
export function* packedChunks({ db, addresses }: RecordStore, span?: Span): Generator<PackedChunk> {
  // Separators as literals and one concatenation: calls of char() and replace() for each row took half of the time.
  const columns = `, group_concat(concat_ws('${GROUP_SEPARATOR}', commune_code, ifnull(former_commune_code, ''),
      ifnull(street, ''), ifnull(hamlet, '')), '${ROW_SEPARATOR}'),
    group_concat(ifnull(house_number, ''), '${ROW_SEPARATOR}'),
    group_concat(${OWN_NAME}, '${ROW_SEPARATOR}')`
  for (const { fids, row, positions } of chunks<ChunkRow>(db, addresses, columns, span))
    yield { fids, positions, groups: row[2], houseNumbers: row[3], names: row[4] }
}

/**
 * Takes a chunk apart. Texts of another program may have the separators in them or be too long; then the rows are read
 * from the record one by one, and those that cannot be used are left out.
 */
export function unpackChunk(packed: PackedChunk, { publicAddresses }: RecordStore): AddressChunk {
  const { fids, positions } = packed
  const groups = packed.groups.split(ROW_SEPARATOR)
  const houseNumbers = packed.houseNumbers.split(ROW_SEPARATOR)
  const names = packed.names.split(ROW_SEPARATOR)
  const plain = (texts: readonly string[]) =>
    texts.length === fids.length && texts.every(({ length }) => length <= SURELY_SHORT)
  if ([groups, houseNumbers, names].every(plain))
    return {
      count: fids.length,
      fids,
      groups: shownTexts(groups, packed.groups, shownGroup),
      houseNumbers: houseNumbers.map((number) => (SHOWN.house_number(number) ? number : '')),
      names: shownTexts(names, packed.names, shownText),
      positions,
    }
  const rows = Array.from(fids, (fid) => publicAddresses.byFid(fid))
  const used = rows.flatMap((row, i) => (row ? [{ row, i }] : []))
  return {
    count: used.length,
    fids: Uint32Array.from(used, ({ row }) => row.fid),
    groups: used.map(({ row }) => groupOf(row)),
    houseNumbers: used.map(({ row }) => row.house_number ?? ''),
    names: used.map(({ row }) => row.name ?? ''),
    positions: Float64Array.from(used.flatMap(({ i }) => [...positions.subarray(i * 2, i * 2 + 2)])),
  }
}

/** Row numbers and positions of a chunk. */
export type ChunkPoints = Pick<AddressChunk, 'fids' | 'positions'>

/** Row number, longitude and latitude of the public addresses that have a position, in the order of the numbers. */
export function addressPoints({
  db,
  addresses,
}: RecordStore): Generator<[fid: number, lon: number, lat: number]> {
  return pointsOf(chunks(db, addresses, ''))
}

/** {@link addressPoints} of chunks that were read already. */
export function* pointsOf(chunks: Iterable<ChunkPoints>): Generator<[fid: number, lon: number, lat: number]> {
  for (const { fids, positions } of chunks) {
    for (let i = 0; i < fids.length; i++) {
      const [lon, lat] = [positions[i * 2]!, positions[i * 2 + 1]!]
      if (Number.isFinite(lon) && Number.isFinite(lat)) yield [fids[i]!, lon, lat]
    }
  }
}

interface Chunk<R> {
  readonly fids: Uint32Array<ArrayBuffer>
  readonly positions: Float64Array<ArrayBuffer>
  readonly row: R
}

/** The public addresses in one span of row numbers after another, with further columns; empty spans are left out. */
function* chunks<R extends [count: number, points: Buffer, ...unknown[]]>(
  db: RecordStore['db'],
  addresses: RecordStore['addresses'],
  columns: string,
  { from: begin = 0, to: end = Number.MAX_SAFE_INTEGER }: Span = {},
): Generator<Chunk<R>> {
  const reading = (usableRows: string) => {
    const where = `FROM address WHERE fid >= ? AND fid < ? AND ${IS_PUBLIC} AND ${usableRows}`
    return {
      chunk: db.prepare<[number, number], R>(`SELECT count(*), ${POINTS}${columns} ${where}`).raw(),
      numbers: db.prepare<[number, number], number>(`SELECT fid ${where} ORDER BY fid`).pluck(),
    }
  }
  // To ask each text's length takes a fifth of the time; see `unpackChunk`.
  const quick = reading(usable('address', { columns: COLUMNS, without: 'too-long' }))
  const careful = reading(usable('address', { columns: COLUMNS }))
  const stop = Math.min(addresses.lastFid(), MAX_ROW) + 1
  // Row numbers may have gaps of any size: each span begins at a row.
  for (let from = addresses.nextFid(begin); from !== undefined && from < Math.min(stop, end); ) {
    const to = Math.min(from + CHUNK, stop, end)
    const first = from
    const [row, numbers] = attempt(quick, first, to) ?? [careful.chunk.get(first, to), careful.numbers]
    from = addresses.nextFid(to)
    if (!row || row[0] === 0) continue
    // Mostly all numbers of a span are there.
    const fids =
      row[0] === to - first ? numbersFrom(first, to - first) : Uint32Array.from(numbers.all(first, to))
    yield { fids, positions: positionsOf(addresses, fids, row[1]), row }
  }
}

/** A span read, with what reads its numbers; undefined where its texts are together longer than SQLite makes one. */
function attempt<R>(
  { chunk, numbers }: { chunk: Statement<[number, number], R>; numbers: Statement<[number, number], number> },
  from: number,
  to: number,
): [R | undefined, typeof numbers] | undefined {
  try {
    return [chunk.get(from, to), numbers]
  } catch (error) {
    if ((error as { code?: string }).code === 'SQLITE_TOOBIG') return undefined
    throw error
  }
}

function numbersFrom(first: number, count: number): Uint32Array<ArrayBuffer> {
  const numbers = new Uint32Array(count)
  for (let i = 0; i < count; i++) numbers[i] = first + i
  return numbers
}

/** What tells the streets and hamlets of addresses apart: `commune_code␞former_commune_code␞street␞hamlet`. */
export function groupOf(
  row: Pick<AddressRow, 'commune_code' | 'former_commune_code' | 'street' | 'hamlet'>,
): string {
  return [row.commune_code, row.former_commune_code ?? '', row.street ?? '', row.hamlet ?? '']
    .map((part) => part.replaceAll(GROUP_SEPARATOR, ' '))
    .join(GROUP_SEPARATOR)
}

/**
 * Texts of a column without what may not be shown. Mostly the whole column holds nothing that could be a contact: then
 * no text is looked at by itself, which would cost more than to read them.
 */
function shownTexts(
  texts: readonly string[],
  column: string,
  shown: (text: string) => string,
): readonly string[] {
  const plain = !mayHoldContact(column) && texts.every(({ length }) => length <= LONGEST_TEXT)
  return plain ? texts : texts.map(shown)
}

function shownText(text: string): string {
  return isPublicText(text) ? text : ''
}

function shownGroup(group: string): string {
  return group.split(GROUP_SEPARATOR).map(shownText).join(GROUP_SEPARATOR)
}

/** lon, lat of each row in turn; not a number where a row has none. */
function positionsOf(
  addresses: RecordStore['addresses'],
  fids: Uint32Array,
  points: Buffer,
): Float64Array<ArrayBuffer> {
  const positions = pointColumn(points, fids.length)
  for (let i = 0; i < fids.length; i++) {
    if (Math.abs(positions[i * 2]!) <= 180 && Math.abs(positions[i * 2 + 1]!) <= 90) continue
    const row = addresses.byFid(fids[i]!)
    positions.set((row && decodePoint(row.geom)) ?? [Number.NaN, Number.NaN], i * 2)
  }
  return positions
}
