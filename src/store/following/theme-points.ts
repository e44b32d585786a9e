import type { Database, Statement } from 'better-sqlite3'

/** A point of a thematic layer as `serving.db` keeps it. */
export interface ThemePoint {
  readonly part: string
  /** Z-order number of the smallest cell that holds it. */
  readonly cell: number
  readonly fid: number
  /** Degrees by ten million, so that sums are exact. */
  readonly lon: number
  readonly lat: number
  /** Place of its value in the list of the field that classes the layer; -1 for any other. */
  readonly category: number
}

/** Points of one category in one cell: how many, and the sums of their positions. */
export type CellCount = [cell: number, category: number, count: number, lon: number, lat: number]

/** Points of thematic layers and how many of them lie in cells of each size, in `serving.db`. */
export class ThemePointRows {
  readonly #put: Statement<[ThemePoint]>
  readonly #byFid: Statement<[number], ThemePoint>
  readonly #remove: Statement<[string, number, number]>
  readonly #fids: Statement<[string, number, number, number], number>
  readonly #inRange: Statement<[number, string, number, number], CellCount>
  readonly #cells: Statement<[string, number, number, number], CellCount>
  readonly #occupied: Statement<[string, number], number>
  readonly #add: Statement<[Record<string, unknown>]>
  readonly #drop: Statement<[string, number, number, number]>
  readonly #size: Statement<[string, number], number>
  readonly #dropCells: Statement<[string]>
  readonly #recount: Statement<[Record<string, unknown>]>
  readonly #gather: Statement<[Record<string, unknown>]>
  readonly #clear: readonly Statement<[]>[]

  constructor(db: Database) {
    this.#put = db.prepare('INSERT INTO theme_point VALUES (@part, @cell, @fid, @lon, @lat, @category)')
    this.#byFid = db.prepare('SELECT * FROM theme_point WHERE fid = ?')
    this.#remove = db.prepare('DELETE FROM theme_point WHERE part = ? AND cell = ? AND fid = ?')
    this.#fids = db
      .prepare<[string, number, number, number], number>(
        'SELECT fid FROM theme_point WHERE part = ? AND cell BETWEEN ? AND ? LIMIT ?',
      )
      .pluck()
    this.#inRange = db
      .prepare<[number, string, number, number], CellCount>(
        `SELECT cell >> ?, category, count(*), sum(lon), sum(lat) FROM theme_point
         WHERE part = ? AND cell BETWEEN ? AND ? GROUP BY 1, 2`,
      )
      .raw()
    this.#cells = db
      .prepare<[string, number, number, number], CellCount>(
        `SELECT cell, category, count, lon, lat FROM theme_cell
         WHERE part = ? AND zoom = ? AND cell BETWEEN ? AND ? ORDER BY cell, category`,
      )
      .raw()
    this.#occupied = db
      .prepare<[string, number], number>('SELECT DISTINCT cell FROM theme_cell WHERE part = ? AND zoom = ?')
      .pluck()
    this.#add = db.prepare(
      `INSERT INTO theme_cell VALUES (@part, @zoom, @cell, @category, @count, @lon, @lat)
       ON CONFLICT DO UPDATE SET count = count + excluded.count, lon = lon + excluded.lon, lat = lat + excluded.lat`,
    )
    this.#drop = db.prepare(
      'DELETE FROM theme_cell WHERE part = ? AND zoom = ? AND cell = ? AND category = ? AND count = 0',
    )
    this.#size = db
      .prepare<[string, number], number>(
        'SELECT ifnull(sum(count), 0) FROM theme_cell WHERE part = ? AND zoom = ?',
      )
      .pluck()
    this.#dropCells = db.prepare('DELETE FROM theme_cell WHERE part = ?')
    this.#recount = db.prepare(
      `INSERT INTO theme_cell SELECT part, @zoom, cell >> @bits, category, count(*), sum(lon), sum(lat) FROM theme_point
       WHERE part = @part GROUP BY cell >> @bits, category`,
    )
    this.#gather = db.prepare(
      `INSERT INTO theme_cell SELECT part, @zoom, cell >> 2, category, sum(count), sum(lon), sum(lat) FROM theme_cell
       WHERE part = @part AND zoom = @zoom + 1 GROUP BY cell >> 2, category`,
    )
    this.#clear = ['theme_point', 'theme_cell'].map((table) => db.prepare(`DELETE FROM ${table}`))
  }

  /** Forgets the points of all layers. */
  clear(): void {
    for (const statement of this.#clear) statement.run()
  }

  put(point: ThemePoint): void {
    this.#put.run(point)
  }

  byFid(fid: number): ThemePoint | undefined {
    return this.#byFid.get(fid)
  }

  remove({ part, cell, fid }: ThemePoint): void {
    this.#remove.run(part, cell, fid)
  }

  /** Row numbers of the points in a range of the smallest cells, at most `limit`. */
  fids(part: string, first: number, last: number, limit: number): number[] {
    return this.#fids.all(part, first, last, limit)
  }

  /** Counts the points in a range of the smallest cells, by cells so many bits of the number larger. */
  countIn(part: string, bits: number, first: number, last: number): CellCount[] {
    return this.#inRange.all(bits, part, first, last)
  }

  /** The counts that are kept of cells of a zoom, in a range of their numbers. */
  cells(part: string, zoom: number, first: number, last: number): CellCount[] {
    return this.#cells.all(part, zoom, first, last)
  }

  /** Cells of a zoom that hold points. */
  occupied(part: string, zoom: number): number[] {
    return this.#occupied.all(part, zoom)
  }

  /** Adds a point to the counts of a cell (`sign` 1) or takes it away (-1); an empty one goes. */
  addToCell({ part, lon, lat, category }: ThemePoint, zoom: number, cell: number, sign: 1 | -1): void {
    this.#add.run({ part, zoom, cell, category, count: sign, lon: sign * lon, lat: sign * lat })
    if (sign < 0) this.#drop.run(part, zoom, cell, category)
  }

  /** How many points of a part the cells of a zoom count. */
  size(part: string, zoom: number): number {
    return this.#size.get(part, zoom)!
  }

  /**
   * Counts the points of a part anew: in cells of the zoom `last`, so many bits of their number larger than the smallest, and from
   * these in those of every zoom down to `first`.
   */
  recount(part: string, { first, last, bits }: { first: number; last: number; bits: number }): void {
    this.#dropCells.run(part)
    this.#recount.run({ part, zoom: last, bits })
    for (let zoom = last - 1; zoom >= first; zoom--) this.#gather.run({ part, zoom })
  }
}

/** `theme_point` is in order of place; `theme_cell.cell` is the Z-order number of a tile of `zoom`. */
export const THEME_POINT_LAYOUT = `
  CREATE TABLE IF NOT EXISTS theme_point (
    part TEXT NOT NULL, cell INTEGER NOT NULL, fid INTEGER NOT NULL, lon INTEGER NOT NULL, lat INTEGER NOT NULL,
    category INTEGER NOT NULL, PRIMARY KEY (part, cell, fid)) WITHOUT ROWID;
  CREATE UNIQUE INDEX IF NOT EXISTS theme_point_fid ON theme_point(fid);
  CREATE TABLE IF NOT EXISTS theme_cell (
    part TEXT NOT NULL, zoom INTEGER NOT NULL, cell INTEGER NOT NULL, category INTEGER NOT NULL,
    count INTEGER NOT NULL, lon INTEGER NOT NULL, lat INTEGER NOT NULL,
    PRIMARY KEY (part, zoom, cell, category)) WITHOUT ROWID`
