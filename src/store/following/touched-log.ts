import type { Database, Statement } from 'better-sqlite3'
import type { Box } from '../../geo/box.ts'

/** A place where a table changed; no box means everywhere. */
export interface TouchedRow {
  /** Number of the last change of the record that this entry covers. */
  sequence: number
  table: string
  box: Box | undefined
}

/** Entries kept; who asks for older ones is told to forget everything. */
const LONGEST = 100_000

/** Where the record changed lately, in `serving.db`: what caches elsewhere must forget. */
export class TouchedLog {
  readonly #insert: Statement<[number, string, number | null, number | null, number | null, number | null]>
  readonly #since: Statement<
    [number, number],
    [number, string, number | null, number | null, number | null, number | null]
  >
  readonly #trim: Statement<[number]>
  readonly #first: Statement<[], number | null>
  readonly #clear: Statement<[]>

  constructor(db: Database) {
    this.#insert = db.prepare(
      'INSERT INTO touched(sequence, tbl, minx, miny, maxx, maxy) VALUES (?, ?, ?, ?, ?, ?)',
    )
    this.#since = db
      .prepare<[number, number], [number, string, number, number, number, number]>(
        `SELECT sequence, tbl, minx, miny, maxx, maxy FROM touched
         WHERE sequence > ? ORDER BY sequence, id LIMIT ?`,
      )
      .raw()
    this.#trim = db.prepare('DELETE FROM touched WHERE id <= (SELECT max(id) FROM touched) - ?')
    this.#first = db.prepare<[], number | null>('SELECT min(sequence) FROM touched').pluck()
    this.#clear = db.prepare('DELETE FROM touched')
  }

  /** Notes where a table changed, up to change `sequence`. */
  add(sequence: number, table: string, where: readonly Box[] | 'everywhere'): void {
    if (where === 'everywhere') this.#insert.run(sequence, table, null, null, null, null)
    else for (const box of where) this.#insert.run(sequence, table, ...box)
    this.#trim.run(LONGEST)
  }

  /** Entries after change `sequence`, oldest first. */
  since(sequence: number, limit: number): TouchedRow[] {
    return this.#since.all(sequence, limit).map(([at, table, minX, minY, maxX, maxY]) => ({
      sequence: at,
      table,
      box: minX === null ? undefined : [minX, minY as number, maxX as number, maxY as number],
    }))
  }

  /** The oldest change that the log still covers; undefined while it is empty. */
  first(): number | undefined {
    return this.#first.get() ?? undefined
  }

  clear(): void {
    this.#clear.run()
  }
}

export const TOUCHED_LAYOUT = `
  CREATE TABLE IF NOT EXISTS touched (
    id INTEGER PRIMARY KEY AUTOINCREMENT, sequence INTEGER NOT NULL, tbl TEXT NOT NULL,
    minx DOUBLE, miny DOUBLE, maxx DOUBLE, maxy DOUBLE);
  CREATE INDEX IF NOT EXISTS touched_sequence ON touched(sequence)`
