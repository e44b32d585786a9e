import { distance } from '../../geo/distance.ts'
import type { Position, StreetCourse } from './street-course.ts'

/** On which side odd numbers stand, seen from where numbers begin; `none` for one row of numbers for both sides. */
export type Sides = 'odd-left' | 'odd-right' | 'none'

export interface NumberRule {
  readonly sides: Sides
  /** The smallest number that is given. */
  readonly start: number
  /** Between one number and the next of its side. */
  readonly step: number
  /** What stands before each number, as `51/` in an alley. */
  readonly prefix: string
}

/** A house that is to be numbered. */
export interface Unnumbered {
  readonly uid: string
  readonly lon: number
  readonly lat: number
}

/** A house with its number, and where it stands beside the street. */
export interface Numbered {
  readonly uid: string
  readonly house_number: string
  readonly side: 'left' | 'right' | null
  /** Metres along the street from where numbers begin; null where there is no street to go along. */
  readonly along: number | null
  /** Metres from the street. */
  readonly away: number | null
}

/**
 * Numbers the houses of a street in the order in which they stand along it, each side by itself.
 *
 * @param isTaken whether a number is another house's
 */
export function numberAlong(
  houses: readonly Unnumbered[],
  course: StreetCourse,
  rule: NumberRule,
  isTaken: (number: string) => boolean,
): Numbered[] {
  const placed = houses
    .map((house) => ({ ...house, ...course.beside([house.lon, house.lat]) }))
    .sort((a, b) => a.along - b.along || Math.abs(a.left) - Math.abs(b.left) || (a.uid < b.uid ? -1 : 1))
  const odd = numbersFrom(rule, rule.sides === 'none' ? undefined : 1, isTaken)
  const even = rule.sides === 'none' ? odd : numbersFrom(rule, 0, isTaken)
  return placed.map(({ uid, along, left }) => {
    const side = left >= 0 ? 'left' : 'right'
    const isOdd = rule.sides === 'none' || (side === 'left') === (rule.sides === 'odd-left')
    const house_number = (isOdd ? odd : even).next().value as string
    return { uid, house_number, side, along: Math.round(along), away: Math.round(Math.abs(left)) }
  })
}

/** Numbers houses that stand along no street: from one to the nearest that has no number yet. */
export function numberByNearest(
  houses: readonly Unnumbered[],
  from: Position | undefined,
  rule: NumberRule,
  isTaken: (number: string) => boolean,
): Numbered[] {
  const left = [...houses].sort((a, b) => b.lat - a.lat || a.lon - b.lon || (a.uid < b.uid ? -1 : 1))
  const numbers = numbersFrom(rule, undefined, isTaken)
  const numbered: Numbered[] = []
  let at = from
  while (left.length > 0) {
    const away = ({ lon, lat }: Unnumbered) => (at === undefined ? 0 : distance(at[0], at[1], lon, lat))
    const metres = left.map(away)
    const next = metres.indexOf(Math.min(...metres))
    const [house] = left.splice(next, 1) as [Unnumbered]
    at = [house.lon, house.lat]
    numbered.push({
      uid: house.uid,
      house_number: numbers.next().value as string,
      side: null,
      along: null,
      away: null,
    })
  }
  return numbered
}

/** Numbers of one side without end, from the first that is not below the start; those that are taken are passed over. */
function* numbersFrom(
  { start, step, prefix }: NumberRule,
  parity: 0 | 1 | undefined,
  isTaken: (number: string) => boolean,
): Generator<string> {
  for (let n = parity === undefined || start % 2 === parity ? start : start + 1; ; n += step) {
    const number = `${prefix}${n}`
    if (!isTaken(number)) yield number
  }
}
