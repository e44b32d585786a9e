import type { Actor } from '../../src/registry/actor.ts'
import type { BatchColumn, BatchContent, BatchDraft } from '../../src/registry/batches/batch-content.ts'
import { BATCH_COLUMNS } from '../../src/registry/batches/batch-content.ts'
import { BatchReading, type ReadBatchFile } from '../../src/registry/batches/batch-reading.ts'
import { BatchReports } from '../../src/registry/batches/batch-reports.ts'
import { BatchRounds } from '../../src/registry/batches/batch-rounds.ts'
import { BatchWriting } from '../../src/registry/batches/batch-writing.ts'
import { UnreadableFile } from '../../src/registry/batches/file-report.ts'
import { BatchSampling } from '../../src/registry/batches/sampling/batch-sampling.ts'
import { readSamplingPlan } from '../../src/registry/batches/sampling/sampling-plan.ts'
import { draft } from './registry-actors.ts'
import type { TestRegistry } from './registry-engines.ts'

/** Batches over a test's stores, whose files are lists of rows. */
export interface BatchWorld {
  readonly reading: BatchReading
  readonly writing: BatchWriting
  readonly sampling: BatchSampling
  readonly reports: BatchReports
  readonly rounds: BatchRounds
  /** Sends rows as a file, and waits until they are read; returns the id of the batch. */
  readonly send: (actor: Actor, rows: readonly BatchDraft[], dryRun?: boolean) => Promise<string>
}

/** @param plan text of a table of sampling */
export function batchWorld(
  { store, people }: Pick<TestRegistry, 'store' | 'people'>,
  plan = 'up_to,sample,allowed\n,3,0\n',
): BatchWorld {
  const files = new Map<string, readonly BatchDraft[]>()
  const read: ReadBatchFile = async function* ({ file }) {
    const rows = files.get(file)
    if (rows === undefined) throw new UnreadableFile({ vi: 'không có tệp', en: 'no file' })
    yield rows
  }
  const rounds = new BatchRounds({ store, people })
  const reading = new BatchReading({ store, people, read })
  let sent = 0
  return {
    rounds,
    reading,
    writing: new BatchWriting({ people, rounds }),
    sampling: new BatchSampling({ store, people, rounds, plan: () => readSamplingPlan(plan) }),
    reports: new BatchReports({ people }),
    async send(actor, rows, dryRun = false) {
      const file = `file-${++sent}.csv`
      files.set(file, rows)
      const id = await reading.receive(actor, { name: file, file, dryRun })
      await reading.finished(id, 60_000)
      return id
    },
  }
}

/** A row of a file that states what is given; the rest is a house's. */
export function batchRow(
  line: number,
  uid: string,
  given: Partial<BatchContent>,
  more: Partial<BatchDraft> = {},
): BatchDraft {
  const { valid_from: _, uid: __, ...house } = draft({ source: 'tệp thử' })
  const stated = BATCH_COLUMNS.filter((column) => column in given) as BatchColumn[]
  return { line, id: uid, uid, whole: { ...house, ...given }, stated, findings: [], ...more }
}
