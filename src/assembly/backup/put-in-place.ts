import { existsSync, linkSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { PEOPLE_FILE } from '../../store/people/sqlite-people.ts'
import { RECORD_FILE } from '../../store/record-store.ts'
import { flushFolder, stampOf, writeWhole } from '../durable-files.ts'

/** Says that the files in the workshop are whole, and which name what they replace is kept under. */
const READY = 'ready.json'

/** A folder in the data folder in which files are made that take the place of those that are there. */
export function workshopOf(dataDir: string): string {
  return join(dataDir, '.restoring')
}

/** Empties the workshop. */
export function clearWorkshop(dataDir: string): string {
  const workshop = workshopOf(dataDir)
  rmSync(workshop, { recursive: true, force: true })
  mkdirSync(workshop)
  return workshop
}

/**
 * Puts the files of the workshop, which are flushed, in the place of those that are there. Once it has begun it is ended,
 * by {@link endRestore} where the process was killed: so record and `people.db` are never of two backups.
 *
 * @returns where what was there is kept
 */
export function putInPlace(dataDir: string, now: Date): string[] {
  const workshop = workshopOf(dataDir)
  writeWhole(join(workshop, READY), { stamp: stampOf(now) })
  flushFolder(workshop)
  return endRestore(dataDir)
}

/** Ends a restore that was killed while files took their places; nothing where there was none. */
export function endRestore(dataDir: string): string[] {
  const workshop = workshopOf(dataDir)
  const ready = join(workshop, READY)
  if (!existsSync(ready)) return []
  const { stamp } = JSON.parse(readFileSync(ready, 'utf8')) as { stamp: string }
  const kept: string[] = []
  for (const [name, ending] of [
    [PEOPLE_FILE, '.people.db'],
    [RECORD_FILE, '.gpkg'],
  ] as const) {
    const fresh = join(workshop, name)
    if (!existsSync(fresh)) continue
    const aside = join(dataDir, `replaced-${stamp}${ending}`)
    if (replace(join(dataDir, name), fresh, aside)) kept.push(aside)
  }
  flushFolder(dataDir)
  rmSync(workshop, { recursive: true, force: true })
  return kept
}

/** Whether a restore has begun to put files in place and was killed. */
export function isHalfRestored(dataDir: string): boolean {
  return existsSync(join(workshopOf(dataDir), READY))
}

/** Puts `fresh` in the place of `file`, in one step, so that there is one at every moment; returns whether one was there. */
function replace(file: string, fresh: string, aside: string): boolean {
  const there = existsSync(file)
  if (there && !existsSync(aside)) linkSync(file, aside)
  // those of a damaged file, which could not be emptied
  for (const suffix of ['-wal', '-shm']) rmSync(file + suffix, { force: true })
  renameSync(fresh, file)
  return there
}
