import type { Database } from 'better-sqlite3'
import type { Box } from '../../geo/box.ts'
import { geometryMeetsBox } from '../../geo/geometry-meets-box.ts'
import { decodeGeometry, decodePoint } from '../../geo/geopackage-geometry.ts'
import { PUBLIC_TABLES, type PublicTable, type PublicTableName } from '../copies/public-tables.ts'

export interface PublicFeature {
  /** Number of the row: where a page ends and the next begins. */
  readonly row: number
  readonly id: string
  readonly geom: Buffer | null
  readonly properties: Readonly<Record<string, string | number | boolean | null>>
}

export interface FeatureFilter {
  /** Boxes in degrees; a feature in any of them is meant, and each that lies nowhere. */
  readonly boxes?: readonly Box[] | undefined
  /** Seconds of Unix time, both included; a feature without time is always meant. */
  readonly time?: readonly [first: number, last: number] | undefined
  /** Properties and the values they must have. */
  readonly equals?: Readonly<Record<string, string | number | boolean>> | undefined
}

export interface FeaturePage {
  readonly features: PublicFeature[]
  /** Whether features follow. */
  readonly more: boolean
}

/** Rows looked at in one slice. */
const SLICE = 200
/** So many features in boxes are few. */
const FEW = 10_000
/** Longest table whose rows are counted for a page: with a filter, and without. */
const COUNTED = { filtered: 10_000, all: 100_000 } as const

type StoredRow = { row: number; id: string; geom: Buffer | null } & Record<string, string | number | null>

/** Rows that are looked at in one slice. */
interface Span {
  /** What SQL compares them with. */
  readonly values: readonly unknown[]
  readonly rows: number
}

/**
 * Public features page by page, in the order of the row number: a number is never given twice, so a walk meets
 * each feature that stays exactly once, whatever is edited meanwhile. Pages and counts are made in slices of about a
 * millisecond, between which others may have the processor.
 */
export class FeaturePages {
  /** What each collection holds. */
  readonly tables: Readonly<Record<PublicTableName, PublicTable>> = PUBLIC_TABLES
  readonly #db: Database

  constructor(db: Database) {
    this.#db = db
    db.function('meets_box', { deterministic: true }, (geom, west, south, east, north) =>
      meetsBox(geom as Buffer | null, [west, south, east, north] as unknown as Box) ? 1 : 0,
    )
  }

