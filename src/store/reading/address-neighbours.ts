import Database, { type Statement } from 'better-sqlite3'
import { boxAround } from '../../geo/box.ts'

/** An address among others, as far as they are compared. */
export interface FoundNeighbour {
  uid: string
  /** Line of the file; null for a row of the record. */
  line: number | null
  class: number
  name: string | null
  house_number: string | null
  street: string | null
  hamlet: string | null
  commune_code: string
  former_commune_code: string | null
  lon: number
  lat: number
}

/** What is compared of a house along its street. */
export type FoundHouse = Pick<FoundNeighbour, 'uid' | 'house_number' | 'former_commune_code' | 'lon' | 'lat'>
type HouseValues = [
  uid: string,
  house_number: string | null,
  former_commune_code: string | null,
  lon: number,
  lat: number,
]

/** An address as it is put among the others. */
export interface NeighbourRow extends FoundNeighbour {
  /** Row of the file or of the record. */
  line: number
  code: string | null
  ndas: string | null
  /** What house numbers are counted within; null for what is compared with nothing. */
  place: string | null
  /** Key of the house number. */
  number: string | null
  /** 1 for an address that is compared with none: alternative, reserved, retired. */
  aside: 0 | 1
}

const COLUMNS = [
  'uid',
  'line',
  'class',
  'name',
  'house_number',
  'street',
  'hamlet',
  'commune_code',
  'former_commune_code',
  'lon',
  'lat',
  'code',
  'ndas',
  'place',
  'number',
  'aside',
] as const
const SHOWN = `${COLUMNS.filter((column) => column !== 'line')
  .slice(0, 10)
  .join(', ')}, CASE WHEN of_file THEN line END AS line`
/** Edge of a cell in degrees, some 11 m: what stands within a few metres is in one to four of them. */
const CELL = 0.0001
const CELLS_EAST = 3_600_001
/** Memory for pages of the temporary file, in KB; what does not fit lies on disk. */
const CACHE_KB = 32_768

/**
 * Addresses of a file or of the record beside each other, in a temporary file that goes with the process: which stand near a point,
 * on a street, under a number, whatever their count, in memory that does not grow with it.
 */
export class AddressNeighbours {
  readonly #db = new Database('')
  readonly #put: Statement<[Record<string, unknown>]>
  #open = false

