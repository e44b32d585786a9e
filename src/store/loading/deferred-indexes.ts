import type { Database } from 'better-sqlite3'
import { uniqueViolation } from '../errors.ts'
import { LAYERS } from '../layout/layers.ts'

/** A row that a load added and that had to go, because another holds the same value of a unique column. */
export interface Duplicate {
  fid: number
  column: string
  value: string
}

const NAME = /INDEX (\w+) ON/

/**
 * Indexes of an empty table, taken away while it is filled and made at the end in one sort: a row that goes into
 * several indexes in random order costs more than all else that an import does with it.
 */
export class DeferredIndexes {
  readonly #db: Database
  readonly #layer: string
  /** CREATE statements of the indexes that were there. */
  readonly #sql: string[] = []

  /** Takes the indexes away; those that belong to the table itself (older records) stay. */
  constructor(db: Database, layer: string) {
    this.#db = db
    this.#layer = layer
    const exists = db.prepare("SELECT 1 FROM sqlite_master WHERE type = 'index' AND name = ?")
    for (const index of LAYERS[layer]?.indexes ?? []) {
      const name = NAME.exec(index)?.[1] as string
      if (exists.get(name) === undefined) continue
      db.exec(`DROP INDEX ${name}`)
      this.#sql.push(`CREATE ${index}`)
    }
  }

  /** Makes the indexes again. Of rows with the same value of a unique one, the first stays; returns the others. */
  restore(): Duplicate[] {
    const removed: Duplicate[] = []
    for (const sql of this.#sql)
      try {
        this.#db.exec(sql)
      } catch (error) {
        if (uniqueViolation(error) === undefined) throw error
        for (const duplicate of this.#removeDuplicates(sql)) removed.push(duplicate)
        this.#db.exec(sql)
      }
    this.#sql.length = 0
    return removed
  }

  #removeDuplicates(sql: string): Duplicate[] {
    const columns = /\(([^()]+)\)/.exec(sql)?.[1] as string
    const column = columns.split(', ').at(-1) as string
    const duplicates = this.#db
      .prepare<[], Duplicate>(
        `SELECT fid, '${column}' AS "column", ${column} AS value FROM (
           SELECT fid, ${column}, row_number() OVER (PARTITION BY ${columns} ORDER BY fid) AS n
           FROM ${this.#layer} WHERE ${column} IN (
             SELECT ${column} FROM ${this.#layer} WHERE ${column} IS NOT NULL GROUP BY ${columns} HAVING count(*) > 1))
         WHERE n > 1 ORDER BY fid`,
      )
      .all()
    const remove = this.#db.prepare(`DELETE FROM ${this.#layer} WHERE fid = ?`)
    for (const { fid } of duplicates) remove.run(fid)
    return duplicates
  }
}
