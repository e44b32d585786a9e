import { setImmediate } from 'node:timers/promises'
import type { Database, Statement } from 'better-sqlite3'
import type { Box } from '../geo/box.ts'
import { geometryMeetsBox } from '../geo/geometry-meets-box.ts'
import { decodeGeometry, decodePoint } from '../geo/geopackage-geometry.ts'
import { PUBLIC_TABLES, type PublicTable, type PublicTableName } from './public-tables.ts'

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

/** Rows looked at before other requests have their turn. */
const WINDOW = 10_000
/** Up to so many rows are counted for a page. */
const COUNTED = 100_000

type StoredRow = { row: number; id: string; geom: Buffer | null } & Record<string, string | number | null>

/**
 * Public features page by page, in the order of the row number: a number is never given twice, so a walk meets
 * each feature that stays exactly once, whatever is edited meanwhile. Long scans let other requests through.
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
  async page(
    name: PublicTableName,
    filter: FeatureFilter,
    { after, limit }: { after: number; limit: number },
  ): Promise<FeaturePage> {
    const table: PublicTable = PUBLIC_TABLES[name]
    const few = this.#fewIn(table, filter.boxes)
    const { sql, values } = where(table, filter, few)
    // with a plus SQLite goes through the rows that the tree named, not through all after the first
    const fid = few ? '+t.fid' : 't.fid'
    const read = this.#db.prepare<unknown[], StoredRow>(
      `SELECT ${columns(table)} FROM ${table.table} t
       WHERE ${fid} > ? AND ${fid} <= ? AND ${sql} ORDER BY t.fid LIMIT ?`,
    )
    const windowEnd = this.#windowEnd(table)
    const rows: StoredRow[] = []
    for (let from = after; ; await setImmediate()) {
      const to = few ? undefined : windowEnd.get(from)
      rows.push(...read.all(from, to ?? Number.MAX_SAFE_INTEGER, ...values, limit + 1 - rows.length))
      if (rows.length > limit || to === undefined) break
      from = to
    }
    return {
      features: rows.slice(0, limit).map((row) => publicFeature(table, row)),
      more: rows.length > limit,
    }
  }

  /** How many features pass the filter; undefined where counting them would keep others waiting. */
  count(name: PublicTableName, filter: FeatureFilter): number | undefined {
    const table: PublicTable = PUBLIC_TABLES[name]
    const few = this.#fewIn(table, filter.boxes)
    const plain = !filter.boxes?.length && !filter.time && Object.keys(filter.equals ?? {}).length === 0
    if (!few && this.#longerThan(table, plain ? COUNTED : WINDOW)) return undefined
    const { sql, values } = where(table, filter, few)
    return this.#db
      .prepare<unknown[], number>(`SELECT count(*) FROM ${table.table} t WHERE ${sql}`)
      .pluck()
      .get(...values)
  }

  /** The feature with an id. */
  feature(name: PublicTableName, id: string): PublicFeature | undefined {
    const table: PublicTable = PUBLIC_TABLES[name]
    // a unit's id begins with its code, which has an index that an expression over two columns would not use
    const [code] = id.split('@')
    const key = table.table === 'unit' ? 't.code = ? AND ' : ''
    const row = this.#db
      .prepare<unknown[], StoredRow>(
        `SELECT ${columns(table)} FROM ${table.table} t
         WHERE ${key}${table.id} = ? AND ${where(table, {}, false).sql}`,
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

  /** Whether boxes hold so few features that the r-tree gives them all at once; never for rows that lie nowhere. */
  #fewIn(table: PublicTable, boxes: readonly Box[] | undefined): boolean {
    if (!boxes?.length || !table.placed) return false
    const { sql, values } = inTree(table, boxes)
    const found = this.#db
      .prepare<unknown[], number>(`SELECT count(*) FROM (${sql} LIMIT ${WINDOW})`)
      .pluck()
      .get(...values)
    return found !== undefined && found < WINDOW
  }

  #longerThan(table: PublicTable, rows: number): boolean {
    return (
      this.#db.prepare(`SELECT 1 FROM ${table.table} ORDER BY fid LIMIT 1 OFFSET ${rows}`).get() !== undefined
    )
  }

  #windowEnd({ table }: PublicTable): Statement<[number], number> {
    return this.#db
      .prepare<[number], number>(
        `SELECT fid FROM ${table} WHERE fid > ? ORDER BY fid LIMIT 1 OFFSET ${WINDOW - 1}`,
      )
      .pluck() as Statement<[number], number>
  }
}

function columns(table: PublicTable): string {
  const own = Object.entries(table.columns).map(([name, [sql]]) => `${sql} AS "${name}"`)
  return ['t.fid AS row', `${table.id} AS id`, 't.geom AS geom', ...own].join(', ')
}

function inTree({ table }: PublicTable, boxes: readonly Box[]): { sql: string; values: number[] } {
  const one = '(maxx >= ? AND minx <= ? AND maxy >= ? AND miny <= ?)'
  return {
    sql: `SELECT id FROM rtree_${table}_geom WHERE ${boxes.map(() => one).join(' OR ')}`,
    values: boxes.flatMap(([west, south, east, north]) => [west, east, south, north]),
  }
}

function where(
  table: PublicTable,
  { boxes = [], time, equals = {} }: FeatureFilter,
  throughTree: boolean,
): { sql: string; values: unknown[] } {
  const parts = [table.where]
  const values: unknown[] = []
  if (table.placed) parts.push('t.geom IS NOT NULL')
  for (const [name, value] of Object.entries(equals)) {
    parts.push(`${table.columns[name]![0]} = ?`)
    values.push(typeof value === 'boolean' ? Number(value) : value)
  }
  if (time && table.time) {
    const [first, last] = table.time
    parts.push(`(${first} IS NULL OR (${first} <= ? AND ${last} >= ?))`)
    values.push(time[1], time[0])
  }
  if (boxes.length > 0) {
    if (throughTree) {
      const tree = inTree(table, boxes)
      parts.push(`t.fid IN (${tree.sql})`)
      values.push(...tree.values)
    }
    parts.push(`(t.geom IS NULL OR ${boxes.map(() => 'meets_box(t.geom, ?, ?, ?, ?)').join(' OR ')})`)
    values.push(...boxes.flat())
  }
  return { sql: parts.join(' AND '), values }
}

function publicFeature(table: PublicTable, { row, id, geom, ...stored }: StoredRow): PublicFeature {
  const properties = Object.fromEntries(
    Object.entries(stored).map(([name, value]) => [
      name,
      table.columns[name]![1] === 'boolean' && value !== null ? value === 1 : value,
    ]),
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
  return [edge(0, Math.min), edge(2, Math.min), edge(1, Math.max), edge(3, Math.max)]
}
