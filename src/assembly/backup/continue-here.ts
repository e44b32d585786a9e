import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { AfterBackupLog } from '../../store/copies/after-backup-log.ts'
import { codeKeyOf, copyFacts } from '../../store/copies/record-copy.ts'
import { holdFiles } from '../../store/copies/record-lock.ts'
import { PEOPLE_FILE } from '../../store/people/sqlite-people.ts'
import { checkDataDir, RECORD_FILE } from '../../store/record-store.ts'
import { continueRestored } from './continue-restored.ts'
import { endRestore } from './put-in-place.ts'
import { headsNeeded, type Restored, type RestoreOptions } from './restore-backup.ts'

/**
 * Lets a record that was put in place by hand go on as {@link restoreBackup} lets a backup: with a segment in each chain and
 * codes above all that were issued. Throws {@link StoreError} as that does.
 */
export async function continueHere({
  dataDir,
  now,
  published = [],
  lost,
  key,
}: Omit<RestoreOptions, 'backup' | 'keepPeople'>): Promise<Restored> {
  checkDataDir(dataDir)
  const file = join(dataDir, RECORD_FILE)
  const held = holdFiles(dataDir)
  held.release()
  endRestore(dataDir)
  const { end } = held
  // What the file itself knows is no sign of how far the other one went.
  if (!end.copied(codeKeyOf(file)) && published.length === 0 && lost === undefined) throw headsNeeded(dataDir)
  const settled = await continueRestored({
    folder: dataDir,
    abandoned: { published, heads: end.heads, codes: end.codes, lost: lost ?? 0 },
    sequence: end.sequence,
    now,
    log: new AfterBackupLog(dataDir),
    key,
  })
  const people = existsSync(join(dataDir, PEOPLE_FILE)) ? 'kept' : 'none'
  return { ...copyFacts(file), ...settled, people, kept: [] }
}
