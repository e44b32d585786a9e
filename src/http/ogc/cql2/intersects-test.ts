import type { Position } from 'geojson'
import type { Box } from '../../../geo/box.ts'
import type { StoredGeometry } from '../../../geo/geopackage-geometry.ts'
import { geometriesMeet } from '../../../geo/meeting/geometries-meet.ts'
import { geometryMeetsBox } from '../../../geo/meeting/geometry-meets-box.ts'
import type { Item } from '../collection.ts'
import { type Crs, inCrs, mapped } from '../crs.ts'
import { acrossAntimeridian } from '../items/bbox.ts'
import { badFilter, type Expression, GEOMETRY, type Spatial } from './expression.ts'

type Intersects = Extract<Expression, { is: 'intersects' }>
/** A geometry without a feature. */
export type Shape = { readonly boxes: readonly Box[] } | { readonly geometry: StoredGeometry }

/** The test of S_INTERSECTS; null for a feature that lies nowhere. */
export function intersectsTest({ left, right }: Intersects, crs: Crs): (item: Item) => boolean | null {
  const literal = literalIn({ left, right })
  if (literal) {
    const shape = shapeOf(literal, crs)
    return ({ geometry }) => geometry && meets(placed(geometry, crs), shape)
  }
  for (const one of [left, right]) if ('property' in one) checkGeometry(one.property)
  if ('property' in left && 'property' in right) return ({ geometry }) => (geometry ? true : null)
  const [a, b] = [shapeOf(left as Literal, crs), shapeOf(right as Literal, crs)]
  const both =
    'geometry' in a ? meets(a.geometry, b) : 'geometry' in b ? meets(b.geometry, a) : boxesMeet(a, b)
  return () => both
}

type Literal = Exclude<Spatial, { readonly property: string }>

/** The literal that the geometry of the feature is compared with; undefined where there are two of one kind. */
export function literalIn({ left, right }: Pick<Intersects, 'left' | 'right'>): Literal | undefined {
  const [property, literal] = 'property' in left ? [left, right] : [right, left]
  if (!('property' in property) || 'property' in literal) return undefined
  checkGeometry(property.property)
  return literal
}

function checkGeometry(property: string): void {
  if (property === GEOMETRY) return
  const name = property.slice(0, 40)
  throw badFilter(
    'unknown-property',
    `"${name}" không phải là hình; chỉ có ${GEOMETRY}.`,
    `"${name}" is no geometry; there is ${GEOMETRY}.`,
  )
}

/** A literal in degrees, or in the metres of its system; refuses positions out of the world. */
export function shapeOf(literal: Literal, crs: Crs): Shape {
  if ('box' in literal) return { boxes: boxesOf(literal.box, crs) }
  if (crs.metres) return literal
  const to = (x: number, y: number): Position => {
    const [lon, lat] = crs.toDegrees(x, y) as [number, number]
    checkPosition(lon, lat)
    return [lon, lat]
  }
  const { geometry } = literal
  return { geometry: { ...geometry, coordinates: mapped(geometry.coordinates, to) } as StoredGeometry }
}

function boxesOf(numbers: readonly number[], crs: Crs): Box[] {
  if (numbers.length !== 4 && numbers.length !== 6)
    throw badFilter('not-a-box', 'BBOX cần 4 hoặc 6 số.', 'BBOX takes 4 or 6 numbers.')
  const [x1, y1, x2, y2] = (numbers.length === 6 ? [0, 1, 3, 4] : [0, 1, 2, 3]).map((i) => numbers[i]!) as [
    number,
    number,
    number,
    number,
  ]
  const [west, south] = crs.metres ? [x1, y1] : (crs.toDegrees(x1, y1) as [number, number])
  const [east, north] = crs.metres ? [x2, y2] : (crs.toDegrees(x2, y2) as [number, number])
  if (south > north || (crs.metres && west > east))
    throw badFilter(
      'not-a-box',
      'BBOX: góc dưới phải đứng trước góc trên.',
      'BBOX: the lower corner must come before the upper one.',
    )
  if (crs.metres) return [[west, south, east, north]]
  checkPosition(west, south)
  checkPosition(east, north)
  return acrossAntimeridian([west, south, east, north])
}

function checkPosition(lon: number, lat: number): void {
  if (Math.abs(lon) <= 180 && Math.abs(lat) <= 90) return
  throw badFilter(
    'out-of-range',
    `kinh độ ${lon}, vĩ độ ${lat} nằm ngoài thế giới.`,
    `longitude ${lon}, latitude ${lat} are out of the world.`,
  )
}

function placed(geometry: StoredGeometry, crs: Crs): StoredGeometry {
  return crs.metres ? (inCrs(geometry, crs) as StoredGeometry) : geometry
}

function meets(geometry: StoredGeometry, shape: Shape): boolean {
  return 'geometry' in shape
    ? geometriesMeet(geometry, shape.geometry)
    : shape.boxes.some((box) => geometryMeetsBox(geometry, box))
}

function boxesMeet(a: Shape, b: Shape): boolean {
  const boxes = (shape: Shape) => ('boxes' in shape ? shape.boxes : [])
  return boxes(a).some(([west, south, east, north]) =>
    boxes(b).some((other) => other[0] <= east && west <= other[2] && other[1] <= north && south <= other[3]),
  )
}
