import { circle } from '@turf/circle'
import { intersect } from '@turf/intersect'
import { voronoi } from '@turf/voronoi'
import type { Feature, MultiPolygon, Point, Polygon } from 'geojson'
import { boxOf } from '../geo/box.ts'

/** What the areas below say of themselves in `unit.area_source`. */
export const PARTITION_SOURCE = 'partition of centre points'
/** No commune's cell reaches farther from its centre than this, kilometres. */
const REACH = 9
const MARGIN = 0.2

/**
 * Approximate areas for units of which only a point inside is known: the points' Voronoi cells, each cut to a circle
 * of about 9 km. Areas do not overlap; between far-apart centres there are gaps.
 *
 * @param centres distinct positions `[lon, lat]` in degrees
 * @returns a MultiPolygon for each centre, in the order given
 */
export function partitionAreas(centres: readonly (readonly [number, number])[]): MultiPolygon[] {
  const box = boxOf(centres)
  if (!box) return []
  const points: Feature<Point>[] = centres.map(([lon, lat]) => ({
    type: 'Feature',
    properties: {},
    geometry: { type: 'Point', coordinates: [lon, lat] },
  }))
  const cells = voronoi(
    { type: 'FeatureCollection', features: points },
    { bbox: [box[0] - MARGIN, box[1] - MARGIN, box[2] + MARGIN, box[3] + MARGIN] },
  )
  return centres.map(([lon, lat], i) => {
    const reach = circle([lon, lat], REACH, { steps: 48, units: 'kilometers' })
    const cell = cells.features[i]
    const cut = cell && intersect({ type: 'FeatureCollection', features: [cell, reach] })
    return asMultiPolygon((cut ?? reach).geometry)
  })
}

function asMultiPolygon(geometry: Polygon | MultiPolygon): MultiPolygon {
  return geometry.type === 'MultiPolygon'
    ? geometry
    : { type: 'MultiPolygon', coordinates: [geometry.coordinates] }
}
