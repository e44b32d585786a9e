import type { BulkLoad } from '../../store/loading/bulk-load.ts'
import type { Decision } from '../../store/record/events.ts'
import type { RecordStore } from '../../store/record-store.ts'
import type { PlaceFinders } from '../reading/place-finders.ts'
import { RowReader } from '../reading/row-reader.ts'
import type { SourceRow } from '../reading/source-row.ts'
import type { Readable, RowLoader } from '../writing/load-rows.ts'
import type { Outcome } from '../writing/row-writer.ts'

/** What a kind's loader works with. */
export interface LoadContext {
  record: RecordStore
  load: BulkLoad
  finders: PlaceFinders
  /** What `source` becomes in rows that name none. */
  source: string
  /** Who imports. */
  actor: string
  /** What verified and official addresses of the file stand on. */
  decision: Decision | undefined
  /** Date of the data, where a kind keeps one; null when not known. */
  date: string | null
}

/** Loads the rows of one kind from their fields. */
export interface KindLoader extends Pick<RowLoader<SourceRow>, 'full' | 'flush'> {
  /**
   * Takes a row; "pending" means that it is new and will be counted when its batch is written. Null: refused,
   * the reader holds the problems.
   */
  take(row: RowReader, line: number): Outcome | 'pending' | null
}

/** Opens the fields of one row after another for a kind's loader. */
export class FieldsLoader implements RowLoader<SourceRow> {
  readonly #reader = new RowReader()
  readonly #loader: KindLoader

  constructor(loader: KindLoader) {
    this.#loader = loader
  }

  get full(): boolean {
    return this.#loader.full
  }

  flush(): ReturnType<RowLoader<SourceRow>['flush']> {
    return this.#loader.flush()
  }

  take({ line, fields, geometry }: Readable<SourceRow>): ReturnType<RowLoader<SourceRow>['take']> {
    this.#reader.open(fields, geometry)
    return this.#loader.take(this.#reader, line) ?? this.#reader.problems
  }
}
