import { setImmediate } from 'node:timers/promises'
import type { Follower } from './follower.ts'
import { LAYERS } from './layers.ts'
import type { RecordStore } from './record-store.ts'
import { faultFinder, faultsOf, type UnusableRow } from './row-faults.ts'
import type { ChangeRow } from './rows.ts'
import { READ_LAYERS } from './usable-rows.ts'

/** Rows of one table that are remembered one by one; further ones are only counted. */
const KEPT = 1000

/** Those of one table. */
interface Found {
  /** All, also those that are not kept. */
  count: number
  readonly kept: Map<number, UnusableRow>
}

/**
 * Which rows of the record cannot be used, as they are looked through after the start and edited later. A row that is
 * mended beyond the first {@link KEPT} of its table is counted until the table is written anew.
 */
export class UnusableRows implements Follower {
  readonly follows: ReadonlySet<string> = new Set(READ_LAYERS.filter((layer) => LAYERS[layer]?.feed))
  readonly #found = new Map<string, Found>(READ_LAYERS.map((layer) => [layer, nothing()]))
  readonly #tell: (row: UnusableRow) => void
  #prepared: (() => void)[] = []
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
    this.#prepared = []
    const anew = new Set(changes.flatMap(({ layer, row }) => (row === null ? [layer] : [])))
    for (const layer of anew) {
      const all: UnusableRow[] = []
      let count = 0
      for (const { rows } of faultsOf(record, layer)) {
        all.push(...rows.slice(0, KEPT - all.length))
        count += rows.length
        yield
      }
      this.#prepared.push(() => this.#replace(layer, all, count))
    }
    const finders = new Map<string, ReturnType<typeof faultFinder>>()
    for (const { layer, row } of changes) {
      if (anew.has(layer)) continue
      const find = finders.get(layer) ?? faultFinder(record, layer)
      finders.set(layer, find)
      const fault = find(row as number)
      this.#prepared.push(() => this.#put(layer, row as number, fault))
      yield
    }
  }

  commit(): void {
    for (const put of this.#prepared) put()
    this.#prepared = []
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

  #put(layer: string, row: number, fault: UnusableRow | undefined): void {
    const found = this.#found.get(layer)!
    if (fault) this.#add(found, fault)
    else if (found.kept.delete(row)) found.count--
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
