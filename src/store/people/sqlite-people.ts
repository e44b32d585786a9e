import { closeSync, existsSync, openSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { Kysely } from 'kysely'
import { emptyJournal } from '../copies/empty-journal.ts'
import { immediateDialect } from '../engines/immediate-dialect.ts'
import { foreseenError, isBusy, StoreError } from '../errors.ts'
import type { PeopleKey } from './people-key.ts'
import { migrateLayout, PEOPLE_LAYOUT } from './people-layout.ts'
import { PeopleStore } from './people-store.ts'
import type { PeopleTables } from './people-tables.ts'
import { PeopleKeys } from './sealing/people-keys.ts'

export const PEOPLE_FILE = 'people.db'
/** Only the server's account reads it; SQLite gives its journal the same. */
const MODE = 0o600

/**
 * Opens `people.db` of a data folder, which is made where there is none. Throws {@link StoreError} for one that cannot be
 * read or is of a later version: then the server goes on without.
 *
 * @param target layout to lead to; a test stops before
 */
export async function openSqlitePeople(
  dataDir: string,
  { key, target = PEOPLE_LAYOUT }: { key?: PeopleKey | undefined; target?: number } = {},
): Promise<PeopleStore> {
  const file = join(dataDir, PEOPLE_FILE)
  let db: Kysely<PeopleTables> | undefined
  try {
    if (!existsSync(file)) makeFile(file)
    db = new Kysely<PeopleTables>({ dialect: immediateDialect(() => openFile(file)) })
    await migrateLayout(db, file, target)
    const opened: Kysely<PeopleTables> = db
    const engine = { db, rowLocks: false, isConflict: isBusy, emptyJournal: () => emptyJournal(opened) }
    return new PeopleStore(engine, await PeopleKeys.of(db, key))
  } catch (error) {
    await db?.destroy()
    throw peopleError(error, file)
  }
}

/** Another process may make it at the same moment. */
function makeFile(file: string): void {
  try {
    closeSync(openSync(file, 'wx', MODE))
  } catch (error) {
    if ((error as { code?: string }).code !== 'EEXIST') throw error
  }
}

function openFile(file: string): Database.Database {
  const database = new Database(file, { fileMustExist: true, timeout: 0 })
  try {
    database.pragma('journal_mode = WAL')
    database.pragma('synchronous = FULL')
    // What is taken out is overwritten.
    database.pragma('secure_delete = ON')
    return database
  } catch (error) {
    database.close()
    throw error
  }
}

function peopleError(error: unknown, file: string): StoreError {
  const foreseen = foreseenError(error, file)
  if (foreseen && foreseen.reason !== 'corrupt') return foreseen
  const { message } = error as Error
  return new StoreError(
    'corrupt',
    `Không đọc được ${file}: máy chủ chạy tiếp nhưng không nhận khai báo, đề nghị mới; hãy khôi phục tệp từ bản sao lưu. · ` +
      `${file} cannot be read (${message}): the server goes on without new declarations and proposals; restore it from a backup.`,
    { cause: error },
  )
}
