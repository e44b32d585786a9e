import type { Position } from 'geojson'
import type { StoredGeometry } from './geopackage-geometry.ts'

const TYPES = {
  POINT: 'Point',
  LINESTRING: 'LineString',
  POLYGON: 'Polygon',
  MULTIPOINT: 'MultiPoint',
  MULTILINESTRING: 'MultiLineString',
  MULTIPOLYGON: 'MultiPolygon',
} as const

/** Well-known text (OGC 06-103r4 §7) of a geometry, for a column of a CSV file. */
export function toWellKnownText(geometry: StoredGeometry): string {
  const body = (value: unknown): string =>
    Array.isArray(value) && typeof value[0] === 'number'
      ? value.join(' ')
      : `(${(value as unknown[]).map(body).join(',')})`
  const text = body(geometry.coordinates)
  return `${geometry.type.toUpperCase()} ${geometry.type === 'Point' ? `(${text})` : text}`
}

/** The geometry of well-known text as GeoJSON (unchecked), `undefined` when it is none. Z and M are dropped. */
export function parseWellKnownText(text: string): { type: string; coordinates: unknown } | undefined {
  const match = /^\s*(?:SRID=4326;)?([A-Z]+)(?:\s+(?:Z|M|ZM))?\s*(\([-+0-9.eE\s,()]*\))\s*$/i.exec(text)
  const type = TYPES[match?.[1]?.toUpperCase() as keyof typeof TYPES]
  if (!match || !type) return undefined
  // Positions become arrays of JSON; the parentheses already nest as GeoJSON's brackets do.
  const json = (match[2] as string)
    .replace(
      /[-+0-9.eE][-+0-9.eE\s]*/g,
      (position) => `[${position.trim().split(/\s+/).slice(0, 2).join(',')}]`,
    )
    .replaceAll('(', '[')
    .replaceAll(')', ']')
  try {
    const nested = JSON.parse(json) as unknown[]
    return {
      type,
      coordinates: type === 'Point' ? nested[0] : type === 'MultiPoint' ? flatPoints(nested) : nested,
    }
  } catch {
    return undefined
  }
}

/** MULTIPOINT may be written with or without parentheses around each point. */
function flatPoints(points: unknown[]): Position[] {
  return points.map(
    (point) => (Array.isArray((point as unknown[])[0]) ? (point as Position[])[0] : point) as Position,
  )
}
