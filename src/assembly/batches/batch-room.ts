import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { packageRoot } from '../../config.ts'
import { ImportError, problem } from '../../importing/reading/problem.ts'
import type { CreationLimit } from '../../registry/accounts/limits/creation-limit.ts'
import { BatchReading } from '../../registry/batches/batch-reading.ts'
import { BatchReports } from '../../registry/batches/batch-reports.ts'
import { BatchRounds } from '../../registry/batches/batch-rounds.ts'
import { BatchWriting } from '../../registry/batches/batch-writing.ts'
import { UnreadableFile } from '../../registry/batches/file-report.ts'
import { BatchActs } from '../../registry/batches/layers/batch-acts.ts'
import { LayerFiles } from '../../registry/batches/layers/layer-files.ts'
import { LayerRights } from '../../registry/batches/layers/layer-rights.ts'
import { LayerWriting } from '../../registry/batches/layers/layer-writing.ts'
import { BatchSampling } from '../../registry/batches/sampling/batch-sampling.ts'
import { OpenSamples } from '../../registry/batches/sampling/open-samples.ts'
import { readSamplingPlan, type SamplingPlan } from '../../registry/batches/sampling/sampling-plan.ts'
import type { PeopleStore } from '../../store/people/people-store.ts'
import type { RegistryStore } from '../../store/registry/registry-store.ts'
import type { RecordPlace } from '../checking/open-checked-record.ts'
import { batchInThread } from '../threads/batch-in-thread.ts'
import { layerInThread } from '../threads/layer-in-thread.ts'
import { BatchFiles } from './batch-files.ts'

/** Layers of offices: whose they are, and their drafts. */
export interface LayerRoom {
  readonly rights: LayerRights
  readonly writing: LayerWriting
}

/** Batches of addresses and of thematic layers, over the record of a data folder and what is kept beside it. */
export interface BatchRoom {
  readonly files: BatchFiles
  readonly reading: BatchReading
  readonly writing: BatchWriting
  readonly sampling: BatchSampling
  readonly openSamples: OpenSamples
  readonly reports: BatchReports
  /** What is done with a batch, whatever it is of. */
  readonly acts: BatchActs
  readonly layers: LayerRoom
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
  const rights = new LayerRights(people)
  const writing = new BatchWriting({ people, rounds, creations })
  const layerWriting = new LayerWriting({ people, rounds, rights, isThere: 'dataDir' in place })
  const layerFiles =
    'dataDir' in place &&
    new LayerFiles({
      people,
      read: ({ file, name, layer, owner, options }, signal) =>
        readable(
          name,
          layerInThread(
            place.dataDir,
            { path: files.path(file), workFolder: files.workFolder(file), layer, owner, options },
            signal,
          ),
        ),
    })
  const reading = new BatchReading({
    store,
    people,
    ...(layerFiles && { layerFiles }),
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
    writing,
    acts: new BatchActs({ people, addresses: writing, layers: layerWriting }),
    layers: { rights, writing: layerWriting },
    sampling: new BatchSampling({
      store,
      people,
      rounds,
      plan: () => {
        plan ??= readSamplingPlan(readFileSync(join(packageRoot(), 'data', 'batch-sampling.csv'), 'utf8'))
        return plan
      },
    }),
    openSamples: new OpenSamples(store, people),
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
