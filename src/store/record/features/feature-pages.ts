import type { Database } from 'better-sqlite3'
import type { Box } from '../../../geo/box.ts'
import { decodeGeometry, decodePoint } from '../../../geo/geopackage-geometry.ts'
import { geometryMeetsBox } from '../../../geo/meeting/geometry-meets-box.ts'
import { PUBLIC_TABLES, type PublicTable, type PublicTableName } from '../../copies/public-tables.ts'
import { FeatureSpans, type Span } from './feature-spans.ts'

export interface PublicFeature {
  /** Number of the row. */
  readonly row: number
  readonly id: string
  readonly geom: Buffer | null
  readonly properties: Readonly<Record<string, string | number | boolean | null>>
}

export interface FeatureFilter {
  /** Boxes in degrees; a feature in any of them is meant, and none that lies nowhere. */
  readonly boxes?: readonly Box[] | undefined
  /** Seconds of Unix time, both included; a feature without time is always meant. */
  readonly time?: readonly [first: number, last: number] | undefined
  /** Properties and the values they must have. */
  readonly equals?: Readonly<Record<string, string | number | boolean>> | undefined
}

/** An order by `id` or a property of {@link PublicTable.sorted}; features without a value come last. */
export interface FeatureOrder {
  readonly property: string
  readonly descending: boolean
}

/** Where a walk goes on: after a row, and in an order after its value too (null: among those without). */
export type FeatureCursor = number | readonly [value: string | null, row: number]

/** What was seen at one step of a walk. */
export interface FeatureLook {
  /** Rows looked at since the step before. */
  readonly looked: number
  /** Where a walk that ends here goes on; absent where it cannot end. */
  readonly cursor?: FeatureCursor
  readonly feature?: PublicFeature
}

/** Rows looked at in one slice. */
const SLICE = 200

type StoredRow = { row: number; id: string; geom: Buffer | null } & Record<string, string | number | null>

/**
 * Public features of the record's tables, in the order of the row number (a number is never given twice, so a walk meets each
 * feature that stays exactly once, whatever is edited meanwhile) or in that of an index. Between two looks about a millisecond
 * goes by at most, wherever in the table a walk begins.
 */
export class FeaturePages {
  /** What each collection holds. */
  readonly tables: Readonly<Record<PublicTableName, PublicTable>> = PUBLIC_TABLES
  readonly #db: Database
  readonly #spans: FeatureSpans

  constructor(db: Database) {
    this.#db = db
    this.#spans = new FeatureSpans(db)
    db.function('meets_box', { deterministic: true }, (geom, west, south, east, north) =>
      meetsBox(geom as Buffer | null, [west, south, east, north] as unknown as Box) ? 1 : 0,
    )
  }

