import { randomBytes } from 'node:crypto'
import type { Database } from 'better-sqlite3'
import { createGeoPackage, registerLayer } from './geopackage-tables.ts'
import { LAYERS } from './layers.ts'
import { layerSql } from './schema.ts'
import { addStandardThemes } from './standard-themes.ts'
import { triggersOf } from './triggers.ts'

/** Lays out an empty record of a schema in an empty database: a valid GeoPackage 1.3 with all layers and triggers. */
export function createRecord(db: Database, schemaVersion: number): void {
  db.transaction(() => {
    createGeoPackage(db)
    for (const name of Object.keys(LAYERS)) createLayer(db, name)
    addStandardThemes(db)
    const info = db.prepare('INSERT INTO diachiso_info(key, value) VALUES (?, ?)')
    info.run('schema_version', String(schemaVersion))
    info.run('code_key', randomBytes(16).toString('hex'))
    info.run('code_counter', '0')
  }).immediate()
}

/** Makes one layer: table, indexes, entries of the GeoPackage, r-tree, triggers. */
export function createLayer(db: Database, name: string): void {
  const layer = LAYERS[name]!
  for (const sql of layerSql(name)) db.exec(sql)
  registerLayer(db, { name, description: layer.description, geometry: layer.geometry })
  if (layer.geometry) {
    db.exec(`CREATE VIRTUAL TABLE "rtree_${name}_geom" USING rtree(id, minx, maxx, miny, maxy)`)
    db.prepare('INSERT INTO gpkg_extensions VALUES (?, ?, ?, ?, ?)').run(
      name,
      'geom',
      'gpkg_rtree_index',
      'http://www.geopackage.org/spec120/#extension_rtree',
      'write-only',
    )
  }
  for (const sql of triggersOf(name).values()) db.exec(sql)
}
