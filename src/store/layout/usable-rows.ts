import type { Database } from 'better-sqlite3'
import { isPlace } from '../../geo/geopackage-place.ts'
import { LAYERS } from './layers.ts'
import { type RowRule, rowConditions } from './row-rules.ts'
import { columnNames } from './schema.ts'

/** Layers that are read row by row: all but the feed, which has rules of its own, and events, which are written only. */
export const READ_LAYERS = Object.keys(LAYERS).filter((name) => name !== 'change_feed' && name !== 'event')

/**
 * Makes a view `usable_LAYER` of each layer for this connection: its rows that keep the rules of `row-rules.ts`. The
 * record may be written by any program, so what serves reads these views and never the tables.
 */
export function createUsableViews(db: Database): void {
  db.function('is_place', { deterministic: true }, (geom) => (Buffer.isBuffer(geom) && isPlace(geom) ? 1 : 0))
  for (const layer of READ_LAYERS)
    db.exec(
      `CREATE TEMP VIEW usable_${layer} AS SELECT ${selected(layer)} FROM main.${layer} WHERE ${usable(layer)}`,
    )
}

/** SQL: whether a row of a layer may be used, so far as these columns and rules tell; all when none are named. */
export function usable(
  layer: string,
  { columns, without }: { columns?: readonly string[]; without?: RowRule } = {},
): string {
  return rowConditions(layer)
    .filter(({ instead, rule }) => instead === undefined && rule !== without)
    .filter(({ column }) => columns?.includes(column) ?? true)
    .map(({ holds }) => holds)
    .join(' AND ')
}

/** The columns, each with what stands for a value that cannot be read. */
function selected(layer: string): string {
  const replaced = new Map(
    rowConditions(layer).flatMap(({ column, holds, instead }) =>
      instead === undefined || instead === column
        ? []
        : [[column, `CASE WHEN ${holds} THEN ${column} ELSE ${instead} END AS ${column}`]],
    ),
  )
  return ['fid', ...columnNames(layer)].map((column) => replaced.get(column) ?? column).join(', ')
}
