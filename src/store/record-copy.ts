import Database from 'better-sqlite3'
import { RECORD_FILE, RecordStore } from './record-store.ts'

/** Writes a compact copy of the record as it stands at this moment; the server may go on. `file` must not exist. */
export function copyRecord(dataDir: string, file: string): void {
  const record = RecordStore.open(dataDir, { readonly: true })
  try {
    record.db.prepare('VACUUM INTO ?').run(file)
  } finally {
    record.close()
  }
}

/**
 * Takes out of a copy what is nobody else's: the key and counter that codes are made with, who did what, and the
 * change feed, of which the last number and token stay. Their bytes are overwritten.
 */
export function makePublishable(folder: string): void {
  const db = new Database(`${folder}/${RECORD_FILE}`)
  try {
    db.pragma('journal_mode = DELETE')
    db.pragma('secure_delete = ON')
    db.transaction(() => {
      db.exec("DELETE FROM diachiso_info WHERE key IN ('code_key', 'code_counter')")
      db.exec('DELETE FROM event')
      db.exec('DELETE FROM change_feed WHERE fid < (SELECT max(fid) FROM change_feed)')
      db.exec("UPDATE change_feed SET row = NULL, operation = 'bulk', old_geom = NULL")
    })()
  } finally {
    db.close()
  }
}
