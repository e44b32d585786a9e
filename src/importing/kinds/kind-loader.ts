import type { BulkLoad } from '../../store/bulk-load.ts'
import type { RecordStore } from '../../store/record-store.ts'
import type { Warning } from '../reading/commune-of-row.ts'
import type { PlaceFinders } from '../reading/place-finders.ts'
import type { RowReader } from '../reading/row-reader.ts'
import type { LateRefusal, Outcome } from '../writing/row-writer.ts'

/** What a kind's loader works with. */
export interface LoadContext {
  record: RecordStore
  load: BulkLoad
  finders: PlaceFinders
  /** What `source` becomes in rows that name none. */
  source: string
  /** Date of the data, where a kind keeps one; null when not known. */
  date: string | null
}

/** Loads rows into the record, batch by batch. */
export interface Loader {
  /** Whether a batch should be written now. */
  readonly full: boolean
  /** Writes what is pending. */
  flush(): { added: number; refused: LateRefusal[] }
  /** After the last row and the last flush: rows counted as added that were refused after all. */
  finish?(): LateRefusal[]
  /** Rows taken that are worth a look, by reason. */
  readonly warnings: ReadonlyMap<Warning, number>
}

/** Loads the rows of one kind. */
export interface KindLoader extends Loader {
  /**
   * Takes a row; "pending" means that it is new and will be counted when its batch is written. Null: refused,
   * the reader holds the problems.
   */
  take(row: RowReader, line: number): Outcome | 'pending' | null
}

/** What a loader that writes each row at once has pending. */
export const NO_BATCH: ReturnType<Loader['flush']> = { added: 0, refused: [] }
