import type { GazetteerIndex } from './gazetteer-index.ts'
import type { NameIndex } from './name-index.ts'
import type { PlaceIndex } from './place-index.ts'
import type { UnitIndex } from './unit-index.ts'

/** Everything that search looks things up in. */
export interface Indexes {
  readonly names: NameIndex
  readonly units: UnitIndex
  readonly gazetteer: GazetteerIndex
  readonly places: PlaceIndex
}
