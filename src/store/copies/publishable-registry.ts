import type { Database } from 'better-sqlite3'
import { LAYERS } from '../layout/layers.ts'
import { publicNames, publicPositions, publicUnits } from '../record/public-supplements.ts'
import type { FurtherNameRow, PositionRow, UnitInsideRow } from '../record/supplements.ts'

/** Side tables of which anybody may have a part, with the rows that may be shown of an address of a class. */
const SHOWN: Readonly<Record<string, (rows: unknown[], objectClass: unknown) => readonly { id: string }[]>> =
  {
    zz_position: (rows) => publicPositions(rows as PositionRow[]),
    zz_name: (rows, objectClass) => publicNames(objectClass, rows as FurtherNameRow[]),
    zz_unit: (rows) => publicUnits(rows as UnitInsideRow[]),
  }

/** Addresses looked at between two statements: a statement that is walked through lets no other write. */
const PAGE = 10_000

interface SupplementRow {
  readonly fid: number
  readonly address: string
  readonly class: unknown
}

/**
 * Leaves of the registry's tables in a copy what is everybody's: no events, requests or acceptances, no salt by which what is
 * hidden could be guessed, and of positions, names and units those that public addresses have now. Call when the addresses
 * are those that stay.
 */
export function publishRegistry(db: Database): void {
  for (const table of Object.keys(LAYERS))
    if (table.startsWith('zz_') && !(table in SHOWN)) db.exec(`DELETE FROM ${table}`)
  for (const table of ['address', 'address_history'])
    db.exec(`UPDATE ${table} SET event = NULL, salt = NULL, redacted = NULL`)
  db.exec('UPDATE address_history SET supplements = NULL, ended_by = NULL')
  for (const [table, shown] of Object.entries(SHOWN)) publishSupplements(db, table, shown)
  const held = Object.keys(SHOWN).map((table) => `SELECT address FROM ${table}`)
  db.exec(`UPDATE address SET supplements = NULL WHERE uid NOT IN (${held.join(' UNION ')})`)
}

function publishSupplements(db: Database, table: string, shown: (typeof SHOWN)[string]): void {
  db.exec(`DELETE FROM ${table} WHERE until IS NOT NULL OR address NOT IN (SELECT uid FROM address)`)
  if (table === 'zz_unit') db.exec("DELETE FROM zz_unit WHERE state IS NOT 'current'")
  if (table !== 'zz_position') db.exec(`UPDATE ${table} SET salt = NULL, leaf = NULL`)
  const page = db.prepare<[number], SupplementRow>(
    `SELECT s.*, a.class FROM ${table} s JOIN address a ON a.uid = s.address WHERE s.fid > ? ORDER BY s.fid LIMIT ${PAGE}`,
  )
  const columns = (LAYERS[table]?.columns ?? [])
    .map((column) => column.split(' ')[0] as string)
    .filter((column) => !['uid', 'address', 'since', 'until', 'salt', 'leaf', 'state'].includes(column))
  const update = db.prepare(
    `UPDATE ${table} SET ${columns.map((column) => `${column} = @${column}`).join(', ')} WHERE fid = @fid`,
  )
  const remove = db.prepare<[number]>(`DELETE FROM ${table} WHERE fid = ?`)
  for (let after = Number.MIN_SAFE_INTEGER; ; ) {
    const rows = page.all(after)
    for (const row of rows) {
      const [seen] = shown([row], row.class)
      if (seen === undefined) remove.run(row.fid)
      else update.run({ ...seen, fid: row.fid })
    }
    if (rows.length < PAGE) return
    after = rows.at(-1)!.fid
  }
}
