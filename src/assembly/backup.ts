import { chmodSync, existsSync, mkdirSync, renameSync, rmSync, statSync } from 'node:fs'
import { basename, dirname, extname, join } from 'node:path'
import { StoreError } from '../store/errors.ts'
import { checkRecord } from '../store/record-check.ts'
import { copyFacts, copyRecord } from '../store/record-copy.ts'
import { digest, flushFolder, stampOf, writeWhole } from './durable-files.ts'

export interface BackupOptions {
  dataDir: string
  /** A file that ends with `.gpkg` and does not exist yet, or a folder for files that are named by the time. */
  target: string
  /** Version of the program. */
  version: string
  now: Date
}

/** What stands beside a backup. */
export interface BackupManifest {
  /** Name of the file, in the manifest's folder. */
  file: string
  bytes: number
  sha256: string
  created: string
  version: string
  /** The last edit in it, see `change_feed`. */
  sequence: number
  token: string
  addresses: number
}

/** The manifest of a backup file. */
export function manifestOf(file: string): string {
  return `${file}.json`
}

/**
 * Writes a copy of the whole record, of one moment, while others may go on, and its manifest; checks the copy before it
 * takes its place. It holds everything, the key of codes too, so only its owner may read it. Throws {@link StoreError}.
 */
export function writeBackup({
  dataDir,
  target,
  version,
  now,
}: BackupOptions): BackupManifest & { path: string } {
  const file = fileFor(target, now)
  if (existsSync(file))
    throw new StoreError(
      'exists',
      `${file} đã có: hãy chọn tên khác. · ${file} is there already: choose another name.`,
    )
  mkdirSync(dirname(file), { recursive: true })
  const part = `${file}.part`
  rmSync(part, { force: true })
  try {
    copyRecord(dataDir, part)
    chmodSync(part, 0o600)
    checkRecord(part)
    const manifest = {
      file: basename(file),
      ...digest(part),
      created: now.toISOString(),
      version,
      ...copyFacts(part),
    }
    writeWhole(manifestOf(file), manifest)
    renameSync(part, file)
    flushFolder(dirname(file))
    return { ...manifest, path: file }
  } finally {
    rmSync(part, { force: true })
  }
}

function fileFor(target: string, now: Date): string {
  const folder = statSync(target, { throwIfNoEntry: false })?.isDirectory() ?? extname(target) !== '.gpkg'
  return folder ? join(target, `registry-${stampOf(now)}.gpkg`) : target
}
