import { copyFileSync, existsSync, linkSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { FeedPosition } from '../store/change-feed.ts'
import { StoreError } from '../store/errors.ts'
import { checkRecord } from '../store/record-check.ts'
import { beginHistory, copyFacts, type HistoryEnd } from '../store/record-copy.ts'
import { holdFiles } from '../store/record-lock.ts'
import { checkDataDir, RECORD_FILE, RecordStore } from '../store/record-store.ts'
import { type BackupManifest, manifestOf } from './backup.ts'
import { digest, flushFolder, stampOf } from './durable-files.ts'

export interface RestoreOptions {
  dataDir: string
  /** The backup's file; its manifest lies beside it. */
  backup: string
  now: Date
}

export interface Restored extends FeedPosition {
  addresses: number
  /** Where the record that was there is kept; absent where there was none. */
  kept?: string
}

/**
 * Puts a backup in the record's place, while no server runs, and begins a new history in it, so that nothing made from the
 * abandoned one is taken for current. What was there is kept beside it. The record is replaced in one step, when all is
 * written and checked: a killed restore leaves the record as it was. Throws {@link StoreError}.
 */
export function restoreBackup({ dataDir, backup, now }: RestoreOptions): Restored {
  const manifest = readManifest(backup)
  checkDataDir(dataDir)
  const held = holdFiles(dataDir)
  const workshop = join(dataDir, '.restoring')
  try {
    rmSync(workshop, { recursive: true, force: true })
    mkdirSync(workshop)
    const fresh = join(workshop, RECORD_FILE)
    copyFileSync(backup, fresh)
    checkCopy(fresh, backup, manifest)
    const facts = restart(workshop, held.end)
    digest(fresh)
    held.leaveJournal()
    const kept = replace(join(dataDir, RECORD_FILE), fresh, now)
    return { ...facts, ...(kept === undefined ? {} : { kept }) }
  } finally {
    held.release()
    rmSync(workshop, { recursive: true, force: true })
  }
}

function readManifest(backup: string): BackupManifest {
  const file = manifestOf(backup)
  let found: Partial<BackupManifest> | null = null
  try {
    found = JSON.parse(readFileSync(file, 'utf8')) as Partial<BackupManifest> | null
  } catch (cause) {
    throw new StoreError(
      'not-a-backup',
      `Không đọc được ${file}, là tệp mô tả của bản sao lưu (${(cause as Error).message}). · ` +
        `${file}, the backup's manifest, cannot be read (${(cause as Error).message}).`,
      { cause },
    )
  }
  const { bytes, sha256, sequence, token } = found ?? {}
  if ([bytes, sequence].every(Number.isInteger) && [sha256, token].every((word) => typeof word === 'string'))
    return found as BackupManifest
  throw new StoreError(
    'not-a-backup',
    `${file} thiếu bytes, sha256, sequence hoặc token. · ${file} lacks bytes, sha256, sequence or token.`,
  )
}

/** Compares a copy with what the manifest says of the backup, and looks through it. */
function checkCopy(copy: string, backup: string, manifest: BackupManifest): void {
  const { bytes, sha256 } = digest(copy)
  if (bytes !== manifest.bytes || sha256 !== manifest.sha256)
    throw new StoreError(
      'not-a-backup',
      `${backup} không khớp với ${manifestOf(backup)}: đã bị hỏng hoặc bị sửa. · ` +
        `${backup} is not what ${manifestOf(backup)} says: it was damaged or changed.`,
    )
  checkRecord(copy)
  const { sequence, token } = copyFacts(copy)
  if (sequence !== manifest.sequence || token !== manifest.token)
    throw new StoreError(
      'not-a-backup',
      `${manifestOf(backup)} là của bản sao lưu khác (thay đổi ${manifest.sequence}, tệp có ${sequence}). · ` +
        `${manifestOf(backup)} is another backup's (change ${manifest.sequence}, the file has ${sequence}).`,
    )
}

/** Leads the copy to today's schema and begins its history. */
function restart(folder: string, end: HistoryEnd): Omit<Restored, 'kept'> {
  const record = RecordStore.open(folder)
  try {
    beginHistory(record, end)
    return { ...record.changes.position(), addresses: record.addresses.count() }
  } finally {
    record.close()
  }
}

/** Puts `fresh` in the place of `file`, in one step, so that there is a record at every moment. */
function replace(file: string, fresh: string, now: Date): string | undefined {
  let kept: string | undefined
  if (existsSync(file)) {
    kept = join(dirname(file), `replaced-${stampOf(now)}.gpkg`)
    linkSync(file, kept)
  }
  // those of a damaged record, which could not be emptied
  for (const suffix of ['-wal', '-shm']) rmSync(file + suffix, { force: true })
  renameSync(fresh, file)
  flushFolder(dirname(file))
  return kept
}
