import type { Tags } from '../pbf/primitive-block.ts'
import { nameOf, type Row } from './kinds-of-lines.ts'
import { poiKind } from './poi-kinds.ts'

const PLACE_ZOOMS: ReadonlyMap<string, number> = new Map(
  Object.entries({
    city: 6,
    town: 8,
    suburb: 11,
    quarter: 12,
    village: 11,
    neighbourhood: 13,
    hamlet: 12,
    locality: 13,
    island: 10,
  }),
)
const ADDRESS_KEYS = /^addr:[a-z_]{1,40}$/

export type PointTable = 'poi' | 'place' | 'candidate'

/** What stands at a point: of a node, or in the middle of an area. */
export function pointRows(source: string, tags: Tags): Row<PointTable>[] {
  const rows: Row<PointTable>[] = []
  const name = nameOf(tags)
  const poi = poiKind(tags)
  if (poi) rows.push({ table: 'poi', values: [source, poi.minzoom, poi.kind, poi.label, name] })
  const placeZoom = PLACE_ZOOMS.get(tags.place ?? '')
  if (placeZoom !== undefined && name !== null)
    rows.push({ table: 'place', values: [source, placeZoom, tags.place!, name] })
  const number = tags['addr:housenumber']
  if (number !== undefined) {
    const own = Object.entries(tags).filter(([key]) => ADDRESS_KEYS.test(key))
    const street = tags['addr:street'] ?? null
    rows.push({
      table: 'candidate',
      values: [source, 17, number, street, JSON.stringify(Object.fromEntries(own))],
    })
  }
  return rows
}
