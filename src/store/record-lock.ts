import { existsSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { isBusy, isDamage, StoreError } from './errors.ts'
import type { HistoryEnd } from './record-copy.ts'
import { RECORD_FILE } from './record-store.ts'
import { SERVING_FILE } from './serving-store.ts'

/** The files of a data folder, which nobody else has open and nobody can open until they are released. */
export interface HeldFiles {
  /** The last numbers of the record that lies there; zero where it cannot be read. */
  end: HistoryEnd
  /**
   * Copies the record's journal into it. Call before another file takes its place: closing a file with a journal deletes
   * the one beside its name, which by then would be the other's.
   */
  leaveJournal(): void
  release(): void
}

/**
 * Takes the exclusive lock on the record and on the tiles' file, which SQLite gives to nobody while another connection has
 * the file open, and which ends with a killed process. A damaged file cannot be locked; then the other one decides. Throws
 * {@link StoreError} `busy` while a server or another program has them open.
 */
export function holdFiles(dataDir: string): HeldFiles {
  const held: Database.Database[] = []
  const release = () => {
    for (const db of held.splice(0)) db.close()
  }
  try {
    for (const name of [RECORD_FILE, SERVING_FILE]) {
      const db = lock(join(dataDir, name))
      if (db) held.push(db)
    }
    const record = held.find(({ name }) => name.endsWith(RECORD_FILE))
    return { end: endOf(record), leaveJournal: () => leaveJournal(record), release }
  } catch (error) {
    release()
    throw error
  }
}

function lock(file: string): Database.Database | undefined {
  if (!existsSync(file)) return undefined
  const db = new Database(file, { timeout: 0 })
  try {
    // refused while anybody else has the file open, also who only reads it
    db.pragma('locking_mode = EXCLUSIVE')
    db.exec('BEGIN EXCLUSIVE')
    return db
  } catch (error) {
    db.close()
    if (isDamage(error)) return undefined
    if (!isBusy(error)) throw error
    throw new StoreError(
      'busy',
      `${file} đang mở trong máy chủ hoặc chương trình khác: hãy dừng chương trình đó trước. · ` +
        `${file} is open in a server or another program: stop it first.`,
      { cause: error },
    )
  }
}

function leaveJournal(db: Database.Database | undefined): void {
  try {
    db?.exec('COMMIT')
    db?.pragma('journal_mode = DELETE')
    db?.exec('BEGIN EXCLUSIVE')
  } catch (error) {
    if (!isDamage(error)) throw error
  }
}

function endOf(db: Database.Database | undefined): HistoryEnd {
  const number = (sql: string) => {
    try {
      return Number(db?.prepare(sql).pluck().get() ?? 0)
    } catch {
      return 0
    }
  }
  return {
    sequence: number("SELECT seq FROM sqlite_sequence WHERE name = 'change_feed'"),
    counter: number("SELECT value FROM diachiso_info WHERE key = 'code_counter'"),
  }
}
