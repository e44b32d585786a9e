import { type Box, boxContains } from '../../geo/box.ts'
import type { Entry } from '../gazetteer/entry.ts'
import type { GazetteerIndex } from '../gazetteer/gazetteer-index.ts'
import type { Indexes } from '../gazetteer/indexes.ts'
import type { PlaceEntry } from '../gazetteer/place-index.ts'
import type { SearchKind, SearchRequest } from '../search-types.ts'
import type { UnitIndex } from '../units/unit-index.ts'

/** The request's restrictions, applied before anything is ranked. */
export class RequestFilter {
  readonly #units: UnitIndex
  readonly #gazetteer: GazetteerIndex
  readonly #kinds: ReadonlySet<SearchKind> | undefined
  readonly #bbox: Box | undefined
  /** Area of the commune asked for, -1 for one that is not there. */
  readonly #only: number | undefined

  constructor({ kinds, bbox, commune }: SearchRequest, { units, gazetteer }: Indexes) {
    this.#units = units
    this.#gazetteer = gazetteer
    this.#kinds = kinds
    this.#bbox = bbox
    this.#only = commune === undefined ? undefined : (units.area(commune) ?? -1)
  }

  kind(kind: SearchKind): boolean {
    const kinds = this.#kinds
    if (kinds === undefined || kinds.has(kind)) return true
    return (kind === 'street' || kind === 'hamlet') && kinds.has('house')
  }

  area(area: number | undefined): boolean {
    if (this.#only !== undefined && area !== this.#only) return false
    if (!this.#bbox) return true
    const centre = area === undefined ? undefined : this.#units.areas[area]!.unit.centre
    return centre !== undefined && boxContains(this.#bbox, centre[0], centre[1])
  }

  entry(entry: Entry): boolean {
    if (this.#only !== undefined && entry.area !== this.#only) return false
    return this.#bbox === undefined || this.#gazetteer.shapes.touches(entry, this.#bbox)
  }

  place({ area, position }: PlaceEntry): boolean {
    if (this.#only !== undefined && area !== this.#only) return false
    if (this.#bbox === undefined) return true
    return position !== undefined && boxContains(this.#bbox, position[0], position[1])
  }
}
