import { chmodSync, existsSync, mkdirSync, renameSync, rmSync, statSync } from 'node:fs'
import { basename, dirname, extname, join } from 'node:path'
import { copyTogether } from '../../store/copies/copy-together.ts'
import { checkRecord } from '../../store/copies/record-check.ts'
import { copyFacts, copyHeads } from '../../store/copies/record-copy.ts'
import { StoreError } from '../../store/errors.ts'
import { checkPeople } from '../../store/people/check-people.ts'
import { digest, flushFolder, stampOf, writeWhole } from '../durable-files.ts'
import { type BackupManifest, manifestOf } from './backup-manifest.ts'

export interface BackupOptions {
  dataDir: string
  /** A file that ends with `.gpkg` and does not exist yet, or a folder for files that are named by the time. */
  target: string
  /** Version of the program. */
  version: string
  now: Date
}

/**
 * Writes copies of the record and of `people.db`, of one moment, while others may go on, and their manifest; checks the
 * copies before they take their place. They hold everything, the key of codes too, so only their owner may read them; the
 * key of `people.db` is not in them. Throws {@link StoreError}.
 */
export async function writeBackup({
  dataDir,
  target,
  version,
  now,
}: BackupOptions): Promise<BackupManifest & { path: string }> {
  const file = fileFor(target, now)
  const people = file.replace(/(\.gpkg)?$/, '.people.db')
  for (const name of [file, people]) mustBeNew(name)
  mkdirSync(dirname(file), { recursive: true })
  const part = `${file}.part`
  const peoplePart = `${people}.part`
  const parts = [part, peoplePart].flatMap((name) => [name, `${name}-journal`])
  for (const name of parts) rmSync(name, { force: true })
  try {
    const both = await copyTogether(dataDir, { record: part, people: peoplePart })
    for (const copy of both ? [part, peoplePart] : [part]) chmodSync(copy, 0o600)
    checkRecord(part)
    if (both) checkPeople(peoplePart)
    const manifest: BackupManifest = {
      file: basename(file),
      ...digest(part),
      created: now.toISOString(),
      version,
      ...copyFacts(part),
      ...(both ? { people: { file: basename(people), ...digest(peoplePart) } } : {}),
      heads: copyHeads(part),
    }
    writeWhole(manifestOf(file), manifest)
    if (both) renameSync(peoplePart, people)
    renameSync(part, file)
    flushFolder(dirname(file))
    return { ...manifest, path: file }
  } finally {
    for (const name of parts) rmSync(name, { force: true })
  }
}

function mustBeNew(file: string): void {
  if (existsSync(file))
    throw new StoreError(
      'exists',
      `${file} đã có: hãy chọn tên khác. · ${file} is there already: choose another name.`,
    )
}

function fileFor(target: string, now: Date): string {
  const folder = statSync(target, { throwIfNoEntry: false })?.isDirectory() ?? extname(target) !== '.gpkg'
  return folder ? join(target, `registry-${stampOf(now)}.gpkg`) : target
}
