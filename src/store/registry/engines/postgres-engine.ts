import { Kysely, PostgresDialect, sql } from 'kysely'
import Cursor from 'pg-cursor'
import { isPostgresConflict, openPool, postgresDuplicate } from '../../engines/postgres-pool.ts'
import type { RegistryEngine } from '../registry-database.ts'
import type { RegistryTables } from '../registry-tables.ts'
import { pipelinedDialect, unawaited } from './pipelined-dialect.ts'
import { StatementNames } from './statement-names.ts'

/** Connections at most where nobody says otherwise; each holds one transaction. */
const CONNECTIONS = 16
/** Connections at most for walks through the whole history. */
const WALKS = 2
const NEXT_NUMBER = sql`CASE WHEN is_called THEN last_value ELSE last_value - 1 END`

/**
 * A record in PostgreSQL with PostGIS, laid out by {@link migratePostgres}.
 *
 * @param url `postgres://user:password@host:port/database`
 * @param onError told of a connection that was lost while nobody used it; without a listener it would end the process
 * @param connections at most
 */
export function openPostgresEngine(
  url: string,
  onError: (error: Error) => void,
  connections = CONNECTIONS,
): RegistryEngine {
  const names = new StatementNames()
  const pool = openPool(url, connections, onError, { pipeline: true })
  const db = new Kysely<RegistryTables>({ dialect: pipelinedDialect(pool, names) })
  const walks = new Kysely<RegistryTables>({
    dialect: new PostgresDialect({ pool: async () => openPool(url, WALKS, onError), cursor: Cursor }),
  })
  return {
    name: 'postgres',
    db,
    walks,
    locksRows: true,
    point: (lon, lat) => sql`ST_SetSRID(ST_MakePoint(${lon}, ${lat}), 4326)`,
    position: (column) => ({
      lon: sql<number | null>`ST_X(${sql.ref(column)})`,
      lat: sql<number | null>`ST_Y(${sql.ref(column)})`,
    }),
    async send(tx, statement) {
      await tx.executeQuery(unawaited(statement.compile()))
    },
    newEventRow: sql<number>`nextval('zz_event_fid_seq')`,
    bytes: (column) => sql<Buffer | null>`ST_AsBinary(${sql.ref(column)})`,
    async nextCodeNumber(tx) {
      // A sequence makes nobody wait; a number that a failed transaction took is passed over.
      const { rows } = await sql<{ key: string | null; n: number }>`
        SELECT nextval('code_number') - 1 AS n, (SELECT value FROM diachiso_info WHERE key = 'code_key') AS key`.execute(
        tx,
      )
      return { key: rows[0]?.key ?? null, number: Number(rows[0]?.n) }
    },
    async codeNumber(tx) {
      const { rows } = await sql<{ n: number }>`SELECT ${NEXT_NUMBER} AS n FROM code_number`.execute(tx)
      return Number(rows[0]?.n)
    },
    async raiseCodeNumber(tx, number) {
      await sql`SELECT setval('code_number', ${number}) FROM code_number WHERE ${NEXT_NUMBER} < ${number}`.execute(
        tx,
      )
    },
    duplicateColumn: postgresDuplicate,
    isConflict: (error) => names.areForgotten(error) || isPostgresConflict(error),
    close: async () => {
      await Promise.all([db.destroy(), walks.destroy()])
    },
    // Old versions of rows go with VACUUM, the log with its own keeping.
    emptyJournal: async () => true,
  }
}