  /** The features that pass a filter, and the steps between them; `first` rows are read at once at the beginning. */
  *looks(
    name: PublicTableName,
    filter: FeatureFilter,
    {
      after,
      order,
      first = SLICE,
    }: { after?: FeatureCursor | undefined; order?: FeatureOrder | undefined; first?: number } = {},
  ): Generator<FeatureLook, void> {
    const table: PublicTable = PUBLIC_TABLES[name]
    if (!order) {
      yield* this.#inRows(table, filter, typeof after === 'number' ? after : 0, Math.min(first, SLICE))
      return
    }
    const from = typeof after === 'object' ? after : undefined
    if (from === undefined || from[0] !== null)
      yield* this.#inOrder(table, filter, order, from as readonly [string, number] | undefined)
    if (order.property === 'id') return
    for (const { looked, cursor, feature } of this.#inRows(
      table,
      filter,
      from?.[0] === null ? from[1] : 0,
      SLICE,
    )) {
      const at = [null, cursor as number] as const
      yield feature?.properties[order.property] === null
        ? { looked, cursor: at, feature }
        : { looked, cursor: at }
    }
  }

  /** How many features pass a filter; undefined where more than `most` rows would have to be looked at. */
  *count(name: PublicTableName, filter: FeatureFilter, most: number): Generator<void, number | undefined> {
    const table: PublicTable = PUBLIC_TABLES[name]
    const { sql, values } = where(table, filter)
    const few = this.#spans.fewIn(table.table, filter.boxes)
    const read = this.#db
      .prepare<unknown[], number>(
        `SELECT count(*) FROM usable_${table.table} t WHERE ${few ? LISTED : BETWEEN} AND ${sql}`,
      )
      .pluck()
    // First how many rows there are: a look at each that leads to no number would be in vain.
    const spans: Span[] = []
    let looked = 0
    for (const span of this.#spans.after(table.table, 0, SLICE, few)) {
      spans.push(span)
      looked += span.rows
      if (looked > most) return undefined
      yield
    }
    let found = 0
    for (const span of spans) {
      found += read.get(...span.values, ...values)!
      yield
    }
    return found
  }

  /** The feature with an id. */
  feature(name: PublicTableName, id: string): PublicFeature | undefined {
    const table: PublicTable = PUBLIC_TABLES[name]
    const row = this.#db
      .prepare<unknown[], StoredRow>(
        `SELECT ${columns(table)} FROM usable_${table.table} t WHERE t.uid = ? AND ${where(table, {}).sql}`,
      )
      .get(id)
    return row && publicFeature(table, row)
  }

  *#inRows(
    table: PublicTable,
    filter: FeatureFilter,
    after: number,
    first: number,
  ): Generator<FeatureLook, void> {
    const { sql, values } = where(table, filter)
    const few = this.#spans.fewIn(table.table, filter.boxes)
    const read = this.#db.prepare<unknown[], StoredRow>(
      `SELECT ${columns(table)} FROM usable_${table.table} t WHERE ${few ? LISTED : BETWEEN} AND ${sql} ORDER BY t.fid`,
    )
    for (const { values: span, rows, last } of this.#spans.after(table.table, after, first, few)) {
      for (const row of read.all(...span, ...values))
        yield { looked: 0, cursor: row.row, feature: publicFeature(table, row) }
      yield { looked: rows, cursor: last }
    }
  }

  /** Those with a value, in the order of its index. A value that is not shown is in no cursor: its feature counts as one without. */
  *#inOrder(
    table: PublicTable,
    filter: FeatureFilter,
    { property, descending }: FeatureOrder,
    after: readonly [value: string, row: number] | undefined,
  ): Generator<FeatureLook, void> {
    const { sql, values } = where(table, filter)
    const read = this.#db.prepare<unknown[], StoredRow>(
      `SELECT ${columns(table)} FROM usable_${table.table} t WHERE ${LISTED} AND ${sql}`,
    )
    const column = property === 'id' ? 'uid' : property
    const shown = property === 'id' ? isText : (table.columns[property]?.[2] ?? isText)
    for (const entries of this.#spans.ordered(table.table, column, { descending, after, size: SLICE })) {
      const fids = entries.map(({ fid }) => fid)
      const rows = new Map(read.all(JSON.stringify(fids), ...values).map((row) => [row.row, row]))
      for (const { value, fid } of entries) {
        const row = rows.get(fid)
        if (!shown(value)) yield { looked: 1 }
        else if (row) yield { looked: 1, cursor: [value as string, fid], feature: publicFeature(table, row) }
        else yield { looked: 1, cursor: [value as string, fid] }
      }
    }
  }
}

/** SQL of the rows of a span. */
const BETWEEN = 't.fid > ? AND t.fid <= ?'
const LISTED = 't.fid IN (SELECT value FROM json_each(?))'

function isText(value: unknown): boolean {
  return typeof value === 'string'
}

function columns(table: PublicTable): string {
  const own = Object.entries(table.columns).map(([name, [sql]]) => `${sql} AS "${name}"`)
  return ['t.fid AS row', 't.uid AS id', 't.geom AS geom', ...own].join(', ')
}

function where(
  table: PublicTable,
  { boxes = [], time, equals = {} }: FeatureFilter,
): { sql: string; values: unknown[] } {
  const parts = [table.where]
  const values: unknown[] = []
  if (table.placed) parts.push('t.geom IS NOT NULL')
  for (const [name, value] of Object.entries(equals)) {
    const [sql, , shown] = table.columns[name]!
    if (shown && !shown(value)) return { sql: '0', values: [] }
    parts.push(`${sql} = ?`)
    values.push(typeof value === 'boolean' ? Number(value) : value)
  }
  if (time && table.time) {
    parts.push(`(${table.time} IS NULL OR ${table.time} BETWEEN ? AND ?)`)
    values.push(...time)
  }
  if (boxes.length > 0) {
    parts.push(`(${boxes.map(() => 'meets_box(t.geom, ?, ?, ?, ?)').join(' OR ')})`)
    values.push(...boxes.flat())
  }
  return { sql: parts.join(' AND '), values }
}

function publicFeature(table: PublicTable, { row, id, geom, ...stored }: StoredRow): PublicFeature {
  const properties = Object.fromEntries(
    Object.entries(stored).map(([name, value]) => {
      const [, type, shown] = table.columns[name]!
      if (value === null || (shown && !shown(value))) return [name, null]
      return [name, type === 'boolean' ? value === 1 : value]
    }),
  )
  return { row, id, geom, properties }
}

/** Whether a stored geometry meets a box; one that cannot be read lies nowhere, and so in no box. */
function meetsBox(geom: Buffer | null, box: Box): boolean {
  if (!geom) return false
  const point = decodePoint(geom)
  if (point) return point[0] >= box[0] && point[0] <= box[2] && point[1] >= box[1] && point[1] <= box[3]
  const geometry = decodeGeometry(geom)
  return geometry !== undefined && geometryMeetsBox(geometry, box)
}
