import type { Database } from 'better-sqlite3'
import { decodePoint } from '../../../geo/geopackage-geometry.ts'
import { COMPONENT_KINDS } from './component-layers.ts'
import { fileHamlets } from './file-hamlets.ts'
import { HamletFinder, type HamletText } from './hamlet-finder.ts'
import type { LoadedHamlets } from './settle-loaded-components.ts'

/** What another transaction keeps of a row before it is written, and what goes with its old event. */
const UNSETTLED = 'valid_from = NULL, event = NULL, salt = NULL, redacted = NULL'

interface UnassignedRow extends HamletText {
  readonly fid: number
  readonly geom: unknown
}

/**
 * Finds the hamlets of the addresses that have none yet, in one pass, and writes uid and name into them; a version that is
 * changed so waits to be settled. Call inside a transaction, without the triggers of `address` that take such a change for
 * another program's. Returns how many addresses got one.
 *
 * @param keep keeps the versions before in the history, where the triggers of `address` do not
 */
export function assignHamlets(db: Database, keep?: (fids: string) => void): number {
  const finder = new HamletFinder(fileHamlets(db))
  if (finder.isEmpty) return 0
  db.exec(`CREATE TEMP TABLE IF NOT EXISTS assigned(fid INTEGER PRIMARY KEY, uid TEXT NOT NULL, name TEXT NOT NULL);
    DELETE FROM temp.assigned`)
  const rows = db.prepare<[], UnassignedRow>(
    `SELECT fid, geom, hamlet, commune_code, former_commune_code FROM address
     WHERE hamlet_uid IS NULL AND hamlet IS NOT NULL AND uid IS NOT NULL ORDER BY fid`,
  )
  const found: [fid: number, uid: string, name: string][] = []
  const insert = db.prepare<[number, string, string]>('INSERT INTO temp.assigned VALUES (?, ?, ?)')
  let assigned = 0
  for (const row of rows.iterate()) {
    const [lon = null, lat = null] = (Buffer.isBuffer(row.geom) && decodePoint(row.geom)) || []
    const hamlet = finder.find(row, lon, lat)
    if (hamlet !== undefined) found.push([row.fid, hamlet.uid, hamlet.name])
  }
  for (const values of found) assigned += insert.run(...values).changes
  if (assigned > 0) {
    keep?.('SELECT fid FROM temp.assigned')
    db.exec(
      `UPDATE address SET hamlet_uid = a.uid, hamlet = a.name, ${UNSETTLED} FROM temp.assigned a WHERE a.fid = address.fid`,
    )
  }
  db.exec('DROP TABLE temp.assigned')
  return assigned
}

/** Whether addresses have to be looked at after a load. */
export function changesAddresses({ placed, renamed, ended }: LoadedHamlets): boolean {
  return placed + renamed.length + ended.length > 0
}

/**
 * Writes into addresses what a load has made of hamlets: a new name, a hamlet for those that had none; one that is no more
 * is forgotten, its text stays. As {@link assignHamlets}.
 */
export function writeHamlets(db: Database, { placed, renamed }: LoadedHamlets): void {
  const rename = db.prepare(
    `UPDATE address SET hamlet = ?, ${UNSETTLED} WHERE hamlet_uid = ? AND hamlet IS NOT ?`,
  )
  for (const { uid, name } of renamed) rename.run(name, uid, name)
  db.exec(`UPDATE address SET hamlet_uid = NULL, ${UNSETTLED}
    WHERE hamlet_uid IS NOT NULL AND hamlet_uid NOT IN (SELECT uid FROM hamlet WHERE uid IS NOT NULL)`)
  if (placed > 0) assignHamlets(db)
}

/** Forgets versions whose events went with the rows of a source; what is left of them in the layers is as new. */
export function forgetEventless(db: Database): void {
  db.exec('DELETE FROM zz_component_version WHERE event NOT IN (SELECT fid FROM zz_event)')
  for (const kind of COMPONENT_KINDS)
    db.exec(`INSERT OR IGNORE INTO zz_component_touched(kind, uid) SELECT '${kind}', uid FROM ${kind}
      WHERE uid IS NOT NULL AND uid NOT IN (SELECT uid FROM zz_component_version)`)
}
