import type { Database } from 'better-sqlite3'
import { StoreError } from './errors.ts'
import { SCHEMA_VERSION } from './schema.ts'

/** `MIGRATIONS[n]` leads a record of schema n to n + 1, inside one transaction with all later ones. */
const MIGRATIONS: Readonly<Record<number, (db: Database) => void>> = {}

/** Leads the record to today's schema; throws {@link StoreError} `newer-schema` and changes nothing when it is newer. */
export function migrate(db: Database, file: string): void {
  const version = Number(
    db.prepare("SELECT value FROM diachiso_info WHERE key = 'schema_version'").pluck().get() ?? Number.NaN,
  )
  if (version > SCHEMA_VERSION)
    throw new StoreError(
      'newer-schema',
      `${file} has data of schema ${version}, this version reads up to ${SCHEMA_VERSION}: install a newer diachiso.`,
    )
  if (!Number.isInteger(version) || version < 1)
    throw new StoreError('not-a-record', `${file} is not a diachiso record: it names no schema version.`)
  if (version === SCHEMA_VERSION) return
  db.transaction(() => {
    for (let from = version; from < SCHEMA_VERSION; from++) MIGRATIONS[from]?.(db)
    db.prepare("UPDATE diachiso_info SET value = ? WHERE key = 'schema_version'").run(String(SCHEMA_VERSION))
  }).immediate()
}
