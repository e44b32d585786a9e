import Database, { type Statement } from 'better-sqlite3'
import { createGeoPackage, registerLayer } from '../layout/geopackage-tables.ts'
import { blobBox } from './spatial-functions.ts'

export interface WrittenLayer {
  name: string
  description: string
  /** Geometry type; absent for a table of attributes. */
  geometry?: 'POINT' | 'MULTILINESTRING' | 'MULTIPOLYGON' | 'GEOMETRY'
  columns: readonly { name: string; type: 'TEXT' | 'INTEGER' | 'REAL' | 'DATE' | 'DATETIME' | 'BOOLEAN' }[]
}

/** A new GeoPackage with one layer, written row by row in one transaction. */
export class GeoPackageWriter {
  readonly #db: Database.Database
  readonly #insert: Statement<unknown[]>
  readonly #layer: WrittenLayer
  readonly #extent = [Infinity, Infinity, -Infinity, -Infinity] as [number, number, number, number]

  /** Makes the file; it must not exist yet. */
  constructor(file: string, layer: WrittenLayer) {
    this.#layer = layer
    const db = new Database(file)
    this.#db = db
    db.pragma('journal_mode = OFF')
    db.exec('BEGIN')
    createGeoPackage(db)
    registerLayer(db, layer)
    const columnNames = distinct(layer.columns.map(({ name }) => name))
    const names = [...(layer.geometry ? ['geom'] : []), ...columnNames]
    const columns = [
      'fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL',
      ...(layer.geometry ? [`geom ${layer.geometry}`] : []),
      ...layer.columns.map(({ type }, i) => `${columnNames[i]} ${type}`),
    ]
    db.exec(`CREATE TABLE "${layer.name}" (${columns.join(', ')})`)
    this.#insert = db.prepare(
      `INSERT INTO "${layer.name}"(${names.join(', ')}) VALUES (${names.map(() => '?').join(', ')})`,
    )
  }

  /** Adds a row; `values` in the order of the layer's columns. */
  add(geom: Buffer | null, values: readonly (string | number | boolean | null)[]): void {
    const stored = values.map((value) => (typeof value === 'boolean' ? Number(value) : value))
    if (this.#layer.geometry) this.#insert.run(geom, ...stored)
    else this.#insert.run(...stored)
    const box = geom && blobBox(geom)
    if (!box) return
    this.#extent[0] = Math.min(this.#extent[0], box[0])
    this.#extent[1] = Math.min(this.#extent[1], box[1])
    this.#extent[2] = Math.max(this.#extent[2], box[2])
    this.#extent[3] = Math.max(this.#extent[3], box[3])
  }

  /** Ends the file. */
  close(): void {
    if (Number.isFinite(this.#extent[0]))
      this.#db
        .prepare('UPDATE gpkg_contents SET min_x = ?, min_y = ?, max_x = ?, max_y = ?')
        .run(...this.#extent)
    this.#db.exec('COMMIT')
    this.#db.close()
  }
}

/** Names as SQL writes them; one that differs from an earlier one in case only, or is the row number's, gets a number. */
function distinct(names: readonly string[]): string[] {
  const taken = new Set(['fid', 'geom'])
  return names.map((given) => {
    // SQL ends at a NUL.
    const name = given.replaceAll('\0', ' ')
    let own = name
    for (let i = 2; taken.has(own.toLowerCase()); i++) own = `${name}_${i}`
    taken.add(own.toLowerCase())
    return `"${own.replaceAll('"', '""')}"`
  })
}
