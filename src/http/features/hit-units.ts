import type { SearchHit } from '../../search/search-types.ts'
import type { SearchUnit } from '../../search/units/unit-source.ts'
import { communesOn } from '../../units/communes-on.ts'
import { inForce } from '../../units/unit.ts'
import type { Unit, UnitRegister } from '../../units/unit-register.ts'
import type { UnitKnowledge } from './address-feature.ts'

export interface HitUnits extends UnitKnowledge {
  register: Pick<
    UnitRegister,
    'at' | 'begins' | 'get' | 'lineage' | 'lineageOf' | 'predecessors' | 'today' | 'versions'
  >
}

/** The unit that a hit shows on a day. */
export interface ShownUnit {
  readonly unit: Unit
  /** Day on which the units above it are looked up; today when absent. */
  readonly day: string | undefined
  /** The hit named a former unit, and this is it, on a day when it was in force: nothing is to be said of what became of it. */
  readonly isNamed: boolean
  /** The communes that it may be on that day, when there are several. */
  readonly possible: readonly Unit[]
}

/** The unit of a hit as today's or a day's answer shows it. */
export function shownUnit(
  hit: SearchHit,
  unit: SearchUnit,
  units: HitUnits,
  at: string | undefined,
): ShownUnit {
  const version = versionOf(unit, units)
  const then = at === undefined ? [] : unitsThen(hit, version, units, at)
  const [only, ...others] = then
  if (!only || others.length > 0)
    return { unit: version, day: version.validTo, isNamed: false, possible: then }
  return { unit: only, day: at, isNamed: hit.former?.unit.code === only.code, possible: [] }
}

/** The grade and warnings of a hit that a day settles: it leads to no other unit, so what warns of that goes. */
export function settledBy({ grade, warnings }: SearchHit): Pick<SearchHit, 'grade' | 'warnings'> {
  const split = warnings.includes('split-unit')
  const moot = new Set(split ? ['former-unit', 'split-unit', 'ambiguous'] : ['former-unit'])
  const rest = warnings.filter((warning) => !moot.has(warning))
  return { warnings: rest, grade: split && rest.length === 0 ? 'B' : grade }
}

/** The unit of a day that a hit stands for: the former one that was named, else what the commune was then. */
function unitsThen({ former }: SearchHit, unit: Unit, units: HitUnits, at: string): Unit[] {
  const namedThen = former && versionOf(former.unit, units)
  if (namedThen && namedThen.level === unit.level && inForce(namedThen, at)) return [namedThen]
  if (inForce(unit, at) && unit.validTo !== undefined) return [unit]
  return unit.level === 'commune' ? communesOn(units.register, unit.code, null, at) : []
}

function versionOf(unit: SearchUnit, units: HitUnits): Unit {
  const version = units.register
    .versions(unit.code)
    .find(({ validFrom, level }) => validFrom === unit.validFrom && level === unit.level)
  return version ?? (unit as Unit)
}
