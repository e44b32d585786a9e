import { createSecretKey, hash } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import pg from 'pg'
import { PeopleKey } from '../../src/store/people/people-key.ts'
import type { PeopleStore } from '../../src/store/people/people-store.ts'
import { migratePostgresPeople, openPostgresPeople } from '../../src/store/people/postgres-people.ts'
import { openSqlitePeople, PEOPLE_FILE } from '../../src/store/people/sqlite-people.ts'
import { emptyDatabase, noPostgres } from './postgres-server.ts'

/** The tables of people on an engine, opened as often and under whatever key a test wants. */
export interface PeoplePlace {
  readonly open: (key?: PeopleKey) => Promise<PeopleStore>
  /** Runs SQL as another program would; tables without their schema. */
  readonly outside: (sql: string) => Promise<Record<string, unknown>[]>
  /** `DATA_DIR`, or the URL of the database. */
  readonly where: string
}

interface Ends {
  teardown: (end: () => unknown) => void
}

export interface PeopleEngineCase {
  readonly name: 'sqlite' | 'postgres'
  readonly skip: string | false
  readonly make: (t: Ends) => Promise<PeoplePlace>
}

/** Both engines: what holds for one holds for the other. */
export const PEOPLE_ENGINES: readonly PeopleEngineCase[] = [
  { name: 'sqlite', skip: false, make: onSqlite },
  { name: 'postgres', skip: noPostgres, make: onPostgres },
]

/** A key of 32 bytes by a word. */
export function keyOf(word: string): PeopleKey {
  return new PeopleKey(createSecretKey(Buffer.from(hash('sha256', word, 'hex'), 'hex')))
}

async function onSqlite(t: Ends): Promise<PeoplePlace> {
  const where = mkdtempSync(join(tmpdir(), 'diachiso-people-'))
  t.teardown(() => rmSync(where, { recursive: true, force: true }))
  return {
    where,
    open: (key) => openSqlitePeople(where, { key }),
    outside: async (sql) => {
      const db = new Database(join(where, PEOPLE_FILE))
      try {
        const statement = db.prepare<[], Record<string, unknown>>(sql)
        if (statement.reader) return statement.all()
        statement.run()
        return []
      } finally {
        db.close()
      }
    },
  }
}

async function onPostgres(t: Ends): Promise<PeoplePlace> {
  const where = await emptyDatabase()
  await migratePostgresPeople(where)
  const client = new pg.Client({ connectionString: where })
  await client.connect()
  await client.query('SET search_path = people')
  t.teardown(() => client.end())
  const raise = (error: Error) => {
    throw error
  }
  return {
    where,
    open: (key) => openPostgresPeople(where, raise, key),
    outside: async (sql) => (await client.query(sql)).rows,
  }
}
