import { isHidden } from '../layout/address-status.ts'
import type { AddressTable, VersionFacts } from './addresses.ts'
import { isPublicIdentifier, type PublicAddressRow, publicAddress } from './public-address.ts'
import type { AddressRow, AddressVersionRow, IdentifierRow } from './rows.ts'

/** What is asked of addresses, of all of them or of those that a request is about. */
export type AddressSource = Pick<
  AddressTable,
  | 'byFid'
  | 'byUid'
  | 'byCode'
  | 'byNdas'
  | 'identifier'
  | 'identifiersOf'
  | 'versionsOf'
  | 'versionFacts'
  | 'lastChange'
  | 'stateOf'
>

/**
 * The addresses that carry or carried some ids and codes: all of them from the record's file, at once; from a database those
 * that are named, and what they point to.
 */
export type AddressesAbout = (keys: () => readonly string[]) => PublicAddresses | Promise<PublicAddresses>

/**
 * Addresses as anybody may see them: what search, reverse and every route read. One in a hidden state is as one that was
 * never there: neither its row nor its versions, its codes or a pointer to it come out.
 */
export class PublicAddresses {
  readonly #addresses: AddressSource

  constructor(addresses: AddressSource) {
    this.#addresses = addresses
  }

  byFid(fid: number): PublicAddressRow | undefined {
    return this.#seen(this.#addresses.byFid(fid))
  }

  byUid(uid: string): PublicAddressRow | undefined {
    return this.#seen(this.#addresses.byUid(uid))
  }

  /** The address that carries a local code now. */
  byCode(code: string): PublicAddressRow | undefined {
    return this.#seen(this.#addresses.byCode(code))
  }

  /** The address that carries a national (10-digit) code now. */
  byNdas(ndas: string): PublicAddressRow | undefined {
    return this.#seen(this.#addresses.byNdas(ndas))
  }

  /** Who carries or carried a code. */
  identifier(scheme: string, value: string): IdentifierRow | undefined {
    const found = this.#addresses.identifier(scheme, value)
    return found && !this.#hides(found.uid) ? this.#withoutHidden(found) : undefined
  }

  /** The codes of an address; ids of files that it came in are not among them. */
  identifiersOf(uid: string): IdentifierRow[] {
    if (this.#hides(uid)) return []
    return this.#addresses
      .identifiersOf(uid)
      .filter(isPublicIdentifier)
      .map((identifier) => this.#withoutHidden(identifier))
  }

  /** Earlier versions, oldest first, without those in a hidden state. */
  versionsOf(uid: string): AddressVersionRow[] {
    if (this.#hides(uid)) return []
    return this.#addresses
      .versionsOf(uid)
      .filter((version) => !isHidden(version))
      .map((version) => this.#withoutHidden(publicAddress(version)))
  }

  /** When the version of today took the place of the one before. */
  versionFacts(uid: string): VersionFacts | undefined {
    return this.#hides(uid) ? undefined : this.#addresses.versionFacts(uid)
  }

  lastChange(uid: string): string | undefined {
    return this.#hides(uid) ? undefined : this.#addresses.lastChange(uid)
  }

  #seen(row: AddressRow | undefined): PublicAddressRow | undefined {
    return row && !isHidden(row) ? this.#withoutHidden(publicAddress(row)) : undefined
  }

  /** A row that does not point to what is hidden. */
  #withoutHidden<Row extends { successor: string | null }>(row: Row): Row {
    if (row.successor === null) return row
    const shown = row.successor.split(' ').filter((one) => !this.#hides(one))
    return { ...row, successor: shown.length > 0 ? shown.join(' ') : null }
  }

  /** Whether an id, or a code, is that of an address which is hidden, or was when its row was removed. */
  #hides(idOrCode: string): boolean {
    const status = this.#addresses.stateOf(idOrCode)
    return status !== undefined && isHidden({ status })
  }
}
