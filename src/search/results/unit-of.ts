import type { AreaCandidate, ProvinceCandidate } from '../ranking/candidate.ts'
import type { UnitIndex } from '../units/unit-index.ts'
import type { SearchUnit } from '../units/unit-source.ts'

/** What a candidate says of its unit. */
export type UnitPlace = Pick<AreaCandidate, 'type' | 'area'> | Pick<ProvinceCandidate, 'type' | 'alias'>

/** The unit that a candidate stands for. */
export function unitOf({ areas }: UnitIndex, candidate: UnitPlace): SearchUnit {
  return candidate.type === 'province' ? candidate.alias.unit : areas[candidate.area]!.unit
}

/** Its own centre, or else the middle of the communes that it stands for. */
export function centreOf(units: UnitIndex, candidate: UnitPlace): readonly [number, number] | undefined {
  const own = unitOf(units, candidate).centre
  if (own) return own
  const members = candidate.type === 'province' ? candidate.alias.areas : units.communesOf(candidate.area)
  const centres = members.flatMap((member) => {
    const { centre } = units.areas[member]!.unit
    return centre ? [centre] : []
  })
  if (centres.length === 0) return undefined
  const mean = (axis: 0 | 1) => centres.reduce((sum, centre) => sum + centre[axis], 0) / centres.length
  return [mean(0), mean(1)]
}
