import { Worker } from 'node:worker_threads'
import { workerFile, workerStart } from '../../worker-start.ts'
import type { RecordPlace } from '../checking/open-checked-record.ts'

/** Looks through all addresses of the record of a place in a thread of its own, and stores what is found; ends early by the signal. */
export async function findingsInThread(place: RecordPlace, signal: AbortSignal): Promise<void> {
  const worker = new Worker(workerStart(workerFile('./findings-worker.ts', import.meta.url)), {
    workerData: place,
  })
  const stop = () => worker.terminate()
  signal.addEventListener('abort', stop)
  try {
    await new Promise<void>((resolve, reject) => {
      worker.once('error', reject)
      worker.once('exit', () => resolve())
    })
  } finally {
    signal.removeEventListener('abort', stop)
  }
}
