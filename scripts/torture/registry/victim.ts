import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import Database from 'better-sqlite3'
import pg from 'pg'
import { migratePostgresPeople } from '../../../src/store/people/postgres-people.ts'
import { PEOPLE_FILE } from '../../../src/store/people/sqlite-people.ts'
import { RECORD_FILE, RecordStore } from '../../../src/store/record-store.ts'
import { migratePostgres } from '../../../src/store/registry/engines/migrate-postgres.ts'
import { KillablePostgres } from './killable-postgres.ts'
import type { There } from './look.ts'
import { COMMUNE } from './registry-files.ts'

/** What is killed, and how it is looked at apart from the registry. */
export interface Victim {
  /** Makes an empty record; returns where it is. */
  found(round: number): Promise<string>
  there(where: string): Promise<There>
  /** Ends when what the killed program had sent is done or undone. */
  settled?(where: string): Promise<void>
  killServer?(): Promise<void>
  recover?(): Promise<void>
  close(): Promise<void>
}

const UNIT = `INSERT INTO unit(code, level, type, name, full_name, valid_from)
  VALUES ('${COMMUNE}', 'commune', 'phường', 'Long An', 'Phường Long An', '2025-07-01')`
const EVENTS = 'SELECT id, reason, details, action FROM zz_event'
const CREATED = `SELECT uid, house_number FROM (SELECT uid, house_number, revision FROM address
  UNION ALL SELECT uid, house_number, revision FROM address_history) AS version WHERE revision = 1`
const CODES = "SELECT uid, value FROM identifier WHERE scheme = 'local'"
/** Beside the record, each by the table's name. */
const PROPOSALS = 'SELECT id, state, event, changes FROM'
const REPORTS = 'SELECT id, text FROM'
const CONTACTS = 'SELECT id, address, content FROM'
const CONSENTS = 'SELECT contact FROM'

/** Undefined where the engine is not installed. */
export async function openVictim(engine: 'sqlite' | 'postgres', folder: string): Promise<Victim | undefined> {
  if (engine === 'sqlite') return sqliteVictim(folder)
  const server = await KillablePostgres.start()
  return server && postgresVictim(server)
}

function sqliteVictim(folder: string): Victim {
  return {
    async found(round) {
      const dataDir = join(folder, String(round))
      const record = RecordStore.open(dataDir, { create: true })
      record.db.exec(UNIT)
      record.close()
      return dataDir
    },
    async there(dataDir) {
      const record = new Database(join(dataDir, RECORD_FILE), { readonly: true })
      const people = new Database(join(dataDir, PEOPLE_FILE), { readonly: true })
      try {
        return {
          events: record.prepare<[], There['events'][number]>(EVENTS).all(),
          created: record.prepare<[], There['created'][number]>(CREATED).all(),
          codes: record.prepare<[], There['codes'][number]>(CODES).all(),
          proposals: people.prepare<[], There['proposals'][number]>(`${PROPOSALS} proposal`).all(),
          reports: people.prepare<[], There['reports'][number]>(`${REPORTS} report`).all(),
          contacts: people.prepare<[], There['contacts'][number]>(`${CONTACTS} contact`).all(),
          consents: people.prepare<[], There['consents'][number]>(`${CONSENTS} consent`).all(),
        }
      } finally {
        record.close()
        people.close()
      }
    },
    close: async () => {},
  }
}

function postgresVictim(server: KillablePostgres): Victim {
  const ask = async <Row extends pg.QueryResultRow>(
    url: string,
    ...statements: string[]
  ): Promise<Row[][]> => {
    const client = new pg.Client({ connectionString: url })
    await client.connect()
    try {
      const answers: Row[][] = []
      for (const sql of statements) answers.push((await client.query<Row>(sql)).rows)
      return answers
    } finally {
      await client.end()
    }
  }
  return {
    async found(round) {
      await ask(server.urlOf('postgres'), `CREATE DATABASE round_${round}`)
      const url = server.urlOf(`round_${round}`)
      await migratePostgres(url)
      await migratePostgresPeople(url)
      await ask(url, UNIT)
      return url
    },
    async there(url) {
      const beside = [PROPOSALS, REPORTS, CONTACTS, CONSENTS]
      const tables = ['proposal', 'report', 'contact', 'consent']
      const statements = beside.map((select, i) => `${select} people.${tables[i]}`)
      const answers = await ask<never>(url, EVENTS, CREATED, CODES, ...statements)
      const [events = [], created = [], codes = [], ...people] = answers
      const [proposals = [], reports = [], contacts = [], consents = []] = people
      return { events, created, codes, proposals, reports, contacts, consents }
    },
    async settled(url) {
      const others = `SELECT 1 FROM pg_stat_activity WHERE datname = current_database()
        AND backend_type = 'client backend' AND pid <> pg_backend_pid()`
      while ((await ask(url, others))[0]?.length) await wait(20)
    },
    killServer: () => server.kill(),
    recover: () => server.recover(),
    close: () => server.stop(),
  }
}
