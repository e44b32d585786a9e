import type { MentionedText } from '../../parsing/mentions/mention.ts'
import type { NameMatch } from '../../parsing/mentions/unit-names.ts'
import { inForce, type Unit } from '../unit.ts'
import type { UnitRegister } from '../unit-register.ts'
import type { Outcome, Warning } from './conversion.ts'
import type { UnitReading } from './reading/unit-reading.ts'

/** The communes of today that a reading leads to, each once; every part of a split one. */
export function currentOutcomes(
  reading: UnitReading,
  text: MentionedText<Unit>,
  register: UnitRegister,
  warnings: Set<Warning>,
): Outcome[] {
  if (!reading.commune) return outcomesOfArea(reading, register, warnings)
  const outcomes = new Map<Unit, Outcome>()
  const meanings = new Set<string>()
  for (const named of currentFirst(reading.units, register.today)) {
    const paths = register.successorsOf(named)
    if (paths.length > 1) warnings.add('split-unit')
    meanings.add(paths.map(({ unit }) => unit.code).join(' '))
    for (const { unit, steps, extent } of paths)
      if (!outcomes.has(unit)) outcomes.set(unit, { commune: unit, steps, extent, named })
  }
  if (meanings.size > 1) warnings.add('ambiguous-name')
  for (const one of communesOfSameName(reading, text, register, warnings))
    if (!outcomes.has(one.commune)) outcomes.set(one.commune, one)
  const found = [...outcomes.values()]
  if (found.every(({ steps }) => steps.length > 0) && isNameOfAnother(reading, found, register))
    warnings.add('name-reused')
  return found
}

function currentFirst(units: readonly Unit[], today: string): Unit[] {
  return [...units].sort(
    (a, b) =>
      Number(inForce(b, today)) - Number(inForce(a, today)) ||
      (a.validFrom > b.validFrom ? -1 : a.validFrom < b.validFrom ? 1 : a.code < b.code ? -1 : 1),
  )
}

/** The communes that hold land of the district; the last step is that of the district itself. */
function outcomesOfArea(reading: UnitReading, register: UnitRegister, warnings: Set<Warning>): Outcome[] {
  if (!reading.district) {
    warnings.add('province-only')
    return []
  }
  warnings.add('district-only')
  const outcomes = new Map<Unit, Outcome>()
  for (const named of reading.units)
    for (const step of register.districtSteps(lastVersion(named, register)))
      outcomes.set(step.to, { commune: step.to, steps: [step], extent: step.extent, named })
  return [...outcomes.values()]
}

function lastVersion(unit: Unit, register: UnitRegister): Unit {
  return register.versions(unit.code).findLast(({ level }) => level === unit.level) ?? unit
}

/** "Cần Giuộc, Long An" without a type word is more often the district than the commune, so both count. */
function communesOfSameName(
  { commune, district, province, order }: UnitReading,
  text: MentionedText<Unit>,
  register: UnitRegister,
  warnings: Set<Warning>,
): Outcome[] {
  if (!commune || commune.type !== undefined) return []
  const same = text.mentions.filter(
    (one) =>
      one.level !== 'commune' &&
      one.from === commune.from &&
      one.to === commune.to &&
      one.agreement === commune.agreement,
  )
  // "tỉnh Tây Ninh (Long An cũ)" names two provinces.
  const asProvince =
    (!province || order !== 'small to large') && same.some(({ level }) => level === 'province')
  if (asProvince) warnings.add('ambiguous-level')
  // "Long An, Cần Giuộc" may be a commune in a district, or a province and a district of it.
  if (district) return asProvince ? outcomesOfDistricts(district.matches, register) : []
  const districts = same
    .filter(({ level }) => level === 'district')
    .flatMap(({ matches }) => matches)
    .filter(({ unit }) => !province || province.matches.some((match) => isIn(unit, match.unit, register)))
  if (districts.length > 0) warnings.add('ambiguous-level')
  return outcomesOfDistricts(districts, register)
}

function outcomesOfDistricts(districts: readonly NameMatch<Unit>[], register: UnitRegister): Outcome[] {
  return districts.flatMap(({ unit: named }) =>
    register
      .districtSteps(lastVersion(named, register))
      .map((step) => ({ commune: step.to, steps: [step], extent: step.extent, named })),
  )
}

function isIn(unit: Unit, province: Unit, register: UnitRegister): boolean {
  return unit.parentCode !== undefined && register.get(unit.parentCode, unit.validFrom) === province
}

function isNameOfAnother(reading: UnitReading, found: readonly Outcome[], register: UnitRegister): boolean {
  return (reading.commune?.sameName ?? []).some(
    ({ unit }) => inForce(unit, register.today) && !found.some(({ commune }) => commune === unit),
  )
}
