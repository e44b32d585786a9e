import { type RowRule, rowConditions } from '../layout/row-rules.ts'
import type { RecordStore } from '../record-store.ts'

/** A row of the record that cannot be used, or a place in it that cannot. */
export interface UnusableRow {
  readonly table: string
  readonly row: number
  readonly column: string
  readonly rule: RowRule
}

/** Row numbers looked at between two moments at which others have their turn: some milliseconds. */
const WINDOW = 500

/** Tells why a row of a layer cannot be used, the first reason only; undefined when it can, or when there is no such row. */
export function faultFinder({ db }: RecordStore, layer: string): (row: number) => UnusableRow | undefined {
  const find = db
    .prepare<[number], string | null>(`SELECT ${fault(layer)} FROM ${layer} WHERE fid = ?`)
    .pluck()
  return (row) => {
    const found = find.get(row)
    return found ? unusable(layer, row, found) : undefined
  }
}

/**
 * The rows of a layer that cannot be used, in the order of their numbers, window by window; a window without any is
 * empty. `looked` is how many rows whole windows have held by then.
 */
export function* faultsOf(
  { db }: RecordStore,
  layer: string,
): Generator<{ looked: number; rows: UnusableRow[] }> {
  const end = db
    .prepare<[number], number>(
      `SELECT fid FROM ${layer} WHERE fid >= ? ORDER BY fid LIMIT 1 OFFSET ${WINDOW}`,
    )
    .pluck()
  const faults = db
    .prepare<[number, number], [number, string]>(
      `SELECT fid, ${fault(layer)} AS fault FROM ${layer} WHERE fid >= ? AND fid < ? AND fault IS NOT NULL`,
    )
    .raw()
  for (let from = Number.MIN_SAFE_INTEGER, looked = 0; ; ) {
    const to = end.get(from)
    const rows = faults.all(from, to ?? Number.MAX_SAFE_INTEGER)
    if (to !== undefined) looked += WINDOW
    yield { looked, rows: rows.map(([row, found]) => unusable(layer, row, found)) }
    if (to === undefined) return
    from = to
  }
}

/** SQL: the first condition that does not hold, as `column rule`; null when all hold. */
function fault(layer: string): string {
  const cases = rowConditions(layer).map(
    ({ column, rule, holds }) => `WHEN NOT (${holds}) THEN '${column} ${rule}'`,
  )
  return `CASE ${cases.join(' ')} END`
}

function unusable(table: string, row: number, found: string): UnusableRow {
  const [column = '', rule] = found.split(' ')
  return { table, row, column, rule: rule as RowRule }
}
