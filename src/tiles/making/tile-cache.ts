import type { Box } from '../../geo/box.ts'
import { SortedBoxes } from '../../geo/sorted-boxes.ts'

/** Bytes an entry costs beside its body. */
const OVERHEAD = 300

interface Entry<T> {
  readonly value: T
  readonly bytes: number
  readonly tables: readonly string[]
  readonly box: Box
}

/** Encoded tiles by key, least recently used out first, never more than a number of bytes. */
export class TileCache<T> {
  readonly #entries = new Map<string, Entry<T>>()
  readonly #limit: number
  bytes = 0

  /** `limit` in bytes; 0 keeps nothing. */
  constructor(limit: number) {
    this.#limit = limit
  }

  get size(): number {
    return this.#entries.size
  }

  get(key: string): T | undefined {
    const entry = this.#entries.get(key)
    if (!entry) return undefined
    this.#entries.delete(key)
    this.#entries.set(key, entry)
    return entry.value
  }

  /** Keeps a tile of `bytes` bytes made from `tables` inside `box`, buffer included. */
  set(key: string, value: T, bytes: number, tables: readonly string[], box: Box): void {
    this.delete(key)
    const cost = bytes + OVERHEAD
    if (cost > this.#limit) return
    this.#entries.set(key, { value, bytes: cost, tables, box })
    this.bytes += cost
    for (const oldest of this.#entries.keys()) {
      if (this.bytes <= this.#limit) break
      this.delete(oldest)
    }
  }

  delete(key: string): void {
    const entry = this.#entries.get(key)
    if (!entry) return
    this.#entries.delete(key)
    this.bytes -= entry.bytes
  }

  /** Forgets tiles that show a table where it changed. */
  touch(table: string, where: readonly Box[] | 'everywhere'): void {
    const changed = where === 'everywhere' ? undefined : new SortedBoxes(where)
    for (const [key, { tables, box }] of this.#entries)
      if (tables.includes(table) && (!changed || changed.touch(box))) this.delete(key)
  }
}
