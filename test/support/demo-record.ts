import { copyFileSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { packageRoot } from '../../src/config.ts'
import { prepareDemo } from '../../src/importing/demo/demo-data.ts'
import { loadFacts } from '../../src/store/reading/facts.ts'
import { RECORD_FILE, RecordStore } from '../../src/store/record-store.ts'
import { readShippedFacts } from '../../src/units/shipped-facts.ts'

export interface DemoRecord {
  dataDir: string
  record: RecordStore
  /** Closes the record and removes its folder. */
  close(): void
}

const folders = new Map<string, string>()

/**
 * A copy of a small demonstration record (2,000 addresses in 60 communes), open and free to be changed.
 * The original is made once per process and removed when it ends.
 */
export async function demoRecord(): Promise<DemoRecord> {
  return copyOf('demo', (record) => prepareDemo(record, () => {}, { count: 2000 }))
}

/** A copy of a record with 50,000 demonstration addresses, as a first start makes it. */
export async function evalRecord(): Promise<DemoRecord> {
  return copyOf('eval', (record) => prepareDemo(record))
}

/** A copy of a record that holds the shipped units and nothing else. */
export async function factsRecord(): Promise<DemoRecord> {
  return copyOf('facts', () => {})
}

function copyOf(name: string, fill: (record: RecordStore) => void): DemoRecord {
  const dataDir = mkdtempSync(join(tmpdir(), 'diachiso-test-'))
  copyFileSync(join(original(name, fill), RECORD_FILE), join(dataDir, RECORD_FILE))
  const record = RecordStore.open(dataDir)
  return {
    dataDir,
    record,
    close() {
      record.close()
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}

function original(name: string, fill: (record: RecordStore) => void): string {
  const known = folders.get(name)
  if (known) return known
  const folder = mkdtempSync(join(tmpdir(), `diachiso-${name}-`))
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
  const record = RecordStore.open(folder, { create: true })
  loadFacts(record, readShippedFacts(join(packageRoot(), 'data')))
  fill(record)
  record.close()
  folders.set(name, folder)
  return folder
}
