import type { Database } from 'better-sqlite3'
import type { Box } from '../../../geo/box.ts'
import type { PublicTable } from '../../copies/public-tables.ts'

type TableName = PublicTable['table']

/** Rows that are looked at in one slice. */
export interface Span {
  /** What SQL compares them with. */
  readonly values: readonly unknown[]
  readonly rows: number
  /** The highest row number. */
  readonly last: number
}

/** An entry of an index: a value as it is stored, and its row. */
export interface IndexEntry {
  readonly value: unknown
  readonly fid: number
}

/** So many features in boxes are few. */
const FEW = 10_000

/** Row numbers of a table, some hundred at a time, each lot found by an index wherever it begins. */
export class FeatureSpans {
  readonly #db: Database

  constructor(db: Database) {
    this.#db = db
  }

  /** The rows after a row, ascending: those of `few`, or all; at most `size` in a span. */
  *after(table: TableName, after: number, size: number, few?: readonly number[]): Generator<Span> {
    if (few) {
      for (let i = few.findIndex((fid) => fid > after); i >= 0 && i < few.length; i += size) {
        const fids = few.slice(i, i + size)
        yield { values: [JSON.stringify(fids)], rows: fids.length, last: fids.at(-1)! }
      }
      return
    }
    const next = this.#db.prepare<[number, number], { last: number | null; rows: number }>(
      `SELECT max(fid) AS last, count(*) AS rows FROM (SELECT fid FROM ${table} WHERE fid > ? ORDER BY fid LIMIT ?)`,
    )
    for (let from = after; ; ) {
      const { last, rows } = next.get(from, size)!
      if (last === null) return
      yield { values: [from, last], rows, last }
      from = last
    }
  }

  /** The entries of an index over a column, those without a value left out, after a value and row. */
  *ordered(
    table: TableName,
    column: string,
    {
      descending,
      after,
      size,
    }: { descending: boolean; after: readonly [value: unknown, row: number] | undefined; size: number },
  ): Generator<readonly IndexEntry[]> {
    // Two searches, as SQLite would use the value alone of a comparison of pairs with a row number.
    const entriesIn = (condition: string) =>
      this.#db.prepare<unknown[], IndexEntry>(orderedSql(table, column, condition, descending))
    const sameValue = entriesIn(`= ? AND fid ${descending ? '<' : '>'} ?`)
    const otherValues = entriesIn(`${descending ? '<' : '>'} ?`)
    for (let from = after; ; ) {
      const entries = from ? sameValue.all(...from, size) : entriesIn('IS NOT NULL').all(size)
      if (from && entries.length < size) entries.push(...otherValues.all(from[0], size - entries.length))
      if (entries.length === 0) return
      yield entries
      const { value, fid } = entries.at(-1)!
      from = [value, fid]
    }
  }

  /** The rows in boxes, ascending, where the r-tree finds fewer than {@link FEW}. */
  fewIn(table: TableName, boxes: readonly Box[] | undefined): number[] | undefined {
    if (!boxes?.length) return undefined
    const one = '(maxx >= ? AND minx <= ? AND maxy >= ? AND miny <= ?)'
    const found = this.#db
      .prepare<unknown[], number>(
        `SELECT id FROM rtree_${table}_geom WHERE ${boxes.map(() => one).join(' OR ')} LIMIT ${FEW}`,
      )
      .pluck()
      .all(...boxes.flatMap(([west, south, east, north]) => [west, east, south, north]))
    return found.length < FEW ? found.sort((a, b) => a - b) : undefined
  }
}

/** SQL of entries of an index whose value meets a condition. */
export function orderedSql(table: TableName, column: string, condition: string, descending: boolean): string {
  const direction = descending ? 'DESC' : 'ASC'
  return `SELECT ${column} AS value, fid FROM ${table} WHERE ${column} ${condition}
    ORDER BY ${column} ${direction}, fid ${direction} LIMIT ?`
}
