import { refuse } from '../../../errors.ts'
import { type Box, boxOf } from '../../../geo/box.ts'
import type { StoredGeometry } from '../../../geo/geopackage-geometry.ts'
import { geometryMeetsBox } from '../../../geo/meeting/geometry-meets-box.ts'
import type { Test } from '../collections/item-walk.ts'
import { CRS84, type Crs, inCrs } from '../crs.ts'

const NUMBER = /^\s*[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?\s*$/i
/** Points on each edge of a box in metres: its edges are curves in degrees. */
const STEPS = 16
/** What a curve may reach beyond the points on it, as a part of the box. */
const MARGIN = 0.01

export interface Bbox {
  /** Boxes in degrees; what meets the box meets one of them. */
  readonly boxes: readonly Box[]
  /** Whether a feature in them meets the box itself; absent where it does. */
  readonly test?: Test
}

/**
 * Reads `bbox`: four numbers, or six with heights, which are ignored, in the axes of `crs`. A box whose first longitude
 * is the larger one crosses the antimeridian and becomes two. Refuses other lists.
 */
export function bboxOf(text: string, crs: Crs): Bbox {
  const parts = text.split(',')
  const numbers = parts.map(Number)
  if (
    ![4, 6].includes(parts.length) ||
    !parts.every((part) => NUMBER.test(part)) ||
    !numbers.every(Number.isFinite)
  )
    throw refused(
      text,
      'not-a-box',
      'phải là 4 hoặc 6 số, cách nhau bằng dấu phẩy',
      'must be 4 or 6 numbers with commas between them',
    )
  const flat = numbers.length === 6 ? [0, 1, 3, 4].map((i) => numbers[i]!) : numbers
  const order = crs.metres || crs.uri === CRS84 ? [0, 1, 2, 3] : [1, 0, 3, 2]
  const box = order.map((i) => flat[i]!) as unknown as Box
  const [west, south, east, north] = box
  if (south > north || (crs.metres && west > east) || (numbers.length === 6 && numbers[2]! > numbers[5]!))
    throw refused(
      text,
      'reversed',
      'góc dưới phải đứng trước góc trên',
      'the lower corner must come before the upper one',
    )
  if (crs.metres) return inMetres(box, crs, crs.metres.edges)
  return { boxes: acrossAntimeridian(box) }
}

/** A box of degrees as one whose west is west of its east, or two. */
export function acrossAntimeridian([west, south, east, north]: Box): Box[] {
  if (west <= east) return [[west, south, east, north]]
  return [
    [west, south, 180, north],
    [-180, south, east, north],
  ]
}

function inMetres(box: Box, crs: Crs, edges: Box): Bbox {
  const within = [0, 1, 2, 3].map((i) =>
    Math.max(edges[(i % 2) as 0 | 1], Math.min(edges[(2 + (i % 2)) as 2 | 3], box[i]!)),
  ) as unknown as Box
  const around = boxOf(onEdges(within).map(([x, y]) => crs.toDegrees(x, y)))
  if (!around) return { boxes: [], test: () => false }
  const [x, y] = [(around[2] - around[0]) * MARGIN, (around[3] - around[1]) * MARGIN]
  return {
    boxes: [[around[0] - x, around[1] - y, around[2] + x, around[3] + y]],
    test: ({ geometry }) =>
      geometry !== null && geometryMeetsBox(inCrs(geometry, crs) as StoredGeometry, box),
  }
}

/** Points on the edges of a box. */
function onEdges([west, south, east, north]: Box): [x: number, y: number][] {
  return Array.from({ length: STEPS + 1 }, (_, i) => i / STEPS).flatMap((part) => {
    const [x, y] = [west + (east - west) * part, south + (north - south) * part]
    return [
      [x, south],
      [x, north],
      [west, y],
      [east, y],
    ] as [number, number][]
  })
}

function refused(text: string, code: string, vi: string, en: string): Error {
  return refuse('bbox', code, `bbox = "${text}": ${vi}.`, `bbox = "${text}": ${en}.`)
}
