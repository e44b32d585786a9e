/** Mean Earth radius in metres (IUGG R1). */
const EARTH_RADIUS = 6_371_008.8
const RADIANS = Math.PI / 180

/** Great-circle distance in metres between two positions in degrees (haversine). */
export function distance(lon1: number, lat1: number, lon2: number, lat2: number): number {
  const sinLat = Math.sin(((lat2 - lat1) * RADIANS) / 2)
  const sinLon = Math.sin(((lon2 - lon1) * RADIANS) / 2)
  const h = sinLat * sinLat + Math.cos(lat1 * RADIANS) * Math.cos(lat2 * RADIANS) * sinLon * sinLon
  return 2 * EARTH_RADIUS * Math.asin(Math.min(1, Math.sqrt(h)))
}

/** Metres in one degree of latitude. */
export const METRES_PER_DEGREE = EARTH_RADIUS * RADIANS

/** Metres in one degree of longitude at a latitude. */
export function metresPerDegreeLon(lat: number): number {
  return METRES_PER_DEGREE * Math.cos(lat * RADIANS)
}
