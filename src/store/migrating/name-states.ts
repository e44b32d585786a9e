import type { Database } from 'better-sqlite3'
import { CERTIFIED_STATUSES, DEFAULT_STATUS, statusList } from '../layout/address-status.ts'
import { NOW, TOKEN } from '../layout/schema.ts'
import { DEMO_DECISION, decideSql } from '../record/events.ts'
import { changeSchemaText } from './change-schema-text.ts'

/** A default of the column that older versions declared. */
const OLD_DEFAULT = /(\bstatus\b["`\]]?\s+TEXT\b[^,]*?\bDEFAULT\s+)'official'/i
const CERTIFIED = statusList(CERTIFIED_STATUSES)
const DECIDED = "SELECT subject FROM event WHERE action = 'decision' AND subject IS NOT NULL"
/** Rows in a state that is no more, or that no decision stands behind. */
const UNFOUNDED = `status = 'proposed' OR (status IN ${CERTIFIED} AND ifnull(uid, '') NOT IN (${DECIDED}))`

/**
 * 5 → 6: proposed addresses become created, and certified ones without the event that made them so; of a demonstration
 * its own decision is written down instead. No row gets an earlier version of it: the followers are told once.
 */
export function nameStates(db: Database): void {
  const kind = db.prepare("SELECT value FROM diachiso_info WHERE key = 'data_kind'").pluck().get()
  if (kind === 'demo') db.prepare(decideSql("source = 'demo'")).run({ ...DEMO_DECISION, actor: 'diachiso' })
  const changed = ['address', 'address_history'].map(
    (table) =>
      db.prepare(`UPDATE ${table} SET status = '${DEFAULT_STATUS}' WHERE ${UNFOUNDED}`).run().changes,
  )
  if (changed.some((rows) => rows > 0))
    db.exec(`INSERT INTO change_feed(layer, operation, token) VALUES ('address', 'bulk', ${TOKEN});
      UPDATE gpkg_contents SET last_change = ${NOW} WHERE table_name = 'address'`)
  // A row that another program adds without a state must not become official.
  changeSchemaText(db, 'address', OLD_DEFAULT, `$1'${DEFAULT_STATUS}'`)
}
