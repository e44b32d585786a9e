import { inForce, type Unit } from './unit.ts'
import type { UnitRegister } from './unit-register.ts'

type Register = Pick<UnitRegister, 'get' | 'predecessors' | 'today'>

/**
 * The communes in which a place of today's commune may have been on a day: one when that is certain, several when
 * it may be any of them, none when the commune or that time is not known. It follows the changes of units, as the same
 * five digits may mean another commune on another date.
 *
 * @param communeCode commune in force today
 * @param formerCommuneCode the former commune that the place is known to have been in, or null
 * @param date `YYYY-MM-DD`
 */
export function communesOn(
  register: Register,
  communeCode: string,
  formerCommuneCode: string | null,
  date: string,
): Unit[] {
  const current = register.get(communeCode, register.today, 'commune')
  if (!current) return []
  if (formerCommuneCode !== null) {
    const former = register.predecessors(communeCode).find(({ unit }) => unit.code === formerCommuneCode)
    const then = former ? landOn(register, former.unit, date) : []
    if (then.length > 0) return then
  }
  return landOn(register, current, date)
}

/** Who held the land of a unit on a day: the unit itself, and whatever joined it later. */
function landOn(register: Register, unit: Unit, date: string): Unit[] {
  const joinedLater = register
    .predecessors(unit.code, unit.validTo)
    .filter(({ unit: from, steps }) => steps.some((step) => step.from === from && step.date > date))
    .map((path) => path.unit)
  return [...new Set([unit, ...joinedLater].filter((one) => inForce(one, date)))]
}
