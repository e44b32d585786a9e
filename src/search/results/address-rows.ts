import type { PublicAddressRow } from '../../store/record/public-address.ts'
import type { PublicAddresses } from '../../store/record/public-addresses.ts'

/** Rows kept, of about a kilobyte each, and two more where a feature was written of one. */
const MAX_CACHED = 8000

/**
 * A cache of the rows of addresses: each key stroke of an address being typed answers much the same ones. Call {@link AddressRows.forget}
 * after an edit.
 */
export class AddressRows {
  readonly #addresses: Pick<PublicAddresses, 'byFid'>
  readonly #rows = new Map<number, PublicAddressRow>()

  constructor(addresses: Pick<PublicAddresses, 'byFid'>) {
    this.#addresses = addresses
  }

  /** Undefined when the row is gone from the record. */
  byFid(fid: number): PublicAddressRow | undefined {
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
