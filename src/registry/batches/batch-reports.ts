import type {
  BatchLot,
  BatchSample,
  StoredBatch,
  StoredBatchRow,
} from '../../store/people/batches/batch-tables.ts'
import type { PeopleStore } from '../../store/people/people-store.ts'
import type { Actor } from '../actor.ts'
import { batchFor } from './batch-access.ts'
import type { FileReport, UnreadReport } from './file-report.ts'
import type { LayerReport } from './layers/layer-content.ts'

/** A batch as it stands: what its file holds, what became of the rows, what was drawn. */
export interface BatchReport {
  readonly batch: StoredBatch
  /** Undefined while the file is being read. */
  readonly file: FileReport | UnreadReport | undefined
  /** What the file of a thematic layer holds; undefined of addresses, and as {@link file}. */
  readonly layer: LayerReport | undefined
  /** How many rows there are of each outcome. */
  readonly outcomes: Readonly<Record<string, number>>
  /** Rows that nobody has settled: of each office whose yes they need, and under '' those that wait for warnings to be accepted. */
  readonly waiting: Readonly<Record<string, number>>
  /** Ids of the events that it has made, to follow them in their chains. */
  readonly events: readonly string[]
  readonly lots: readonly BatchLot[]
  readonly drawn: readonly BatchSample[]
}

/** What is told of batches. */
export class BatchReports {
  readonly #people: PeopleStore

  constructor({ people }: { readonly people: PeopleStore }) {
    this.#people = people
  }

  /** A batch as it stands; throws {@link Refusal} `unknown-batch`. */
  report(actor: Actor, id: string): Promise<BatchReport> {
    return this.#people.write(async (tx) => {
      const batch = await batchFor(tx, actor, id)
      const outcomes: Record<string, number> = {}
      const waiting: Record<string, number> = {}
      for (const { plan, outcome, office, rows } of await tx.batches.counts(id))
        if (outcome !== null) outcomes[outcome] = (outcomes[outcome] ?? 0) + rows
        else if (plan !== 'refused' && plan !== 'unchanged')
          waiting[office ?? ''] = (waiting[office ?? ''] ?? 0) + rows
      const read = batch.report === null ? undefined : JSON.parse(batch.report)
      const isLayer = read !== undefined && 'layer' in read
      return {
        batch,
        file: isLayer ? undefined : read,
        layer: isLayer ? read : undefined,
        outcomes,
        waiting,
        events: await tx.batches.events(id),
        lots: await tx.samples.lots(id),
        drawn: await tx.samples.drawn(id),
      }
    })
  }

  /**
   * Rows of a batch in the order of their lines.
   *
   * @param page `which`: a plan of rows that nobody has settled, or an outcome; all where none is named
   */
  rows(
    actor: Actor,
    id: string,
    page: { which?: string | undefined; after: number; limit: number },
  ): Promise<StoredBatchRow[]> {
    return this.#people.write(async (tx) => {
      await batchFor(tx, actor, id)
      return tx.batches.rows(id, page)
    })
  }
}
