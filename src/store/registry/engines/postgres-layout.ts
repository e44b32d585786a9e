import { type Kysely, sql } from 'kysely'
import { StoreError } from '../../errors.ts'
import type { RegistryTables } from '../registry-tables.ts'
import { POSTGRES_STEPS } from './postgres-schema.ts'

/** No such table (PostgreSQL, "Error Codes"). */
const UNDEFINED_TABLE = '42P01'

/**
 * Throws {@link StoreError} unless a database has today's layout: `older-schema` for an empty one too, `newer-schema` for that
 * of a later program.
 *
 * @param where the database, for a sentence
 */
export async function checkPostgresLayout(db: Kysely<RegistryTables>, where: string): Promise<void> {
  const layout = await layoutOf(db)
  if (layout > POSTGRES_STEPS.length) throw newerLayout(layout, where)
  if (layout < POSTGRES_STEPS.length)
    throw new StoreError(
      'older-schema',
      `PostgreSQL ${where} theo lược đồ ${layout}, phiên bản này cần ${POSTGRES_STEPS.length}: hãy chạy npm run migrate. · ` +
        `PostgreSQL ${where} has layout ${layout}, this version needs ${POSTGRES_STEPS.length}: run npm run migrate.`,
    )
}

/** A layout of a later program. */
export function newerLayout(layout: number, where: string): StoreError {
  return new StoreError(
    'newer-schema',
    `PostgreSQL ${where} theo lược đồ ${layout}, mới hơn phiên bản này: hãy cài diachiso mới hơn. · ` +
      `PostgreSQL ${where} has layout ${layout}, this version knows up to ${POSTGRES_STEPS.length}: install a newer diachiso.`,
  )
}

async function layoutOf(db: Kysely<RegistryTables>): Promise<number> {
  try {
    const { rows } = await sql<{ value: string }>`
      SELECT value FROM diachiso_info WHERE key = 'postgres_layout'`.execute(db)
    return Number(rows[0]?.value ?? 0)
  } catch (error) {
    if ((error as { code?: string }).code === UNDEFINED_TABLE) return 0
    throw error
  }
}
