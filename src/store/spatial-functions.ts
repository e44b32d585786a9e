import type { Database } from 'better-sqlite3'
import type { Box } from '../geo/box.ts'
import { decodeGeometry, decodePoint, geometryBox } from '../geo/geopackage-geometry.ts'

/** Registers the functions that the GeoPackage r-tree triggers call (GeoPackage 1.3 §F.3). */
export function registerSpatialFunctions(db: Database): void {
  const options = { deterministic: true, directOnly: false } as const
  db.function('ST_IsEmpty', options, (blob) => (boxOfBlob(blob) ? 0 : 1))
  ;(['ST_MinX', 'ST_MinY', 'ST_MaxX', 'ST_MaxY'] as const).forEach((name, i) => {
    db.function(name, options, (blob) => boxOfBlob(blob)?.[i] ?? null)
  })
}

function boxOfBlob(blob: unknown): Box | undefined {
  if (!Buffer.isBuffer(blob)) return undefined
  const point = decodePoint(blob)
  if (point) return [point[0], point[1], point[0], point[1]]
  const geometry = decodeGeometry(blob)
  return geometry && geometryBox(geometry)
}
