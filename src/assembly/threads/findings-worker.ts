// The thread that looks through all addresses of the record, after an import or at first, while the server answers.
import { workerData } from 'node:worker_threads'
import { RecordStore } from '../../store/record-store.ts'
import { openSqliteEngine } from '../../store/registry/engines/sqlite-engine.ts'
import { RegistryStore } from '../../store/registry/registry-store.ts'
import { storeFindings } from '../checking/store-findings.ts'

const { dataDir } = workerData as { dataDir: string }
const record = RecordStore.open(dataDir, { readonly: true })
const store = new RegistryStore(openSqliteEngine(dataDir))
try {
  await storeFindings(record, store)
} finally {
  await store.close()
  record.close()
}
