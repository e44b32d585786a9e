import type { AddressTable } from '../../store/addresses.ts'
import type { AddressRow } from '../../store/rows.ts'

/** Rows kept, of about a kilobyte each. */
const MAX_CACHED = 1000

/**
 * A cache of the rows of addresses: each key stroke of an address being typed answers much the same ones. Call {@link AddressRows.forget}
 * after an edit.
 */
export class AddressRows {
  readonly #addresses: Pick<AddressTable, 'byFid'>
  readonly #rows = new Map<number, AddressRow>()

  constructor(addresses: Pick<AddressTable, 'byFid'>) {
    this.#addresses = addresses
  }

  /** Undefined when the row is gone from the record. */
  byFid(fid: number): AddressRow | undefined {
    const cached = this.#rows.get(fid)
    if (cached) return cached
    const row = this.#addresses.byFid(fid)
    if (!row) return undefined
    if (this.#rows.size === MAX_CACHED) this.#rows.delete(this.#rows.keys().next().value!)
    this.#rows.set(fid, row)
    return row
  }

  forget(fid: number): void {
    this.#rows.delete(fid)
  }

  clear(): void {
    this.#rows.clear()
  }
}
