import type { Lineage, Unit, UnitRegister, UnitStep } from '../../units/unit-register.ts'

type Register = Pick<UnitRegister, 'get' | 'lineageOf'>

/** A unit as `/v1/units` shows it; absent values are left out. */
export function unitJson(unit: Unit, register: Register) {
  const date = unit.validTo
  const parent = unit.parentCode && register.get(unit.parentCode, date ?? unit.validFrom)
  return {
    code: unit.code,
    name: unit.name,
    full_name: unit.fullName,
    type: unit.type,
    level: unit.level,
    ...(parent ? { parent: { code: parent.code, full_name: parent.fullName } } : {}),
    valid_from: unit.validFrom,
    valid_to: date ?? null,
    ...(unit.basis ? { basis: unit.basis } : {}),
    ...(unit.postcode ? { postcode: unit.postcode } : {}),
    ...(unit.centre ? { centre: unit.centre } : {}),
    ...(unit.bbox ? { bbox: unit.bbox } : {}),
    ...(unit.area ? { area: unit.area } : {}),
  }
}

/** One change as the contract's Step: both units, each with the district and province it belonged to on that day. */
export function stepJson(step: UnitStep, register: Register) {
  const { from, to, kind, extent, date, basis, article } = step
  return {
    from: placed(from, register.lineageOf(from)),
    to: placed(to, register.lineageOf(to, date)),
    kind,
    extent,
    date,
    basis,
    ...(article ? { article } : {}),
  }
}

function placed(unit: Unit, lineage: Lineage | undefined) {
  return {
    code: unit.code,
    full_name: unit.fullName,
    ...(lineage?.district ? { district: named(lineage.district) } : {}),
    ...(lineage ? { province: named(lineage.province) } : {}),
  }
}

/** A unit by code and full name. */
export function named(unit: Pick<Unit, 'code' | 'fullName'>): { code: string; name: string } {
  return { code: unit.code, name: unit.fullName }
}
