import { Kysely, PostgresDialect, sql } from 'kysely'
import pg from 'pg'
import Cursor from 'pg-cursor'
import type { RegistryEngine } from '../registry-database.ts'
import type { RegistryTables } from '../registry-tables.ts'

/** Connections at most; each holds one transaction. */
const CONNECTIONS = 16
const UNIQUE_VIOLATION = '23505'
/** Serialization failure and deadlock: the transaction has left no trace and may be tried again (PostgreSQL, "Error Codes"). */
const CONFLICTS = new Set(['40001', '40P01'])
const BIGINT = 20

/**
 * A record in PostgreSQL with PostGIS, laid out by {@link migratePostgres}.
 *
 * @param url `postgres://user:password@host:port/database`
 * @param onError told of a connection that was lost while nobody used it; without a listener it would end the process
 */
export function openPostgresEngine(url: string, onError: (error: Error) => void): RegistryEngine {
  const types = new pg.TypeOverrides()
  types.setTypeParser(BIGINT, Number)
  const pool = new pg.Pool({ connectionString: url, max: CONNECTIONS, types })
  pool.on('error', onError)
  pool.on('connect', (client) => client.on('error', onError))
  const db = new Kysely<RegistryTables>({ dialect: new PostgresDialect({ pool, cursor: Cursor }) })
  return {
    name: 'postgres',
    db,
    locksRows: true,
    point: (lon, lat) => sql`ST_SetSRID(ST_MakePoint(${lon}, ${lat}), 4326)`,
    position: (column) => ({
      lon: sql<number | null>`ST_X(${sql.ref(column)})`,
      lat: sql<number | null>`ST_Y(${sql.ref(column)})`,
    }),
    async nextCodeNumber(tx) {
      // A sequence makes nobody wait; a number that a failed transaction took is passed over.
      const { rows } = await sql<{ n: number }>`SELECT nextval('code_number') - 1 AS n`.execute(tx)
      return Number(rows[0]?.n)
    },
    duplicateColumn(error) {
      const { code, detail } = error as { code?: string; detail?: string }
      if (code !== UNIQUE_VIOLATION) return undefined
      return /^Key \((?:[^()]*, )?(\w+)\)=/.exec(detail ?? '')?.[1] ?? ''
    },
    isConflict: (error) => CONFLICTS.has(String((error as { code?: unknown } | undefined)?.code)),
    close: () => db.destroy(),
  }
}
