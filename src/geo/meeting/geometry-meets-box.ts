import type { Position } from 'geojson'
import { type Box, boxContains, boxesIntersect } from '../box.ts'
import { geometryBox, type StoredGeometry } from '../geopackage-geometry.ts'
import { pointInPolygon } from '../point-in-polygon.ts'

/** Whether a geometry and a box in degrees share at least a point, edges included; planar, as GeoJSON's lines are. */
export function geometryMeetsBox(geometry: StoredGeometry, box: Box): boolean {
  const own = geometryBox(geometry)
  if (!own || !boxesIntersect(own, box)) return false
  if (boxContains(box, own[0], own[1]) && boxContains(box, own[2], own[3])) return true
  switch (geometry.type) {
    case 'Point':
      return positionIn(geometry.coordinates, box)
    case 'MultiPoint':
      return geometry.coordinates.some((position) => positionIn(position, box))
    case 'LineString':
      return lineMeets(geometry.coordinates, box)
    case 'MultiLineString':
      return geometry.coordinates.some((line) => lineMeets(line, box))
    case 'Polygon':
    case 'MultiPolygon': {
      const rings = geometry.type === 'Polygon' ? geometry.coordinates : geometry.coordinates.flat()
      // no edge in the box: it lies wholly inside the area, or wholly outside
      return rings.some((ring) => lineMeets(ring, box)) || pointInPolygon(box[0], box[1], geometry)
    }
  }
}

function positionIn([lon, lat]: Position, box: Box): boolean {
  return lon !== undefined && lat !== undefined && boxContains(box, lon, lat)
}

function lineMeets(line: readonly Position[], box: Box): boolean {
  if (line.length === 1) return positionIn(line[0]!, box)
  for (let i = 1; i < line.length; i++) if (segmentMeets(line[i - 1]!, line[i]!, box)) return true
  return false
}

/** Liang and Barsky's clipping: whether any part of a segment is left. */
function segmentMeets([x0, y0]: Position, [x1, y1]: Position, box: Box): boolean {
  const [dx, dy] = [x1! - x0!, y1! - y0!]
  let from = 0
  let to = 1
  for (const [p, q] of [
    [-dx, x0! - box[0]],
    [dx, box[2] - x0!],
    [-dy, y0! - box[1]],
    [dy, box[3] - y0!],
  ] as const) {
    if (p === 0 && q < 0) return false
    if (p < 0) from = Math.max(from, q / p)
    else if (p > 0) to = Math.min(to, q / p)
  }
  return from <= to
}
