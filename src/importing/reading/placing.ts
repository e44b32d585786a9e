import { type Box, boxContains } from '../../geo/box.ts'
import { type CoordinateSystem, guessSystems } from '../../geo/coordinate-systems.ts'
import { checkDegrees } from './degrees.ts'
import { type ImportProblem, problem } from './problem.ts'

/** Turns the coordinates of a file into degrees of WGS 84, or says what is wrong with them. */
export type Placing = (x: number, y: number) => [lon: number, lat: number] | ImportProblem

/** Places degrees as they stand; what is none is refused. */
export const placeDegrees: Placing = (lon, lat) => checkDegrees(lon, lat) ?? [lon, lat]

/**
 * Places coordinates of `system`. Of files that name none, degrees are taken as WGS 84, and metres refused with a
 * guess of the system: one under which the position lies in `extent`.
 */
export function placing(system: CoordinateSystem | undefined, extent: Box): Placing {
  if (!system) return (x, y) => (isMetres(x, y) ? guess(x, y, extent) : placeDegrees(x, y))
  if (!system.projected) return (x, y) => checkDegrees(x, y) ?? system.toDegrees(x, y)
  return (x, y) => {
    if (!isMetres(x, y)) return problem('not-metres', 'lon', `${x} ${y}`, system.name)
    const [lon, lat] = system.toDegrees(x, y)
    const other = system.toDegrees(y, x)
    if (!boxContains(extent, lon, lat) && boxContains(extent, ...other))
      return problem('swapped-axes', 'lon', `${x} ${y}`, system.name)
    return checkDegrees(lon, lat) ?? [round(lon), round(lat)]
  }
}

function isMetres(x: number, y: number): boolean {
  return Math.abs(x) > 1000 || Math.abs(y) > 1000
}

function guess(x: number, y: number, extent: Box): ImportProblem {
  const straight = guessSystems(x, y, extent)
  const swapped = straight.length > 0 ? [] : guessSystems(y, x, extent)
  const names = (straight.length > 0 ? straight : swapped).map(({ name }) => name).join(', ')
  if (names === '') return problem('unnamed-crs', 'lon', `${x} ${y}`, 'EPSG:9210, EPSG:9209, EPSG:3405')
  return problem(
    'unnamed-crs',
    'lon',
    `${x} ${y}`,
    `${swapped.length > 0 ? 'lon ↔ lat, ' : ''}--crs ${/EPSG:\d+/.exec(names)?.[0]} (${names})`,
  )
}

/** Converted degrees to 0.1 mm: the same file converts to the same coordinates on every machine. */
function round(degrees: number): number {
  return Math.round(degrees * 1e9) / 1e9
}
