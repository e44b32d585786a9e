import type { MultiPolygon, Polygon, Position } from 'geojson'

/** Even-odd ring test; a point exactly on an edge may fall on either side. */
export function pointInRing(lon: number, lat: number, ring: readonly Position[]): boolean {
  let inside = false
  for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) {
    const [xi, yi] = ring[i] as [number, number]
    const [xj, yj] = ring[j] as [number, number]
    if (yi > lat !== yj > lat && lon < ((xj - xi) * (lat - yi)) / (yj - yi) + xi) inside = !inside
  }
  return inside
}

/** Whether a point in degrees lies in a polygon with holes, or in any part of a multipolygon. */
export function pointInPolygon(lon: number, lat: number, geometry: Polygon | MultiPolygon): boolean {
  const polygons = geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates
  return polygons.some(
    ([outer, ...holes]) =>
      outer !== undefined &&
      pointInRing(lon, lat, outer) &&
      !holes.some((hole) => pointInRing(lon, lat, hole)),
  )
}
