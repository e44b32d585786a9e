import { join } from 'node:path'
import Database from 'better-sqlite3'
import { registerSpatialFunctions } from '../../src/store/geopackage/spatial-functions.ts'
import { triggersOf } from '../../src/store/layout/triggers.ts'
import { RECORD_FILE, type RecordStore } from '../../src/store/record-store.ts'
import { COMPONENT_KINDS, COMPONENT_LAYERS } from '../../src/store/registry/components/component-layers.ts'
import { settleVersions } from '../../src/store/registry/loads/settle-versions.ts'
import { REGISTRY_LAYERS, VERSION_COLUMNS } from '../../src/store/registry/registry-layers.ts'
import { addressRow, emptyRecord } from './tile-record.ts'

/** Drops all tables of a record but these, as if later schemas had not added them. */
export function keepOnly({ db }: RecordStore, tables: readonly string[]): void {
  const all = db.prepare<[], string>('SELECT table_name FROM gpkg_contents').pluck().all()
  // They name a table that goes.
  for (const name of triggersOf('address').keys())
    if (name.startsWith('outside_') || name.startsWith('supplements_'))
      db.exec(`DROP TRIGGER IF EXISTS ${name}`)
  for (const kind of COMPONENT_KINDS)
    for (const name of triggersOf(kind).keys())
      if (name.startsWith('touched_')) db.exec(`DROP TRIGGER IF EXISTS ${name}`)
  for (const table of all.filter((name) => !tables.includes(name))) {
    for (const list of ['gpkg_geometry_columns', 'gpkg_extensions', 'gpkg_contents'])
      db.prepare(`DELETE FROM ${list} WHERE table_name = ?`).run(table)
    db.exec(`DROP VIEW IF EXISTS temp.usable_${table};
      DROP TABLE ${table}; DROP TABLE IF EXISTS rtree_${table}_geom`)
  }
}

interface Row {
  uid: string | null
  status: string
  source?: string
}

/** The folder of a record of schema 5 with these addresses, each with an earlier version in the same state. */
export function recordOf5(rows: readonly Row[], also = ''): { dataDir: string; close: () => void } {
  const { dataDir, record, close } = emptyRecord()
  record.close()
  const db = new Database(join(dataDir, RECORD_FILE))
  registerSpatialFunctions(db)
  for (const name of triggersOf('address').keys()) db.exec(`DROP TRIGGER "${name}"`)
  // The table as it was declared then; as another program leaves it, with a column of its own.
  const declared = db
    .prepare<[], string>("SELECT sql FROM sqlite_schema WHERE name = 'address'")
    .pluck()
    .get()!
  db.exec(`DROP TABLE address; ${declared.replace("DEFAULT 'created'", "DEFAULT 'official'")};
    ALTER TABLE address ADD COLUMN ghi_chu TEXT DEFAULT 'official'`)
  for (const [name, sql] of triggersOf('address')) if (!name.startsWith('outside_')) db.exec(sql)
  const columns = 'geom, uid, class, commune_code, status, source, house_number'
  for (const { uid, status, source = null } of rows) {
    const { geom } = addressRow(106.41, 10.53)
    db.prepare(`INSERT INTO address(${columns}) VALUES (?, ?, 1, '27694', ?, ?, '1')`).run(
      geom,
      uid,
      status,
      source,
    )
  }
  db.exec(`UPDATE address SET house_number = '2'; ${also}`)
  dropVersions(db)
  db.exec(`UPDATE diachiso_info SET value = '5' WHERE key = 'schema_version'`)
  db.close()
  return { dataDir, close }
}

/** Takes away what schema 7 added: events, and what ties versions to them. */
function dropVersions(db: Database.Database): void {
  for (const name of triggersOf('address').keys()) db.exec(`DROP TRIGGER IF EXISTS "${name}"`)
  for (const index of ['address_unsettled', 'address_history_eventless', 'address_history_unsettled'])
    db.exec(`DROP INDEX IF EXISTS ${index}`)
  for (const column of VERSION_COLUMNS) {
    db.exec(`ALTER TABLE address DROP COLUMN ${column}`)
    db.exec(`ALTER TABLE address_history DROP COLUMN ${column}`)
  }
  db.exec('ALTER TABLE address_history DROP COLUMN ended_by')
  for (const kind of COMPONENT_KINDS)
    for (const name of triggersOf(kind).keys())
      if (name.startsWith('touched_')) db.exec(`DROP TRIGGER IF EXISTS "${name}"`)
  for (const table of ['address', 'address_history']) {
    db.exec('DROP INDEX IF EXISTS address_hamlet')
    db.exec(`ALTER TABLE ${table} DROP COLUMN hamlet_uid`)
  }
  for (const table of [...Object.keys(COMPONENT_LAYERS), ...Object.keys(REGISTRY_LAYERS)])
    db.exec(`DROP TABLE ${table}; DELETE FROM gpkg_contents WHERE table_name = '${table}'`)
}

/** Leads a record of today back to schema 7, before hamlets had versions; returns how many versions it had. */
export function withoutComponents(file: string): number {
  const db = new Database(file)
  registerSpatialFunctions(db)
  for (const layer of ['address', ...COMPONENT_KINDS])
    for (const name of triggersOf(layer).keys())
      if (layer === 'address' || name.startsWith('touched_')) db.exec(`DROP TRIGGER IF EXISTS "${name}"`)
  const versions = db.prepare<[], number>('SELECT count(*) FROM zz_component_version').pluck().get() ?? 0
  // As they were hashed then.
  db.exec(
    'UPDATE address SET hamlet_uid = NULL, event = NULL, revision = NULL; DELETE FROM zz_event; DELETE FROM zz_chain',
  )
  settleVersions(db, { action: 'demo', office: 'server', source: 'demo' })
  db.exec('DROP INDEX address_hamlet; DROP INDEX hamlet_commune')
  for (const table of ['address', 'address_history']) db.exec(`ALTER TABLE ${table} DROP COLUMN hamlet_uid`)
  for (const table of Object.keys(COMPONENT_LAYERS))
    db.exec(`DROP TABLE ${table}; DELETE FROM gpkg_contents WHERE table_name = '${table}'`)
  db.exec("UPDATE diachiso_info SET value = '7' WHERE key = 'schema_version'")
  db.close()
  return versions
}
