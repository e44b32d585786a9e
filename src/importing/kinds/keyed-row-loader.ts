import type { KeyedTable } from '../../store/keyed-table.ts'
import type { RowReader } from '../reading/row-reader.ts'
import { NO_BATCH } from '../writing/load-rows.ts'
import { type Outcome, sameValue } from '../writing/row-writer.ts'
import type { KindLoader } from './kind-loader.ts'

/** Loads rows that are told apart by their key columns, one by one: few rows, as units are. */
export class KeyedRowLoader<R extends { fid: number }> implements KindLoader {
  readonly full = false
  readonly #seen = new Set<string>()

  /**
   * @param empty the columns that a new row may leave unsaid
   * @param read the columns that the file speaks of, the key among them; null when refused
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
    const known = this.table.find(stated)
    if (!known) {
      this.table.insert({ ...this.empty, ...stated } as Omit<R, 'fid'>)
      return 'added'
    }
    if (Object.entries(stated).every(([column, value]) => sameValue(known[column as keyof R], value)))
      return 'unchanged'
    this.table.update({ ...known, ...stated })
    return 'changed'
  }
}
