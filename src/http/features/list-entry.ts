import type { Feature, Point } from 'geojson'
import type { SearchHit } from '../../search/search-types.ts'
import { writtenAddress } from './address-feature.ts'
import type { AddressTexts } from './address-texts.ts'
import { writtenPlace } from './gazetteer-feature.ts'
import { type GeocodeType, pointOrNull } from './geocode-reply.ts'
import type { Highlighter, Range } from './highlighter.ts'
import { idWithCode, withCode } from './hit-feature.ts'
import { type HitUnits, settledBy, shownUnit } from './hit-units.ts'
import { namedType, writtenName } from './named-feature.ts'
import { UNIT_TYPES, writtenUnit } from './unit-feature.ts'

/** What a list of suggestions shows of a hit; each member but `full_name` as the whole feature has it. */
export type ListEntry = Feature<
  Point | null,
  {
    geocoding: { type: GeocodeType; label: string }
    vn: Pick<SearchHit, 'kind' | 'grade' | 'warnings'> & {
      highlight: Range[]
      /** The former unit that the text named. */
      former?: { full_name: string }[]
      complete?: SearchHit['complete']
      /** Said of what only the base map has. */
      basemap?: 'osm'
    }
  }
>

interface Shown {
  readonly id: string
  readonly type: GeocodeType
  readonly label: string
  /** Where the unit of another day lies, when the hit itself does not say. */
  readonly centre?: readonly [number, number] | undefined
  /** The hit as a day settles it. */
  readonly settled?: Pick<SearchHit, 'grade' | 'warnings'>
}

/** A search hit as a line of a list. It is written from the hit, without making its feature. */
export function listEntry(
  hit: SearchHit,
  units: HitUnits,
  at: string | undefined,
  highlighter: Highlighter,
  addresses: AddressTexts,
): ListEntry {
  const { id, type, label, centre, settled } = shownOf(hit, units, at, addresses)
  const { kind, lon, lat, former, complete, basemap } = hit
  const { grade, warnings } = settled ?? hit
  const highlight = highlighter.ranges(label, hit.matchedParts)
  return {
    type: 'Feature',
    id,
    geometry: pointOrNull(lon === undefined || lat === undefined ? centre : [lon, lat]),
    properties: {
      geocoding: { type, label },
      vn: {
        kind,
        grade,
        warnings,
        ...(former && !settled ? { former: [{ full_name: former.unit.fullName }] } : {}),
        ...(complete ? { complete } : {}),
        ...(basemap ? { basemap: 'osm' as const } : {}),
        highlight,
      },
    },
  }
}

function shownOf(hit: SearchHit, units: HitUnits, at: string | undefined, addresses: AddressTexts): Shown {
  const { address, place, unit, hasNamesake } = hit
  if (address) {
    const { label } = at
      ? writtenAddress(address, units, { at, hasNamesake })
      : addresses.of(address, hasNamesake)
    return { id: address.uid, type: 'house', label }
  }
  if (place) return { id: place.uid, type: 'locality', label: writtenPlace(place, units, at).label }
  if (!unit) return { id: hit.id, type: namedType(hit.kind), label: writtenName(hit, units, at).label }
  const shown = shownUnit(hit, unit, units, at)
  return {
    id: idWithCode(hit, shown.unit),
    type: UNIT_TYPES[shown.unit.level],
    label: withCode(hit, writtenUnit(shown.unit, units, shown.day).label),
    centre: shown.unit.centre,
    ...(shown.isNamed ? { settled: settledBy(hit) } : {}),
  }
}
