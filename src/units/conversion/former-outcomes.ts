import type { MentionedText } from '../../parsing/mentions/mention.ts'
import { inForce, type Unit } from '../unit.ts'
import type { UnitRegister } from '../unit-register.ts'
import type { Outcome, Warning } from './conversion.ts'
import type { UnitReading } from './reading/unit-reading.ts'

/** The former communes behind a reading: all that a commune of today was made from, or the former one named. */
export function formerOutcomes(
  reading: UnitReading,
  _text: MentionedText<Unit>,
  register: UnitRegister,
  warnings: Set<Warning>,
): Outcome[] {
  if (!reading.commune) return outcomesOfArea(reading, register, warnings)
  const today = reading.units.filter((unit) => inForce(unit, register.today))
  const outcomes = new Map<Unit, Outcome>()
  for (const named of today) {
    const paths = register.predecessors(named.code)
    if (paths.length > 1) warnings.add('several-predecessors')
    for (const { unit, steps, extent } of paths)
      if (!outcomes.has(unit)) outcomes.set(unit, { commune: unit, steps, extent, named })
  }
  if (today.length === 0)
    for (const named of reading.units)
      outcomes.set(named, { commune: named, steps: [], extent: 'whole', named })
  if ((today.length || reading.units.length) > 1) warnings.add('ambiguous-name')
  return [...outcomes.values()]
}

function outcomesOfArea(reading: UnitReading, register: UnitRegister, warnings: Set<Warning>): Outcome[] {
  warnings.add(reading.district ? 'district-only' : 'province-only')
  if (!reading.district) return []
  const communes = reading.units.flatMap((district) =>
    register
      .at(district.validTo ?? register.today, { level: 'commune', parent: district.code })
      .map((commune) => ({
        commune,
        steps: [],
        extent: 'whole' as const,
        named: district,
      })),
  )
  return [...new Map(communes.map((one) => [one.commune, one])).values()]
}
