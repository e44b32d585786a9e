import { type ImportProblem, problem } from './problem.ts'

/** Longitudes and latitudes of Vietnam (mainland and seas), to recognise swapped axes. */
const VIETNAM = { lon: [101, 118], lat: [6, 24] } as const
const within = (n: number, [min, max]: readonly [number, number]) => n >= min && n <= max

/** Whether a position is one of WGS 84 in degrees; swapped axes and projected metres have problems of their own. */
export function checkDegrees(lon: number, lat: number): ImportProblem | undefined {
  if (within(lat, VIETNAM.lon) && within(lon, VIETNAM.lat))
    return problem('swapped-coordinates', 'lon', `lon=${lon} lat=${lat}`, 'lon, lat')
  if (Math.abs(lon) > 10_000 && Math.abs(lat) > 10_000)
    return problem('projected-coordinates', 'lon', `${lon} ${lat}`, 'lon −180…180, lat −90…90')
  if (!within(lon, [-180, 180])) return problem('range', 'lon', lon, '−180…180')
  if (!within(lat, [-90, 90])) return problem('range', 'lat', lat, '−90…90')
  return undefined
}
