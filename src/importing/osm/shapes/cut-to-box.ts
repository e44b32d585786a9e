import type { MultiPolygon, Position } from 'geojson'
import type { Box } from '../../../geo/box.ts'

type Edge = 0 | 1 | 2 | 3

/** The part of areas that lies in a box (Sutherland & Hodgman 1974); undefined where there is none. */
export function cutAreas({ coordinates }: MultiPolygon, box: Box): MultiPolygon | undefined {
  const cut = coordinates.flatMap(([outer, ...holes]) => {
    const ring = outer && cutRing(outer, box)
    return ring
      ? [[ring, ...holes.map((hole) => cutRing(hole, box)).filter((hole) => hole !== undefined)]]
      : []
  })
  return cut.length > 0 ? { type: 'MultiPolygon', coordinates: cut } : undefined
}

/** The parts of a line that lie in a box or reach into it from the nearest points outside. */
export function cutLine(line: readonly Position[], box: Box): Position[][] {
  const parts: Position[][] = []
  let part: Position[] = []
  line.forEach((place, i) => {
    const [before, after] = [line[i - 1], line[i + 1]]
    const near =
      inside(place, box) || (before && mayMeet(before, place, box)) || (after && mayMeet(place, after, box))
    if (near) part.push(place)
    else if (part.length > 0) {
      parts.push(part)
      part = []
    }
  })
  parts.push(part)
  return parts.filter(({ length }) => length > 1)
}

function cutRing(ring: readonly Position[], box: Box): Position[] | undefined {
  if (ring.every((place) => inside(place, box))) return [...ring]
  let points = ring.slice(0, -1)
  for (const edge of [0, 1, 2, 3] as const) {
    const limit = box[edge]
    points = points.flatMap((point, i) => {
      const next = points[(i + 1) % points.length]!
      const [here, there] = [isWithin(point, edge, limit), isWithin(next, edge, limit)]
      const kept = here ? [point] : []
      return here === there ? kept : [...kept, crossing(point, next, edge, limit)]
    })
  }
  return points.length < 3 ? undefined : [...points, points[0]!]
}

/** Edges in the order of a box: west, south, east, north. */
function isWithin([x, y]: Position, edge: Edge, limit: number): boolean {
  const value = (edge % 2 === 0 ? x : y) as number
  return edge < 2 ? value >= limit : value <= limit
}

function crossing(a: Position, b: Position, edge: Edge, limit: number): Position {
  const axis = edge % 2
  const share = (limit - a[axis]!) / (b[axis]! - a[axis]!)
  const other = a[1 - axis]! + share * (b[1 - axis]! - a[1 - axis]!)
  return axis === 0 ? [limit, other] : [other, limit]
}

function inside([x, y]: Position, [west, south, east, north]: Box): boolean {
  return x! >= west && x! <= east && y! >= south && y! <= north
}

/** Whether the box of two points meets another. */
function mayMeet(a: Position, b: Position, [west, south, east, north]: Box): boolean {
  return (
    Math.max(a[0]!, b[0]!) >= west &&
    Math.min(a[0]!, b[0]!) <= east &&
    Math.max(a[1]!, b[1]!) >= south &&
    Math.min(a[1]!, b[1]!) <= north
  )
}
