import type { Box } from './box.ts'

/** Latitude limit of Web Mercator in degrees (EPSG:3857). */
export const MAX_LATITUDE = 85.0511287798066

/** World x in 0..1 of a longitude in degrees. */
export function worldX(lon: number): number {
  return lon / 360 + 0.5
}

/** World y in 0..1 (north is 0) of a latitude in degrees. */
export function worldY(lat: number): number {
  const clamped = Math.max(-MAX_LATITUDE, Math.min(MAX_LATITUDE, lat))
  const sin = Math.sin((clamped * Math.PI) / 180)
  return 0.5 - (0.25 * Math.log((1 + sin) / (1 - sin))) / Math.PI
}

/** Longitude in degrees of a world x. */
export function lonOf(x: number): number {
  return (x - 0.5) * 360
}

/** Latitude in degrees of a world y. */
export function latOf(y: number): number {
  return (Math.atan(Math.sinh((0.5 - y) * 2 * Math.PI)) * 180) / Math.PI
}

/** The box in degrees of tile z/x/y, widened on every side by `buffer` (a fraction of the tile's edge). */
export function tileBox(z: number, x: number, y: number, buffer = 0): Box {
  const n = 2 ** z
  return [
    lonOf((x - buffer) / n),
    latOf((y + 1 + buffer) / n),
    lonOf((x + 1 + buffer) / n),
    latOf((y - buffer) / n),
  ]
}
