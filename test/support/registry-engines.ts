import pg from 'pg'
import { Registry } from '../../src/registry/registry.ts'
import { migratePostgres } from '../../src/store/registry/engines/migrate-postgres.ts'
import { openPostgresEngine } from '../../src/store/registry/engines/postgres-engine.ts'
import { openSqliteEngine } from '../../src/store/registry/engines/sqlite-engine.ts'
import { RegistryStore } from '../../src/store/registry/registry-store.ts'
import { emptyDatabase, noPostgres } from './postgres-server.ts'
import { emptyRecord } from './tile-record.ts'

/** Communes of the contract's tests: today's Phường Long An and Xã Cần Giuộc. */
export const COMMUNES = ['27694', '28159'] as const
const FIRST_DAY = '2025-07-01'

/** A registry on an empty record of an engine, with two communes. */
export interface TestRegistry {
  readonly registry: Registry
  readonly store: RegistryStore
  /** Runs SQL as another program would; returns the rows. */
  readonly outside: (sql: string) => Promise<Record<string, unknown>[]>
  readonly close: () => Promise<void>
}

export interface TestEngine {
  readonly name: 'sqlite' | 'postgres'
  /** Why it is passed over. */
  readonly skip: string | false
  readonly open: (now?: () => Date) => Promise<TestRegistry>
}

/** Both engines: what holds for one holds for the other. */
export const ENGINES: readonly TestEngine[] = [
  { name: 'sqlite', skip: false, open: openSqlite },
  { name: 'postgres', skip: noPostgres, open: openPostgres },
]

async function openSqlite(now?: () => Date): Promise<TestRegistry> {
  const { dataDir, record, close } = emptyRecord()
  for (const code of COMMUNES)
    record.db
      .prepare(
        `INSERT INTO unit(code, level, type, name, full_name, valid_from) VALUES (?, 'commune', 'xã', ?, ?, '${FIRST_DAY}')`,
      )
      .run(code, code, code)
  const store = new RegistryStore(openSqliteEngine(dataDir))
  return {
    registry: new Registry({ store, ...(now && { now }) }),
    store,
    outside: async (sql) => {
      const statement = record.db.prepare<[], Record<string, unknown>>(sql)
      if (statement.reader) return statement.all()
      statement.run()
      return []
    },
    close: async () => {
      await store.close()
      close()
    },
  }
}

async function openPostgres(now?: () => Date): Promise<TestRegistry> {
  const url = await emptyDatabase()
  await migratePostgres(url)
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  for (const code of COMMUNES)
    await client.query(
      `INSERT INTO unit(code, level, type, name, full_name, valid_from) VALUES ($1, 'commune', 'xã', $1, $1, '${FIRST_DAY}')`,
      [code],
    )
  const store = new RegistryStore(
    openPostgresEngine(url, (error) => {
      throw error
    }),
  )
  return {
    registry: new Registry({ store, ...(now && { now }) }),
    store,
    outside: async (sql) => (await client.query(sql)).rows,
    close: async () => {
      await store.close()
      await client.end()
    },
  }
}
