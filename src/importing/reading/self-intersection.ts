import Flatbush from 'flatbush'
import type { Position } from 'geojson'
import type { StoredGeometry } from '../../geo/geopackage-geometry.ts'

interface Segment {
  polygon: number
  ring: number
  /** Place in its ring, and how many segments the ring has. */
  at: number
  of: number
  a: Position
  b: Position
}

/**
 * Where the outline of an area crosses itself: two of its rings cross or run along each other, or one ring meets
 * itself anywhere but at its end (OGC 06-103r4 §6.1.11). Undefined for a simple outline, and for lines and points.
 */
export function selfIntersection(geometry: StoredGeometry): [x: number, y: number] | undefined {
  if (geometry.type !== 'Polygon' && geometry.type !== 'MultiPolygon') return undefined
  const polygons = geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates
  const segments = polygons.flatMap((rings, polygon) =>
    rings.flatMap((ring, number) => segmentsOf(ring, polygon, number)),
  )
  if (segments.length < 3) return point(polygons[0]?.[0]?.[0] ?? [0, 0])
  const index = new Flatbush(segments.length)
  for (const { a, b } of segments) index.add(...boxOf(a, b))
  index.finish()
  for (const [i, segment] of segments.entries())
    for (const j of index.search(...boxOf(segment.a, segment.b))) {
      const met = j > i ? meeting(segment, segments[j] as Segment) : undefined
      if (met) return point(met)
    }
  return undefined
}

function point(position: Position): [number, number] {
  return [position[0] as number, position[1] as number]
}

/** Repeated positions are passed over. */
function segmentsOf(ring: Position[], polygon: number, number: number): Segment[] {
  const corners = ring.filter((at, i) => i === 0 || !same(at, ring[i - 1] as Position))
  return corners.slice(1).map((b, i) => ({
    polygon,
    ring: number,
    at: i,
    of: corners.length - 1,
    a: corners[i] as Position,
    b,
  }))
}

function boxOf(a: Position, b: Position): [number, number, number, number] {
  const [ax, ay, bx, by] = [a[0] as number, a[1] as number, b[0] as number, b[1] as number]
  return [Math.min(ax, bx), Math.min(ay, by), Math.max(ax, bx), Math.max(ay, by)]
}

/** A position where two segments meet though they must not. */
function meeting(s: Segment, t: Segment): Position | undefined {
  const sameRing = s.polygon === t.polygon && s.ring === t.ring
  const [sa, sb] = [side(t.a, t.b, s.a), side(t.a, t.b, s.b)]
  const [ta, tb] = [side(s.a, s.b, t.a), side(s.a, s.b, t.b)]
  if (sa * sb < 0 && ta * tb < 0) return crossing(s, sa, sb)
  if (sameRing && (t.at === s.at + 1 || (s.at === 0 && t.at === s.of - 1))) return spike(s, t)
  if (sa === 0 && sb === 0 && ta === 0 && tb === 0) {
    if (!sameRing && s.polygon !== t.polygon) return undefined
    const inner = [t.a, t.b].filter((p) => onSegment(p, s)).concat([s.a, s.b].filter((p) => onSegment(p, t)))
    const distinct = inner.filter((p, i) => inner.findIndex((q) => same(p, q)) === i)
    return distinct.length > (sameRing ? 0 : 1) ? distinct[0] : undefined
  }
  if (!sameRing) return undefined
  return [t.a, t.b].find((p) => onSegment(p, s)) ?? [s.a, s.b].find((p) => onSegment(p, t))
}

/** Two segments that follow each other may share their corner only: a way back along itself is a spike. */
function spike(s: Segment, t: Segment): Position | undefined {
  const corner = same(s.b, t.a) ? s.b : s.a
  const [p, q] = same(s.b, t.a) ? [s.a, t.b] : [s.b, t.a]
  if (side(p, corner, q) !== 0) return undefined
  const dot = (p[0]! - corner[0]!) * (q[0]! - corner[0]!) + (p[1]! - corner[1]!) * (q[1]! - corner[1]!)
  return dot > 0 ? corner : undefined
}

function crossing(s: Segment, sa: number, sb: number): Position {
  const part = sa / (sa - sb)
  return [s.a[0]! + part * (s.b[0]! - s.a[0]!), s.a[1]! + part * (s.b[1]! - s.a[1]!)]
}

function onSegment(p: Position, { a, b }: Segment): boolean {
  const [minX, minY, maxX, maxY] = boxOf(a, b)
  return side(a, b, p) === 0 && p[0]! >= minX && p[0]! <= maxX && p[1]! >= minY && p[1]! <= maxY
}

/** Above 0 when `p` lies left of the way from `a` to `b`, below 0 right of it. */
function side(a: Position, b: Position, p: Position): number {
  return (b[0]! - a[0]!) * (p[1]! - a[1]!) - (b[1]! - a[1]!) * (p[0]! - a[0]!)
}

function same(a: Position, b: Position): boolean {
  return a[0] === b[0] && a[1] === b[1]
}
