import type { Position } from 'geojson'

/** Most degrees of an arc that one straight piece stands for, as GDAL takes them. */
const STEP = 4

/**
 * Straight pieces in the place of arcs (ISO 13249-3 §4.1.5): positions 1, 2, 3 lie on the first arc, 3, 4, 5 on the next. An arc
 * that ends where it begins is a circle, its middle position the far end of a diameter. Throws RangeError for an even number of positions.
 */
export function straightened(arcs: readonly Position[]): Position[] {
  if (arcs.length === 0) return []
  if (arcs.length % 2 === 0) throw new RangeError(`a circular string of ${arcs.length} positions`)
  const line: Position[] = [arcs[0]!]
  for (let i = 0; i + 2 < arcs.length; i += 2) line.push(...arc(arcs[i]!, arcs[i + 1]!, arcs[i + 2]!))
  return line
}

/** Positions along an arc behind its first one; the last is exactly `to`. */
function arc(from: Position, by: Position, to: Position): Position[] {
  const centre = centreOf(from, by, to)
  if (!centre) return [by, to]
  const [x, y] = centre
  const radius = Math.hypot(from[0]! - x, from[1]! - y)
  const angle = (at: Position) => Math.atan2(at[1]! - y, at[0]! - x)
  const turn = (angle: number) => (angle + 2 * Math.PI) % (2 * Math.PI)
  const start = angle(from)
  const whole = from[0] === to[0] && from[1] === to[1]
  const ahead = whole ? 2 * Math.PI : turn(angle(to) - start)
  const sweep = whole || turn(angle(by) - start) <= ahead ? ahead : ahead - 2 * Math.PI
  const steps = Math.max(2, Math.ceil(Math.abs(sweep) / ((STEP * Math.PI) / 180)))
  const between = Array.from({ length: steps - 1 }, (_, i) => start + (sweep * (i + 1)) / steps)
  return [...between.map((at) => [x + radius * Math.cos(at), y + radius * Math.sin(at)]), to]
}

/** The centre of the circle through three positions; undefined where they lie on a line. */
function centreOf(from: Position, by: Position, to: Position): [x: number, y: number] | undefined {
  const [ax, ay] = [from[0]!, from[1]!]
  if (ax === to[0] && ay === to[1]) return [(ax + by[0]!) / 2, (ay + by[1]!) / 2]
  const [bx, by2, cx, cy] = [by[0]! - ax, by[1]! - ay, to[0]! - ax, to[1]! - ay]
  const area = 2 * (bx * cy - by2 * cx)
  const [b, c] = [bx * bx + by2 * by2, cx * cx + cy * cy]
  if (Math.abs(area) < 1e-12 * (b + c)) return undefined
  return [ax + (cy * b - by2 * c) / area, ay + (bx * c - cx * b) / area]
}
