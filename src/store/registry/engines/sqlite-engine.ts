import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import Database from 'better-sqlite3'
import {
  CompiledQuery,
  type DatabaseConnection,
  Kysely,
  SqliteDialect,
  SqliteDriver,
  type SqliteStatement,
  sql,
  type TransactionSettings,
} from 'kysely'
import { LRUCache } from 'lru-cache'
import { encodePoint } from '../../../geo/geopackage-geometry.ts'
import { isBusy, storeError, uniqueViolation } from '../../errors.ts'
import { RECORD_FILE } from '../../record-store.ts'
import { registerSpatialFunctions } from '../../spatial-functions.ts'
import type { RegistryEngine } from '../registry-database.ts'
import type { RegistryTables } from '../registry-tables.ts'

/** Statements kept by their text: preparing each anew costs a third of a write. */
const KEPT_STATEMENTS = 300
/** Milliseconds between two tries to begin while another program writes, and in all. */
const FIRST_WAIT = 1
const LONGEST_WAIT = 20
const PATIENCE = 10_000
/** Memory for pages of the file, in KB. */
const CACHE_KB = 16_384

/**
 * The record of a data folder for the registry's writing: a connection of its own, opened when it is first needed, one
 * transaction at a time.
 */
export function openSqliteEngine(dataDir: string): RegistryEngine {
  const file = join(dataDir, RECORD_FILE)
  const db = new Kysely<RegistryTables>({
    dialect: new ImmediateDialect({ database: async () => keepStatements(openFile(file)) }),
  })
  return {
    name: 'sqlite',
    db,
    locksRows: false,
    point: (lon, lat) => sql`${encodePoint(lon, lat)}`,
    position: (column) => ({
      lon: sql<number | null>`ST_MinX(${sql.ref(column)})`,
      lat: sql<number | null>`ST_MinY(${sql.ref(column)})`,
    }),
    async nextCodeNumber(tx) {
      const { rows } = await sql<{ value: string }>`
        INSERT INTO diachiso_info(key, value) VALUES ('code_counter', '1')
        ON CONFLICT(key) DO UPDATE SET value = CAST(CAST(value AS INTEGER) + 1 AS TEXT) RETURNING value`.execute(
        tx,
      )
      return Number(rows[0]?.value) - 1
    },
    duplicateColumn: uniqueViolation,
    isConflict: isBusy,
    close: () => db.destroy(),
  }
}

function openFile(file: string): Database.Database {
  try {
    // No waiting inside SQLite: it would hold the event loop, and with it whoever is to end the other transaction.
    const database = new Database(file, { fileMustExist: true, timeout: 0 })
    registerSpatialFunctions(database)
    database.pragma('synchronous = FULL')
    database.pragma(`cache_size = -${CACHE_KB}`)
    return database
  } catch (error) {
    throw storeError(error, file)
  }
}

function keepStatements(database: Database.Database) {
  const kept = new LRUCache<string, Database.Statement>({ max: KEPT_STATEMENTS })
  return {
    close: () => void database.close(),
    prepare(text: string): SqliteStatement {
      let statement = kept.get(text)
      if (statement === undefined) {
        statement = database.prepare(text)
        kept.set(text, statement)
      }
      return statement as unknown as SqliteStatement
    },
  }
}

/** Kysely's dialect whose transactions take SQLite's write lock at once, and wait for it without holding the event loop. */
class ImmediateDialect extends SqliteDialect {
  readonly #config: ConstructorParameters<typeof SqliteDriver>[0]

  constructor(config: ConstructorParameters<typeof SqliteDriver>[0]) {
    super(config)
    this.#config = config
  }

  override createDriver(): ImmediateDriver {
    return new ImmediateDriver(this.#config)
  }
}

class ImmediateDriver extends SqliteDriver {
  override async beginTransaction(
    connection: DatabaseConnection,
    { accessMode }: TransactionSettings = {},
  ): Promise<void> {
    // Who only reads is in nobody's way.
    if (accessMode === 'read only') return void (await connection.executeQuery(CompiledQuery.raw('begin')))
    const until = performance.now() + PATIENCE
    for (let pause = FIRST_WAIT; ; pause = Math.min(2 * pause, LONGEST_WAIT))
      try {
        await connection.executeQuery(CompiledQuery.raw('begin immediate'))
        return
      } catch (error) {
        if (!isBusy(error) || performance.now() > until) throw error
        await wait(pause)
      }
  }
}
