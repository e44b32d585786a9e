import { METRES_PER_DEGREE, metresPerDegreeLon } from './distance.ts'

/** A bounding box in degrees, WGS 84: `[minLon, minLat, maxLon, maxLat]` (RFC 7946 §5). */
export type Box = readonly [number, number, number, number]

/** Smallest box around a list of `[lon, lat]` positions; `undefined` for an empty list. */
export function boxOf(positions: Iterable<readonly number[]>): Box | undefined {
  let minX = Infinity
  let minY = Infinity
  let maxX = -Infinity
  let maxY = -Infinity
  for (const [x, y] of positions as Iterable<readonly [number, number]>) {
    if (x < minX) minX = x
    if (x > maxX) maxX = x
    if (y < minY) minY = y
    if (y > maxY) maxY = y
  }
  return minX <= maxX ? [minX, minY, maxX, maxY] : undefined
}

/** Whether a box lies within the world; one of NaN or infinite edges does not. */
export function isWithinWorld([west, south, east, north]: Box): boolean {
  return west >= -180 && south >= -90 && east <= 180 && north <= 90
}

/** Whether two boxes share at least a point; touching edges count. */
export function boxesIntersect(a: Box, b: Box): boolean {
  return a[0] <= b[2] && b[0] <= a[2] && a[1] <= b[3] && b[1] <= a[3]
}

/** Whether a position lies in a box, edges included. */
export function boxContains(box: Box, lon: number, lat: number): boolean {
  return lon >= box[0] && lon <= box[2] && lat >= box[1] && lat <= box[3]
}

/** The smallest box around two. */
export function union(a: Box, b: Box): Box {
  return [Math.min(a[0], b[0]), Math.min(a[1], b[1]), Math.max(a[2], b[2]), Math.max(a[3], b[3])]
}

/** The box whose sides are so many metres from a point. */
export function boxAround(lon: number, lat: number, metres: number): Box {
  const [dx, dy] = [metres / metresPerDegreeLon(lat), metres / METRES_PER_DEGREE]
  return [lon - dx, lat - dy, lon + dx, lat + dy]
}
