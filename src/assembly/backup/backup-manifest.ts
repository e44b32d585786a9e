import { readFileSync } from 'node:fs'
import type { ChainHead } from '../../chains/linked-event.ts'
import { StoreError } from '../../store/errors.ts'

/** A file of a backup. */
export interface SavedFile {
  /** Its name, in the manifest's folder. */
  file: string
  bytes: number
  sha256: string
}

/** What stands beside a backup. */
export interface BackupManifest extends SavedFile {
  created: string
  version: string
  /** The last edit in it, see `change_feed`. */
  sequence: number
  token: string
  addresses: number
  /** `people.db` of the same moment; absent where there was none, and in backups of earlier versions. */
  people?: SavedFile
  /** The heads of its chains: the manifest may be kept as what was published. */
  heads?: readonly ChainHead[]
}

/** The manifest of a backup file. */
export function manifestOf(file: string): string {
  return `${file}.json`
}

/** Reads the manifest of a backup; throws {@link StoreError} `not-a-backup` for one that is none. */
export function readManifest(backup: string): BackupManifest {
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
  const { bytes, sha256, sequence, token, people } = found ?? {}
  const saved = people === undefined || (isFileName(people?.file) && typeof people.sha256 === 'string')
  const numbers = [bytes, sequence].every(Number.isInteger)
  if (numbers && saved && [sha256, token].every((word) => typeof word === 'string'))
    return found as BackupManifest
  throw new StoreError(
    'not-a-backup',
    `${file} thiếu bytes, sha256, sequence hoặc token. · ${file} lacks bytes, sha256, sequence or token.`,
  )
}

/** A name that stays in the manifest's folder. */
function isFileName(name: unknown): boolean {
  return typeof name === 'string' && /^[^/\\]+$/.test(name)
}
