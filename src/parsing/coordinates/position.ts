/** A position on Earth in degrees, WGS 84. */
export interface Position {
  readonly lon: number
  readonly lat: number
}

export type Axis = 'lat' | 'lon'

/** One of the two numbers of a position; the axis where something beside it names it. */
export interface Coordinate {
  readonly degrees: number
  readonly axis?: Axis | undefined
}

/** Bounds of Vietnam with its islands, roughly, in degrees: they decide which number is the latitude. */
const VIETNAM: Readonly<Record<Axis, readonly [number, number]>> = { lat: [8, 24], lon: [102, 118] }
const MAX: Readonly<Record<Axis, number>> = { lat: 90, lon: 180 }

/** The axis on which a number of degrees lies in Vietnam; no number lies there on both. */
export function vietnameseAxis(degrees: number): Axis | undefined {
  const axes: readonly Axis[] = ['lat', 'lon']
  return axes.find((axis) => degrees >= VIETNAM[axis][0] && degrees <= VIETNAM[axis][1])
}

/**
 * Two coordinates as a position: in the order that is named, else in the one that lies in Vietnam, else latitude first.
 * Undefined for numbers that are no place on Earth, and for two of one axis.
 */
export function positionOf(first: Coordinate, second: Coordinate): Position | undefined {
  if (first.axis !== undefined && first.axis === second.axis) return undefined
  const swapped =
    first.axis === 'lon' ||
    second.axis === 'lat' ||
    (first.axis === undefined &&
      second.axis === undefined &&
      vietnameseAxis(first.degrees) === 'lon' &&
      vietnameseAxis(second.degrees) === 'lat')
  const [lat, lon] = swapped ? [second.degrees, first.degrees] : [first.degrees, second.degrees]
  return Math.abs(lat) <= MAX.lat && Math.abs(lon) <= MAX.lon ? { lon, lat } : undefined
}

/** Whether a position lies in Vietnam, roughly. */
export function isVietnamese({ lon, lat }: Position): boolean {
  return vietnameseAxis(lon) === 'lon' && vietnameseAxis(lat) === 'lat'
}
