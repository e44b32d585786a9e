import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CodeBound } from '../../src/store/people/code-bound.ts'
import type { PeopleKey } from '../../src/store/people/people-key.ts'
import { openSqlitePeople } from '../../src/store/people/sqlite-people.ts'
import { RecordStore } from '../../src/store/record-store.ts'
import { openSqliteEngine } from '../../src/store/registry/engines/sqlite-engine.ts'
import { RegistryStore } from '../../src/store/registry/registry-store.ts'
import { COMMUNES, rulesOver } from './registry-engines.ts'

const folders = new Set<string>()
process.once('exit', () => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true })
})

/** A folder that goes with the process. */
export function passingFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'diachiso-living-'))
  folders.add(folder)
  return folder
}

/** A folder with an empty record of two communes, as a first start makes it; nobody has it open. */
export function foundedFolder(): string {
  const dataDir = passingFolder()
  const record = RecordStore.open(dataDir, { create: true })
  const add = record.db.prepare(
    `INSERT INTO unit(code, level, type, name, full_name, valid_from) VALUES (?, 'commune', 'xã', 'x', 'x', '2025-07-01')`,
  )
  for (const code of COMMUNES) add.run(code)
  record.close()
  return dataDir
}

/** The rules over the files of a folder, as a server has them open, what was left settled; close it, and the folder stays. */
export async function living(dataDir: string, key?: PeopleKey) {
  const people = await openSqlitePeople(dataDir, { key })
  const bound = new CodeBound(people)
  const store = new RegistryStore(openSqliteEngine(dataDir), (key, number) => bound.cover(key, number))
  const rules = rulesOver(store, people)
  await bound.resume(store)
  await rules.acceptance.settlePending()
  return {
    ...rules,
    store,
    people,
    async close() {
      await store.close()
      await people.close()
    },
  }
}
