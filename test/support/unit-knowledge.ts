import { formerOf } from '../../src/units/former-of.ts'
import type { UnitRegister } from '../../src/units/unit-register.ts'

/** What routes and features know of units, from a register and with its day. */
export function unitKnowledge(register: UnitRegister) {
  return {
    register,
    formerOf: (code: string, former: string | null) => formerOf(register, code, former),
    today: () => register.today,
  }
}
