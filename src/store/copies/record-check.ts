import { statSync } from 'node:fs'
import { join } from 'node:path'
import type { Database } from 'better-sqlite3'
import { StoreError } from '../errors.ts'
import { LAYERS } from '../layout/layers.ts'
import { RECORD_FILE } from '../record-store.ts'
import { brokenPage, damageIn } from './damage.ts'

/** Whether a journal lies beside the record: it was not closed, is open elsewhere, or was copied beside a foreign journal. */
export function leftJournal(dataDir: string): boolean {
  const journal = statSync(join(dataDir, `${RECORD_FILE}-wal`), { throwIfNoEntry: false })
  return journal !== undefined && journal.size > 0
}

/**
 * Looks through the whole record, its journal included, and changes nothing, as this connection may not write. Throws
 * {@link StoreError} `corrupt` with what is wrong. Reads every page: 5 s per million addresses.
 */
export function checkRecord(file: string): void {
  const damage = damageIn(file, (db) => brokenPage(db) ?? gapOf(db))
  if (damage === undefined) return
  throw new StoreError(
    'corrupt',
    `${file} bị hỏng hoặc không khớp với tệp ${file}-wal (${damage}): hãy khôi phục từ bản sao lưu bằng npm run restore. · ` +
      `${file} is damaged, or ${file}-wal is another record's (${damage}): restore a backup with npm run restore.`,
  )
}

/** Rows are numbered without using a number twice, so none lies above the last number, and the feed ends with it. */
function gapOf(db: Database): string | undefined {
  const numbers = new Map(
    db.prepare<[], [string, number]>('SELECT name, seq FROM sqlite_sequence').raw().all(),
  )
  const tables = db.prepare("SELECT name FROM sqlite_master WHERE type = 'table'").pluck().all()
  for (const layer of Object.keys(LAYERS).filter((name) => tables.includes(name))) {
    const last = db.prepare<[], number | null>(`SELECT max(fid) FROM ${layer}`).pluck().get() ?? undefined
    const given = numbers.get(layer) ?? 0
    const whole = last === undefined || (layer === 'change_feed' ? last === given : last <= given)
    if (!whole) return `${layer}: ${last}, ${given}`
  }
  return undefined
}
