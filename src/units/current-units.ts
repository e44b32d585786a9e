import type { Follower } from '../store/following/follower.ts'
import { UNIT_LAYERS } from '../store/layout/layers.ts'
import { FormerForms } from './former-forms.ts'
import type { Former } from './former-of.ts'
import { UnitRegister, type UnitTable } from './unit-register.ts'

interface Edition {
  readonly register: UnitRegister
  readonly former: FormerForms
}

/** The units as everyone sees them; read again when the record's units change. */
export class CurrentUnits implements Follower {
  readonly follows = UNIT_LAYERS
  #edition: Edition
  #prepared: Edition | undefined

  /** @param today the date that "now" means, `YYYY-MM-DD` at +07:00 */
  constructor(
    table: UnitTable,
    readonly today: () => string,
  ) {
    this.#edition = this.#read(table)
  }

  get register(): UnitRegister {
    return this.#edition.register
  }

  /** The register after the changes that were prepared; without such the visible one. */
  get preparedRegister(): UnitRegister {
    return (this.#prepared ?? this.#edition).register
  }

  /** Former forms of an address by its commune's code of today and, where known, its former commune's. */
  formerOf(communeCode: string, formerCommuneCode: string | null): Former[] {
    return this.#edition.former.of(communeCode, formerCommuneCode)
  }

  *prepare(_changes: unknown, record: { readonly units: UnitTable }): Generator<void> {
    this.#prepared = this.#read(record.units)
    yield
  }

  commit(): void {
    this.#edition = this.#prepared ?? this.#edition
    this.#prepared = undefined
  }

  #read(table: UnitTable): Edition {
    const register = UnitRegister.of(table, this.today)
    return { register, former: new FormerForms(register, this.today) }
  }
}
