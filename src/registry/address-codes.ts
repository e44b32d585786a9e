import { type CheckedCode, nearbyCodes } from '../codes/check-code.ts'
import type { AddressStatus } from '../store/layout/address-status.ts'
import type { AddressTable } from '../store/record/addresses.ts'
import type { AddressRow } from '../store/record/rows.ts'

/** What a registered code stands for. */
export interface CodeHolder {
  /** Of the code: retired when the address has given it up or is retired itself. */
  readonly status: AddressStatus
  /** What stands in the place of a retired code: codes, or ids of addresses without one, separated by spaces. */
  readonly successor: string | null
  /** The address that has it, or had it and is still in the record. */
  readonly address: AddressRow | undefined
}

/** The codes that addresses carry or carried; a code is never given to a second address. */
export class AddressCodes {
  readonly #table: Pick<AddressTable, 'byCode' | 'byNdas' | 'byUid' | 'identifier'>

  constructor(table: Pick<AddressTable, 'byCode' | 'byNdas' | 'byUid' | 'identifier'>) {
    this.#table = table
  }

  /** Who has or had a code of a scheme: `local`, `ndas` for the national one, or a configured one. */
  holder(scheme: string, code: string): CodeHolder | undefined {
    const row = scheme === 'local' || scheme === 'ndas' ? this.#carrier(scheme, code) : undefined
    if (row) return { status: row.status, successor: this.#successors(row), address: row }
    const identifier = this.#table.identifier(scheme, code)
    if (!identifier) return undefined
    const address = this.#table.byUid(identifier.uid)
    if (address && identifier.status === 'current' && scheme !== 'local' && scheme !== 'ndas')
      return { status: address.status, successor: this.#successors(address), address }
    return { status: 'retired', successor: identifier.successor ?? address?.code ?? null, address }
  }

  /** Codes of addresses in force that a mistyped code may stand for, at most `max`. */
  near(checked: CheckedCode, max: number): string[] {
    const found: string[] = []
    for (const code of nearbyCodes(checked)) {
      const row = this.#carrier(code.startsWith('L') ? 'local' : 'ndas', code)
      if (row && row.status !== 'retired') found.push(code)
      if (found.length === max) break
    }
    return found
  }

  #successors({ successor }: AddressRow): string | null {
    const uids = successor?.split(' ') ?? []
    return uids.map((uid) => this.#table.byUid(uid)?.code ?? uid).join(' ') || null
  }

  #carrier(scheme: 'local' | 'ndas', code: string): AddressRow | undefined {
    return scheme === 'local' ? this.#table.byCode(code) : this.#table.byNdas(code)
  }
}
