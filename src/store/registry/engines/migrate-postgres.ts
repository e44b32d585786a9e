import { randomBytes } from 'node:crypto'
import pg from 'pg'
import { databaseName } from '../../engines/postgres-failure.ts'
import { newerLayout } from './postgres-layout.ts'
import { POSTGRES_STEPS } from './postgres-schema.ts'

/** Any number, the same for everybody who migrates: one waits for the other. */
const MIGRATION_LOCK = 4126000

/** What a migration of a PostgreSQL record has done. */
export interface PostgresMigration {
  readonly from: number
  readonly to: number
}

/**
 * Leads a record in PostgreSQL to today's layout, each step in a transaction of its own; an empty database gets all of it.
 * The account must own the database. Throws {@link StoreError} `newer-schema` for a layout of a later program.
 */
export async function migratePostgres(url: string): Promise<PostgresMigration> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    await client.query('SELECT pg_advisory_lock($1)', [MIGRATION_LOCK])
    const from = await layoutOf(client)
    if (from > POSTGRES_STEPS.length) throw newerLayout(from, databaseName(url))
    for (let step = from; step < POSTGRES_STEPS.length; step++) {
      await client.query('BEGIN')
      await client.query(POSTGRES_STEPS[step] as string)
      await client.query(
        `INSERT INTO diachiso_info(key, value) VALUES ('postgres_layout', $1), ('code_key', $2)
         ON CONFLICT (key) DO UPDATE SET value = CASE diachiso_info.key WHEN 'code_key' THEN diachiso_info.value ELSE excluded.value END`,
        [String(step + 1), randomBytes(16).toString('hex')],
      )
      await client.query('COMMIT')
    }
    return { from, to: POSTGRES_STEPS.length }
  } finally {
    await client.end()
  }
}

async function layoutOf(client: pg.Client): Promise<number> {
  const { rows: tables } = await client.query("SELECT to_regclass('diachiso_info') IS NOT NULL AS known")
  if (!tables[0]?.known) return 0
  const { rows } = await client.query("SELECT value FROM diachiso_info WHERE key = 'postgres_layout'")
  return Number(rows[0]?.value ?? 0)
}
