import type { Database, Statement } from 'better-sqlite3'
import { dayOf } from '../../../chains/day-of.ts'
import { saltLength, versionHash } from '../../../chains/version-hash.ts'
import { decodePoint } from '../../../geo/geopackage-geometry.ts'
import { ADDRESS_COLUMNS } from '../../layout/layers.ts'
import type { AddressFields } from '../registry-tables.ts'
import { lastRevisionStatement } from './last-revision.ts'
import { SaltPool } from './salt-pool.ts'
import { type Origin, VersionBatches } from './version-batches.ts'

/** Rows taken at once, as SQLite lets nobody write while a statement is walked through; more cost the collector time. */
const PAGE = 500

/** A row as an array: as an object, which the driver fills name by name, it takes three times as long to read. */
type UnsettledRow = [
  fid: number,
  place: unknown,
  revision: number | null,
  validFrom: string | null,
  supplements: string | null,
  ...fields: (string | number | null)[],
]

/**
 * Gives every version that no event has made yet its revision, salt and event: one event a commune, with their number and
 * the root over their hashes. Earlier versions come first, so that revisions count from the oldest. Call inside a
 * transaction; the triggers of `address` may be there: an event alone changes no content. Returns how many versions it
 * settled.
 */
export function settleVersions(db: Database, origin: Origin, now: Date = new Date()): number {
  const batches = new VersionBatches(db, origin, now.toISOString())
  const today = dayOf(now)
  const lastRevision = lastRevisionStatement(db)
  const settled =
    settleTable(db, 'address_history', { batches, today, lastRevision }) +
    settleTable(db, 'address', { batches, today, lastRevision })
  batches.close()
  return settled
}

interface Settling {
  readonly batches: VersionBatches
  readonly today: string
  readonly lastRevision: Statement<[string], number | null> | undefined
}

function settleTable(
  db: Database,
  table: 'address' | 'address_history',
  { batches, today, lastRevision }: Settling,
): number {
  const geometry = table === 'address' ? 'geom' : 'point'
  const page = db
    .prepare<[number], UnsettledRow>(
      `SELECT fid, ${geometry}, revision, valid_from, supplements, ${ADDRESS_COLUMNS.join(', ')} FROM ${table}
       WHERE event IS NULL AND uid IS NOT NULL AND fid > ? ORDER BY fid LIMIT ${PAGE}`,
    )
    .raw()
  const update = db.prepare<[number, string, number, Buffer, number]>(
    `UPDATE ${table} SET revision = ?, valid_from = ?, event = ?, salt = ?, redacted = NULL WHERE fid = ?`,
  )
  const salts = new SaltPool()
  let settled = 0
  for (let after = Number.MIN_SAFE_INTEGER; ; ) {
    const rows = page.all(after)
    for (const [fid, place, before, validFrom, supplements, ...values] of rows) {
      const row = fieldsOf(values)
      const { uid, commune_code } = row
      const revision = (lastRevision?.get(uid) ?? before ?? 0) + 1
      const valid_from = validFrom ?? today
      const salt = salts.draw(saltLength(row))
      const [lon = null, lat = null] = (Buffer.isBuffer(place) && decodePoint(place)) || []
      update.run(revision, valid_from, batches.eventOf(commune_code), salt, fid)
      batches.add(commune_code, uid, versionHash(row, { revision, valid_from, lon, lat, supplements }, salt))
      if (batches.full) batches.close()
    }
    settled += rows.length
    if (rows.length < PAGE) return settled
    after = rows.at(-1)![0]
  }
}

/** The fields of a row, all under one shape of objects. */
function fieldsOf(values: readonly (string | number | null)[]): AddressFields {
  const fields = { ...NO_FIELDS }
  for (const [i, column] of ADDRESS_COLUMNS.entries()) fields[column] = values[i] ?? null
  return fields as unknown as AddressFields
}

const NO_FIELDS: Record<string, string | number | null> = Object.fromEntries(
  ADDRESS_COLUMNS.map((column) => [column, null]),
)
