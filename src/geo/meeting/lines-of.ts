import type { Position } from 'geojson'
import type { StoredGeometry } from '../geopackage-geometry.ts'

/** The lines of a geometry: of points themselves, of areas their rings. */
export function linesOf(geometry: StoredGeometry): readonly Position[][] {
  switch (geometry.type) {
    case 'Point':
      return [[geometry.coordinates]]
    case 'MultiPoint':
      return geometry.coordinates.map((position) => [position])
    case 'LineString':
      return [geometry.coordinates]
    case 'MultiLineString':
    case 'Polygon':
      return geometry.coordinates
    case 'MultiPolygon':
      return geometry.coordinates.flat()
  }
}
