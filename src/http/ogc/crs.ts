import type { Geometry, Position } from 'geojson'
import { refuse } from '../../errors.ts'
import type { Box } from '../../geo/box.ts'
import { type CoordinateSystem, METRE_CODES, namedSystem } from '../../geo/coordinate-systems.ts'
import type { StoredGeometry } from '../../geo/geopackage-geometry.ts'

const EPSG = 'http://www.opengis.net/def/crs/EPSG/0/'
/** Longitude, latitude. */
export const CRS84 = 'http://www.opengis.net/def/crs/OGC/1.3/CRS84'
/** Latitude, longitude: the axes in the order of the EPSG register. */
export const EPSG4326 = `${EPSG}4326`
/** Coordinate reference systems of every collection: WGS 84, then metres east and north. */
export const CRS_LIST: readonly string[] = [CRS84, EPSG4326, ...METRE_CODES.map((code) => `${EPSG}${code}`)]

/** A coordinate reference system that answers and boxes may be in. */
export interface Crs {
  readonly uri: string
  /** A position of longitude and latitude, and back. */
  readonly fromDegrees: (lon: number, lat: number) => Position
  readonly toDegrees: (x: number, y: number) => Position
  /** Metres instead of degrees. Beyond its edges a projection leads anywhere. */
  readonly metres?: { readonly edges: Box }
}

/** Half of the earth's equator (m). */
const HALF_WORLD = 20_037_508.342_789_244
/** Around the zones of Vietnam (m): their middle meridian has x = 500,000, the equator y = 0. */
const ZONE_EDGES: Box = [-1_500_000, 0, 2_500_000, 3_300_000]
const WORLD_EDGES: Box = [-HALF_WORLD, -HALF_WORLD, HALF_WORLD, HALF_WORLD]

/** The system that a parameter names; refuses one that is not in {@link CRS_LIST}. */
export function crsOf(text: string | undefined, path: 'crs' | 'bbox-crs' | 'filter-crs'): Crs {
  if (text === undefined || text === CRS84)
    return { uri: CRS84, fromDegrees: (lon, lat) => [lon, lat], toDegrees: (x, y) => [x, y] }
  if (text === EPSG4326)
    return { uri: EPSG4326, fromDegrees: (lon, lat) => [lat, lon], toDegrees: (lat, lon) => [lon, lat] }
  const code = CRS_LIST.includes(text) ? text.slice(EPSG.length) : undefined
  const system = code && namedSystem(code)
  if (!system)
    throw refuse(
      path,
      'unknown-crs',
      `${path} = "${text}": không có hệ toạ độ này; có ${CRS84} và ${EPSG}N với N là 4326, ${METRE_CODES.join(', ')}.`,
      `${path} = "${text}": this coordinate reference system is not offered; there are ${CRS84} and ${EPSG}N with N of 4326, ${METRE_CODES.join(', ')}.`,
    )
  return inMetres(text, system, code === '3857' ? WORLD_EDGES : ZONE_EDGES)
}

function inMetres(uri: string, system: CoordinateSystem, edges: Box): Crs {
  return {
    uri,
    fromDegrees: (lon, lat) => system.fromDegrees(lon, lat).map(toMillimetre),
    toDegrees: (x, y) => system.toDegrees(x, y),
    metres: { edges },
  }
}

function toMillimetre(metres: number): number {
  return Math.round(metres * 1000) / 1000
}

/** A stored geometry in a system. */
export function inCrs(geometry: StoredGeometry | null, crs: Crs): Geometry | null {
  if (!geometry || crs.uri === CRS84) return geometry
  return { ...geometry, coordinates: mapped(geometry.coordinates, crs.fromDegrees) } as Geometry
}

type Nested = Position | Nested[]

/** Nested positions, each led to another system by its first two numbers. */
export function mapped(coordinates: Nested, to: (x: number, y: number) => Position): Nested {
  if (typeof coordinates[0] !== 'number') return (coordinates as Nested[]).map((one) => mapped(one, to))
  return to(coordinates[0], coordinates[1] as number)
}
