import { setImmediate } from 'node:timers/promises'
import type { Follower } from '../following/follower.ts'
import { LAYERS } from '../layout/layers.ts'
import { READ_LAYERS } from '../layout/usable-rows.ts'
import type { ChangeRow } from '../record/rows.ts'
import type { RecordStore } from '../record-store.ts'
import { faultFinder, faultsOf, type UnusableRow } from './row-faults.ts'

/** Rows of one table that are remembered one by one; further ones are only counted. */
const KEPT = 1000

/** Those of one table. */
interface Found {
  /** All, also those that are not kept. */
  count: number
  readonly kept: Map<number, UnusableRow>
}

/** What changes lead to. */
interface Prepared {
  /** The first faults of tables that were written anew, and how many there are. */
  readonly anew: Map<string, { readonly rows: UnusableRow[]; count: number }>
  readonly faults: UnusableRow[]
  /** Changed rows that can be used, by table. */
  readonly usable: Map<string, number[]>
}

/**
 * Which rows of the record cannot be used, as they are looked through after the start and edited later. A row that is
 * mended beyond the first {@link KEPT} of its table is counted until the table is written anew.
 */
export class UnusableRows implements Follower {
  readonly follows: ReadonlySet<string> = new Set(READ_LAYERS.filter((layer) => LAYERS[layer]?.feed))
  readonly #found = new Map<string, Found>(READ_LAYERS.map((layer) => [layer, nothing()]))
  readonly #tell: (row: UnusableRow) => void
  #prepared = nothingPrepared()
  #looking: Promise<void> | undefined
  #stopped = false

  /** @param tell called once for each row that is found and kept */
  constructor(tell: (row: UnusableRow) => void) {
    this.#tell = tell
  }

  /** How many rows of each table cannot be used. */
  get counts(): ReadonlyMap<string, number> {
    return new Map([...this.#found].map(([table, { count }]) => [table, count]))
  }

  /** Looks through all tables, in slices of some milliseconds between which requests are answered. */
  look(record: RecordStore): Promise<void> {
    this.#looking ??= this.#lookThrough(record)
    return this.#looking
  }

  /** Ends {@link look}. */
  async stop(): Promise<void> {
    this.#stopped = true
    await this.#looking?.catch(() => undefined)
  }

  async #lookThrough(record: RecordStore): Promise<void> {
    for (const layer of READ_LAYERS)
      for (const { rows } of faultsOf(record, layer)) {
        for (const row of rows) this.#add(this.#found.get(layer)!, row)
        await setImmediate()
        if (this.#stopped) return
      }
  }

  *prepare(changes: readonly ChangeRow[], record: RecordStore): Generator<void> {
    this.#prepared = nothingPrepared()
    const { anew, faults, usable } = this.#prepared
    for (const { layer, row } of changes) if (row === null) anew.set(layer, { rows: [], count: 0 })
    for (const [layer, all] of anew)
      for (const { rows } of faultsOf(record, layer)) {
        all.rows.push(...rows.slice(0, KEPT - all.rows.length))
        all.count += rows.length
        yield
      }
    const finders = new Map<string, ReturnType<typeof faultFinder>>()
    for (const { layer, row } of changes) {
      if (anew.has(layer)) continue
      const find = finders.get(layer) ?? faultFinder(record, layer)
      finders.set(layer, find)
      const fault = find(row as number)
      if (fault) faults.push(fault)
      else {
        const rows = usable.get(layer) ?? []
        usable.set(layer, rows)
        rows.push(row as number)
      }
      yield
    }
  }

  commit(): void {
    const { anew, faults, usable } = this.#prepared
    this.#prepared = nothingPrepared()
    for (const [layer, { rows, count }] of anew) this.#replace(layer, rows, count)
    for (const fault of faults) this.#add(this.#found.get(fault.table)!, fault)
    for (const [layer, rows] of usable) {
      const found = this.#found.get(layer)!
      for (const row of rows) if (found.kept.delete(row)) found.count--
    }
  }

  #replace(layer: string, rows: readonly UnusableRow[], count: number): void {
    const before = this.#found.get(layer)!.kept
    const found = nothing()
    this.#found.set(layer, found)
    for (const row of rows) {
      if (before.has(row.row)) found.kept.set(row.row, row)
      else this.#add(found, row)
    }
    found.count = count
  }

  #add(found: Found, row: UnusableRow): void {
    if (found.kept.has(row.row)) return
    found.count++
    if (found.kept.size >= KEPT) return
    found.kept.set(row.row, row)
    this.#tell(row)
  }
}

function nothing(): Found {
  return { count: 0, kept: new Map() }
}

function nothingPrepared(): Prepared {
  return { anew: new Map(), faults: [], usable: new Map() }
}
