import pg from 'pg'
import type { MadeVersion } from '../../src/registry/actions/make-version.ts'
import { readIdentifierSchemes } from '../../src/registry/identifier-schemes.ts'
import { Acceptance } from '../../src/registry/proposals/acceptance.ts'
import { Proposals } from '../../src/registry/proposals/proposals.ts'
import { type Outcome, Registry } from '../../src/registry/registry.ts'
import { AddressSupplements } from '../../src/registry/supplements/address-supplements.ts'
import { CodeBound } from '../../src/store/people/code-bound.ts'
import type { PeopleKey } from '../../src/store/people/people-key.ts'
import type { PeopleStore } from '../../src/store/people/people-store.ts'
import { migratePostgresPeople, openPostgresPeople } from '../../src/store/people/postgres-people.ts'
import { openSqlitePeople } from '../../src/store/people/sqlite-people.ts'
import { migratePostgres } from '../../src/store/registry/engines/migrate-postgres.ts'
import { openPostgresEngine } from '../../src/store/registry/engines/postgres-engine.ts'
import { openSqliteEngine } from '../../src/store/registry/engines/sqlite-engine.ts'
import { RegistryStore } from '../../src/store/registry/registry-store.ts'
import { emptyDatabase, noPostgres } from './postgres-server.ts'
import { emptyRecord } from './tile-record.ts'

/** Communes of the contract's tests: today's Phường Long An and Xã Cần Giuộc. */
export const COMMUNES = ['27694', '28159'] as const
const FIRST_DAY = '2025-07-01'

const SCHEMES = readIdentifierSchemes(
  [
    'name,pattern,check,replaceable,state,label_vi,label_en,source',
    'place,[A-Z0-9]{6},none,yes,on,Mã địa điểm,Place,test',
    'lasting,[0-9]{7},damm,no,on,Mã bền,Lasting,test',
  ].join('\n'),
)

/** A registry on an empty record of an engine, with two communes. */
export interface TestRegistry {
  readonly registry: Registry
  readonly supplements: AddressSupplements
  readonly store: RegistryStore
  readonly people: PeopleStore
  readonly proposals: Proposals
  readonly acceptance: Acceptance
  /** Folder of the files; undefined with PostgreSQL. */
  readonly dataDir: string | undefined
  /** The folder, or with PostgreSQL the URL: where another process opens the record. */
  readonly where: string
  /** Runs SQL as another program would; returns the rows. */
  readonly outside: (sql: string) => Promise<Record<string, unknown>[]>
  readonly close: () => Promise<void>
}

export interface TestEngine {
  readonly name: 'sqlite' | 'postgres'
  /** Why it is passed over. */
  readonly skip: string | false
  readonly open: (now?: () => Date, key?: PeopleKey) => Promise<TestRegistry>
}

/** Both engines: what holds for one holds for the other. */
export const ENGINES: readonly TestEngine[] = [
  { name: 'sqlite', skip: false, open: openSqlite },
  { name: 'postgres', skip: noPostgres, open: openPostgres },
]

/** The version that a change made at once. */
export async function made(change: Promise<Outcome>): Promise<MadeVersion> {
  const outcome = await change
  if ('version' in outcome) return outcome
  throw new Error(`nothing was made: ${JSON.stringify(outcome)}`)
}

/** Rules over stores, as a server puts them together. */
export function rulesOver(store: RegistryStore, people: PeopleStore, now?: () => Date) {
  const parts = { store, people, ...(now && { now }) }
  const proposals = new Proposals(parts)
  return {
    proposals,
    acceptance: new Acceptance(parts),
    registry: new Registry({ ...parts, proposals, schemes: SCHEMES }),
    supplements: new AddressSupplements({ ...parts, proposals }),
  }
}

async function openSqlite(now?: () => Date, key?: PeopleKey): Promise<TestRegistry> {
  const { dataDir, record, close } = emptyRecord()
  for (const code of COMMUNES)
    record.db
      .prepare(
        `INSERT INTO unit(code, level, type, name, full_name, valid_from) VALUES (?, 'commune', 'xã', ?, ?, '${FIRST_DAY}')`,
      )
      .run(code, code, code)
  const people = await openSqlitePeople(dataDir, { key })
  const store = new RegistryStore(openSqliteEngine(dataDir), coverOf(people))
  return {
    ...rulesOver(store, people, now),
    store,
    people,
    dataDir,
    where: dataDir,
    outside: async (sql) => {
      const statement = record.db.prepare<[], Record<string, unknown>>(sql)
      if (statement.reader) return statement.all()
      statement.run()
      return []
    },
    close: async () => {
      await store.close()
      await people.close()
      close()
    },
  }
}

async function openPostgres(now?: () => Date, key?: PeopleKey): Promise<TestRegistry> {
  const url = await emptyDatabase()
  await migratePostgres(url)
  await migratePostgresPeople(url)
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  for (const code of COMMUNES)
    await client.query(
      `INSERT INTO unit(code, level, type, name, full_name, valid_from) VALUES ($1, 'commune', 'xã', $1, $1, '${FIRST_DAY}')`,
      [code],
    )
  const people = await openPostgresPeople(url, raise, key)
  const store = new RegistryStore(openPostgresEngine(url, raise), coverOf(people))
  return {
    ...rulesOver(store, people, now),
    store,
    people,
    dataDir: undefined,
    where: url,
    outside: async (sql) => (await client.query(sql)).rows,
    close: async () => {
      await store.close()
      await people.close()
      await client.end()
    },
  }
}

function coverOf(people: PeopleStore) {
  const bound = new CodeBound(people)
  return (codeKey: string, number: number) => bound.cover(codeKey, number)
}

function raise(error: Error): never {
  throw error
}
