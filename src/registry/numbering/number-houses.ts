import { distance } from '../../geo/distance.ts'
import { parseHousePath } from '../../parsing/house-path.ts'
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

/** Numbers that were given by hand, by the ids of their houses: the rule goes on behind them. */
export type GivenNumbers = ReadonlyMap<string, string>

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
  given: GivenNumbers = new Map(),
): Numbered[] {
  const placed = houses
    .map((house) => ({ ...house, ...course.beside([house.lon, house.lat]) }))
    .sort((a, b) => a.along - b.along || Math.abs(a.left) - Math.abs(b.left) || (a.uid < b.uid ? -1 : 1))
  const odd = new NumberRow(rule, rule.sides === 'none' ? undefined : 1, isTaken)
  const even = rule.sides === 'none' ? odd : new NumberRow(rule, 0, isTaken)
  return placed.map(({ uid, along, left }) => {
    const side = left >= 0 ? 'left' : 'right'
    const isOdd = rule.sides === 'none' || (side === 'left') === (rule.sides === 'odd-left')
    const house_number = (isOdd ? odd : even).next(given.get(uid))
    return { uid, house_number, side, along: Math.round(along), away: Math.round(Math.abs(left)) }
  })
}

/** Numbers houses that stand along no street: from one to the nearest that has no number yet. */
export function numberByNearest(
  houses: readonly Unnumbered[],
  from: Position | undefined,
  rule: NumberRule,
  isTaken: (number: string) => boolean,
  given: GivenNumbers = new Map(),
): Numbered[] {
  const left = [...houses].sort((a, b) => b.lat - a.lat || a.lon - b.lon || (a.uid < b.uid ? -1 : 1))
  const numbers = new NumberRow(rule, undefined, isTaken)
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
      house_number: numbers.next(given.get(house.uid)),
      side: null,
      along: null,
      away: null,
    })
  }
  return numbered
}

/** The numbers of one side, from the first that is not below the start; those that are taken are passed over. */
class NumberRow {
  readonly #rule: NumberRule
  readonly #parity: 0 | 1 | undefined
  readonly #isTaken: (number: string) => boolean
  #next: number

  constructor(rule: NumberRule, parity: 0 | 1 | undefined, isTaken: (number: string) => boolean) {
    this.#rule = rule
    this.#parity = parity
    this.#isTaken = isTaken
    this.#next = parity === undefined || rule.start % 2 === parity ? rule.start : rule.start + 1
  }

  /** The next number; one that was given by hand is taken as it is, and those behind it go on from there. */
  next(given: string | undefined): string {
    const { step, prefix } = this.#rule
    if (given !== undefined) {
      const last = lastWithin(given, prefix)
      const isOfRow = last !== undefined && (this.#parity === undefined || last % 2 === this.#parity)
      if (isOfRow) this.#next = Math.max(this.#next, last + step)
      return given
    }
    for (;;) {
      const number = `${prefix}${this.#next}`
      this.#next += step
      if (!this.#isTaken(number)) return number
    }
  }
}

/** The last number that a house number of this prefix takes up: 14 of "12-14", 3 of "3A"; undefined where it has another form. */
function lastWithin(number: string, prefix: string): number | undefined {
  const text = parseHousePath(number)?.text
  if (text === undefined || !text.startsWith(prefix)) return undefined
  const digits = ROW_NUMBER.exec(text.slice(prefix.length))
  return digits ? Number(digits[2] ?? digits[1]) : undefined
}

const ROW_NUMBER = /^(\d{1,5})(?: ?[A-Za-z]{1,3})?(?:-(?:(\d{1,5})[A-Z]{0,2}|[A-Z]))?$/
