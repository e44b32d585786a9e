import Database, { type Statement } from 'better-sqlite3'

/** Where a feature stands in an order: its value there, null without one, and its id. */
export type Place = readonly [value: string | number | boolean | null, id: string]

type Row = [rank: number, value: string | number, id: string]

/** KiB of a page cache; what does not fit lies in a temporary file that SQLite removes. */
const CACHE = 4000
/** Rank of features without a value, after all others whichever way an order goes. */
const WITHOUT = 3
const COLUMNS = 'rank, value, id'

/**
 * Features of a layer in the order of a field: booleans before numbers before texts, by code point, and of the same value by their ids;
 * those without a value last. It lies in a temporary file, so that a layer may be of any size.
 */
export class PlaceOrder {
  readonly #db = new Database('')
  readonly #add: Statement<Row>
  readonly #up: Statement<unknown[], Row>
  readonly #down: Statement<unknown[], Row>
  size = 0

  constructor() {
    this.#db.exec(`PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -${CACHE}`)
    this.#db.exec(`CREATE TABLE place (rank INTEGER, value, id TEXT, PRIMARY KEY (${COLUMNS})) WITHOUT ROWID`)
    this.#add = this.#db.prepare<Row>('INSERT OR IGNORE INTO place VALUES (?, ?, ?)')
    const page = (where: string, direction: string) =>
      this.#db
        .prepare<unknown[], Row>(
          `SELECT ${COLUMNS} FROM place WHERE ${where} (${COLUMNS}) ${direction === 'DESC' ? '<' : '>'} (?, ?, ?)
           ORDER BY ${COLUMNS.replaceAll(',', ` ${direction},`)} ${direction} LIMIT ?`,
        )
        .raw()
    this.#up = page('', 'ASC')
    this.#down = page(`rank < ${WITHOUT} AND`, 'DESC')
  }

  /** Adds places, in no order. */
  add(places: readonly Place[]): void {
    this.#db.exec('BEGIN')
    for (const place of places) this.#add.run(...rowOf(place))
    this.#db.exec('COMMIT')
    this.size += places.length
  }

  /** The places after one, from the first without one, at most `limit`. */
  after(place: Place | undefined, descending: boolean, limit: number): Place[] {
    if (!descending) return this.#up.all(...(place ? rowOf(place) : [-1, 0, '']), limit).map(placeOf)
    const rows =
      place?.[0] === null ? [] : this.#down.all(...(place ? rowOf(place) : [WITHOUT, 0, '']), limit)
    const from = place?.[0] === null ? rowOf(place) : [WITHOUT, 0, '']
    return [...rows, ...(rows.length < limit ? this.#up.all(...from, limit - rows.length) : [])].map(placeOf)
  }
}

function rowOf([value, id]: Place): Row {
  if (value === null) return [WITHOUT, 0, id]
  if (typeof value === 'boolean') return [0, Number(value), id]
  return [typeof value === 'number' ? 1 : 2, value, id]
}

function placeOf([rank, value, id]: Row): Place {
  return [rank === WITHOUT ? null : rank === 0 ? value === 1 : value, id]
}
