import { componentTriggers } from '../registry/components/component-layers.ts'
import { OUTBOX_TRIGGER } from '../registry/jobs/job-layers.ts'
import { VERSION_COLUMNS } from '../registry/registry-layers.ts'
import { SUPPLEMENT_LAYERS } from '../registry/supplements/supplement-layers.ts'
import { CERTIFIED_STATUSES, DEFAULT_STATUS, statusList } from './address-status.ts'
import { ADDRESS_COLUMNS, LAYERS } from './layers.ts'
import { NOW, TOKEN } from './schema.ts'

const CODE_SCHEMES = { code: 'local', ndas: 'ndas' } as const

/** All triggers of one layer, by name: GeoPackage r-tree (1.3 set), change feed, history, identifiers. */
export function triggersOf(layer: string): Map<string, string> {
  const triggers = new Map<string, string>()
  const add = (name: string, body: string) => triggers.set(name, `CREATE TRIGGER "${name}" ${body}`)
  if (LAYERS[layer]?.geometry) rtreeTriggers(layer, add)
  if (LAYERS[layer]?.feed) feedTriggers(layer, add)
  if (LAYERS[layer]?.columns.some((column) => /^uid TEXT( UNIQUE)?$/.test(column))) uidTrigger(layer, add)
  if (layer === 'address') addressTriggers(add)
  if (layer === 'zz_outbox') add(...OUTBOX_TRIGGER)
  if (layer === 'hamlet' || layer === 'street') componentTriggers(layer, add)
  return triggers
}

type Add = (name: string, body: string) => void

/** GeoPackage 1.3 Annex F.3; the names are the standard's own. */
export function rtreeTriggers(t: string, add: Add): void {
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

/** A random (version 4) UUID in SQL. */
const UUID =
  "lower(hex(randomblob(4))||'-'||hex(randomblob(2))||'-4'||substr(hex(randomblob(2)),2)||'-'" +
  "||substr('89ab',1+(abs(random())%4),1)||substr(hex(randomblob(2)),2)||'-'||hex(randomblob(6)))"

/**
 * Rows that other programs add get a uid. Not by a column default: GDAL copies the default's text into the row.
 * Identifiers wait for the uid, so they are written here too.
 */
function uidTrigger(t: string, add: Add): void {
  const identifiers = t === 'address' ? Object.entries(CODE_SCHEMES).map(identify).join(' ') : ''
  add(
    `uid_${t}_insert`,
    `AFTER INSERT ON "${t}" WHEN NEW.uid IS NULL BEGIN UPDATE "${t}" SET uid = ${UUID} WHERE fid = NEW.fid; ${identifiers} END`,
  )
}

/** Notes the identifier that a column of an address holds, with the uid that the row has by now. */
function identify([column, scheme]: readonly [column: string, scheme: string]): string {
  return `INSERT OR IGNORE INTO identifier(scheme, value, uid, status, valid_from)
    SELECT '${scheme}', ${column}, uid, 'current', date('now', '+7 hours') FROM address
    WHERE fid = NEW.fid AND ${column} IS NOT NULL AND uid IS NOT NULL;`
}

/** Points keep their old place in the feed, so that a follower knows which tiles they left. */
function feedTriggers(t: string, add: Add): void {
  const old = LAYERS[t]?.geometry === 'POINT' ? 'OLD."geom"' : 'NULL'
  const log = (row: string, operation: string, geom: string) =>
    `INSERT INTO change_feed(layer, row, operation, old_geom, token) VALUES ('${t}', ${row}, '${operation}', ${geom}, ${TOKEN});`
  add(`feed_${t}_insert`, `AFTER INSERT ON "${t}" BEGIN ${log('NEW."fid"', 'insert', 'NULL')} END`)
  // An address that gets its event is the same address.
  const of = t === 'address' ? ` OF geom, ${ADDRESS_COLUMNS.join(', ')}` : ''
  add(`feed_${t}_update`, `AFTER UPDATE${of} ON "${t}" BEGIN ${log('NEW."fid"', 'update', old)} END`)
  add(`feed_${t}_delete`, `AFTER DELETE ON "${t}" BEGIN ${log('OLD."fid"', 'delete', old)} END`)
}

/** Earlier versions and identifiers follow whoever edits: this server, GDAL or QGIS. */
function addressTriggers(add: Add): void {
  const columns = [...ADDRESS_COLUMNS, ...VERSION_COLUMNS]
  const keep = (operation: string) =>
    `INSERT INTO address_history(${columns.join(', ')}, point, recorded_until, operation)
     VALUES (${columns.map((column) => `OLD.${column}`).join(', ')}, OLD.geom, ${NOW}, '${operation}');`
  const changed = ['geom', ...ADDRESS_COLUMNS, 'supplements']
    .map((column) => `OLD.${column} IS NOT NEW.${column}`)
    .join(' OR ')
  add(
    'history_address_update',
    `BEFORE UPDATE ON address WHEN OLD.uid IS NOT NULL AND (${changed}) BEGIN ${keep('update')} END`,
  )
  add(
    'history_address_delete',
    `BEFORE DELETE ON address WHEN OLD.uid IS NOT NULL BEGIN ${keep('delete')} END`,
  )
  outsideTriggers(changed, add)
  // An address of the same id that comes again has none of them.
  add(
    'supplements_address_delete',
    `AFTER DELETE ON address WHEN OLD.supplements IS NOT NULL BEGIN ${Object.keys(SUPPLEMENT_LAYERS)
      .map(
        (table) => `UPDATE ${table} SET until = OLD.revision + 1 WHERE address = OLD.uid AND until IS NULL;`,
      )
      .join(' ')} END`,
  )
  // what a thematic layer says of an address moves with it
  add(
    'theme_address_update',
    `AFTER UPDATE OF geom ON address WHEN OLD.geom IS NOT NEW.geom
     BEGIN UPDATE theme_feature SET geom = NEW.geom WHERE address_uid = NEW.uid; END`,
  )
  for (const [column, scheme] of Object.entries(CODE_SCHEMES)) {
    const record = identify([column, scheme])
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

/**
 * A change that names no event of its own was made by another program: the version counts as one that no event has made,
 * and what was certified is so no longer. The history keeps what was before it, not the step between.
 */
function outsideTriggers(changed: string, add: Add): void {
  const certified = `status IN ${statusList(CERTIFIED_STATUSES)}`
  const take = `UPDATE address SET valid_from = NULL, event = NULL, salt = NULL, redacted = NULL WHERE fid = NEW.fid;
    UPDATE address SET status = '${DEFAULT_STATUS}' WHERE fid = NEW.fid AND ${certified};
    DELETE FROM address_history WHERE NEW.${certified}
      AND fid = (SELECT max(fid) FROM address_history WHERE uid = NEW.uid AND ${certified} AND event IS NULL);`
  const known = 'EXISTS (SELECT 1 FROM zz_event WHERE fid = NEW.event)'
  add(
    'outside_address_insert',
    `AFTER INSERT ON address WHEN NOT ${known} AND (NEW.event NOT NULL OR NEW.${certified}) BEGIN ${take} END`,
  )
  add(
    'outside_address_update',
    `AFTER UPDATE ON address WHEN (${changed}) AND (NEW.event IS OLD.event OR NOT ${known}) BEGIN ${take} END`,
  )
}
