// The thread that reads and checks a file of addresses while the thread that started it loads them.
import { parentPort, workerData } from 'node:worker_threads'
import { checkWith } from '../../importing/kinds/addresses/check-addresses.ts'
import { ImportError } from '../../importing/reading/problem.ts'
import { RecordStore } from '../../store/record-store.ts'
import { recordFinders } from '../place-finders.ts'
import type { CheckerData, FromChecker } from './check-in-thread.ts'
import { packAddresses } from './packed-addresses.ts'

const { dataDir, job, ahead } = workerData as CheckerData
let allowed = ahead
let wake = () => {}
parentPort?.on('message', () => {
  allowed++
  wake()
})

try {
  const batches = await checkWith(unitsOf(dataDir))(job)
  send({ kind: 'open' })
  for await (const { rows, done, total } of batches) {
    while (allowed === 0)
      await new Promise<void>((resolve) => {
        wake = resolve
      })
    allowed--
    const packed = packAddresses(rows)
    send({ kind: 'batch', packed, done, total }, [packed.numbers.buffer as ArrayBuffer])
  }
  send({ kind: 'end' })
} catch (error) {
  if (!(error instanceof ImportError)) throw error
  send({ kind: 'refused', problem: error.problem })
}
parentPort?.close()

/** Closed again at once: an open reader would keep the import from emptying its journal. */
function unitsOf(dataDir: string): ReturnType<typeof recordFinders> {
  const record = RecordStore.open(dataDir, { readonly: true })
  try {
    return recordFinders(record)
  } finally {
    record.close()
  }
}

function send(message: FromChecker, handedOver: ArrayBuffer[] = []): void {
  parentPort?.postMessage(message, handedOver)
}
