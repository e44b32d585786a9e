import { refuse } from '../../errors.ts'
import type { Box } from '../../geo/box.ts'
import { CRS84, type Crs } from './crs.ts'

const NUMBER = /^\s*[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?\s*$/i

/**
 * Reads `bbox`: four numbers, or six with heights, which are ignored, in the axes of `crs`. A box whose first longitude
 * is the larger one crosses the antimeridian and becomes two. Refuses other lists.
 */
export function boxesOf(text: string, crs: Crs): Box[] {
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
  const order = crs === CRS84 ? [0, 1, 2, 3] : [1, 0, 3, 2]
  const [west, south, east, north] = order.map((i) => flat[i]!) as unknown as Box
  if (south > north || (numbers.length === 6 && numbers[2]! > numbers[5]!))
    throw refused(
      text,
      'reversed',
      'góc dưới phải đứng trước góc trên',
      'the lower corner must come before the upper one',
    )
  if (west <= east) return [[west, south, east, north]]
  return [
    [west, south, 180, north],
    [-180, south, east, north],
  ]
}

function refused(text: string, code: string, vi: string, en: string): Error {
  return refuse('bbox', code, `bbox = "${text}": ${vi}.`, `bbox = "${text}": ${en}.`)
}
