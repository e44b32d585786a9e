import { copyFileSync, existsSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { ChainHead } from '../../chains/linked-event.ts'
import { AfterBackupLog } from '../../store/copies/after-backup-log.ts'
import { checkRecord } from '../../store/copies/record-check.ts'
import { codeKeyOf, copyFacts } from '../../store/copies/record-copy.ts'
import { type HeldFiles, holdFiles } from '../../store/copies/record-lock.ts'
import { StoreError } from '../../store/errors.ts'
import { checkPeople } from '../../store/people/check-people.ts'
import type { PeopleKey } from '../../store/people/people-key.ts'
import { PEOPLE_FILE } from '../../store/people/sqlite-people.ts'
import type { FeedPosition } from '../../store/record/change-feed.ts'
import { checkDataDir, RECORD_FILE } from '../../store/record-store.ts'
import { digest } from '../durable-files.ts'
import { type BackupManifest, manifestOf, readManifest } from './backup-manifest.ts'
import { continueRestored, type Settled } from './continue-restored.ts'
import { clearWorkshop, endRestore, isHalfRestored, putInPlace, workshopOf } from './put-in-place.ts'

export interface RestoreOptions {
  dataDir: string
  /** The backup's file; its manifest lies beside it. */
  backup: string
  now: Date
  /** The heads that were published last, see `GET /v1/events/heads`. */
  published?: readonly ChainHead[] | undefined
  /** How many events of a chain, and codes, may have been written since what is known. */
  lost?: number | undefined
  /** Leave the `people.db` that is there in its place. */
  keepPeople?: boolean | undefined
  key?: PeopleKey | undefined
}

export interface Restored extends FeedPosition, Settled {
  addresses: number
  /** Where the files that were there are kept. */
  kept: readonly string[]
  /** Where `people.db` is from; `none` where there was none. */
  people: 'backup' | 'kept' | 'none'
}

/**
 * Puts a backup in the place of record and `people.db`, while no server runs, and begins a new history in it, so that
 * nothing made from the abandoned one is taken for current. What was there is kept beside it. The files take their places
 * when all is written and checked: a killed restore leaves them as they were, or is ended at the next start. Throws
 * {@link StoreError}: `heads-needed` where nothing says how far the abandoned history went.
 */
export async function restoreBackup(options: RestoreOptions): Promise<Restored> {
  const { dataDir, backup, now, published = [], lost, keepPeople = false, key } = options
  const manifest = readManifest(backup)
  checkDataDir(dataDir)
  const held = holdFiles(dataDir)
  try {
    endRestore(dataDir)
    const workshop = clearWorkshop(dataDir)
    const fresh = join(workshop, RECORD_FILE)
    copyFileSync(backup, fresh)
    checkCopy(fresh, backup, manifest)
    const { end } = held
    const known = end.knows(codeKeyOf(fresh))
    if (!known && published.length === 0 && lost === undefined) throw headsNeeded(dataDir)
    const people = bringPeople(workshop, held, backup, manifest, keepPeople)
    const settled = await continueRestored({
      folder: workshop,
      abandoned: {
        published,
        heads: known ? end.heads : [],
        codes: known ? end.codes : 0,
        lost: lost ?? 0,
      },
      sequence: end.sequence,
      now,
      log: new AfterBackupLog(dataDir),
      key,
    })
    const facts = copyFacts(fresh)
    for (const name of [RECORD_FILE, PEOPLE_FILE])
      if (existsSync(join(workshop, name))) digest(join(workshop, name))
    held.leaveJournals()
    return { ...facts, ...settled, people, kept: putInPlace(dataDir, now) }
  } finally {
    held.release()
    if (!isHalfRestored(dataDir)) rmSync(workshopOf(dataDir), { recursive: true, force: true })
  }
}

/** Compares a copy with what the manifest says of the backup, and looks through it. */
function checkCopy(copy: string, backup: string, manifest: BackupManifest): void {
  checkDigest(copy, backup, manifest, manifest)
  checkRecord(copy)
  const { sequence, token } = copyFacts(copy)
  if (sequence !== manifest.sequence || token !== manifest.token)
    throw new StoreError(
      'not-a-backup',
      `${manifestOf(backup)} là của bản sao lưu khác (thay đổi ${manifest.sequence}, tệp có ${sequence}). · ` +
        `${manifestOf(backup)} is another backup's (change ${manifest.sequence}, the file has ${sequence}).`,
    )
}

function checkDigest(
  copy: string,
  file: string,
  said: { bytes: number; sha256: string },
  manifest: BackupManifest,
): void {
  const { bytes, sha256 } = digest(copy)
  if (bytes === said.bytes && sha256 === said.sha256) return
  const manifestFile = join(dirname(file), manifestOf(manifest.file))
  throw new StoreError(
    'not-a-backup',
    `${file} không khớp với ${manifestFile}: đã bị hỏng hoặc bị sửa. · ` +
      `${file} is not what ${manifestFile} says: it was damaged or changed.`,
  )
}

/** Puts the `people.db` that the restored record goes on with into the workshop. */
function bringPeople(
  workshop: string,
  held: HeldFiles,
  backup: string,
  manifest: BackupManifest,
  keep: boolean,
): Restored['people'] {
  const fresh = join(workshop, PEOPLE_FILE)
  if (keep || manifest.people === undefined) {
    if (held.copyPeople(fresh)) return 'kept'
    if (!keep) return 'none'
    throw new StoreError(
      'corrupt',
      'Không có people.db đọc được để giữ lại. · There is no people.db that can be read and kept.',
    )
  }
  const saved = join(dirname(backup), manifest.people.file)
  if (!existsSync(saved))
    throw new StoreError(
      'not-a-backup',
      `Thiếu ${saved}, là một phần của bản sao lưu. · ${saved}, a part of the backup, is missing.`,
    )
  copyFileSync(saved, fresh)
  checkDigest(fresh, saved, manifest.people, manifest)
  checkPeople(fresh)
  return 'backup'
}

/** Why a record cannot go on: nobody knows which numbers were given. */
export function headsNeeded(dataDir: string): StoreError {
  return new StoreError(
    'heads-needed',
    `Trong ${dataDir} không còn gì cho biết sau bản sao lưu đã cấp đến số nào: hãy thêm --head TỆP (đầu chuỗi đã lưu từ GET /v1/events/heads) ` +
      'hoặc --lost N (nhiều nhất bao nhiêu sự kiện, mã có thể đã mất; 0 nếu không có). · ' +
      `Nothing in ${dataDir} says how far numbers were given after the backup: add --head FILE (heads saved from GET /v1/events/heads) ` +
      'or --lost N (how many events and codes may have been lost at most; 0 for none).',
  )
}
