import type { StoredGeometry } from '../../geo/geopackage-geometry.ts'
import { checkDegrees } from './degrees.ts'
import type { Placing } from './placing.ts'
import { type ImportProblem, problem } from './problem.ts'

/** How deep the coordinates of a type are nested. */
const DEPTHS: Readonly<Record<string, number>> = {
  Point: 0,
  MultiPoint: 1,
  LineString: 1,
  MultiLineString: 2,
  Polygon: 2,
  MultiPolygon: 3,
}
/** Fewest positions of the innermost list. */
const MIN_POSITIONS: Readonly<Record<string, number>> = {
  LineString: 2,
  MultiLineString: 2,
  Polygon: 4,
  MultiPolygon: 4,
}
/** Most positions of one geometry: a province's outline at 1:10,000 has 60,000. */
const MAX_POSITIONS = 1_000_000
const TYPES = Object.keys(DEPTHS).join(', ')

/**
 * A GeoJSON geometry in degrees, checked down to its last position (Z and M dropped), or the problem: wrong type, too
 * few positions, an open ring, a position that is no number or outside the world, axes swapped, metres for degrees.
 * With `place`, coordinates of another system are turned into degrees.
 */
export function checkGeometry(value: unknown, place?: Placing): StoredGeometry | ImportProblem {
  const { type, coordinates } = (value ?? {}) as { type?: unknown; coordinates?: unknown }
  const depth = typeof type === 'string' && Object.hasOwn(DEPTHS, type) ? DEPTHS[type] : undefined
  if (depth === undefined) return problem('geometry-type', 'geometry', type ?? value, TYPES)
  const positions = positionsIn(coordinates, depth)
  if (positions > MAX_POSITIONS)
    return problem('too-long', 'coordinates', `${positions} positions`, `${MAX_POSITIONS} positions`)
  const wrong = check(coordinates, depth, type as string, place ? checkNumbers : checkPosition)
  if (wrong) return wrong
  if (!place) return { type, coordinates } as StoredGeometry
  const placed = placeAll(coordinates as unknown[], depth, place)
  return Array.isArray(placed) ? ({ type, coordinates: placed } as StoredGeometry) : placed
}

/** How many positions coordinates hold; what is no list holds none. */
function positionsIn(value: unknown, depth: number): number {
  if (depth === 0) return 1
  if (!Array.isArray(value)) return 0
  if (depth === 1) return value.length
  let count = 0
  for (const part of value) count += positionsIn(part, depth - 1)
  return count
}

/** Coordinates with every position placed, or the problem of the first that cannot be. */
function placeAll(value: unknown[], depth: number, place: Placing): unknown[] | ImportProblem {
  if (depth === 0) return place(value[0] as number, value[1] as number)
  const placed: unknown[] = []
  for (const part of value) {
    const one = placeAll(part as unknown[], depth - 1, place)
    if (!Array.isArray(one)) return one
    placed.push(one)
  }
  return placed
}

type Check = (value: unknown) => ImportProblem | undefined

function check(value: unknown, depth: number, type: string, position: Check): ImportProblem | undefined {
  if (depth === 0) return position(value)
  if (!Array.isArray(value) || value.length === 0)
    return problem('value', 'coordinates', JSON.stringify(value), `a list (${type})`)
  for (const part of value) {
    const wrong = check(part, depth - 1, type, position)
    if (wrong) return wrong
  }
  if (depth > 1) return undefined
  const min = MIN_POSITIONS[type] ?? 1
  if (value.length < min)
    return problem('value', 'coordinates', `${value.length} positions`, `≥ ${min} (${type})`)
  const ring = type.endsWith('Polygon')
  const [first, last] = [value[0], value.at(-1)]
  if (ring && (first[0] !== last[0] || first[1] !== last[1]))
    return problem('value', 'coordinates', `${first} … ${last}`, { vi: 'vòng khép kín', en: 'a closed ring' })
  return undefined
}

function checkPosition(value: unknown): ImportProblem | undefined {
  return checkNumbers(value) ?? checkDegrees(...(value as [number, number]))
}

function checkNumbers(value: unknown): ImportProblem | undefined {
  const [x, y] = Array.isArray(value) ? value : []
  return Number.isFinite(x) && Number.isFinite(y)
    ? undefined
    : problem('number', 'coordinates', JSON.stringify(value) ?? '', '[lon, lat]')
}