  constructor() {
    this.#db.pragma('journal_mode = OFF')
    this.#db.pragma('synchronous = OFF')
    this.#db.pragma(`cache_size = -${CACHE_KB}`)
    this.#db.exec(`CREATE TABLE neighbour (uid TEXT NOT NULL UNIQUE, line INTEGER NOT NULL, of_file INTEGER NOT NULL,
      class INTEGER, name TEXT, house_number TEXT, street TEXT, hamlet TEXT, commune_code TEXT, former_commune_code TEXT,
      lon REAL, lat REAL, code TEXT, ndas TEXT, place TEXT, number TEXT, aside INTEGER NOT NULL, cell INTEGER)`)
    const sets = [...COLUMNS, 'of_file', 'cell'].filter((column) => column !== 'uid')
    this.#put = this.#db.prepare(
      `INSERT INTO neighbour(${COLUMNS.join(', ')}, of_file, cell)
       VALUES (${COLUMNS.map((column) => `@${column}`).join(', ')}, @of_file, @cell)
       ON CONFLICT(uid) DO UPDATE SET ${sets.map((column) => `${column} = excluded.${column}`).join(', ')} WHERE of_file = 0`,
    )
  }

  /** Adds an address: one of the file takes the place of the record's, a second row of the file changes nothing. */
  put(row: NeighbourRow, from: 'file' | 'record'): void {
    if (!this.#open) this.#db.exec('BEGIN')
    this.#open = true
    this.#put.run({
      ...row,
      of_file: from === 'file' ? 1 : 0,
      cell: row.aside || !isOnEarth(row.lon, row.lat) ? null : cellOf(row.lon, row.lat),
    })
  }

  /** Makes ready to be asked, after the last row. */
  index(): void {
    this.#db.exec(`${this.#open ? 'COMMIT;' : ''}
      CREATE INDEX neighbour_cell ON neighbour(cell) WHERE aside = 0;
      CREATE INDEX neighbour_place ON neighbour(place, lat) WHERE aside = 0 AND place IS NOT NULL;
      CREATE INDEX neighbour_number ON neighbour(place, number) WHERE aside = 0 AND number IS NOT NULL;
      CREATE INDEX neighbour_code ON neighbour(code) WHERE code IS NOT NULL;
      CREATE INDEX neighbour_ndas ON neighbour(ndas) WHERE ndas IS NOT NULL;`)
    this.#open = false
    const all = `SELECT ${SHOWN} FROM neighbour WHERE aside = 0`
    this.#asking = {
      within: this.#db.prepare(`${all} AND cell BETWEEN ? AND ?`),
      along: this.#db
        .prepare<unknown[], HouseValues>(
          `SELECT uid, house_number, former_commune_code, lon, lat FROM neighbour
           WHERE aside = 0 AND place = ? AND lat BETWEEN ? AND ? AND lon BETWEEN ? AND ?`,
        )
        .raw(),
      numbered: this.#db.prepare(`${all} AND place = ? AND number = ?`),
      local: this.#db.prepare<[string], string>(holder('code')).pluck(),
      ndas: this.#db.prepare<[string], string>(holder('ndas')).pluck(),
      line: this.#db.prepare<[string], number>('SELECT line FROM neighbour WHERE uid = ?').pluck(),
    }
  }

  #asking:
    | {
        within: Statement<unknown[], FoundNeighbour>
        along: Statement<unknown[], HouseValues>
        numbered: Statement<unknown[], FoundNeighbour>
        local: Statement<[string], string>
        ndas: Statement<[string], string>
        line: Statement<[string], number>
      }
    | undefined

  /** Addresses in the cells around a point: all within some metres, and a few further ones. */
  within(lon: number, lat: number, metres: number): FoundNeighbour[] {
    if (!isOnEarth(lon, lat)) return []
    const [west, south, east, north] = boxAround(lon, lat, metres)
    const found: FoundNeighbour[] = []
    for (let row = Math.floor(south / CELL); row <= Math.floor(north / CELL); row++)
      found.push(...this.#ask().within.all(cellIn(row, west), cellIn(row, east)))
    return found
  }

  /** Houses of a place within a box of some metres around a point. */
  along(place: string, lon: number, lat: number, metres: number): FoundHouse[] {
    const [west, south, east, north] = boxAround(lon, lat, metres)
    // Read as arrays and named here, they come twice as fast as named by the driver.
    return this.#ask()
      .along.all(place, south, north, west, east)
      .map(([uid, house_number, former_commune_code, x, y]) => ({
        uid,
        house_number,
        former_commune_code,
        lon: x,
        lat: y,
      }))
  }

  numbered(place: string, number: string): FoundNeighbour[] {
    return this.#ask().numbered.all(place, number)
  }

  /** The first address with a code. */
  holder(scheme: 'local' | 'ndas', code: string): string | undefined {
    return this.#ask()[scheme].get(code)
  }

  /** Line on which an address stands first. */
  lineOf(uid: string): number | undefined {
    return this.#ask().line.get(uid)
  }

  close(): void {
    this.#db.close()
  }

  #ask() {
    if (!this.#asking) throw new Error('neighbours are asked before they are indexed')
    return this.#asking
  }
}

/** Other programs write any number: of a row that lies nowhere nothing is near. */
function isOnEarth(lon: number, lat: number): boolean {
  return Math.abs(lon) <= 180 && Math.abs(lat) <= 90
}

function holder(column: string): string {
  return `SELECT uid FROM neighbour WHERE ${column} = ? ORDER BY rowid LIMIT 1`
}

function cellOf(lon: number, lat: number): number {
  return cellIn(Math.floor(lat / CELL), lon)
}

function cellIn(row: number, lon: number): number {
  return row * CELLS_EAST + Math.floor(lon / CELL)
}
