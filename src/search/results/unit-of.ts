import type { Candidate } from '../ranking/candidate.ts'
import type { UnitIndex } from '../units/unit-index.ts'
import type { SearchUnit } from '../units/unit-source.ts'

type Named = Pick<Candidate, 'area' | 'alias'>

/** The unit that a candidate of a unit stands for. */
export function unitOf(units: UnitIndex, { area, alias }: Named): SearchUnit {
  return area === undefined ? alias!.unit : units.areas[area]!.unit
}

/** Its own centre, or else the middle of the communes that it stands for. */
export function centreOf(units: UnitIndex, named: Named): readonly [number, number] | undefined {
  const own = unitOf(units, named).centre
  if (own) return own
  const { area, alias } = named
  const members = area === undefined ? alias!.areas : units.communesOf(area)
  const centres = members.flatMap((member) => {
    const { centre } = units.areas[member]!.unit
    return centre ? [centre] : []
  })
  if (centres.length === 0) return undefined
  const mean = (axis: 0 | 1) => centres.reduce((sum, centre) => sum + centre[axis], 0) / centres.length
  return [mean(0), mean(1)]
}
