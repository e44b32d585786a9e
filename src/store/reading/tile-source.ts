import type { Database, Statement } from 'better-sqlite3'
import type { Box } from '../../geo/box.ts'
import { usable } from '../layout/usable-rows.ts'
import { SHOWN } from '../record/public-address.ts'
import type { AddressRow } from '../record/rows.ts'
import type { RecordStore } from '../record-store.ts'

/** Columns of an address that tiles read. */
const ADDRESS_COLUMNS = [
  'fid',
  'geom',
  'uid',
  'code',
  'class',
  'house_number',
  'status',
] as const satisfies readonly (keyof AddressRow)[]

/** What a tile shows of an address; another program may leave its geometry empty. */
export interface AddressTileRow extends Omit<Pick<AddressRow, (typeof ADDRESS_COLUMNS)[number]>, 'geom'> {
  geom: Buffer | null
}

/** Layers of lines, areas and points that are read by box. */
export type FeatureTable = 'unit' | 'street' | 'place' | 'hamlet'

/** A feature of one of these layers, with its own columns beside `fid` and `geom`. */
export type FeatureRow = { fid: number; geom: Buffer } & Record<string, unknown>

const COLUMNS: Readonly<Record<FeatureTable, string>> = {
  unit: 'code, name, full_name, type, area_approximate, centre_lon, centre_lat',
  street: 'uid, name, class, commune_code',
  place: 'uid, name, category, importance, commune_code',
  hamlet: 'uid, name, kind, commune_code',
}
/** Which features stay when a tile would hold too many. */
const FIRST: Readonly<Record<FeatureTable, string>> = {
  unit: '',
  street: 'max(r.maxx - r.minx, r.maxy - r.miny) DESC, ',
  place: 'importance DESC, ',
  hamlet: '',
}
const ADDRESS = ADDRESS_COLUMNS.join(', ')

/** A row without what may not be shown. */
function shown(row: AddressTileRow): AddressTileRow {
  if (row.code !== null && !SHOWN.code(row.code)) row.code = null
  if (row.house_number !== null && !SHOWN.house_number(row.house_number)) row.house_number = null
  return row
}

/** How tiles read the record: addresses in spatial order or one by one, other layers by box. */
export class TileSource {
  readonly #db: Database
  readonly #address: Statement<[number], AddressTileRow>
  readonly #inBox: Readonly<Record<FeatureTable, Statement<unknown[], FeatureRow>>>
  readonly #feature: Readonly<Record<FeatureTable, Statement<[number], FeatureRow>>>

  constructor(record: RecordStore) {
    this.#db = record.db
    this.#address = record.db.prepare(`SELECT ${ADDRESS} FROM usable_address WHERE fid = ?`)
    const each = <T>(make: (table: FeatureTable) => T) => ({
      unit: make('unit'),
      street: make('street'),
      place: make('place'),
      hamlet: make('hamlet'),
    })
    this.#inBox = each((table) =>
      record.db.prepare(
        `SELECT t.fid AS fid, geom, ${COLUMNS[table]} FROM rtree_${table}_geom r JOIN usable_${table} t ON t.fid = r.id
         WHERE r.maxx >= ? AND r.minx <= ? AND r.maxy >= ? AND r.miny <= ?
           AND (r.maxx - r.minx >= ? OR r.maxy - r.miny >= ?)
         ${table === 'unit' ? "AND level = 'commune' AND valid_from <= ? AND (valid_to IS NULL OR valid_to >= ?)" : ''}
         ORDER BY ${FIRST[table]}t.fid LIMIT ?`,
      ),
    )
    this.#feature = each((table) =>
      record.db.prepare(`SELECT fid, geom, ${COLUMNS[table]} FROM usable_${table} WHERE fid = ?`),
    )
  }

  /** Runs `work` on one unchanging view of the record, whoever writes meanwhile. */
  snapshot<T>(work: () => T): T {
    return this.#db.transaction(work).deferred()
  }

  /** An address as it is now. */
  address(fid: number): AddressTileRow | undefined {
    const row = this.#address.get(fid)
    return row && shown(row)
  }

  /**
   * Every address in the order that `keyOf` gives to its geometry, then by `fid`; SQLite sorts, on disk when
   * it must, so memory stays bounded. Rows for which `keyOf` gives null come first.
   */
  *addressesInOrder(keyOf: (geom: Buffer | null) => number | null): Generator<AddressTileRow> {
    this.#db.function('tile_key', { deterministic: true }, (geom) => keyOf(geom as Buffer | null))
    const rows = this.#db.prepare<[], AddressTileRow>(
      `SELECT ${ADDRESS} FROM address WHERE ${usable('address', { columns: ADDRESS_COLUMNS })} ORDER BY tile_key(geom), fid`,
    )
    for (const row of rows.iterate()) yield shown(row)
  }

  /** Features whose box meets `box` and is at least `smallest` degrees long, places by importance first. */
  featuresIn(table: FeatureTable, box: Box, smallest: number, limit: number, day: string): FeatureRow[] {
    const bounds = [box[0], box[2], box[1], box[3], smallest, smallest]
    return this.#inBox[table].all(...bounds, ...(table === 'unit' ? [day, day] : []), limit)
  }

  /** A feature as it is now. */
  feature(table: FeatureTable, fid: number): FeatureRow | undefined {
    return this.#feature[table].get(fid)
  }

  /** Number and box of every feature of a layer. */
  featureBoxes(table: FeatureTable): IterableIterator<[fid: number, ...box: Box]> {
    return this.#db
      .prepare<[], [number, number, number, number, number]>(
        `SELECT id, minx, miny, maxx, maxy FROM rtree_${table}_geom ORDER BY id`,
      )
      .raw()
      .iterate()
  }

  /** Days on which the set of communes changes, in order. */
  communeDays(): string[] {
    return this.#db
      .prepare<[], string>(
        `SELECT valid_from AS day FROM usable_unit WHERE level = 'commune'
         UNION SELECT date(valid_to, '+1 day') FROM usable_unit WHERE level = 'commune' AND valid_to IS NOT NULL
         ORDER BY day`,
      )
      .pluck()
      .all()
  }
}
