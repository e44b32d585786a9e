import type { AddressTable } from '../store/addresses.ts'
import type { AddressRow } from '../store/rows.ts'

/** Rows that one query reads, each once. */
export class AddressRows {
  readonly #addresses: Pick<AddressTable, 'byFid' | 'byFids'>
  readonly #rows = new Map<number, AddressRow | undefined>()

  constructor(addresses: Pick<AddressTable, 'byFid' | 'byFids'>) {
    this.#addresses = addresses
  }

  /** Reads rows together, which costs half of reading them one by one. */
  read(fids: readonly number[]): void {
    const unread = fids.filter((fid) => !this.#rows.has(fid))
    if (unread.length < 2) return
    for (const row of this.#addresses.byFids(unread)) this.#rows.set(row.fid, row)
  }

  /** Undefined when the row is gone from the record. */
  get(fid: number): AddressRow | undefined {
    const known = this.#rows.get(fid)
    if (known || this.#rows.has(fid)) return known
    const row = this.#addresses.byFid(fid)
    this.#rows.set(fid, row)
    return row
  }
}
