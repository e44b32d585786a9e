import { join } from 'node:path'
import Database from 'better-sqlite3'
import { storeError } from '../errors.ts'
import { schemaVersion } from '../migrating/migrations.ts'
import { RECORD_FILE } from '../record-store.ts'

/** The schema of a record and how many addresses it has in each state, as they stand there. */
export interface RecordStates {
  readonly schema: number
  readonly states: ReadonlyMap<string, number>
}

/** Counts the addresses of a record of any schema by state, and changes nothing. Throws {@link StoreError}. */
export function recordStates(dataDir: string): RecordStates {
  const file = join(dataDir, RECORD_FILE)
  let db: Database.Database | undefined
  try {
    db = new Database(file, { readonly: true, fileMustExist: true, timeout: 5000 })
    const counts = db
      .prepare<[], [string, number]>('SELECT status, count(*) FROM address GROUP BY status')
      .raw()
    return { schema: schemaVersion(db, file), states: new Map(counts.all()) }
  } catch (error) {
    throw storeError(error, file)
  } finally {
    db?.close()
  }
}
