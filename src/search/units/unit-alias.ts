import type { SearchUnit } from './unit-source.ts'

/** A unit under one of its names, and the areas of today that it stands for. */
export interface UnitAlias {
  readonly unit: SearchUnit
  /** Copied from the unit: units of a register have many hidden classes and are slow to read. */
  readonly level: SearchUnit['level']
  readonly type: string
  readonly current: boolean
  readonly areas: readonly number[]
  readonly members: ReadonlySet<number>
  /** A former commune whose land went to several. */
  readonly split: boolean
  readonly district: SearchUnit | undefined
  readonly province: SearchUnit | undefined
  /** Documents by which it became what it is. */
  readonly basis: string | undefined
}
