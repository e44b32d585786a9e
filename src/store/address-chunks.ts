import { decodePoint } from '../geo/geopackage-geometry.ts'
import { POINT_HEX, pointColumn } from './point-columns.ts'
import type { RecordStore } from './record-store.ts'
import type { AddressRow } from './rows.ts'

/** Some thousand addresses by column, for building indexes over all of them; every array has `count` entries. */
export interface AddressChunk {
  readonly count: number
  readonly fids: readonly string[]
  /** `commune_code␞former_commune_code␞street␞hamlet`, absent ones empty. */
  readonly groups: readonly string[]
  /** Empty where there is none. */
  readonly houseNumbers: readonly string[]
  /** lon, lat of each in turn, degrees. */
  readonly positions: Float64Array
}

/** Statuses that anyone may see; reserved and retired addresses are not found. */
export const PUBLIC_STATUSES = ['proposed', 'official', 'alternative'] as const

const CHUNK = 2000
/** Between the parts of a group, and between rows. */
export const GROUP_SEPARATOR = '\u001e'
const ROW_SEPARATOR = '\u001f'

const STATUSES = PUBLIC_STATUSES.map((one) => `'${one}'`).join(', ')
type ChunkRow = [count: number, fids: string, groups: string, houseNumbers: string, positions: string]

/**
 * The public addresses in the order of their row number. A column of a chunk leaves SQLite as one text: several
 * times quicker than row by row.
 */
export function* addressChunks({ db, addresses }: RecordStore): Generator<AddressChunk> {
  // Separators as literals and one concatenation: calls of char() and replace() for each row took half of the time.
  const statement = db
    .prepare<[number, number], ChunkRow>(
      `SELECT count(*), group_concat(fid, '${ROW_SEPARATOR}'),
         group_concat(concat_ws('${GROUP_SEPARATOR}', commune_code, ifnull(former_commune_code, ''),
           ifnull(street, ''), ifnull(hamlet, '')), '${ROW_SEPARATOR}'),
         group_concat(ifnull(house_number, ''), '${ROW_SEPARATOR}'),
         group_concat(${POINT_HEX}, '')
       FROM address WHERE fid >= ? AND fid < ? AND status IN (${STATUSES})`,
    )
    .raw()
  for (const [count, fids, groups, houseNumbers, hex] of chunks(db, addresses, statement)) {
    const numbers = fids.split(ROW_SEPARATOR)
    const chunk = {
      count,
      fids: numbers,
      groups: groups.split(ROW_SEPARATOR),
      houseNumbers: houseNumbers.split(ROW_SEPARATOR),
      positions: positionsOf(addresses, numbers, hex),
    }
    const whole = chunk.groups.length === count && chunk.houseNumbers.length === count
    yield whole ? chunk : { ...chunk, ...readSingly(addresses, numbers) }
  }
}

/** Row number, longitude and latitude of the public addresses that have a position, in the order of the numbers. */
export function* addressPoints({
  db,
  addresses,
}: RecordStore): Generator<[fid: number, lon: number, lat: number]> {
  const statement = db
    .prepare<[number, number], [count: number, fids: string, positions: string]>(
      `SELECT count(*), group_concat(fid, '${ROW_SEPARATOR}'), group_concat(${POINT_HEX}, '')
       FROM address WHERE fid >= ? AND fid < ? AND status IN (${STATUSES})`,
    )
    .raw()
  for (const [count, fids, hex] of chunks(db, addresses, statement)) {
    const numbers = fids.split(ROW_SEPARATOR)
    const positions = positionsOf(addresses, numbers, hex)
    for (let i = 0; i < count; i++) {
      const [lon, lat] = [positions[i * 2]!, positions[i * 2 + 1]!]
      if (Number.isFinite(lon) && Number.isFinite(lat)) yield [Number(numbers[i]), lon, lat]
    }
  }
}

/** What a statement finds in one span of row numbers after another; empty spans are left out. */
function* chunks<R extends [count: number, ...unknown[]]>(
  db: RecordStore['db'],
  addresses: RecordStore['addresses'],
  statement: { get(from: number, to: number): R | undefined },
): Generator<R> {
  const last = addresses.lastFid()
  const first = db.prepare<[], number | null>('SELECT min(fid) FROM address').pluck().get() ?? 1
  for (let from = first; from <= last; from += CHUNK) {
    const row = statement.get(from, from + CHUNK)
    if (row && row[0] > 0) yield row
  }
}

/** Texts of another program may have the separators in them: these rows are read one by one. */
function readSingly(
  addresses: RecordStore['addresses'],
  fids: readonly string[],
): { groups: string[]; houseNumbers: string[] } {
  const rows = fids.map((fid) => addresses.byFid(Number(fid))!)
  return {
    groups: rows.map((row) => groupOf(row)),
    houseNumbers: rows.map(({ house_number }) => house_number ?? ''),
  }
}

/** What tells the streets and hamlets of addresses apart: `commune_code␞former_commune_code␞street␞hamlet`. */
export function groupOf(
  row: Pick<AddressRow, 'commune_code' | 'former_commune_code' | 'street' | 'hamlet'>,
): string {
  return [row.commune_code, row.former_commune_code ?? '', row.street ?? '', row.hamlet ?? '']
    .map((part) => part.replaceAll(GROUP_SEPARATOR, ' '))
    .join(GROUP_SEPARATOR)
}

/** lon, lat of each row in turn; not a number where a row has none. */
function positionsOf(
  addresses: RecordStore['addresses'],
  fids: readonly string[],
  hex: string,
): Float64Array {
  const positions = pointColumn(hex, fids.length)
  for (const [i, fid] of fids.entries()) {
    if (!Number.isNaN(positions[i * 2]!)) continue
    const point = decodePoint(addresses.byFid(Number(fid))!.geom)
    if (point) positions.set(point, i * 2)
  }
  return positions
}
