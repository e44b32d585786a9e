import type { GazetteerNameIndex } from '../names/gazetteer-name-index.ts'
import type { UnitIndex } from '../units/unit-index.ts'
import type { GazetteerIndex } from './gazetteer-index.ts'
import type { PlaceIndex } from './place-index.ts'

/** Everything that search looks things up in. */
export interface Indexes {
  readonly names: GazetteerNameIndex
  readonly units: UnitIndex
  readonly gazetteer: GazetteerIndex
  readonly places: PlaceIndex
}
