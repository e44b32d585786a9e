import { existsSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { writeDemoBasemap } from '../importing/demo/basemap/demo-basemap.ts'
import { prepareDemo } from '../importing/demo/demo-data.ts'
import { BASEMAP_FILE } from '../store/basemap/basemap-layers.ts'
import { dropDemoBasemap } from '../store/basemap/basemap-reader.ts'
import { checkRecord, leftJournal } from '../store/copies/record-check.ts'
import { loadFacts } from '../store/reading/facts.ts'
import { checkDataDir, RECORD_FILE, RecordStore, recordExists } from '../store/record-store.ts'
import { readShippedFacts } from '../units/shipped-facts.ts'
import { endRestore } from './backup/put-in-place.ts'

export interface PrepareOptions {
  /** Folder of the tables that ship with the project. */
  factsDir: string
  /** Fill a new record with demonstration data. */
  demo: boolean
  /** Look through the whole record first where it was not closed: a server does. */
  verify?: boolean
  /** Called with how many of how many demonstration addresses are made. */
  onProgress?: (done: number, total: number) => void
}

/**
 * Opens the record of a data folder. Where there is none, makes it first, with the shipped facts and, when asked,
 * demonstration data and its base map, in a folder beside, and renames it when whole: a start that is killed leaves no half record.
 */
export function prepareRecord(
  dataDir: string,
  { factsDir, demo, verify, onProgress }: PrepareOptions,
): RecordStore {
  endRestore(dataDir)
  if (recordExists(dataDir)) {
    if (verify && leftJournal(dataDir)) checkRecord(join(dataDir, RECORD_FILE))
    const record = RecordStore.open(dataDir)
    if (record.info.get('data_kind') !== 'demo') dropDemoBasemap(dataDir)
    return record
  }
  checkDataDir(dataDir)
  const preparing = join(dataDir, '.preparing')
  rmSync(preparing, { recursive: true, force: true })
  const record = RecordStore.open(preparing, { create: true })
  try {
    loadFacts(record, readShippedFacts(factsDir))
    if (demo) prepareDemo(record, onProgress)
    if (demo && !existsSync(join(dataDir, BASEMAP_FILE))) writeDemoBasemap(record, preparing)
  } finally {
    record.close()
  }
  if (existsSync(join(preparing, BASEMAP_FILE)))
    renameSync(join(preparing, BASEMAP_FILE), join(dataDir, BASEMAP_FILE))
  renameSync(join(preparing, RECORD_FILE), join(dataDir, RECORD_FILE))
  rmSync(preparing, { recursive: true, force: true })
  return RecordStore.open(dataDir)
}
