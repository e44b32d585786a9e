import { existsSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { storeError } from '../errors.ts'
import { PEOPLE_FILE } from '../people/sqlite-people.ts'
import { RecordStore } from '../record-store.ts'

/** Pages that are copied before others have their turn. */
const PAGES = 20_000

/** Where the copies go; neither file exists yet. */
export interface Copies {
  readonly record: string
  readonly people: string
}

/**
 * Copies record and `people.db` as they stand at one moment, as if the server had been killed then; it may go on. Writers of
 * `people.db` wait while both are pinned, less than a millisecond. Throws {@link StoreError}, on a full disk too.
 *
 * @returns whether there was a `people.db`
 */
export async function copyTogether(dataDir: string, copies: Copies): Promise<boolean> {
  const record = RecordStore.open(dataDir, { readonly: true })
  let people: Database.Database | undefined
  try {
    people = pinPeople(join(dataDir, PEOPLE_FILE), () => record.pin())
    if (people === undefined) record.pin()
    await copy(record.db, copies.record)
    if (people !== undefined) await copy(people, copies.people)
    return people !== undefined
  } finally {
    people?.close()
    record.close()
  }
}

/** `people.db`, read as it is while `work` runs; undefined where there is none. */
function pinPeople(file: string, work: () => void): Database.Database | undefined {
  if (!existsSync(file)) return undefined
  const open = () => new Database(file, { fileMustExist: true, timeout: 5000 })
  const people = open()
  try {
    const writer = open()
    try {
      writer.exec('BEGIN IMMEDIATE')
      people.exec('BEGIN')
      people.prepare('SELECT 1 FROM info').get()
      work()
    } finally {
      writer.close()
    }
    return people
  } catch (error) {
    people.close()
    throw storeError(error, file)
  }
}

/** Copies what a connection is pinned to, into a file without a journal. */
async function copy(db: Database.Database, file: string): Promise<void> {
  try {
    await db.backup(file, { progress: () => PAGES })
    const copied = new Database(file)
    try {
      copied.pragma('journal_mode = DELETE')
    } finally {
      copied.close()
    }
  } catch (error) {
    throw storeError(error, file)
  }
}
