import type { Position } from 'geojson'
import type { StoredGeometry } from '../../geo/geopackage-geometry.ts'
import { worldX, worldY } from '../../geo/mercator.ts'
import { EXTENT } from '../addresses/address-grid.ts'

/** Simplification, in tile units, at zooms that clients do not enlarge. */
export const COARSE = 3
/** Simplification of areas so narrow that {@link COARSE} might leave nothing of them. */
export const FINE = 0.25
/** Farthest that rounding to tile units moves a position. */
const ROUNDING = Math.SQRT1_2
/** A shape whose box is smaller is a point. Its farthest end is then more than {@link COARSE} away, whatever it is simplified to. */
const POINT_SIDE = 8
/**
 * Area by perimeter that an area needs to stay one: moving its edge by so much as simplifying and rounding do takes at most that times
 * the perimeter off its area.
 */
const AREA_WIDTH = FINE + ROUNDING + 0.25
const COARSE_WIDTH = COARSE + ROUNDING + 0.25

/** A geometry as one zoom draws it, and how far it may be simplified there, in tile units. */
export interface Form {
  readonly geometry: StoredGeometry
  readonly tolerance: typeof COARSE | typeof FINE
}

type Rings = Position[][]

/**
 * What zoom `z` draws of a line or area: itself, where it survives being simplified and rounded to tile units; the outline of an area
 * that is too narrow; a point in the place of what is smaller than a pixel. It hangs on the sizes of its parts alone, which grow with
 * the zoom: what is an area at one zoom is an area at every deeper one, and nothing is there at one zoom and gone at the next.
 */
export function formsAt(geometry: StoredGeometry, z: number): Form[] {
  const unit = 1 / (EXTENT * 2 ** z)
  switch (geometry.type) {
    case 'LineString':
      return linesAt([geometry.coordinates], unit)
    case 'MultiLineString':
      return linesAt(geometry.coordinates, unit)
    case 'Polygon':
      return areasAt([geometry.coordinates], unit)
    case 'MultiPolygon':
      return areasAt(geometry.coordinates, unit)
    default:
      return [{ geometry, tolerance: COARSE }]
  }
}

function linesAt(lines: Rings, unit: number): Form[] {
  const long = lines.filter((line) => measure(line).side >= POINT_SIDE * unit)
  return long.length > 0 ? [lineForm(long)] : pointAt(lines)
}

function areasAt(areas: readonly Rings[], unit: number): Form[] {
  const wide: Rings[] = []
  const long: Rings = []
  let tolerance: Form['tolerance'] = COARSE
  for (const rings of areas) {
    const [outer, ...holes] = rings.map(measure)
    if (!outer) continue
    const area = outer.area - holes.reduce((sum, hole) => sum + hole.area, 0)
    const length = outer.length + holes.reduce((sum, hole) => sum + hole.length, 0)
    if (area >= AREA_WIDTH * unit * length && area > 0) {
      wide.push(rings)
      if (area < COARSE_WIDTH * unit * length) tolerance = FINE
    } else if (outer.side >= POINT_SIDE * unit) long.push(rings[0]!)
  }
  const forms: Form[] = wide.length > 0 ? [{ geometry: areaOf(wide), tolerance }] : []
  if (long.length > 0) forms.push(lineForm(long))
  return forms.length > 0 ? forms : pointAt(areas.flatMap((rings) => rings.slice(0, 1)))
}

function areaOf(areas: Rings[]): StoredGeometry {
  return areas.length === 1
    ? { type: 'Polygon', coordinates: areas[0]! }
    : { type: 'MultiPolygon', coordinates: areas }
}

function lineForm(lines: Rings): Form {
  const geometry: StoredGeometry =
    lines.length === 1
      ? { type: 'LineString', coordinates: lines[0]! }
      : { type: 'MultiLineString', coordinates: lines }
  return { geometry, tolerance: COARSE }
}

/** The middle of the largest of some lines; nothing without a position. */
function pointAt(lines: Rings): Form[] {
  let largest: Measure | undefined
  for (const line of lines) {
    const size = measure(line)
    if (size.middle && (!largest || size.side > largest.side)) largest = size
  }
  return largest?.middle
    ? [{ geometry: { type: 'Point', coordinates: largest.middle }, tolerance: COARSE }]
    : []
}

interface Measure {
  /** Longer side of the box around it, length and enclosed area, in units of the world. */
  readonly side: number
  readonly length: number
  readonly area: number
  /** Middle of the box in degrees; undefined without a position. */
  readonly middle: Position | undefined
}

function measure(line: readonly Position[]): Measure {
  let [west, south, east, north] = [Infinity, Infinity, -Infinity, -Infinity]
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity]
  let [length, twice, x0, y0, atX, atY] = [0, 0, 0, 0, 0, 0]
  for (const [i, position] of line.entries()) {
    const [lon, lat] = position as [number, number]
    const [x, y] = [worldX(lon), worldY(lat)]
    if (i === 0) [x0, y0] = [x, y]
    else {
      length += Math.hypot(x - atX, y - atY)
      // from the first position, as far from the world's corner little would be left of a small area
      twice += (atX - x0) * (y - y0) - (x - x0) * (atY - y0)
    }
    ;[atX, atY] = [x, y]
    if (x < left) left = x
    if (x > right) right = x
    if (y < top) top = y
    if (y > bottom) bottom = y
    if (lon < west) west = lon
    if (lon > east) east = lon
    if (lat < south) south = lat
    if (lat > north) north = lat
  }
  return {
    side: Math.max(right - left, bottom - top),
    length,
    area: Math.abs(twice) / 2,
    middle: line.length > 0 ? [(west + east) / 2, (south + north) / 2] : undefined,
  }
}
