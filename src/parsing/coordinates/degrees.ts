import { type DegreeToken, degreeTokens } from './degree-tokens.ts'
import {
  type Axis,
  type Coordinate,
  isVietnamese,
  type Position,
  positionOf,
  vietnameseAxis,
} from './position.ts'

/** What the numbers of a text say: a position; one of its two coordinates; or a pair that is no place on Earth. */
export type Degrees =
  | { readonly position: Position }
  | { readonly missing: Axis }
  | { readonly nowhere: true }

interface Written {
  readonly value: number
  readonly decimals: number
  readonly negative: boolean
  unit: 0 | 1 | 2 | undefined
}

/** The numbers of one coordinate, with what is said of it. */
interface Group {
  numbers: Written[]
  axis: Axis | undefined
  /** Counts south or west. */
  down: boolean
}

interface Groups {
  readonly groups: readonly Group[]
  /** Numbers before each separator. */
  readonly separators: readonly number[]
  /** A sign of degrees stands somewhere. */
  readonly degreeSign: boolean
  readonly named: boolean
}

/** Decimals from which on a lone number, or a pair far away, is a coordinate and no date or number of a house. */
const PRECISE = 3

/**
 * Reads degrees in any usual notation: decimal with points or commas, with minutes, with seconds; signs, letters and words for
 * the axes before or behind; separators of any kind. Undefined for a text that is something else.
 */
export function readDegrees(clean: string): Degrees | undefined {
  const commas = /\d,\d/.test(clean) && !/\d\.\d/.test(clean)
  return (commas ? read(clean, true) : undefined) ?? read(clean, false)
}

/** One coordinate by itself, as a column of a table holds it: `106°24'36"E`, "106,41"; undefined for any other text. */
export function readCoordinate(clean: string): Coordinate | undefined {
  const tokens = degreeTokens(clean, /\d,\d/.test(clean) && !/\d\.\d/.test(clean))
  const [only, ...others] = (tokens && groupsOf(tokens))?.groups ?? []
  return only && others.length === 0 ? coordinateOf(only) : undefined
}

function read(clean: string, commas: boolean): Degrees | undefined {
  const tokens = degreeTokens(clean, commas)
  const grouped = tokens && groupsOf(tokens)
  if (!grouped) return undefined
  const [first, second, ...others] = pairOf(grouped)
  if (!first || others.length > 0) return undefined
  return second ? pair(first, second, grouped) : alone(first, grouped)
}

/** Puts the numbers together that belong to one coordinate, as far as units, letters and words tell. */
function groupsOf(tokens: readonly DegreeToken[]): Groups | undefined {
  const style = tokens.find(({ type }) => type !== 'separator')?.type
  const separators: number[] = []
  const groups: Group[] = [{ numbers: [], axis: undefined, down: false }]
  let [count, closed, degreeSign, named] = [0, false, false, false]
  const open = (numbers: Written[] = []): Group => {
    closed = false
    const last = groups.at(-1)!
    if (last.numbers.length === 0 && last.axis === undefined) {
      last.numbers = numbers
      return last
    }
    const group: Group = { numbers, axis: undefined, down: false }
    groups.push(group)
    return group
  }
  for (const token of tokens) {
    let group = groups.at(-1)!
    if (token.type === 'separator') {
      if (count > 0) separators.push(count)
    } else if (token.type === 'number') {
      if (closed) group = open()
      group.numbers.push({ ...token, unit: undefined })
      count++
    } else if (token.type === 'label') {
      named = true
      open().axis = token.axis
    } else {
      const unit = token.type === 'unit' ? unitOf(token, group.numbers) : undefined
      if (unit !== undefined) {
        const number = group.numbers.at(-1)
        if (!number || number.unit !== undefined) return undefined
        number.unit = unit
        if (unit === 0) {
          degreeSign = true
          if (group.numbers.length > 1) open([group.numbers.pop()!])
        }
        continue
      }
      const { axis, negative } = token.type === 'compass' ? token : SOUTH
      named = true
      if (style === 'compass' && group.numbers.length > 0) group = open()
      if (group.axis !== undefined && group.axis !== axis) return undefined
      group.axis = axis
      group.down = negative
      if (style !== 'compass') closed = true
    }
  }
  return { groups: groups.filter(({ numbers }) => numbers.length > 0), separators, degreeSign, named }
}

const SOUTH = { axis: 'lat', negative: true } as const

