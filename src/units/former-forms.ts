import { type Former, formerOf } from './former-of.ts'
import type { UnitRegister } from './unit-register.ts'

/** Pairs of commune and former commune that are remembered: several times those of a province. */
const MOST = 4000

/** {@link formerOf} with what it found kept for the day: there are few communes and many addresses in them. */
export class FormerForms {
  readonly #register: UnitRegister
  readonly #today: () => string
  readonly #known = new Map<string, Former[]>()
  #day = ''

  /** @param today `YYYY-MM-DD` at +07:00 */
  constructor(register: UnitRegister, today: () => string) {
    this.#register = register
    this.#today = today
  }

  /** Former forms of an address by its commune's code of today and, where known, its former commune's. */
  of(communeCode: string, formerCommuneCode: string | null): Former[] {
    const day = this.#today()
    if (day !== this.#day) {
      this.#known.clear()
      this.#day = day
    }
    const key = `${communeCode} ${formerCommuneCode ?? ''}`
    let forms = this.#known.get(key)
    if (!forms) {
      forms = formerOf(this.#register, communeCode, formerCommuneCode)
      // Any code may stand in a record: what would not end begins anew.
      if (this.#known.size >= MOST) this.#known.clear()
      this.#known.set(key, forms)
    }
    return forms
  }
}
