import type { Box } from '../../geo/box.ts'
import { decodeGeometry, decodePoint, geometryBox } from '../../geo/geopackage-geometry.ts'

/** Where a street or hamlet is drawn: a point on it, and the box around it unless it is a point. */
export interface RowShape {
  readonly point?: readonly [number, number]
  readonly box?: Box
}

/** The shape of a row's geometry; empty without one. A line's point is a vertex at its middle. */
export function rowShape(geom: Buffer | null): RowShape {
  if (!geom) return {}
  const point = decodePoint(geom)
  if (point) return { point }
  const geometry = decodeGeometry(geom)
  if (!geometry) return {}
  const line =
    geometry.type === 'MultiLineString'
      ? geometry.coordinates[0]
      : geometry.type === 'LineString'
        ? geometry.coordinates
        : undefined
  const middle = line?.[line.length >> 1]
  const box = geometryBox(geometry)
  return { ...(box ? { box } : {}), ...(middle ? { point: [middle[0]!, middle[1]!] } : {}) }
}