/** The unit that a sign or letter behind a number means; undefined for the "s" of south. */
function unitOf(
  { unit, letter }: Extract<DegreeToken, { type: 'unit' }>,
  numbers: readonly Written[],
): 0 | 1 | 2 | undefined {
  return letter === 's' && numbers.length < 3 ? undefined : unit
}

/** Two groups where there are two; else the numbers cut in half, at a separator where there is one. */
function pairOf({ groups, separators }: Groups): Group[] {
  const [only, ...others] = groups
  if (!only || others.length > 0) return [...groups]
  const { numbers } = only
  const half = numbers.length / 2
  if (numbers.length === 1) return [only]
  // An altitude or a zoom level behind the pair.
  if (numbers.length === 3 && separators.includes(2) && numbers.every(({ unit }) => unit === undefined))
    return [numbers[0]!, numbers[1]!].map(single)
  // One coordinate: another sign of degrees would have begun a second group.
  if (numbers[0]!.unit === 0) return [only]
  return [1, 2, 3].includes(half) ? halves(only, half) : []
}

function halves({ numbers }: Group, half: number): Group[] {
  return [numbers.slice(0, half), numbers.slice(half)].map((part) => ({
    numbers: part,
    axis: undefined,
    down: false,
  }))
}

function single(number: Written): Group {
  return { numbers: [number], axis: undefined, down: false }
}

function pair(first: Group, second: Group, { degreeSign, named }: Groups): Degrees | undefined {
  const [one, two] = [coordinateOf(first), coordinateOf(second)]
  if (!one || !two) return undefined
  const decimals = [first, second].map(({ numbers }) => numbers.at(-1)!.decimals)
  const position = positionOf(one, two)
  const inVietnam = position !== undefined && isVietnamese(position)
  // "10°32'09.6\"N 1": the second has only begun
  if (!inVietnam && isBegun(second) && !isBegun(first)) return missingBeside(one)
  const sexagesimal = first.numbers.length === 3 && second.numbers.length === 3
  if (degreeSign || decimals.every((each) => each >= PRECISE) || (named && Math.max(...decimals) > 0))
    return position ? { position } : { nowhere: true }
  if (inVietnam && (named || sexagesimal || decimals.every((each) => each > 0))) return { position }
  if (sexagesimal && Math.max(...decimals) > 0) return position ? { position } : { nowhere: true }
  if (first.numbers.length === 2 && second.numbers.length === 2 && Math.max(...decimals) > 0 && inVietnam)
    return { position }
  // "10.536 106": the second is being typed, or has lost its decimals.
  const [whole, given] = decimals[0]! > 0 ? [second, one] : [first, two]
  const precise = Math.max(...decimals) >= PRECISE && whole.numbers.length === 1
  return precise && first.numbers.length === 1 ? missingBeside(given) : undefined
}

/** A whole number of which nothing is said. */
function isBegun({ numbers, axis }: Group): boolean {
  const [only, ...others] = numbers
  return others.length === 0 && axis === undefined && only!.unit === undefined && only!.decimals === 0
}

/** A coordinate without the other. */
function alone(group: Group, { degreeSign, named }: Groups): Degrees | undefined {
  const found = coordinateOf(group)
  if (!found) return undefined
  const { decimals } = group.numbers.at(-1)!
  return degreeSign || decimals >= PRECISE || (named && decimals > 1) ? missingBeside(found) : undefined
}

function missingBeside({ axis, degrees }: Coordinate): Degrees | undefined {
  const known = vietnameseAxis(degrees)
  if (known === undefined || (axis !== undefined && axis !== known)) return undefined
  return { missing: known === 'lat' ? 'lon' : 'lat' }
}

/** Degrees, minutes and seconds as degrees; undefined where they are out of order or range. */
function coordinateOf({ numbers, axis, down }: Group): Coordinate | undefined {
  const [degrees, minutes, seconds, ...others] = numbers
  if (!degrees || others.length > 0) return undefined
  for (const [i, { value, decimals, unit, negative }] of numbers.entries()) {
    const last = i === numbers.length - 1
    if ((unit !== undefined && unit !== i) || (!last && decimals > 0)) return undefined
    if (i > 0 && (value >= 60 || negative)) return undefined
  }
  const total = degrees.value + (minutes?.value ?? 0) / 60 + (seconds?.value ?? 0) / 3600
  return { degrees: down !== degrees.negative ? -total : total, axis }
}
