import type { Database, Statement } from 'better-sqlite3'

/** A further position of an address as it is stored; other programs may write anything there. */
export interface PositionRow {
  readonly uid: unknown
  readonly type: unknown
  readonly lon: unknown
  readonly lat: unknown
  readonly method: unknown
  readonly accuracy: unknown
}

export interface FurtherNameRow {
  readonly uid: unknown
  readonly name: unknown
  readonly kind: unknown
  readonly language: unknown
  readonly valid_from: unknown
  readonly valid_to: unknown
}

export interface UnitInsideRow {
  readonly uid: unknown
  readonly designation: unknown
  readonly floor: unknown
  readonly kind: unknown
}

/** Which rows of an address: those of a revision, or those that hold now. */
interface Asked {
  readonly address: string
  readonly revision: number | null
}

const HELD = `address = @address AND CASE WHEN @revision IS NULL THEN until IS NULL
  ELSE since <= @revision AND (until IS NULL OR until > @revision) END`

/** What addresses have beside their columns, for reading. */
export class SupplementTable {
  readonly #positions: Statement<[Asked], PositionRow>
  readonly #names: Statement<[Asked], FurtherNameRow>
  readonly #units: Statement<[Asked & { offset: number; limit: number }], UnitInsideRow>
  readonly #countUnits: Statement<[Asked], number>
  readonly #named: Statement<[], number>
  readonly #anyName: Statement<[], number>
  readonly #anyPosition: Statement<[], number>

  constructor(db: Database) {
    this.#positions = db.prepare(
      `SELECT uid, type, lon, lat, method, accuracy FROM zz_position WHERE ${HELD} ORDER BY type, uid`,
    )
    this.#names = db.prepare(
      `SELECT uid, name, kind, language, valid_from, valid_to FROM zz_name WHERE ${HELD} ORDER BY kind, name, uid`,
    )
    this.#anyPosition = db.prepare<[], number>('SELECT EXISTS (SELECT 1 FROM zz_position)').pluck()
    this.#anyName = db.prepare<[], number>('SELECT EXISTS (SELECT 1 FROM zz_name)').pluck()
    this.#named = db
      .prepare<[], number>(
        `SELECT DISTINCT a.fid FROM zz_name n JOIN address a ON a.uid = n.address
         WHERE n.until IS NULL AND n.name IS NOT NULL ORDER BY a.fid`,
      )
      .pluck()
    const current = `${HELD} AND state = 'current' AND designation IS NOT NULL`
    this.#units = db.prepare(
      `SELECT uid, designation, floor, kind FROM zz_unit WHERE ${current}
       ORDER BY length(designation), designation, uid LIMIT @limit OFFSET @offset`,
    )
    this.#countUnits = db.prepare<[Asked], number>(`SELECT count(*) FROM zz_unit WHERE ${current}`).pluck()
  }

  /** Whether any address has a further position; some microseconds. */
  hasPositions(): boolean {
    return this.#anyPosition.get() === 1
  }

  /** Whether any address has a further name; some microseconds. */
  hasNames(): boolean {
    return this.#anyName.get() === 1
  }

  /** Row numbers of the addresses that have further names now, ascending. */
  namedRows(): number[] {
    return this.#named.all()
  }

  /** @param revision of the address; null for what holds now */
  positions(address: string, revision: number | null): PositionRow[] {
    return this.#positions.all({ address, revision })
  }

  names(address: string, revision: number | null): FurtherNameRow[] {
    return this.#names.all({ address, revision })
  }

  /** Units in use by their designation, short ones first: 5.03 before 12.01. */
  units(address: string, revision: number | null, offset: number, limit: number): UnitInsideRow[] {
    return this.#units.all({ address, revision, offset, limit })
  }

  countUnits(address: string, revision: number | null): number {
    return this.#countUnits.get({ address, revision }) ?? 0
  }
}
