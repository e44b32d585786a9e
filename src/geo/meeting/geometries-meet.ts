import type { MultiPolygon, Polygon, Position } from 'geojson'
import { boxesIntersect, boxOf } from '../box.ts'
import { geometryBox, type StoredGeometry } from '../geopackage-geometry.ts'
import { pointInPolygon } from '../point-in-polygon.ts'
import { linesOf } from './lines-of.ts'

type Segment = readonly [from: Position, to: Position]

/** Whether two geometries share at least a point, edges included (OGC 06-103r4, intersects); planar, as GeoJSON's lines are. */
export function geometriesMeet(a: StoredGeometry, b: StoredGeometry): boolean {
  const [boxA, boxB] = [geometryBox(a), geometryBox(b)]
  if (!boxA || !boxB || !boxesIntersect(boxA, boxB)) return false
  // What lies outside the other's box meets nothing of it.
  const near = (box: typeof boxA) => (segment: Segment) => boxesIntersect(boxOf(segment)!, box)
  const [ofA, ofB] = [segmentsOf(a).filter(near(boxB)), segmentsOf(b).filter(near(boxA))]
  if (ofA.some((one) => ofB.some((other) => segmentsMeet(one, other)))) return true
  return hasPartIn(a, b) || hasPartIn(b, a)
}

/** Whether a part of one geometry, of which no edge meets the other's, lies within the other. */
function hasPartIn(inner: StoredGeometry, outer: StoredGeometry): boolean {
  if (outer.type !== 'Polygon' && outer.type !== 'MultiPolygon') return false
  const area: Polygon | MultiPolygon = outer
  return linesOf(inner).some(
    (line) => line[0] !== undefined && pointInPolygon(line[0][0]!, line[0][1]!, area),
  )
}

/** The edges of a geometry; a point is one without length. */
function segmentsOf(geometry: StoredGeometry): Segment[] {
  return linesOf(geometry).flatMap((line) =>
    line.length === 1
      ? [[line[0]!, line[0]!] as const]
      : line.slice(1).map((to, i) => [line[i]!, to] as const),
  )
}

function segmentsMeet([a, b]: Segment, [c, d]: Segment): boolean {
  if (!boxesIntersect(boxOf([a, b])!, boxOf([c, d])!)) return false
  const [abc, abd, cda, cdb] = [side(a, b, c), side(a, b, d), side(c, d, a), side(c, d, b)]
  return abc * abd <= 0 && cda * cdb <= 0
}

/** On which side of the line from `a` to `b` a position lies: the sign of twice the triangle's area. */
function side([ax, ay]: Position, [bx, by]: Position, [x, y]: Position): number {
  return Math.sign((bx! - ax!) * (y! - ay!) - (by! - ay!) * (x! - ax!))
}
