import type { Position } from 'geojson'
import { distance, METRES_PER_DEGREE, metresPerDegreeLon } from '../distance.ts'
import type { StoredGeometry } from '../geopackage-geometry.ts'
import { pointInPolygon } from '../point-in-polygon.ts'
import { linesOf } from './lines-of.ts'

/** A position in degrees and how far it is in metres. */
export interface NearestPosition {
  lon: number
  lat: number
  metres: number
}

const NOWHERE: NearestPosition = { lon: Number.NaN, lat: Number.NaN, metres: Number.POSITIVE_INFINITY }

/** The position of a line nearest to another, and the metres between them in the plane around the latter; infinite for no line. */
export function nearestOnLine(lon: number, lat: number, line: readonly Position[]): NearestPosition {
  const kx = metresPerDegreeLon(lat)
  let best = NOWHERE
  for (let i = 0; i < line.length; i++) {
    const [x1, y1] = plane(line[i]!)
    const [x2, y2] = plane(line[Math.min(i + 1, line.length - 1)]!)
    const length = (x2 - x1) ** 2 + (y2 - y1) ** 2
    const t = length === 0 ? 0 : Math.max(0, Math.min(1, -(x1 * (x2 - x1) + y1 * (y2 - y1)) / length))
    const [x, y] = [x1 + t * (x2 - x1), y1 + t * (y2 - y1)]
    const metres = Math.hypot(x, y)
    if (metres < best.metres) best = { lon: lon + x / kx, lat: lat + y / METRES_PER_DEGREE, metres }
  }
  return best

  function plane([x, y]: Position): [number, number] {
    return [((x as number) - lon) * kx, ((y as number) - lat) * METRES_PER_DEGREE]
  }
}

/** The position of a geometry nearest to another, great-circle metres away; within an area the other itself. */
export function nearestPosition(lon: number, lat: number, geometry: StoredGeometry): NearestPosition {
  const isArea = geometry.type === 'Polygon' || geometry.type === 'MultiPolygon'
  if (isArea && pointInPolygon(lon, lat, geometry)) return { lon, lat, metres: 0 }
  let best = NOWHERE
  for (const line of linesOf(geometry)) {
    const near = nearestOnLine(lon, lat, line)
    if (near.metres < best.metres) best = near
  }
  return best === NOWHERE ? best : { ...best, metres: distance(lon, lat, best.lon, best.lat) }
}
