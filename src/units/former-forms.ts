import { type Former, formerOf } from './former-of.ts'
import type { UnitRegister } from './unit-register.ts'

/** Pairs of commune and former commune in the cache: several times those of a province. */
const MAX_CACHED = 4000

/** {@link formerOf} with a cache for the day: many addresses lie in few communes. */
export class FormerForms {
  readonly #register: UnitRegister
  readonly #today: () => string
  readonly #cache = new Map<string, Former[]>()
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
      this.#cache.clear()
      this.#day = day
    }
    const key = `${communeCode} ${formerCommuneCode ?? ''}`
    let forms = this.#cache.get(key)
    if (!forms) {
      forms = formerOf(this.#register, communeCode, formerCommuneCode)
      // A record may hold any codes: the cache must not grow without end.
      if (this.#cache.size >= MAX_CACHED) this.#cache.clear()
      this.#cache.set(key, forms)
    }
    return forms
  }
}
