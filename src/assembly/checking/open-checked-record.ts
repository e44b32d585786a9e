import { databaseName } from '../../store/engines/postgres-failure.ts'
import { RecordStore } from '../../store/record-store.ts'
import { openPostgresEngine } from '../../store/registry/engines/postgres-engine.ts'
import { checkPostgresLayout } from '../../store/registry/engines/postgres-layout.ts'
import { openSqliteEngine } from '../../store/registry/engines/sqlite-engine.ts'
import { RegistryStore } from '../../store/registry/registry-store.ts'
import type { CheckedRecord } from './checked-record.ts'
import { databaseRecord } from './database-record.ts'
import { fileRecord } from './file-record.ts'

/** Where a record is kept. */
export type RecordPlace = { readonly dataDir: string } | { readonly recordUrl: string }

/** Connections of a thread or command: it reads and writes one after the other. */
const CONNECTIONS = 2

/** A record that a thread or command checks. */
export interface OpenRecord {
  readonly record: CheckedRecord
  readonly store: RegistryStore
  readonly close: () => Promise<void>
}

/** Opens the record of a place, to check it and to write what is found. Throws {@link StoreError} where it cannot be used. */
export async function openCheckedRecord(place: RecordPlace): Promise<OpenRecord> {
  if ('dataDir' in place) {
    const record = RecordStore.open(place.dataDir, { readonly: true })
    const store = new RegistryStore(openSqliteEngine(place.dataDir))
    const close = async () => {
      await store.close()
      record.close()
    }
    return { record: fileRecord(record), store, close }
  }
  // A connection that was lost says so to whoever asks next.
  const engine = openPostgresEngine(place.recordUrl, () => {}, CONNECTIONS)
  try {
    await checkPostgresLayout(engine.db, databaseName(place.recordUrl))
    const record = await databaseRecord(engine)
    return { record, store: new RegistryStore(engine), close: () => engine.close() }
  } catch (error) {
    await engine.close()
    throw error
  }
}
