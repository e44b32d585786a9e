import { METRES_PER_DEGREE, metresPerDegreeLon } from '../../../geo/distance.ts'
import { mainAxis } from './main-axis.ts'

/** A house beside a street: metres along it and across it, from the point that is asked about. */
export interface HouseOnLine {
  readonly number: number
  readonly along: number
  readonly across: number
}

/** How much longer than wide a row of houses must be, by variance, before it has a direction. */
export const STRETCHED = 6
/** Neighbours on each side along the street that must agree. */
const EACH_WAY = 2
/** Houses of each side of the street that must stand apart from the other side's. */
const EACH_SIDE = 3
/** Metres between the two sides that keep them apart, and by which a house must stand beyond their middle. */
const APART = 4
const BEYOND = 2
/** Metres by which two houses may stand behind each other and still be side by side. */
const ABREAST = 3

/**
 * Houses by their place along and across the street that they make; undefined where they make no line, as around a corner.
 *
 * @param houses numbers with positions, without the house at `lon`, `lat`
 */
export function houseLine(
  lon: number,
  lat: number,
  houses: readonly { readonly number: number; readonly lon: number; readonly lat: number }[],
): HouseOnLine[] | undefined {
  if (houses.length < 2 * EACH_WAY) return undefined
  const metresX = metresPerDegreeLon(lat)
  const points = houses.map((house) => ({
    number: house.number,
    x: (house.lon - lon) * metresX,
    y: (house.lat - lat) * METRES_PER_DEGREE,
  }))
  const axis = mainAxis(points, STRETCHED)
  if (axis === undefined) return undefined
  const { cos, sin } = axis
  return points.map(({ number, x, y }) => ({ number, along: x * cos + y * sin, across: y * cos - x * sin }))
}

/**
 * The numbers on both sides of a house that stands out of order: its two neighbours each way on its side of the street go
 * up or down, and its own is not between the nearest two. Undefined where it fits, or where the neighbours do not agree.
 */
export function outOfOrder(number: number, line: readonly HouseOnLine[]): [number, number] | undefined {
  const row = line.filter((house) => (house.number - number) % 2 === 0)
  const before = row.filter(({ along }) => along < -ABREAST).sort((a, b) => b.along - a.along)
  const after = row.filter(({ along }) => along > ABREAST).sort((a, b) => a.along - b.along)
  if (before.length < EACH_WAY || after.length < EACH_WAY) return undefined
  const [b1, b2] = [before[0]!.number, before[1]!.number]
  const [a1, a2] = [after[0]!.number, after[1]!.number]
  const rising = b2 < b1 && b1 < a1 && a1 < a2
  const falling = b2 > b1 && b1 > a1 && a1 > a2
  if (!rising && !falling) return undefined
  const [low, high] = rising ? [b1, a1] : [a1, b1]
  return number >= low && number <= high ? undefined : [low, high]
}

/**
 * Whether a house stands on the other side of its street: all even numbers near it stand on one side, all odd ones on the
 * other, and it is among those that it is not one of, with some of them each way. Undefined where the sides are not clear,
 * as at the end of a street.
 */
export function onWrongSide(number: number, line: readonly HouseOnLine[]): boolean | undefined {
  const side = (parity: number) => line.filter((house) => house.number % 2 === parity)
  const own = side(number % 2).map(({ across }) => across)
  const others = side(1 - (number % 2))
  if (own.length < EACH_SIDE || others.length < EACH_SIDE) return undefined
  if (!others.some(({ along }) => along < 0) || !others.some(({ along }) => along > 0)) return undefined
  const other = others.map(({ across }) => across)
  const [lowest, highest] = [Math.min(...own), Math.max(...own)]
  const [otherLowest, otherHighest] = [Math.min(...other), Math.max(...other)]
  // The house that is asked about stands at 0.
  if (lowest - otherHighest >= APART) return (lowest + otherHighest) / 2 > BEYOND
  if (otherLowest - highest >= APART) return (otherLowest + highest) / 2 < -BEYOND
  return undefined
}
