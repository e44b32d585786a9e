// A thread that draws pictures of the map and writes sheets.
import { parentPort } from 'node:worker_threads'
import { PaperMaker, type PaperTask } from '../../http/papers/paper-maker.ts'
import type { Answer, Assignment } from '../../tiles/making/worker-pool.ts'

const maker = new PaperMaker()

parentPort?.on('message', async (assignments: Assignment<PaperTask>[]) => {
  for (const { id, task } of assignments) {
    const answer: Answer = await maker.make(task).then(
      (result) => ({ id, result }),
      (error: Error) => ({ id, error: String(error.message) }),
    )
    parentPort?.postMessage([answer])
  }
})