  /** At most `limit` features after row `after` that pass the filter. */
  *page(
    name: PublicTableName,
    filter: FeatureFilter,
    { after, limit }: { after: number; limit: number },
  ): Generator<void, FeaturePage> {
    const table: PublicTable = PUBLIC_TABLES[name]
    const few = this.#fewIn(table, filter.boxes)
    const { sql, values } = where(table, filter)
    const read = this.#db.prepare<unknown[], StoredRow>(
      `SELECT ${columns(table)} FROM usable_${table.table} t
       WHERE ${few ? LISTED : BETWEEN} AND ${sql} ORDER BY t.fid LIMIT ?`,
    )
    const features: PublicFeature[] = []
    for (const span of this.#spans(table, few, after)) {
      const rows = read.all(...span.values, ...values, limit + 1 - features.length)
      for (const row of rows) features.push(publicFeature(table, row))
      if (features.length > limit) return { features: features.slice(0, limit), more: true }
      yield
    }
    return { features, more: false }
  }

  /** How many features pass the filter; undefined for a table so long that counting would take much. */
  *count(name: PublicTableName, filter: FeatureFilter): Generator<void, number | undefined> {
    const table: PublicTable = PUBLIC_TABLES[name]
    const few = this.#fewIn(table, filter.boxes)
    const plain = !filter.boxes?.length && !filter.time && Object.keys(filter.equals ?? {}).length === 0
    const most = plain ? COUNTED.all : COUNTED.filtered
    const spans: Span[] = []
    let rows = 0
    for (const span of this.#spans(table, few, 0)) {
      spans.push(span)
      rows += span.rows
      if (rows > most) return undefined
      yield
    }
    const { sql, values } = where(table, filter)
    const read = this.#db
      .prepare<unknown[], number>(
        `SELECT count(*) FROM usable_${table.table} t WHERE ${few ? LISTED : BETWEEN} AND ${sql}`,
      )
      .pluck()
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
    // a unit's id begins with its code, which has an index that an expression over two columns would not use
    const [code] = id.split('@')
    const key = table.table === 'unit' ? 't.code = ? AND ' : ''
    const row = this.#db
      .prepare<unknown[], StoredRow>(
        `SELECT ${columns(table)} FROM usable_${table.table} t
         WHERE ${key}${table.id} = ? AND ${where(table, {}).sql}`,
      )
      .get(...(key ? [code, id] : [id]))
    return row && publicFeature(table, row)
  }

  /** The box around all of a table, or of what thematic layers hold; undefined while that is nowhere. */
  extent(table: PublicTable['table'] | 'theme_feature'): Box | undefined {
    const root = this.#db
      .prepare<[], Buffer>(`SELECT data FROM rtree_${table}_geom_node WHERE nodeno = 1`)
      .pluck()
      .get()
    return root && rootBox(root)
  }

  /** Rows after row `after`, a slice at a time: those of `few`, or all. */
  *#spans({ table }: PublicTable, few: readonly number[] | undefined, after: number): Generator<Span> {
    if (few) {
      for (let i = few.findIndex((fid) => fid > after); i >= 0 && i < few.length; i += SLICE) {
        const fids = few.slice(i, i + SLICE)
        yield { values: [JSON.stringify(fids)], rows: fids.length }
      }
      return
    }
    const next = this.#db.prepare<[number], { last: number | null; rows: number }>(
      `SELECT max(fid) AS last, count(*) AS rows
       FROM (SELECT fid FROM ${table} WHERE fid > ? ORDER BY fid LIMIT ${SLICE})`,
    )
    for (let from = after; ; ) {
      const { last, rows } = next.get(from)!
      if (last === null) return
      yield { values: [from, last], rows }
      from = last
    }
  }

  /** The rows in boxes, ascending, where the r-tree finds fewer than {@link FEW}; never for rows that lie nowhere. */
  #fewIn(table: PublicTable, boxes: readonly Box[] | undefined): number[] | undefined {
    if (!boxes?.length || !table.placed) return undefined
    const one = '(maxx >= ? AND minx <= ? AND maxy >= ? AND miny <= ?)'
    const found = this.#db
      .prepare<unknown[], number>(
        `SELECT id FROM rtree_${table.table}_geom WHERE ${boxes.map(() => one).join(' OR ')} LIMIT ${FEW}`,
      )
      .pluck()
      .all(...boxes.flatMap(([west, south, east, north]) => [west, east, south, north]))
    return found.length < FEW ? found.sort((a, b) => a - b) : undefined
  }
}

/** SQL of the rows of a {@link Span}. */
const BETWEEN = 't.fid > ? AND t.fid <= ?'
const LISTED = 't.fid IN (SELECT value FROM json_each(?))'

function columns(table: PublicTable): string {
  const own = Object.entries(table.columns).map(([name, [sql]]) => `${sql} AS "${name}"`)
  return ['t.fid AS row', `${table.id} AS id`, 't.geom AS geom', ...own].join(', ')
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
    const [first, last] = table.time
    parts.push(`(${first} IS NULL OR (${first} <= ? AND ${last} >= ?))`)
    values.push(time[1], time[0])
  }
  if (boxes.length > 0) {
    parts.push(`(t.geom IS NULL OR ${boxes.map(() => 'meets_box(t.geom, ?, ?, ?, ?)').join(' OR ')})`)
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

/** Whether a stored geometry meets a box; one that cannot be read lies nowhere, and so is in every box. */
export function meetsBox(geom: Buffer | null, box: Box): boolean {
  if (!geom) return true
  const point = decodePoint(geom)
  if (point) return point[0] >= box[0] && point[0] <= box[2] && point[1] >= box[1] && point[1] <= box[3]
  const geometry = decodeGeometry(geom)
  return geometry === undefined || geometryMeetsBox(geometry, box)
}

/** The box around a root node of SQLite's r-tree: depth and number of cells, then id and four float32 each. */
function rootBox(node: Buffer): Box | undefined {
  const cells = Array.from({ length: node.readUInt16BE(2) }, (_, i) => 4 + i * 24 + 8)
  if (cells.length === 0) return undefined
  const edge = (k: number, pick: (...values: number[]) => number) =>
    pick(...cells.map((at) => node.readFloatBE(at + k * 4)))
  // Other programs may have put boxes of geometries there that leave the world.
  const within = (value: number, most: number) => Math.max(-most, Math.min(most, value))
  return [
    within(edge(0, Math.min), 180),
    within(edge(2, Math.min), 90),
    within(edge(1, Math.max), 180),
    within(edge(3, Math.max), 90),
  ]
}
