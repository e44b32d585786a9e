import { decodeGeometry, decodePoint } from '../../geo/geopackage-geometry.ts'
import { lonLatMorton } from '../../geo/morton.ts'
import { uniqueViolation } from '../../store/errors.ts'
import type { BulkLoad } from '../../store/loading/bulk-load.ts'
import { ADDED_TOGETHER } from '../../store/record/addresses.ts'
import { type ImportProblem, problem } from '../reading/problem.ts'
import { LineNumbers } from './line-numbers.ts'
import { RowSet } from './row-set.ts'

/** Rows written at once, sorted along the Z-order curve first, so that box queries read neighbouring rows. */
const BATCH = 20_000

interface Row {
  fid: number
  uid: string
  geom: Buffer | null
}

export interface RowTable<R extends Row> {
  byUid(uid: string): R | undefined
  insert(row: Omit<R, 'fid'>): number
  /** Where several are quicker: adds {@link ADDED_TOGETHER} rows, all or none, and returns the first row number. */
  insertTogether?(rows: readonly Omit<R, 'fid'>[]): number
  update(row: R): void
}

interface Pending<R extends Row> {
  line: number
  row: Omit<R, 'fid'>
  complete: ((row: Omit<R, 'fid'>) => void) | undefined
  /** Place along the Z-order curve. */
  key: number
}

/** A row that is refused only when it is written. */
export interface LateRefusal {
  line: number
  problem: ImportProblem
}

export type Outcome = 'added' | 'changed' | 'unchanged'

/** Adds, updates or leaves rows of one layer, and notices a row that comes twice in a file. */
export class RowWriter<R extends Row> {
  readonly #table: RowTable<R>
  readonly #load: BulkLoad
  readonly #layer: string
  /** Whether the layer was empty: then no row can match one that was there. */
  readonly #fresh: boolean
  readonly #seen = new RowSet()
  /** Lines of the rows written while the layer's indexes are set aside. */
  #lines: LineNumbers | undefined
  #pending: Pending<R>[] = []

  constructor(table: RowTable<R>, load: BulkLoad, layer: string, fresh: boolean) {
    this.#table = table
    this.#load = load
    this.#layer = layer
    this.#fresh = fresh
  }

  /** Writes without the layer's indexes where it is empty; then {@link finish} is due after the last batch. */
  deferIndexes(): void {
    if (this.#load.deferIndexes(this.#layer)) this.#lines = new LineNumbers()
  }

  /** The row with a uid that was there before or came in this file; `undefined` at once when the layer was empty. */
  find(uid: string): R | undefined {
    return this.#fresh ? undefined : this.#table.byUid(uid)
  }

  /** Whether a row found in the record came with this file. */
  cameBefore(row: R): boolean {
    return this.#seen.has(row.fid) || this.#load.added(this.#layer, row.fid)
  }

  /** Brings the columns of `stated` in a row of the record up to what the file states. */
  revise(existing: R, stated: Partial<R>): Outcome {
    this.#seen.add(existing.fid)
    if (differingColumns(existing, stated).length === 0) return 'unchanged'
    this.#table.update({ ...existing, ...stated })
    return 'changed'
  }

  /** Takes a new row; it is written with its batch. `complete` fills in what only a written row gets. */
  add(line: number, row: Omit<R, 'fid'>, complete?: (row: Omit<R, 'fid'>) => void): void {
    this.#pending.push({ line, row, complete, key: zOrder(row.geom) })
  }

  /** Whether a batch is full. */
  get full(): boolean {
    return this.#pending.length >= BATCH
  }

  /** Writes what is pending; returns how many rows were added and which were there already. */
  flush(): { added: number; refused: LateRefusal[] } {
    const pending = this.#pending.sort((a, b) => a.key - b.key)
    this.#pending = []
    const refused: LateRefusal[] = []
    for (const { row, complete } of pending) complete?.(row)
    for (let at = 0; at < pending.length; at += ADDED_TOGETHER) {
      const some = pending.slice(at, at + ADDED_TOGETHER)
      if (!this.#addTogether(some)) this.#addSingly(some, refused)
    }
    return { added: pending.length - refused.length, refused }
  }

  /** False, and nothing is added, when there are too few or one of them is there already. */
  #addTogether(some: readonly Pending<R>[]): boolean {
    if (!this.#table.insertTogether || some.length < ADDED_TOGETHER) return false
    try {
      const first = this.#table.insertTogether(some.map(({ row }) => row))
      for (const [i, { line }] of some.entries()) this.#lines?.set(first + i, line)
      return true
    } catch (error) {
      if (uniqueViolation(error) === undefined) throw error
      return false
    }
  }

  #addSingly(some: readonly Pending<R>[], refused: LateRefusal[]): void {
    for (const { line, row } of some)
      try {
        const fid = this.#table.insert(row)
        this.#lines?.set(fid, line)
      } catch (error) {
        const column = uniqueViolation(error)
        if (column === undefined) throw error
        refused.push({ line, problem: twice(column, row[column as keyof typeof row]) })
      }
  }

  /** After the last batch: the rows that were written and had to go again, because they came twice. */
  finish(): LateRefusal[] {
    const lines = this.#lines
    if (!lines) return []
    return this.#load
      .restoreIndexes(this.#layer)
      .map(({ fid, column, value }) => ({ line: lines.get(fid), problem: twice(column, value) }))
  }
}

function twice(column: string, value: unknown): ImportProblem {
  return problem('duplicate', column === 'uid' ? 'id' : column, value)
}

/** The columns in which a row of the record has another value than a file states. */
export function differingColumns<R extends object>(existing: R, stated: Partial<R>): string[] {
  const columns: string[] = []
  for (const [column, value] of Object.entries(stated))
    if (value !== undefined && !sameValue(existing[column as keyof R], value)) columns.push(column)
  return columns
}

/** Equal values; of two geometries the coordinates count, not how a program wrote them. */
export function sameValue(a: unknown, b: unknown): boolean {
  return a === b || (Buffer.isBuffer(a) && Buffer.isBuffer(b) && sameGeometry(a, b))
}

/** Whether two GeoPackage blobs hold the same coordinates. */
export function sameGeometry(a: Buffer, b: Buffer): boolean {
  return a.equals(b) || JSON.stringify(decodeGeometry(a)) === JSON.stringify(decodeGeometry(b))
}

function zOrder(geom: Buffer | null): number {
  if (!geom) return 0
  const point = decodePoint(geom)
  if (point) return lonLatMorton(...point)
  const geometry = decodeGeometry(geom)
  const first = geometry && firstPosition(geometry.coordinates)
  return first ? lonLatMorton(...first) : 0
}

function firstPosition(coordinates: unknown): [number, number] | undefined {
  let at = coordinates
  while (Array.isArray(at) && Array.isArray(at[0])) at = at[0]
  return Array.isArray(at) && typeof at[0] === 'number' ? (at as [number, number]) : undefined
}
