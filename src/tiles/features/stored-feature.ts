import type { Feature } from 'geojson'
import { decodeGeometry, geometryBox, type StoredGeometry } from '../../geo/geopackage-geometry.ts'
import type { ThemeFeatureRow } from '../../store/record/themes.ts'
import { propertiesOf } from '../../text/fields/json-properties.ts'
import { tileProperties } from './tile-properties.ts'

/** A stored row as GeoJSON with attributes that a tile can hold; none when its geometry cannot be read. */
export function feature(
  row: { geom: Buffer | null },
  id: number,
  properties: Record<string, unknown>,
  geometry: StoredGeometry | undefined = row.geom ? decodeGeometry(row.geom) : undefined,
): Feature[] {
  if (!geometry || !geometryBox(geometry)?.every(Number.isFinite)) return []
  const clean: Feature = { type: 'Feature', geometry, properties: tileProperties(properties) }
  if (Number.isSafeInteger(id) && id >= 0) clean.id = id
  return [clean]
}

/** A feature of a thematic layer with its own attributes and its `id`; none when there is no place to read. */
export function shownFeature(row: ThemeFeatureRow | undefined): Feature[] {
  return row ? feature(row, row.fid, { ...propertiesOf(row.properties), id: row.uid }) : []
}
