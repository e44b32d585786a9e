import Database, { type Statement } from 'better-sqlite3'

/** "MPBX", the number under which SQLite files are known as MBTiles. */
const APPLICATION_ID = 0x4d504258

/** A new MBTiles 1.3 file, written in one transaction. */
export class MbtilesWriter {
  readonly #db: Database.Database
  readonly #insert: Statement<[number, number, number, Uint8Array]>

  /** Makes the file; it must not exist yet. */
  constructor(file: string) {
    const db = new Database(file)
    this.#db = db
    db.pragma('journal_mode = OFF')
    db.pragma(`application_id = ${APPLICATION_ID}`)
    db.exec(`BEGIN;
      CREATE TABLE metadata (name TEXT, value TEXT);
      CREATE UNIQUE INDEX name ON metadata (name);
      CREATE TABLE tiles (zoom_level INTEGER, tile_column INTEGER, tile_row INTEGER, tile_data BLOB);
      CREATE UNIQUE INDEX tile_index ON tiles (zoom_level, tile_column, tile_row)`)
    this.#insert = db.prepare('INSERT INTO tiles VALUES (?, ?, ?, ?)')
  }

  /** Adds a tile in gzip; `y` counts from the north, as in addresses of tiles. */
  add(z: number, x: number, y: number, body: Uint8Array): void {
    this.#insert.run(z, x, 2 ** z - 1 - y, body)
  }

  /** Ends the file with its metadata. */
  close(metadata: Readonly<Record<string, string>>): void {
    const insert = this.#db.prepare('INSERT INTO metadata VALUES (?, ?)')
    for (const [name, value] of Object.entries(metadata)) insert.run(name, value)
    this.#db.exec('COMMIT')
    this.#db.close()
  }

  /** Gives up; what is there of the file is of no use. */
  discard(): void {
    this.#db.close()
  }
}
