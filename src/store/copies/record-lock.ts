import { existsSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import type { ChainHead } from '../../chains/linked-event.ts'
import { isBusy, isDamage, StoreError, storeError } from '../errors.ts'
import { SERVING_FILE } from '../following/serving-store.ts'
import { codeKeyName } from '../people/code-bound.ts'
import { PEOPLE_FILE } from '../people/sqlite-people.ts'
import { RECORD_FILE } from '../record-store.ts'

/** The last numbers that a history is known to have given, as far as the files in place can be read. */
export interface HistoryEnd {
  sequence: number
  /** Whether the files know of codes under this key: whether they are of the same record. */
  knows(codeKey: string): boolean
  /** Whether `people.db` does. */
  copied(codeKey: string): boolean
  /** How many codes may have been issued. */
  codes: number
  /** Heads in the record and those copied beside it. */
  heads: readonly ChainHead[]
}

/** The files of a data folder, which nobody else has open and nobody can open until they are released. */
export interface HeldFiles {
  end: HistoryEnd
  /**
   * Copies the journals into their files. Call before other files take their places: closing a file with a journal deletes
   * the one beside its name, which by then would be the other's.
   */
  leaveJournals(): void
  /** Writes a copy of `people.db`; false where there is none that can be read. */
  copyPeople(file: string): boolean
  release(): void
}

/**
 * Takes the exclusive lock on the record, on `people.db` and on the tiles' file, which SQLite gives to nobody while another connection has
 * the file open, and which ends with a killed process. A damaged file cannot be locked; then the other one decides. Throws
 * {@link StoreError} `busy` while a server or another program has them open.
 */
export function holdFiles(dataDir: string): HeldFiles {
  const held = new Map<string, Database.Database>()
  const release = () => {
    for (const db of held.values()) db.close()
    held.clear()
  }
  try {
    for (const name of [RECORD_FILE, PEOPLE_FILE, SERVING_FILE]) {
      const db = lock(join(dataDir, name))
      if (db) held.set(name, db)
    }
    const record = held.get(RECORD_FILE)
    const people = held.get(PEOPLE_FILE)
    return {
      end: endOf(record, people),
      leaveJournals() {
        leaveJournal(record)
        leaveJournal(people)
      },
      copyPeople: (file) => people !== undefined && copyOut(people, file),
      release,
    }
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

/** The lock stays, as the connection is the only one that may have it. */
function copyOut(db: Database.Database, file: string): boolean {
  try {
    db.exec('COMMIT')
    db.prepare('VACUUM INTO ?').run(file)
    db.exec('BEGIN EXCLUSIVE')
    return true
  } catch (error) {
    if (!isDamage(error)) throw storeError(error, file)
    return false
  }
}

function endOf(record: Database.Database | undefined, people: Database.Database | undefined): HistoryEnd {
  const sequences = rows<{ seq: number }>(
    record,
    "SELECT seq FROM sqlite_sequence WHERE name = 'change_feed'",
  )
  const info = new Map(
    rows<{ key: string; value: string }>(record, 'SELECT key, value FROM diachiso_info').map(
      ({ key, value }) => [key, value],
    ),
  )
  const bounds = rows<{ code_key: string; bound: number }>(people, 'SELECT code_key, bound FROM code_bound')
  const copied = (codeKey: string) => bounds.some(({ code_key }) => code_key === codeKeyName(codeKey))
  return {
    sequence: sequences[0]?.seq ?? 0,
    knows: (codeKey) => info.get('code_key') === codeKey || copied(codeKey),
    copied,
    codes: Math.max(Number(info.get('code_counter') ?? 0) || 0, ...bounds.map(({ bound }) => bound)),
    heads: [
      ...rows<ChainHead>(record, 'SELECT chain, number, hash, at FROM zz_chain WHERE number > 0'),
      ...rows<ChainHead>(people, 'SELECT chain, number, hash, at FROM chain_head'),
    ],
  }
}

/** What a file that may be damaged, or older than the table, answers. */
function rows<Row>(db: Database.Database | undefined, sql: string): Row[] {
  try {
    return db?.prepare<[], Row>(sql).all() ?? []
  } catch {
    return []
  }
}
