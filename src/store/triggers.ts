import { ADDRESS_COLUMNS, LAYERS, NOW } from './schema.ts'

const CODE_SCHEMES = { code: 'local', ndas: 'ndas' } as const

/** All triggers of one layer, by name: GeoPackage r-tree (1.3 set), change feed, history, identifiers. */
export function triggersOf(layer: string): Map<string, string> {
  const triggers = new Map<string, string>()
  const add = (name: string, body: string) => triggers.set(name, `CREATE TRIGGER "${name}" ${body}`)
  if (LAYERS[layer]?.geometry) rtreeTriggers(layer, add)
  if (LAYERS[layer]?.feed) feedTriggers(layer, add)
  if (layer === 'address') addressTriggers(add)
  return triggers
}

type Add = (name: string, body: string) => void

/** GeoPackage 1.3 Annex F.3; the names are the standard's own. */
function rtreeTriggers(t: string, add: Add): void {
  const rtree = `"rtree_${t}_geom"`
  const put = `INSERT OR REPLACE INTO ${rtree} VALUES (NEW."fid", ST_MinX(NEW."geom"), ST_MaxX(NEW."geom"), ST_MinY(NEW."geom"), ST_MaxY(NEW."geom"));`
  const some = 'NEW."geom" NOTNULL AND NOT ST_IsEmpty(NEW."geom")'
  const none = '(NEW."geom" ISNULL OR ST_IsEmpty(NEW."geom"))'
  const remove = (row: string) => `DELETE FROM ${rtree} WHERE id = ${row};`
  add(`rtree_${t}_geom_insert`, `AFTER INSERT ON "${t}" WHEN (${some}) BEGIN ${put} END`)
  add(
    `rtree_${t}_geom_update1`,
    `AFTER UPDATE OF "geom" ON "${t}" WHEN OLD."fid" = NEW."fid" AND (${some}) BEGIN ${put} END`,
  )
  add(
    `rtree_${t}_geom_update2`,
    `AFTER UPDATE OF "geom" ON "${t}" WHEN OLD."fid" = NEW."fid" AND ${none} BEGIN ${remove('OLD."fid"')} END`,
  )
  add(
    `rtree_${t}_geom_update3`,
    `AFTER UPDATE ON "${t}" WHEN OLD."fid" != NEW."fid" AND (${some}) BEGIN ${remove('OLD."fid"')} ${put} END`,
  )
  add(
    `rtree_${t}_geom_update4`,
    `AFTER UPDATE ON "${t}" WHEN OLD."fid" != NEW."fid" AND ${none} BEGIN DELETE FROM ${rtree} WHERE id IN (OLD."fid", NEW."fid"); END`,
  )
  add(
    `rtree_${t}_geom_delete`,
    `AFTER DELETE ON "${t}" WHEN OLD."geom" NOT NULL BEGIN ${remove('OLD."fid"')} END`,
  )
}

/** Points keep their old place in the feed, so that a follower knows which tiles they left. */
function feedTriggers(t: string, add: Add): void {
  const old = LAYERS[t]?.geometry === 'POINT' ? 'OLD."geom"' : 'NULL'
  const log = (row: string, operation: string, geom: string) =>
    `INSERT INTO change_feed(layer, row, operation, old_geom) VALUES ('${t}', ${row}, '${operation}', ${geom});`
  add(`feed_${t}_insert`, `AFTER INSERT ON "${t}" BEGIN ${log('NEW."fid"', 'insert', 'NULL')} END`)
  add(`feed_${t}_update`, `AFTER UPDATE ON "${t}" BEGIN ${log('NEW."fid"', 'update', old)} END`)
  add(`feed_${t}_delete`, `AFTER DELETE ON "${t}" BEGIN ${log('OLD."fid"', 'delete', old)} END`)
}

/** Earlier versions and identifiers follow whoever edits: this server, GDAL or QGIS. */
function addressTriggers(add: Add): void {
  const columns = ADDRESS_COLUMNS.join(', ')
  const keep = (operation: string) =>
    `INSERT INTO address_history(${columns}, point, recorded_until, operation)
     VALUES (${ADDRESS_COLUMNS.map((column) => `OLD.${column}`).join(', ')}, OLD.geom, ${NOW}, '${operation}');`
  const changed = ['geom', ...ADDRESS_COLUMNS]
    .map((column) => `OLD.${column} IS NOT NEW.${column}`)
    .join(' OR ')
  add('history_address_update', `BEFORE UPDATE ON address WHEN ${changed} BEGIN ${keep('update')} END`)
  add('history_address_delete', `BEFORE DELETE ON address BEGIN ${keep('delete')} END`)
  for (const [column, scheme] of Object.entries(CODE_SCHEMES)) {
    const record = `INSERT OR IGNORE INTO identifier(scheme, value, uid, status, valid_from)
      SELECT '${scheme}', NEW.${column}, NEW.uid, 'current', date('now', '+7 hours') WHERE NEW.${column} IS NOT NULL;`
    const end = `UPDATE identifier SET status = 'retired', valid_to = date('now', '+7 hours')
      WHERE scheme = '${scheme}' AND value = OLD.${column} AND valid_to IS NULL;`
    add(
      `identifier_address_${column}_insert`,
      `AFTER INSERT ON address WHEN NEW.${column} IS NOT NULL BEGIN ${record} END`,
    )
    add(
      `identifier_address_${column}_update`,
      `AFTER UPDATE OF ${column} ON address WHEN OLD.${column} IS NOT NEW.${column} BEGIN ${end} ${record} END`,
    )
    add(
      `identifier_address_${column}_delete`,
      `AFTER DELETE ON address WHEN OLD.${column} IS NOT NULL BEGIN ${end} END`,
    )
  }
}
