import Database from 'better-sqlite3'
import { ChangeFeed, type FeedPosition } from './change-feed.ts'
import { storeError } from './errors.ts'
import { RecordStore } from './record-store.ts'
import { TOKEN } from './schema.ts'

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

/**
 * Begins a new history in a record that is restored: an entry of the feed with a token of its own, numbered above
 * `sequence`, and a code counter above `counter`, so that neither a change nor a code of the abandoned history comes
 * again as another.
 */
export function beginHistory(record: RecordStore, { sequence, counter }: HistoryEnd): void {
  const last = Math.max(sequence, record.changes.last())
  const codes = Math.max(counter, Number(record.info.get('code_counter') ?? 0))
  record.write(() => {
    record.db
      .prepare(
        `INSERT INTO change_feed(fid, layer, operation, token) VALUES (?, 'change_feed', 'bulk', ${TOKEN})`,
      )
      .run(last + 1)
    record.info.set('code_counter', String(codes + SPARED_CODES))
  })
}

/** The last numbers that a history is known to have given. */
export interface HistoryEnd {
  sequence: number
  /** How many codes it has issued. */
  counter: number
}

/** Codes that are passed over: as many may have been issued since the last that is known. */
const SPARED_CODES = 1_000_000
