import { boxContains } from '../geo/box.ts'
import type { Entry } from './entry.ts'
import type { Indexes } from './indexes.ts'
import type { PlaceEntry } from './place-index.ts'
import type { SearchKind, SearchRequest } from './search-types.ts'

/** The request's restrictions, applied before anything is ranked. */
export function filterOf({ kinds, bbox, commune }: SearchRequest, { units, gazetteer }: Indexes) {
  const only = commune === undefined ? undefined : (units.area(commune) ?? -1)
  return {
    kind: (kind: SearchKind) =>
      kinds === undefined ||
      kinds.has(kind) ||
      ((kind === 'street' || kind === 'hamlet') && kinds.has('house')),
    area: (area: number | undefined) => {
      if (only !== undefined && area !== only) return false
      if (!bbox) return true
      const centre = area === undefined ? undefined : units.areas[area]!.unit.centre
      return centre !== undefined && boxContains(bbox, centre[0], centre[1])
    },
    entry: (entry: Entry) =>
      (only === undefined || entry.area === only) && (bbox === undefined || gazetteer.touches(entry, bbox)),
    place: ({ area, position }: PlaceEntry) =>
      (only === undefined || area === only) &&
      (bbox === undefined || (position !== undefined && boxContains(bbox, position[0], position[1]))),
  }
}
