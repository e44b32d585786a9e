import type { KeyedTable } from '../../store/layout/keyed-table.ts'
import type { RowReader } from '../reading/row-reader.ts'
import { NO_BATCH } from '../writing/load-rows.ts'
import { type Outcome, sameValue } from '../writing/row-writer.ts'
import type { KindLoader } from './kind-loader.ts'

/** Loads rows that their key columns identify, one by one: for kinds of few rows, as units are. */
export class KeyedRowLoader<R extends { fid: number }> implements KindLoader {
  readonly full = false
  readonly #seen = new Set<string>()

  /**
   * @param empty values of the columns that a file may leave out
   * @param read reads the columns that the file states, the key among them; null when refused
   */
  constructor(
    private readonly table: KeyedTable<R>,
    private readonly empty: Partial<R>,
    private readonly read: (row: RowReader) => Partial<R> | null,
  ) {}

  flush(): ReturnType<KindLoader['flush']> {
    return NO_BATCH
  }

  take(row: RowReader, _line: number): Outcome | null {
    const stated = this.read(row)
    if (stated === null) return null
    const key = this.table.key.map((column) => String(stated[column])).join(' ')
    if (this.#seen.has(key)) return row.refuse('duplicate', this.table.key.join(' '), key)
    this.#seen.add(key)
    const existing = this.table.find(stated)
    if (!existing) {
      this.table.insert({ ...this.empty, ...stated } as Omit<R, 'fid'>)
      return 'added'
    }
    if (Object.entries(stated).every(([column, value]) => sameValue(existing[column as keyof R], value)))
      return 'unchanged'
    this.table.update({ ...existing, ...stated })
    return 'changed'
  }
}
