import type { AddressTable } from './addresses.ts'
import { isPublicIdentifier, type PublicAddressRow, publicAddress } from './public-address.ts'
import type { AddressRow, AddressVersionRow, IdentifierRow } from './rows.ts'

/** Addresses as anybody may see them: what search, reverse and every route read. */
export class PublicAddresses {
  readonly #addresses: AddressTable

  constructor(addresses: AddressTable) {
    this.#addresses = addresses
  }

  byFid(fid: number): PublicAddressRow | undefined {
    return seen(this.#addresses.byFid(fid))
  }

  byUid(uid: string): PublicAddressRow | undefined {
    return seen(this.#addresses.byUid(uid))
  }

  /** The address that carries a local code now. */
  byCode(code: string): PublicAddressRow | undefined {
    return seen(this.#addresses.byCode(code))
  }

  /** The address that carries a national (10-digit) code now. */
  byNdas(ndas: string): PublicAddressRow | undefined {
    return seen(this.#addresses.byNdas(ndas))
  }

  /** Who carries or carried a code. */
  identifier(scheme: 'local' | 'ndas', value: string): IdentifierRow | undefined {
    return this.#addresses.identifier(scheme, value)
  }

  /** The codes of an address; ids of files that it came in are not among them. */
  identifiersOf(uid: string): IdentifierRow[] {
    return this.#addresses.identifiersOf(uid).filter(isPublicIdentifier)
  }

  /** Earlier versions, oldest first. */
  versionsOf(uid: string): AddressVersionRow[] {
    return this.#addresses.versionsOf(uid).map(publicAddress)
  }
}

function seen(row: AddressRow | undefined): PublicAddressRow | undefined {
  return row && publicAddress(row)
}
