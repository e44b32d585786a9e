import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { crc32 } from 'node:zlib'
import Database, { type Statement } from 'better-sqlite3'
import { FEATURE_BOX_LAYOUT, FeatureBoxRows } from './feature-box-rows.ts'
import { THEME_POINT_LAYOUT, ThemePointRows } from './theme-points.ts'
import { TOUCHED_LAYOUT, TouchedLog } from './touched-log.ts'

export const SERVING_FILE = 'serving.db'
/** Number of the file's layout, blocks included; a file with another number is derived anew. */
const SERVING_LAYOUT = '12'
/** Code of the error that reading a damaged file gives. */
export const SERVING_DAMAGED = 'SERVING_DAMAGED'
/** Bytes of the checksum at the end of every body. */
const CHECKSUM = 4
/** Most blocks then lie on a few pages instead of a dozen, which SQLite reads a tenth quicker. */
const PAGE_BYTES = 16_384

/** What map tiles are made from: `serving.db`, derived from the record and rebuilt from it at any time. */
export class ServingStore {
  /** Where the record changed lately. */
  readonly touched: TouchedLog
  /** Points of thematic layers, and counts of them. */
  readonly themePoints: ThemePointRows
  /** Where each line, area and point was last seen. */
  readonly boxes: FeatureBoxRows
  readonly #db: Database.Database
  readonly #getMeta: Statement<[string], string>
  readonly #setMeta: Statement<[string, string]>
  readonly #block: Statement<[number], Buffer>
  /** By how many neighbours are asked for, see {@link blocksAround}. */
  readonly #blocksAround = new Map<string, Statement<number[], [key: number, body: Buffer]>>()
  readonly #putBlock: Statement<[number, number, Uint8Array]>
  readonly #deleteBlock: Statement<[number]>
  readonly #counts: Statement<[number, number], Buffer>
  readonly #countKeys: Statement<[number], number>
  readonly #putCounts: Statement<[number, number, Uint8Array]>
  readonly #deleteCounts: Statement<[number, number]>

  private constructor(db: Database.Database) {
    this.#db = db
    this.touched = new TouchedLog(db)
    this.themePoints = new ThemePointRows(db)
    this.boxes = new FeatureBoxRows(db)
    this.#getMeta = db.prepare<[string], string>('SELECT value FROM meta WHERE key = ?').pluck()
    this.#setMeta = db.prepare('INSERT OR REPLACE INTO meta(key, value) VALUES (?, ?)')
    this.#block = db.prepare<[number], Buffer>('SELECT body FROM block WHERE key = ?').pluck()
    this.#putBlock = db.prepare('INSERT OR REPLACE INTO block(key, edges, body) VALUES (?, ?, ?)')
    this.#deleteBlock = db.prepare('DELETE FROM block WHERE key = ?')
    this.#counts = db
      .prepare<[number, number], Buffer>('SELECT body FROM counts WHERE key = (? << 28) | ?')
      .pluck()
    this.#countKeys = db
      .prepare<[number], number>('SELECT key & ((1 << 28) - 1) FROM counts WHERE key >> 28 = ? ORDER BY key')
      .pluck()
    this.#putCounts = db.prepare('INSERT OR REPLACE INTO counts(key, body) VALUES ((? << 28) | ?, ?)')
    this.#deleteCounts = db.prepare('DELETE FROM counts WHERE key = (? << 28) | ?')
  }

  /** Opens an existing file for reading only; throws an error with the code {@link SERVING_DAMAGED} where that cannot be. */
  static read(dataDir: string): ServingStore {
    return unlessDamaged(() => {
      const db = new Database(join(dataDir, SERVING_FILE), {
        readonly: true,
        fileMustExist: true,
        timeout: 5000,
      })
      try {
        db.pragma('cache_size = -8192')
        return new ServingStore(db)
      } catch (error) {
        db.close()
        throw error
      }
    })
  }

  /** Removes the file; nothing is lost, the next start derives it again. */
  static delete(dataDir: string): void {
    for (const suffix of ['', '-wal', '-shm']) rmSync(join(dataDir, SERVING_FILE + suffix), { force: true })
  }

  /**
   * Opens the file for writing; one of another layout is emptied. It is looked through, a second per gigabyte; throws
   * SQLite's error or one with the code {@link SERVING_DAMAGED} where it is damaged.
   */
  static open(dataDir: string): ServingStore {
    const db = new Database(join(dataDir, SERVING_FILE), { timeout: 5000 })
    try {
      // of a new file; one with smaller pages keeps them
      db.pragma(`page_size = ${PAGE_BYTES}`)
      db.pragma('journal_mode = WAL')
      db.pragma('synchronous = NORMAL')
      db.pragma('cache_size = -16384')
      db.transaction(() => {
        if (db.pragma('user_version', { simple: true }) !== Number(SERVING_LAYOUT)) {
          for (const table of [
            'meta',
            'block',
            'counts',
            'feature_box',
            'touched',
            'theme_point',
            'theme_cell',
          ])
            db.exec(`DROP TABLE IF EXISTS ${table}`)
          db.pragma(`user_version = ${SERVING_LAYOUT}`)
        }
        db.exec(LAYOUT)
        db.exec(TOUCHED_LAYOUT)
        db.exec(THEME_POINT_LAYOUT)
        db.exec(FEATURE_BOX_LAYOUT)
      }).immediate()
      const damage = db.pragma('quick_check(1)', { simple: true })
      if (damage !== 'ok') throw damaged(String(damage))
      return new ServingStore(db)
    } catch (error) {
      db.close()
      throw error
    }
  }

