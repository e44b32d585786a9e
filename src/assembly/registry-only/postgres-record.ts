import type { KeyObject } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import { databaseName, isAway, postgresFailure } from '../../store/engines/postgres-failure.ts'
import { StoreError } from '../../store/errors.ts'
import { PeopleKey } from '../../store/people/people-key.ts'
import type { PeopleStore } from '../../store/people/people-store.ts'
import { openPostgresPeople } from '../../store/people/postgres-people.ts'
import { openPostgresEngine } from '../../store/registry/engines/postgres-engine.ts'
import { checkPostgresLayout } from '../../store/registry/engines/postgres-layout.ts'
import { postgresUnits, type UnitTables } from '../../store/registry/engines/postgres-units.ts'
import type { RegistryEngine } from '../../store/registry/registry-database.ts'
import { DatabaseState } from './database-state.ts'

/** Connections of those who only read: they never wait for one who writes and asks them something. */
const READERS = 8
/** Milliseconds between two tries while PostgreSQL is away, and between two sentences about it. */
const RETRY = 1000
const SAY_EVERY = 60_000

export interface PostgresUrls {
  readonly recordUrl: string
  readonly peopleUrl: string
  /** Of what is kept in the schema people. */
  readonly peopleKey?: KeyObject | undefined
}

/** A record in PostgreSQL, opened for a server. */
export interface PostgresRecord {
  readonly urls: PostgresUrls
  /** For writing. */
  readonly engine: RegistryEngine
  /** For reading, on connections of its own. */
  readonly reader: RegistryEngine
  /** Undefined where the schema `people` cannot be used: then nothing can wait for another person. */
  readonly people: PeopleStore | undefined
  readonly units: UnitTables
  readonly state: DatabaseState
}

/**
 * Opens a record in PostgreSQL; while that is away, as at the start of a whole machine, waits for it, and says so. Throws
 * {@link StoreError} for what waiting does not mend: a wrong password, no database, a layout that is not today's.
 *
 * @param say told in sentences for whoever starts the server
 */
export async function openPostgresRecord(
  urls: PostgresUrls,
  say: (sentence: string) => void,
): Promise<PostgresRecord> {
  for (let said = Number.NEGATIVE_INFINITY; ; await wait(RETRY))
    try {
      return await open(urls, say)
    } catch (error) {
      const known = error instanceof FailedDatabase ? postgresFailure(error.cause, error.url) : undefined
      if (!known || !isAway(known)) throw known ?? error
      if (Date.now() - said < SAY_EVERY) continue
      said = Date.now()
      say(`${known.message} Đang đợi, thử lại mỗi giây. · Waiting for it, trying again every second.`)
    }
}

/** An error with the database that it came from. */
class FailedDatabase extends Error {
  constructor(
    readonly url: string,
    cause: unknown,
  ) {
    super((cause as Error).message, { cause })
  }
}

async function open(urls: PostgresUrls, say: (sentence: string) => void): Promise<PostgresRecord> {
  const { recordUrl, peopleUrl, peopleKey } = urls
  const state = new DatabaseState()
  const lost = (error: Error) => state.lost(error)
  const reader = openPostgresEngine(recordUrl, lost, READERS)
  try {
    await checkPostgresLayout(reader.db, databaseName(recordUrl))
    const units = await postgresUnits(reader.db)
    const people = await openPeople(peopleUrl, peopleKey, lost, say)
    return { urls, engine: openPostgresEngine(recordUrl, lost), reader, people, units, state }
  } catch (error) {
    await reader.close()
    throw error instanceof FailedDatabase ? error : new FailedDatabase(recordUrl, error)
  }
}

async function openPeople(
  url: string,
  secret: KeyObject | undefined,
  lost: (error: Error) => void,
  say: (sentence: string) => void,
): Promise<PeopleStore | undefined> {
  try {
    return await openPostgresPeople(url, lost, secret && new PeopleKey(secret))
  } catch (error) {
    if (!(error instanceof StoreError)) throw new FailedDatabase(url, error)
    say(error.message)
    return undefined
  }
}
