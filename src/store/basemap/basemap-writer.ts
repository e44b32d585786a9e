import { randomUUID } from 'node:crypto'
import { closeSync, fsyncSync, openSync, renameSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import Database, { type Statement } from 'better-sqlite3'
import type { Box } from '../../geo/box.ts'
import { encodeGeometry, type StoredGeometry } from '../../geo/geopackage-geometry.ts'
import { storeError } from '../errors.ts'
import { registerSpatialFunctions } from '../geopackage/spatial-functions.ts'
import { createGeoPackage, registerLayer } from '../layout/geopackage-tables.ts'
import { rtreeTriggers } from '../layout/triggers.ts'
import { packRtree } from '../loading/packed-rtree.ts'
import { BASEMAP_COLUMNS, BASEMAP_FILE, BASEMAP_TITLES, type BasemapTable } from './basemap-layers.ts'
import { indexThings } from './index-things.ts'

/** Of whom a base map is: `osm` OpenStreetMap's, `demo` made up with the demonstration. */
export type BasemapSource = 'osm' | 'demo'

export interface BasemapFacts {
  readonly source: BasemapSource
  /** Who is named on the map, as plain text. */
  readonly attribution: string
  /** When the data were taken at their source, ISO 8601; empty where it is not said. */
  readonly dataTime: string
}

export type BasemapValue = string | number | boolean | null

const TABLES = Object.keys(BASEMAP_COLUMNS) as BasemapTable[]
/** Bytes of pages that SQLite keeps while it writes. */
const CACHE_KIB = 32_768

/**
 * A base map being written beside the one that is served. {@link finish} puts it in its place at once; whatever ends the program
 * before leaves the former one.
 */
export class BasemapWriter {
  readonly #db: Database.Database
  readonly #file: string
  readonly #target: string
  readonly #inserts: Readonly<Record<BasemapTable, Statement<unknown[]>>>
  readonly #counts = new Map<BasemapTable, number>()

  private constructor(db: Database.Database, file: string, target: string) {
    this.#db = db
    this.#file = file
    this.#target = target
    const insert = (table: BasemapTable) => {
      const names = [
        ...(hasGeometry(table) ? ['geom'] : []),
        ...BASEMAP_COLUMNS[table].map(({ name }) => name),
      ]
      const marks = names.map(() => '?').join(', ')
      return db.prepare<unknown[]>(`INSERT INTO "${table}"(${names.join(', ')}) VALUES (${marks})`)
    }
    this.#inserts = Object.fromEntries(TABLES.map((table) => [table, insert(table)])) as Record<
      BasemapTable,
      Statement<unknown[]>
    >
  }

  /** Begins a base map in a data folder. Throws StoreError where it cannot be written. */
  static create(dataDir: string, { source, attribution, dataTime }: BasemapFacts): BasemapWriter {
    const target = join(dataDir, BASEMAP_FILE)
    const file = `${target}.partial`
    try {
      removeFile(file)
      const db = new Database(file)
      db.pragma('journal_mode = OFF')
      db.pragma('synchronous = OFF')
      db.pragma('locking_mode = EXCLUSIVE')
      db.pragma(`cache_size = -${CACHE_KIB}`)
      registerSpatialFunctions(db)
      db.exec('BEGIN')
      createGeoPackage(db)
      for (const table of TABLES) createTable(db, table)
      createFacts(db, { token: randomUUID(), source, attribution, data_time: dataTime })
      return new BasemapWriter(db, file, target)
    } catch (error) {
      throw storeError(error, file)
    }
  }

  /** Adds a row; `values` in the order of the table's columns. */
  add(table: BasemapTable, geometry: StoredGeometry | undefined, values: readonly BasemapValue[]): void {
    const stored = values.map((value) => (typeof value === 'boolean' ? Number(value) : value))
    try {
      if (hasGeometry(table)) this.#inserts[table].run(geometry ? encodeGeometry(geometry) : null, ...stored)
      else this.#inserts[table].run(...stored)
    } catch (error) {
      throw storeError(error, this.#file)
    }
    this.#counts.set(table, (this.#counts.get(table) ?? 0) + 1)
  }

  /** How many rows each table has so far. */
  get counts(): ReadonlyMap<BasemapTable, number> {
    return this.#counts
  }

  /** Indexes what was added, and puts the file in the place of the one before. */
  finish(): void {
    try {
      for (const table of TABLES) if (hasGeometry(table)) this.#index(table)
      indexThings(this.#db)
      this.#db.exec('COMMIT')
      this.#db.close()
      syncFile(this.#file)
      renameSync(this.#file, this.#target)
      syncFile(dirname(this.#target))
    } catch (error) {
      throw storeError(error, this.#file)
    }
  }

  /** Throws away what was written. */
  abandon(): void {
    if (this.#db.open) this.#db.close()
    removeFile(this.#file)
  }

  #index(table: BasemapTable): void {
    const db = this.#db
    const rtree = `rtree_${table}_geom`
    db.exec(`CREATE VIRTUAL TABLE "${rtree}" USING rtree(id, minx, maxx, miny, maxy)`)
    packRtree(db, rtree, this.#boxes(table))
    rtreeTriggers(table, (name, body) => db.exec(`CREATE TRIGGER "${name}" ${body}`))
    db.prepare("INSERT INTO gpkg_extensions VALUES (?, 'geom', 'gpkg_rtree_index', ?, 'write-only')").run(
      table,
      'http://www.geopackage.org/spec120/#extension_rtree',
    )
    db.prepare(
      `UPDATE gpkg_contents SET (min_x, min_y, max_x, max_y) =
         (SELECT min(minx), min(miny), max(maxx), max(maxy) FROM "${rtree}") WHERE table_name = ?`,
    ).run(table)
  }

  *#boxes(table: BasemapTable): Generator<[fid: number, box: Box]> {
    // envelopes stand in the blobs' heads
    const rows = this.#db.prepare<[number], { fid: number; head: Buffer }>(
      `SELECT fid, substr(geom, 1, 40) AS head FROM "${table}" WHERE geom IS NOT NULL AND fid > ? ORDER BY fid LIMIT 10000`,
    )
    for (let last = 0; ; ) {
      const page = rows.all(last)
      if (page.length === 0) return
      for (const { fid, head } of page) yield [fid, boxOfHead(head)]
      last = page.at(-1)!.fid
    }
  }
}

/** The box of a blob that encodeGeometry wrote, from its first 40 bytes. */
function boxOfHead(head: Buffer): Box {
  const envelope = ((head[3] as number) >> 1) & 7
  if (envelope === 0) {
    const [lon, lat] = [head.readDoubleLE(13), head.readDoubleLE(21)]
    return [lon, lat, lon, lat]
  }
  return [head.readDoubleLE(8), head.readDoubleLE(24), head.readDoubleLE(16), head.readDoubleLE(32)]
}

function hasGeometry(table: BasemapTable): boolean {
  return table !== 'turn'
}

function createTable(db: Database.Database, table: BasemapTable): void {
  const geometry = hasGeometry(table) ? 'GEOMETRY' : undefined
  registerLayer(db, { name: table, description: BASEMAP_TITLES[table], geometry })
  const columns = [
    'fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL',
    ...(geometry ? ['geom GEOMETRY'] : []),
    ...BASEMAP_COLUMNS[table].map(({ name, type }) => `${name} ${type}`),
  ]
  db.exec(`CREATE TABLE "${table}" (${columns.join(', ')})`)
}

function createFacts(db: Database.Database, facts: Readonly<Record<string, string>>): void {
  registerLayer(db, { name: 'zz_basemap', description: 'Nguồn của bản đồ nền · Where the base map is from' })
  db.exec('CREATE TABLE zz_basemap (fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, key TEXT, value TEXT)')
  const insert = db.prepare('INSERT INTO zz_basemap(key, value) VALUES (?, ?)')
  for (const [key, value] of Object.entries(facts)) insert.run(key, value)
}

function syncFile(path: string): void {
  const descriptor = openSync(path, 'r')
  try {
    fsyncSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
}

function removeFile(file: string): void {
  for (const suffix of ['', '-journal', '-wal', '-shm']) rmSync(file + suffix, { force: true })
}
