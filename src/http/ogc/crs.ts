import type { Geometry, Position } from 'geojson'
import { refuse } from '../../errors.ts'
import type { StoredGeometry } from '../../geo/geopackage-geometry.ts'

/** Longitude, latitude. */
export const CRS84 = 'http://www.opengis.net/def/crs/OGC/1.3/CRS84'
/** Latitude, longitude: the axes in the order of the EPSG register. */
export const EPSG4326 = 'http://www.opengis.net/def/crs/EPSG/0/4326'
/** Coordinate reference systems of every collection; all are WGS 84. */
export const CRS_LIST = [CRS84, EPSG4326] as const

export type Crs = (typeof CRS_LIST)[number]

/** The system that a parameter names; refuses one that is not in {@link CRS_LIST}. */
export function crsOf(text: string | undefined, path: 'crs' | 'bbox-crs'): Crs {
  if (text === undefined) return CRS84
  const crs = CRS_LIST.find((uri) => uri === text)
  if (crs) return crs
  throw refuse(
    path,
    'unknown-crs',
    `${path} = "${text}": không có hệ toạ độ này; có ${CRS_LIST.join(' và ')}.`,
    `${path} = "${text}": this coordinate reference system is not offered; there are ${CRS_LIST.join(' and ')}.`,
  )
}

/** A stored geometry with its axes in the order of a system. */
export function inCrs(geometry: StoredGeometry | null, crs: Crs): Geometry | null {
  if (!geometry || crs === CRS84) return geometry
  return { ...geometry, coordinates: swapped(geometry.coordinates) } as Geometry
}

type Nested = Position | Nested[]

function swapped(coordinates: Nested): Nested {
  if (typeof coordinates[0] !== 'number') return (coordinates as Nested[]).map(swapped)
  const [lon, lat, ...rest] = coordinates as Position
  return [lat!, lon!, ...rest]
}
