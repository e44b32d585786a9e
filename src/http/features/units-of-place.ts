import { communesOn } from '../../units/communes-on.ts'
import type { Lineage, UnitRegister } from '../../units/unit-register.ts'
import { named } from './unit-json.ts'

export interface NamedUnit {
  code: string
  name: string
}

/** The units that a place belongs to on a day, smallest first in `names`. */
export interface UnitsOfPlace {
  commune?: NamedUnit | undefined
  district?: NamedUnit | undefined
  province?: NamedUnit | undefined
  postcode?: string | undefined
  /** Full names. */
  names: string[]
  /** The communes it may have been in on that day, when there are several. */
  possible?: { commune: NamedUnit; district?: NamedUnit; province: NamedUnit; possible: true }[]
}

/** The register and the day that the units of a place are read from. */
export interface DatedUnits {
  register: Pick<UnitRegister, 'lineage' | 'lineageOf' | 'get' | 'predecessors' | 'today'>
  /** Today at +07:00, `YYYY-MM-DD`. */
  today: () => string
}

/** The units of a place: today's, or those of an earlier day, led back through the changes since; a level that is not certain is left out. */
export function unitsOfPlace(
  communeCode: string | null,
  formerCommuneCode: string | null,
  { register, today }: DatedUnits,
  at: string | undefined,
): UnitsOfPlace {
  if (communeCode === null) return { names: [] }
  if (at === undefined || at === today()) {
    const lineage = register.lineage(communeCode, today())
    return lineage ? ofLineage(lineage) : { names: [] }
  }
  const then = communesOn(register, communeCode, formerCommuneCode, at).flatMap(
    (commune) => register.lineageOf(commune, at) ?? [],
  )
  const [first, ...others] = then
  if (!first) return { names: [] }
  if (others.length === 0) return ofLineage(first)
  const shared = (level: 'district' | 'province') => {
    const unit = first[level]
    return unit && others.every((other) => other[level] === unit) ? unit : undefined
  }
  const [district, province] = [shared('district'), shared('province')]
  return {
    ...(district ? { district: named(district) } : {}),
    ...(province ? { province: named(province) } : {}),
    names: [district, province].flatMap((unit) => (unit ? [unit.fullName] : [])),
    possible: then.map(({ commune, district, province }) => ({
      commune: named(commune),
      ...(district ? { district: named(district) } : {}),
      province: named(province),
      possible: true,
    })),
  }
}

function ofLineage({ commune, district, province }: Lineage): UnitsOfPlace {
  return {
    commune: named(commune),
    district: district && named(district),
    province: named(province),
    postcode: commune.postcode || undefined,
    names: district
      ? [commune.fullName, district.fullName, province.fullName]
      : [commune.fullName, province.fullName],
  }
}
