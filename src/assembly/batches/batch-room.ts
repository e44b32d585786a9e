import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { packageRoot } from '../../config.ts'
import { ImportError, problem } from '../../importing/reading/problem.ts'
import type { CreationLimit } from '../../registry/accounts/limits/creation-limit.ts'
import { BatchReading, UnreadableFile } from '../../registry/batches/batch-reading.ts'
import { BatchReports } from '../../registry/batches/batch-reports.ts'
import { BatchRounds } from '../../registry/batches/batch-rounds.ts'
import { BatchWriting } from '../../registry/batches/batch-writing.ts'
import { BatchSampling } from '../../registry/batches/sampling/batch-sampling.ts'
import { readSamplingPlan, type SamplingPlan } from '../../registry/batches/sampling/sampling-plan.ts'
import type { PeopleStore } from '../../store/people/people-store.ts'
import type { RegistryStore } from '../../store/registry/registry-store.ts'
import type { RecordPlace } from '../checking/open-checked-record.ts'
import { batchInThread } from '../threads/batch-in-thread.ts'
import { BatchFiles } from './batch-files.ts'

/** Batches of addresses, over the record of a data folder and what is kept beside it. */
export interface BatchRoom {
  readonly files: BatchFiles
  readonly reading: BatchReading
  readonly writing: BatchWriting
  readonly sampling: BatchSampling
  readonly reports: BatchReports
  /** Settles and reads again what a process that ended has left, and deletes what is old. */
  readonly resume: () => Promise<void>
}

export interface BatchRoomParts {
  /** Where files lie until they are read. */
  readonly dataDir: string
  /** Where the record is kept that they are matched with. */
  readonly place: RecordPlace
  readonly store: RegistryStore
  readonly people: PeopleStore
  readonly creations?: CreationLimit | undefined
  readonly onError: (error: unknown) => void
}

/** The rules of batches, their files and the thread that reads them. */
export function batchRoom({ dataDir, place, store, people, creations, onError }: BatchRoomParts): BatchRoom {
  const files = new BatchFiles(dataDir)
  const rounds = new BatchRounds({ store, people, onError })
  const reading = new BatchReading({
    store,
    people,
    onError,
    // Servers over one database have each a folder of their own.
    ...('recordUrl' in place && { isHere: (file: string) => files.has(file) }),
    discard: (file) => files.discard(file),
    read: ({ file, name }, signal) =>
      readable(name, batchInThread(place, { path: files.path(file), name }, signal)),
  })
  let plan: SamplingPlan | undefined
  return {
    files,
    reading,
    writing: new BatchWriting({ people, rounds, creations }),
    sampling: new BatchSampling({
      store,
      people,
      rounds,
      plan: () => {
        plan ??= readSamplingPlan(readFileSync(join(packageRoot(), 'data', 'batch-sampling.csv'), 'utf8'))
        return plan
      },
    }),
    reports: new BatchReports({ people }),
    async resume() {
      await rounds.settlePending()
      const half = await people.write(({ batches }) => batches.inState(['reading']))
      files.sweep(new Set(half.flatMap(({ file }) => file ?? [])))
      await reading.resume()
    },
  }
}

/** A file that cannot be read is told of by the name that its sender gave it. */
async function* readable<Rows>(name: string, lots: AsyncIterable<Rows>): AsyncGenerator<Rows> {
  try {
    yield* lots
  } catch (error) {
    if (!(error instanceof ImportError)) throw error
    const { code, message, rule } = error.problem
    const own = code === 'format' ? problem(code, '', name, rule).message : message
    throw new UnreadableFile(own)
  }
}
