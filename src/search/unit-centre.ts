import type { UnitAlias } from './unit-alias.ts'
import type { UnitIndex } from './unit-index.ts'

/** Middle of the communes that a unit without a centre of its own stands for. */
export function centreOf(
  units: UnitIndex,
  area: number | undefined,
  alias: UnitAlias | undefined,
): readonly [number, number] | undefined {
  const members = area === undefined ? (alias?.areas ?? []) : units.communesOf(area)
  const centres = members.flatMap((member) => {
    const { centre } = units.areas[member]!.unit
    return centre ? [centre] : []
  })
  if (centres.length === 0) return undefined
  const mean = (axis: 0 | 1) => centres.reduce((sum, centre) => sum + centre[axis], 0) / centres.length
  return [mean(0), mean(1)]
}
