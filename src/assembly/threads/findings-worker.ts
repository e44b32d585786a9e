// The thread that looks through all addresses of the record, after an import or at first, while the server answers.
import { workerData } from 'node:worker_threads'
import { openCheckedRecord, type RecordPlace } from '../checking/open-checked-record.ts'
import { storeFindings } from '../checking/store-findings.ts'

const { record, store, close } = await openCheckedRecord(workerData as RecordPlace)
try {
  await storeFindings(record, store)
} finally {
  await close()
}
