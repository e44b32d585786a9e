import type { AddressTable } from '../../store/addresses.ts'
import type { AddressRow } from '../../store/rows.ts'

/** Rows kept, of about a kilobyte each. */
const MAX_CACHED = 1000

/**
 * Rows of addresses that were answered lately: with each stroke of an address being typed much the same ones are
 * answered again. Edits must be told.
 */
export class AddressRows {
  readonly #addresses: Pick<AddressTable, 'byFid'>
  readonly #rows = new Map<number, AddressRow>()

  constructor(addresses: Pick<AddressTable, 'byFid'>) {
    this.#addresses = addresses
  }

  /** Undefined when the row is gone from the record. */
  byFid(fid: number): AddressRow | undefined {
    const known = this.#rows.get(fid)
    if (known) return known
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
