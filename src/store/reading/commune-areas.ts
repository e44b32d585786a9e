import type { MultiPolygon, Polygon } from 'geojson'
import { decodeGeometry } from '../../geo/geopackage-geometry.ts'
import type { RecordStore } from '../record-store.ts'

/** Areas of the communes in force. */
export function communeAreas(record: RecordStore): (Polygon | MultiPolygon)[] {
  return record.units.all().flatMap(({ level, valid_to, geom }) => {
    const area = level === 'commune' && valid_to === null && geom ? decodeGeometry(geom) : undefined
    return area?.type === 'Polygon' || area?.type === 'MultiPolygon' ? [area] : []
  })
}