  /** Runs `work` in one immediate transaction: all of it is kept, or nothing. */
  write<T>(work: () => T): T {
    return this.#db.transaction(work).immediate()
  }

  meta(key: string): string | undefined {
    return this.#getMeta.get(key)
  }

  /** Forgets when each part was touched last. */
  forgetVersions(): void {
    this.#db.exec("DELETE FROM meta WHERE key LIKE 'version %'")
  }

  setMeta(key: string, value: string): void {
    this.#setMeta.run(key, value)
  }

  /** Bytes of one block of addresses. Like all that tiles read, throws {@link SERVING_DAMAGED} where they are damaged. */
  block(key: number): Buffer | undefined {
    return unlessDamaged(() => whole(key, this.#block.get(key)))
  }

  /**
   * Blocks whose key lies in a range, both ends included; then those of `west` with addresses so near their east edge
   * that the next tile may show them, and those of `north` with such near their south edge. Each part in order of key.
   */
  blocksAround(
    first: number,
    last: number,
    west: readonly number[],
    north: readonly number[],
  ): [key: number, body: Buffer][] {
    if (first === last && west.length === 0 && north.length === 0) {
      const body = this.block(first)
      return body ? [[first, body]] : []
    }
    return unlessDamaged(() => {
      const blocks = this.#around(west.length, north.length).all(first, last, ...west, ...north)
      for (const block of blocks) block[1] = whole(block[0], block[1])
      return blocks
    })
  }

  /** What reads a range of blocks and so many neighbours. */
  #around(west: number, north: number): Statement<number[], [key: number, body: Buffer]> {
    const neighbours = `${west} ${north}`
    let statement = this.#blocksAround.get(neighbours)
    if (statement) return statement
    const among = (keys: number, edge: number) =>
      keys === 0
        ? ''
        : ` UNION ALL SELECT key, body FROM block WHERE key IN (${Array(keys).fill('?')}) AND edges & ${edge} != 0`
    const sql = `SELECT key, body FROM block WHERE key BETWEEN ? AND ?${among(west, 1)}${among(north, 2)}`
    statement = this.#db.prepare<number[], [number, Buffer]>(sql).raw()
    this.#blocksAround.set(neighbours, statement)
    return statement
  }

  /** Keys of all blocks with their edge bits, see {@link blocksAround}. */
  blockEdges(): IterableIterator<[key: number, edges: number]> {
    return this.#db.prepare<[], [number, number]>('SELECT key, edges FROM block ORDER BY key').raw().iterate()
  }

  /** Keeps a block; an empty one is removed. */
  putBlock(key: number, edges: number, body: Uint8Array): void {
    if (body.length === 0) this.#deleteBlock.run(key)
    else this.#putBlock.run(key, edges, checked(key, body))
  }

  /** Counts of tile `morton` at zoom `z`. */
  counts(z: number, morton: number): Buffer | undefined {
    return unlessDamaged(() => whole(morton, this.#counts.get(z, morton)))
  }

  /** Tiles of a zoom that hold addresses, as Morton numbers. */
  countKeys(z: number): number[] {
    return this.#countKeys.all(z)
  }

  /** Keeps the counts of a tile; an empty one is removed. */
  putCounts(z: number, morton: number, body: Uint8Array): void {
    if (body.length === 0) this.#deleteCounts.run(z, morton)
    else this.#putCounts.run(z, morton, checked(morton, body))
  }

  /** Forgets all addresses. */
  clearAddresses(): void {
    this.#db.exec('DELETE FROM block; DELETE FROM counts')
  }

  /** Copies the journal into the file and empties it: after a table was derived anew it is as large as the file. */
  emptyJournal(): void {
    this.#db.pragma('wal_checkpoint(TRUNCATE)')
  }

  close(): void {
    this.#db.close()
  }
}

/** A body with its checksum (CRC-32 of the body, begun with its key, so that a body in another's place is found too). */
function checked(key: number, body: Uint8Array): Uint8Array {
  const all = Buffer.allocUnsafe(body.length + CHECKSUM)
  all.set(body)
  all.writeUInt32LE(crc32(body, key >>> 0), body.length)
  return all
}

/** A body as it was kept; throws when it, its key or its checksum was changed since. */
function whole<Body extends Buffer | undefined>(key: number, stored: Body): Body {
  if (stored === undefined) return stored
  const end = stored.length - CHECKSUM
  const body = stored.subarray(0, Math.max(0, end))
  if (end < 0 || crc32(body, key >>> 0) !== stored.readUInt32LE(end))
    throw new Error(`the checksum of ${key} is wrong`)
  return body as Body
}

/** Whatever goes wrong in reading the file means that it is damaged: nothing that it is asked depends on people. */
function unlessDamaged<T>(read: () => T): T {
  try {
    return read()
  } catch (cause) {
    throw damaged((cause as Error).message, cause)
  }
}

function damaged(why: string, cause?: unknown): Error {
  return Object.assign(new Error(`${SERVING_FILE}: ${why}`, { cause }), { code: SERVING_DAMAGED })
}

/** `block.key` is the Morton number of a z17 tile; `counts.key` is zoom × 2^28 + the Morton number of a tile. */
const LAYOUT = `
  CREATE TABLE IF NOT EXISTS meta (key TEXT PRIMARY KEY, value TEXT NOT NULL);
  CREATE TABLE IF NOT EXISTS block (key INTEGER PRIMARY KEY, edges INTEGER NOT NULL, body BLOB NOT NULL);
  CREATE TABLE IF NOT EXISTS counts (key INTEGER PRIMARY KEY, body BLOB NOT NULL)`
