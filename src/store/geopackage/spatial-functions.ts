import type { Database } from 'better-sqlite3'
import type { Box } from '../../geo/box.ts'
import { decodeGeometry, decodePoint, geometryBox } from '../../geo/geopackage-geometry.ts'

/** Registers the functions that the GeoPackage r-tree triggers call (GeoPackage 1.3 §F.3). */
export function registerSpatialFunctions(db: Database): void {
  const options = { deterministic: true, directOnly: false } as const
  const boxOf = (blob: unknown) => (Buffer.isBuffer(blob) ? blobBox(blob) : undefined)
  db.function('ST_IsEmpty', options, (blob) => (boxOf(blob) ? 0 : 1))
  ;(['ST_MinX', 'ST_MinY', 'ST_MaxX', 'ST_MaxY'] as const).forEach((name, i) => {
    db.function(name, options, (blob) => boxOf(blob)?.[i] ?? null)
  })
}

/** The bounding box of a GeoPackage blob; `undefined` when it is empty, damaged or of no known type. */
export function blobBox(blob: Buffer): Box | undefined {
  const point = decodePoint(blob)
  if (point) return [point[0], point[1], point[0], point[1]]
  const geometry = decodeGeometry(blob)
  return geometry && geometryBox(geometry)
}
