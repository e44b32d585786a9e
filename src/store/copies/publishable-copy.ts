import Database from 'better-sqlite3'
import { registerSpatialFunctions } from '../geopackage/spatial-functions.ts'
import { KNOWN_STATUSES, PUBLIC_STATUSES, statusList } from '../layout/address-status.ts'
import { ADDRESS_COLUMNS, FEATURE_LAYERS, LAYERS } from '../layout/layers.ts'
import { columnNames } from '../layout/schema.ts'
import { triggersOf } from '../layout/triggers.ts'
import { isPublicIdentifier, publicAddress } from '../record/public-address.ts'
import type { AddressRow, IdentifierRow } from '../record/rows.ts'
import { RECORD_FILE } from '../record-store.ts'
import { publishRegistry } from './publishable-registry.ts'

/** What of the record's facts about itself anybody may have. */
const PUBLIC_FACTS = ['schema_version', 'data_kind']
/** Registers of the GeoPackage, of which the first name their tables, and what GDAL counts rows in. */
const REGISTERS = ['gpkg_geometry_columns', 'gpkg_extensions', 'gpkg_ogr_contents', 'gpkg_contents']
const TABLES: ReadonlySet<string> = new Set([
  ...REGISTERS,
  'gpkg_spatial_ref_sys',
  ...Object.keys(LAYERS),
  ...FEATURE_LAYERS.flatMap((layer) =>
    ['', '_node', '_parent', '_rowid'].map((part) => `rtree_${layer}_geom${part}`),
  ),
])
const PUBLIC = statusList(PUBLIC_STATUSES)
const KNOWN = statusList(KNOWN_STATUSES)

/**
 * Leaves in a copy what is everybody's: of addresses what `public-address.ts` shows, no events, no key, no table and no
 * column that the record does not have by itself. Of the change feed the last number and token stay. The file is
 * written anew at the end, so that no page holds a byte of what went. Returns the number of addresses left.
 */
export function makePublishable(folder: string): number {
  const db = new Database(`${folder}/${RECORD_FILE}`)
  try {
    // Triggers name them.
    registerSpatialFunctions(db)
    db.pragma('journal_mode = MEMORY')
    db.pragma('secure_delete = ON')
    db.transaction(() => {
      dropForeignTables(db)
      // Triggers would keep what goes in the history.
      const triggers = triggersOf('address')
      for (const name of triggers.keys()) db.exec(`DROP TRIGGER IF EXISTS "${name}"`)
      publishAddresses(db)
      publishRegistry(db)
      for (const sql of triggers.values()) db.exec(sql)
      db.exec(
        `DELETE FROM diachiso_info WHERE key NOT IN (${PUBLIC_FACTS.map((key) => `'${key}'`).join(', ')})`,
      )
      for (const table of ['event', 'theme_count_seen']) db.exec(`DELETE FROM ${table}`)
      db.exec('DELETE FROM change_feed WHERE fid < (SELECT max(fid) FROM change_feed)')
      db.exec("UPDATE change_feed SET row = NULL, operation = 'bulk', old_geom = NULL")
    })()
    db.exec('VACUUM')
    return db.prepare<[], number>('SELECT count(*) FROM address').pluck().get() ?? 0
  } finally {
    db.close()
  }
}

/** Tables, views, triggers and columns that other programs added. */
function dropForeignTables(db: Database.Database): void {
  const all = db
    .prepare<[], { type: 'table' | 'view' | 'trigger' | 'index'; name: string; tbl_name: string }>(
      'SELECT type, name, tbl_name FROM sqlite_master',
    )
    .all()
  const registers = REGISTERS.filter((register) => all.some(({ name }) => name === register))
  const ours = new Set(Object.keys(LAYERS).flatMap((layer) => [...triggersOf(layer).keys()]))
  for (const { type, name, tbl_name } of all)
    if (type === 'view' || (type === 'trigger' && !ours.has(name) && tbl_name in LAYERS))
      db.exec(`DROP ${type} ${quoted(name)}`)
  for (const { type, name } of all)
    if (type === 'table' && !TABLES.has(name) && !name.startsWith('sqlite_')) {
      // An r-tree takes its own tables along.
      db.exec(`DROP TABLE IF EXISTS ${quoted(name)}`)
      for (const register of registers) db.prepare(`DELETE FROM ${register} WHERE table_name = ?`).run(name)
    }
  for (const layer of Object.keys(LAYERS)) {
    const wanted = new Set(['fid', ...columnNames(layer)])
    const columns = db.prepare<[string], string>('SELECT name FROM pragma_table_info(?)').pluck().all(layer)
    for (const column of columns)
      if (!wanted.has(column)) {
        dropIndexesOn(db, layer, column)
        db.exec(`ALTER TABLE ${layer} DROP COLUMN ${quoted(column)}`)
      }
  }
}

