import type { Text } from '../../errors.ts'
import type { StoredBatchRow } from '../../store/people/batches/batch-tables.ts'
import { FindingsTally, type TalliedFindings } from '../findings/findings-tally.ts'
import type { PlannedRow } from './plan-row.ts'

/** Single findings told of each rule; all of them stand with their rows. */
const TOLD = 20

/** What a file holds, as it was found when it was read. */
export interface FileReport {
  readonly rows: number
  /** How many rows come to each plan. */
  readonly plans: Readonly<Partial<Record<StoredBatchRow['plan'], number>>>
  /** How many rows wait for the yes of each office. */
  readonly offices: Readonly<Record<string, number>>
  /** How many rows that are not refused wait until somebody accepts warnings of a rule. */
  readonly warnings: Readonly<Record<string, number>>
  readonly findings: Omit<TalliedFindings, 'rows'>
}

/** A file that could not be read. */
export interface UnreadReport {
  readonly problem: Text
  readonly tooManyRows: boolean
}

/** Thrown by a reader for a file that cannot be read at all; its text goes to whoever sent it. */
export class UnreadableFile extends Error {
  /** @param tooManyRows whether it has more rows than a batch may have */
  constructor(
    readonly text: Text,
    readonly tooManyRows = false,
  ) {
    super(`${text.vi} · ${text.en}`)
  }
}

/** Sums up the rows of a file, one after another. */
export class FileReporter {
  readonly #tally = new FindingsTally(TOLD)
  readonly #plans: Partial<Record<StoredBatchRow['plan'], number>> = {}
  readonly #offices: Record<string, number> = {}
  readonly #warnings: Record<string, number> = {}

  take({ line, id, plan, office, warnings, told }: PlannedRow): void {
    this.#tally.take(line, id, told)
    count(this.#plans, plan)
    if (office !== null) count(this.#offices, office)
    if (plan !== 'refused' && warnings !== null)
      for (const rule of JSON.parse(warnings) as string[]) count(this.#warnings, rule)
  }

  report(): FileReport {
    const { rows, ...findings } = this.#tally.sum()
    return { rows, plans: this.#plans, offices: this.#offices, warnings: this.#warnings, findings }
  }
}

function count(counts: Partial<Record<string, number>>, key: string): void {
  counts[key] = (counts[key] ?? 0) + 1
}
