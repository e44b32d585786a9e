import type { Database, Statement } from 'better-sqlite3'
import { insertSql, updateSql } from './schema.ts'

/** A layer of the record whose rows are told apart by some of their columns. */
export class KeyedTable<R extends { fid: number }> {
  readonly #find: Statement<[object], R>
  readonly #insert: Statement<[object]>
  readonly #update: Statement<[object]>

  constructor(
    db: Database,
    layer: string,
    /** Columns of the layer's unique index. */
    readonly key: readonly (keyof R & string)[],
  ) {
    const same = key.map((column) => `${column} = @${column}`).join(' AND ')
    this.#find = db.prepare(`SELECT * FROM ${layer} WHERE ${same}`)
    this.#insert = db.prepare(insertSql(layer))
    this.#update = db.prepare(updateSql(layer))
  }

  /** The row with the key columns of this one. */
  find(row: Partial<R>): R | undefined {
    return this.#find.get(row)
  }

  /** Adds a row; call inside {@link RecordStore.write} or a bulk load. */
  insert(row: Omit<R, 'fid'>): number {
    return Number(this.#insert.run(row).lastInsertRowid)
  }

  update(row: R): void {
    this.#update.run(row)
  }
}
