import type { Position } from 'geojson'
import { straightened } from '../../../geo/wkb/curves.ts'
import { WKB_NAMES } from '../../../geo/wkb/wkb-reader.ts'
import type { FlatTable } from './flat-table.ts'

/** Fields of the table Geometry (feature.fbs of FlatGeobuf 3). */
const GEOMETRY = { ends: 0, xy: 1, type: 6, parts: 7 } as const
const DEEPEST = 8

/** A geometry in GeoJSON, heights and measures left out and arcs straightened; or the name of a type without such a form. */
export function flatGeometry(
  geometry: FlatTable,
  headerType: number,
  depth = 0,
): { type: string; coordinates: unknown } | { unread: string } {
  const code = geometry.byte(GEOMETRY.type, 0) || headerType
  const name = WKB_NAMES[code] ?? `type ${code}`
  const xy = geometry.doubles(GEOMETRY.xy)
  const line = (): Position[] => Array.from({ length: xy.length / 2 }, (_, i) => [xy[2 * i]!, xy[2 * i + 1]!])
  const parts = (type: number) =>
    geometry.tables(GEOMETRY.parts).map((part) => flatGeometry(part, type, depth + 1))
  if (depth > DEEPEST) return { unread: name }
  switch (name) {
    case 'Point':
      return { type: name, coordinates: line()[0] }
    case 'LineString':
    case 'MultiPoint':
      return { type: name, coordinates: line() }
    case 'CircularString':
      return { type: 'LineString', coordinates: straightened(line()) }
    case 'Polygon':
    case 'Triangle':
      return { type: 'Polygon', coordinates: pieces(line(), geometry.uints(GEOMETRY.ends)) }
    case 'MultiLineString':
      return { type: name, coordinates: pieces(line(), geometry.uints(GEOMETRY.ends)) }
    case 'MultiPolygon':
    case 'MultiSurface':
      return gathered('MultiPolygon', parts(3), (coordinates) => [coordinates])
    case 'MultiCurve':
      return gathered('MultiLineString', parts(2), (coordinates) => [coordinates])
    case 'CurvePolygon':
      return gathered('Polygon', parts(2), (coordinates) => [coordinates])
    case 'CompoundCurve':
      return gathered('LineString', parts(2), (coordinates, i) =>
        i === 0 ? coordinates : coordinates.slice(1),
      )
    default:
      return { unread: name }
  }
}

function gathered(
  type: string,
  members: readonly ReturnType<typeof flatGeometry>[],
  take: (coordinates: unknown[], i: number) => unknown[],
): ReturnType<typeof flatGeometry> {
  const coordinates: unknown[] = []
  for (const [i, member] of members.entries()) {
    if ('unread' in member) return member
    coordinates.push(...take(member.coordinates as unknown[], i))
  }
  return { type, coordinates }
}

/** Positions cut where a ring or a line ends; one piece where nothing is said. */
function pieces(line: readonly Position[], ends: readonly number[]): Position[][] {
  if (ends.length === 0) return [[...line]]
  return ends.map((end, i) => line.slice(i === 0 ? 0 : ends[i - 1], end))
}
