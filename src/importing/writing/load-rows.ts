import type { Warning } from '../reading/commune-of-row.ts'
import type { ImportProblem } from '../reading/problem.ts'
import type { Batch } from '../reading/source-row.ts'
import type { RowList } from './row-list.ts'
import type { LateRefusal, Outcome } from './row-writer.ts'

/** A row, or why it could not be read. */
export type ReadRow = { line: number; problem?: undefined } | { line: number; problem: ImportProblem }
/** A row without the case that it could not be read. */
export type Readable<Row> = Exclude<Row, { problem: ImportProblem }>

/** Takes rows into the record, batch by batch. */
export interface RowLoader<Row extends ReadRow> {
  /** What became of a row, or what is wrong with it; "pending" when it is new and counted with its batch. */
  take(row: Readable<Row>): Outcome | 'pending' | readonly ImportProblem[]
  /** Whether a batch should be written now. */
  readonly full: boolean
  /** Writes what is pending. */
  flush(): { added: number; refused: LateRefusal[] }
  /** Before each flush: what became of rows that were held back; those that turned out to be new are pending. */
  settle?(): { changed: number; unchanged: number }
  /** After the last row and the last flush: rows counted as added that were refused after all. */
  finish?(): LateRefusal[]
  /** What the last row was taken without, if so. */
  readonly note?: ImportProblem | null
  /** Rows taken that are worth a look, by reason. */
  readonly warnings?: ReadonlyMap<Warning, number>
}

/** What a loader that keeps nothing pending writes. */
export const NO_BATCH: ReturnType<RowLoader<ReadRow>['flush']> = { added: 0, refused: [] }

export interface Counts {
  read: number
  added: number
  changed: number
  unchanged: number
}

/** How far a file is read (bytes or rows), and how many rows were read. */
export type OnProgress = (progress: { done: number; total: number; rows: number }) => void

/**
 * Takes the rows of a file into the record and counts what became of them; refused rows go to `rejects`.
 *
 * @param onProgress called after each batch
 */
export async function loadRows<Row extends ReadRow>(
  batches: AsyncIterable<Batch<Row>>,
  loader: RowLoader<Row>,
  rejects: RowList,
  onProgress?: OnProgress,
): Promise<Counts> {
  const counts: Counts = { read: 0, added: 0, changed: 0, unchanged: 0 }
  const flush = () => {
    const settled = loader.settle?.()
    counts.changed += settled?.changed ?? 0
    counts.unchanged += settled?.unchanged ?? 0
    const { added, refused } = loader.flush()
    counts.added += added
    for (const { line, problem } of refused) rejects.add(line, [problem])
  }
  for await (const { rows, done, total } of batches) {
    for (const row of rows) {
      counts.read++
      const outcome = row.problem ? [row.problem] : loader.take(row as Readable<Row>)
      if (typeof outcome === 'object') rejects.add(row.line, outcome)
      else if (outcome !== 'pending') counts[outcome]++
      if (loader.full) flush()
    }
    onProgress?.({ done, total, rows: counts.read })
  }
  flush()
  for (const { line, problem } of loader.finish?.() ?? []) {
    counts.added--
    rejects.add(line, [problem])
  }
  return counts
}
