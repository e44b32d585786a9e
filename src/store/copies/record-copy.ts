import Database from 'better-sqlite3'
import type { ChainHead } from '../../chains/linked-event.ts'
import { storeError } from '../errors.ts'
import { TOKEN } from '../layout/schema.ts'
import { ChangeFeed, type FeedPosition } from '../record/change-feed.ts'
import { RecordStore } from '../record-store.ts'

/**
 * Writes a compact copy of the record as it stands at this moment; the server may go on. `file` must not exist. Throws
 * {@link StoreError}, on a full disk too.
 */
export function copyRecord(dataDir: string, file: string): void {
  const record = RecordStore.open(dataDir, { readonly: true })
  try {
    record.db.prepare('VACUUM INTO ?').run(file)
  } catch (error) {
    throw storeError(error, file)
  } finally {
    record.close()
  }
}

/** Up to where a copy goes, and how many addresses it holds. */
export function copyFacts(file: string): FeedPosition & { addresses: number } {
  const db = new Database(file, { readonly: true, fileMustExist: true })
  try {
    const addresses = db.prepare<[], number>('SELECT count(*) FROM address').pluck().get() as number
    return { ...new ChangeFeed(db).position(), addresses }
  } finally {
    db.close()
  }
}

/** The heads of the chains in a copy, by name; none in one that is older than events. */
export function copyHeads(file: string): ChainHead[] {
  const db = new Database(file, { readonly: true, fileMustExist: true })
  try {
    if (db.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'zz_chain'").get() === undefined) return []
    return db
      .prepare<[], ChainHead>('SELECT chain, number, hash, at FROM zz_chain WHERE number > 0 ORDER BY chain')
      .all()
  } finally {
    db.close()
  }
}

/** The key of the codes in a copy, by which a record is told from others; empty where it has none. */
export function codeKeyOf(file: string): string {
  const db = new Database(file, { readonly: true, fileMustExist: true })
  try {
    const key = db.prepare("SELECT value FROM diachiso_info WHERE key = 'code_key'").pluck().get()
    return typeof key === 'string' ? key : ''
  } finally {
    db.close()
  }
}

/**
 * Begins a new history in a record that is restored: an entry of the feed with a token of its own, numbered above
 * `sequence`, so that no change of the abandoned history comes again as another.
 */
export function beginHistory(record: RecordStore, sequence: number): void {
  const last = Math.max(sequence, record.changes.last())
  record.db
    .prepare(
      `INSERT INTO change_feed(fid, layer, operation, token) VALUES (?, 'change_feed', 'bulk', ${TOKEN})`,
    )
    .run(last + 1)
}
