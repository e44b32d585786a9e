import { Kysely, PostgresDialect, sql } from 'kysely'
import { isPostgresConflict, openPool } from '../engines/postgres-pool.ts'
import { StoreError } from '../errors.ts'
import type { PeopleKey } from './people-key.ts'
import { layoutOf, migrateLayout, PEOPLE_LAYOUT } from './people-layout.ts'
import { PeopleStore } from './people-store.ts'
import type { PeopleTables } from './people-tables.ts'
import { PeopleKeys } from './sealing/people-keys.ts'

/** Schema of the tables; a role of its own may own it. */
export const PEOPLE_SCHEMA = 'people'
/** Connections at most, apart from the record's: a transaction here may run within one there. */
const CONNECTIONS = 8
/** Any number, the same for everybody who migrates: one waits for the other. */
const MIGRATION_LOCK = 4126002

/** Leads the schema `people` to today's layout; it is made where there is none. Throws {@link StoreError} `newer-schema`. */
export async function migratePostgresPeople(url: string): Promise<void> {
  const db = open(url, () => {})
  try {
    await db.connection().execute(async (one) => {
      await sql`SELECT pg_advisory_lock(${MIGRATION_LOCK})`.execute(one)
      await sql`CREATE SCHEMA IF NOT EXISTS ${sql.id(PEOPLE_SCHEMA)}`.execute(one)
      await migrateLayout(one, PEOPLE_SCHEMA)
    })
  } finally {
    await db.destroy()
  }
}

/**
 * The schema `people` of a database, laid out by {@link migratePostgresPeople}. Throws {@link StoreError} where it is not
 * today's: then the server goes on without.
 *
 * @param onError told of a connection that was lost while nobody used it
 */
export async function openPostgresPeople(
  url: string,
  onError: (error: Error) => void,
  key?: PeopleKey,
): Promise<PeopleStore> {
  const db = open(url, onError)
  try {
    const layout = await layoutOf(db, PEOPLE_SCHEMA)
    if (layout < PEOPLE_LAYOUT) throw olderLayout(layout)
    const engine = { db, rowLocks: true, isConflict: isPostgresConflict, emptyJournal: async () => true }
    return new PeopleStore(engine, await PeopleKeys.of(db, key))
  } catch (error) {
    await db.destroy()
    throw (error as { code?: string }).code === UNDEFINED_TABLE ? olderLayout(0) : error
  }
}

/** No such table (PostgreSQL, "Error Codes"). */
const UNDEFINED_TABLE = '42P01'

function open(url: string, onError: (error: Error) => void): Kysely<PeopleTables> {
  const pool = openPool(url, CONNECTIONS, onError)
  return new Kysely<PeopleTables>({ dialect: new PostgresDialect({ pool }) }).withSchema(PEOPLE_SCHEMA)
}

function olderLayout(layout: number): StoreError {
  return new StoreError(
    'older-schema',
    `Lược đồ "${PEOPLE_SCHEMA}" ở bước ${layout}, cần ${PEOPLE_LAYOUT}: hãy chạy npm run migrate; đến lúc đó không nhận khai báo, đề nghị mới. · ` +
      `Schema "${PEOPLE_SCHEMA}" has layout ${layout}, ${PEOPLE_LAYOUT} is needed: run npm run migrate; until then there are no new declarations and proposals.`,
  )
}
