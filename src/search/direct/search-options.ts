import type { ElsewhereNames } from '../../parsing/elsewhere-names.ts'
import type { ThingsOf } from '../../store/basemap/served-things.ts'
import type { AddressChunk } from '../../store/reading/address-chunks.ts'
import type { UnitSource } from '../units/unit-source.ts'
import type { Nearest } from './point-answers.ts'

/** What search is given beside the record. */
export interface SearchOptions {
  /** The register of units in force when asked. */
  readonly units: () => UnitSource
  /** The register that indexes are built with while its changes are not visible yet; `units` when absent. */
  readonly preparedUnits?: () => UnitSource
  /** The address nearest to a position, for a pasted coordinate; without it only the point is answered. */
  readonly nearest?: Nearest
  /** Names of units of other provinces and countries; without them nothing is said to lie there. */
  readonly elsewhere?: ElsewhereNames
  /** The addresses that the indexes are made from; read from the record when absent. */
  readonly chunks?: () => Iterable<AddressChunk>
  /** What the base map names, as it is now; asked where a request wants it. */
  readonly basemap?: () => ThingsOf | undefined
}
