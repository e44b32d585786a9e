import type { Unit } from '../../../src/units/unit-register.ts'

/** Something that has an address, and a commune, of today or before, that it is named with. */
export interface NamedTarget {
  /** What stands before the units: "12 Nguyễn Huệ, Ấp 3"; '' for a unit itself. */
  readonly before: string
  readonly commune: Unit
  readonly district?: Unit
  readonly province: Unit
  /** What the commune became. */
  readonly successors: readonly Unit[]
  /** The province of today. */
  readonly newProvince: Unit
  /** The communes of today that are right, by code. */
  readonly truth: ReadonlySet<string>
  /** Former districts in which no commune of this name ever was. */
  readonly foreign: readonly Unit[]
  /** Names of units that are not those of the target. */
  readonly others: readonly string[]
}
