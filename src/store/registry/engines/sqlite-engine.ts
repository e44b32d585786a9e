import { join } from 'node:path'
import Database from 'better-sqlite3'
import { Kysely, sql } from 'kysely'
import { encodePoint } from '../../../geo/geopackage-geometry.ts'
import { emptyJournal } from '../../copies/empty-journal.ts'
import { immediateDialect } from '../../engines/immediate-dialect.ts'
import { isBusy, storeError, uniqueViolation } from '../../errors.ts'
import { registerSpatialFunctions } from '../../geopackage/spatial-functions.ts'
import { RECORD_FILE } from '../../record-store.ts'
import type { RegistryEngine } from '../registry-database.ts'
import type { RegistryTables } from '../registry-tables.ts'

/** Memory for pages of the file, in KB. */
const CACHE_KB = 16_384

/**
 * The record of a data folder for the registry's writing: a connection of its own, opened when it is first needed, one
 * transaction after another, those that waited for each other kept by one COMMIT (`group-commit-driver.ts`).
 */
export function openSqliteEngine(dataDir: string): RegistryEngine {
  const file = join(dataDir, RECORD_FILE)
  const db = new Kysely<RegistryTables>({ dialect: immediateDialect(() => openFile(file)) })
  return {
    name: 'sqlite',
    db,
    walks: db,
    locksRows: false,
    point: (lon, lat) => sql`${encodePoint(lon, lat)}`,
    position: (column) => ({
      lon: sql<number | null>`ST_MinX(${sql.ref(column)})`,
      lat: sql<number | null>`ST_MinY(${sql.ref(column)})`,
    }),
    async send(tx, statement) {
      await tx.executeQuery(statement.compile())
    },
    newEventRow: sql<number>`(SELECT coalesce(max(seq), 0) + 1 FROM sqlite_sequence WHERE name = 'zz_event')`,
    bytes: (column) => sql<Buffer | null>`${sql.ref(column)}`,
    async nextCodeNumber(tx) {
      const { rows } = await sql<{ value: string; code_key: string | null }>`
        INSERT INTO diachiso_info(key, value) VALUES ('code_counter', '1')
        ON CONFLICT(key) DO UPDATE SET value = CAST(CAST(value AS INTEGER) + 1 AS TEXT)
        RETURNING value, (SELECT value FROM diachiso_info WHERE key = 'code_key') AS code_key`.execute(tx)
      return { key: rows[0]?.code_key ?? null, number: Number(rows[0]?.value) - 1 }
    },
    async codeNumber(tx) {
      const { rows } = await sql<{ value: string | null }>`
        SELECT value FROM diachiso_info WHERE key = 'code_counter'`.execute(tx)
      return Number(rows[0]?.value ?? 0)
    },
    async raiseCodeNumber(tx, number) {
      await sql`INSERT INTO diachiso_info(key, value) VALUES ('code_counter', ${String(number)})
        ON CONFLICT(key) DO UPDATE SET value = excluded.value
        WHERE CAST(value AS INTEGER) < CAST(excluded.value AS INTEGER)`.execute(tx)
    },
    duplicateColumn: uniqueViolation,
    isConflict: isBusy,
    emptyJournal: () => emptyJournal(db),
    close: () => db.destroy(),
  }
}

function openFile(file: string): Database.Database {
  try {
    const database = new Database(file, { fileMustExist: true, timeout: 0 })
    registerSpatialFunctions(database)
    database.pragma('synchronous = FULL')
    database.pragma(`cache_size = -${CACHE_KB}`)
    // What is taken out is overwritten.
    database.pragma('secure_delete = ON')
    return database
  } catch (error) {
    throw storeError(error, file)
  }
}