function dropIndexesOn(db: Database.Database, table: string, column: string): void {
  const indexes = db
    .prepare<[string, string], string>(
      `SELECT l.name FROM pragma_index_list(?) l JOIN pragma_index_info(l.name) i WHERE i.name = ?`,
    )
    .pluck()
    .all(table, column)
  for (const index of indexes) db.exec(`DROP INDEX ${quoted(index)}`)
}

/** Addresses that anybody may see, with what may be seen of them; earlier versions and codes of these alone. */
function publishAddresses(db: Database.Database): void {
  forgetHidden(db)
  db.exec(
    `DELETE FROM rtree_address_geom WHERE id IN (SELECT fid FROM address WHERE status NOT IN ${PUBLIC})`,
  )
  db.exec(`DELETE FROM address WHERE uid IS NULL OR status NOT IN ${PUBLIC}`)
  db.exec(`DELETE FROM address_history WHERE status NOT IN ${KNOWN} OR uid NOT IN (SELECT uid FROM address)`)
  db.exec('DELETE FROM identifier WHERE uid NOT IN (SELECT uid FROM address)')
  for (const table of ['address', 'address_history']) {
    const sets = ADDRESS_COLUMNS.map((column) => `${column} = @${column}`).join(', ')
    const update = db.prepare(`UPDATE ${table} SET ${sets} WHERE fid = @fid`)
    for (const row of rows<AddressRow>(db, table, `fid, ${ADDRESS_COLUMNS.join(', ')}`)) {
      const seen = publicAddress(row)
      if (ADDRESS_COLUMNS.some((column) => seen[column] !== row[column])) update.run(seen)
    }
  }
  const remove = db.prepare('DELETE FROM identifier WHERE fid = ?')
  for (const row of rows<IdentifierRow>(db, 'identifier', '*'))
    if (!isPublicIdentifier(row)) remove.run(row.fid)
}

/** Nothing points to an address in a hidden state by its id or a code. */
function forgetHidden(db: Database.Database): void {
  const hidden = ['uid', 'code', 'ndas'].map(
    (key) => `SELECT ${key} FROM address WHERE status NOT IN ${KNOWN}`,
  )
  const names = new Set(db.prepare<[], string>(hidden.join(' UNION ALL ')).pluck().all())
  for (const table of ['address', 'address_history', 'identifier']) {
    db.exec(`UPDATE ${table} SET successor = NULL WHERE successor IN (${hidden.join(' UNION ALL ')})`)
    const lists = db
      .prepare<[], { fid: number; successor: string }>(
        `SELECT fid, successor FROM ${table} WHERE successor LIKE '% %'`,
      )
      .all()
    const update = db.prepare(`UPDATE ${table} SET successor = ? WHERE fid = ?`)
    for (const { fid, successor } of lists) {
      const shown = successor.split(' ').filter((one) => !names.has(one))
      update.run(shown.length > 0 ? shown.join(' ') : null, fid)
    }
  }
  db.exec(`UPDATE theme_feature SET address_uid = NULL WHERE address_uid IN (${hidden[0]})`)
}

/** Rows in the order of their numbers, read in pages, as a statement that is walked through lets no other write. */
function* rows<Row extends { fid: number }>(
  db: Database.Database,
  table: string,
  columns: string,
): Generator<Row> {
  const page = db.prepare<[number], Row>(
    `SELECT ${columns} FROM ${table} WHERE fid > ? ORDER BY fid LIMIT ${PAGE}`,
  )
  for (let after = Number.MIN_SAFE_INTEGER; ; ) {
    const found = page.all(after)
    yield* found
    if (found.length < PAGE) return
    after = found.at(-1)!.fid
  }
}

const PAGE = 10_000

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}
