import type { Database } from 'better-sqlite3'
import { ADDRESS_COLUMNS } from '../../layout/layers.ts'
import { NOW, TOKEN } from '../../layout/schema.ts'
import { settleVersions } from '../loads/settle-versions.ts'
import type { Origin } from '../loads/version-batches.ts'
import { VERSION_COLUMNS } from '../registry-layers.ts'
import { assignHamlets } from './assign-hamlets.ts'
import { COMPONENT_KINDS } from './component-layers.ts'
import { settleLoadedComponents } from './settle-loaded-components.ts'

/**
 * Gives an older record's hamlets and streets their first version, and its addresses their hamlet, each as a new
 * version. The tables and columns are there; the triggers of `address` are not.
 */
export function addComponents(db: Database): void {
  const isDemo =
    db.prepare("SELECT value FROM diachiso_info WHERE key = 'data_kind'").pluck().get() === 'demo'
  const origin = (action: string): Origin => ({ action, office: 'server', ...(isDemo && { source: 'demo' }) })
  for (const kind of COMPONENT_KINDS)
    db.exec(
      `INSERT OR IGNORE INTO zz_component_touched(kind, uid) SELECT '${kind}', uid FROM ${kind} WHERE uid IS NOT NULL`,
    )
  settleLoadedComponents(db, origin('opened'))
  const assigned = assignHamlets(db, (fids) => keepVersions(db, fids))
  if (assigned === 0) return
  settleVersions(db, origin('hamlet-assigned'))
  db.exec(`INSERT INTO change_feed(layer, operation, token) VALUES ('address', 'bulk', ${TOKEN})`)
}

/** As the trigger of the history does, for many rows at once. */
function keepVersions(db: Database, fids: string): void {
  const columns = [...ADDRESS_COLUMNS, ...VERSION_COLUMNS].join(', ')
  db.exec(`INSERT INTO address_history(${columns}, point, recorded_until, operation)
    SELECT ${columns}, geom, ${NOW}, 'update' FROM address WHERE fid IN (${fids}) AND event IS NOT NULL`)
}
