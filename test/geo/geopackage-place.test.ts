import fc from 'fast-check'
import t from 'tap'
import {
  decodeGeometry,
  encodeGeometry,
  encodePoint,
  type StoredGeometry,
} from '../../src/geo/geopackage-geometry.ts'
import { isPlace } from '../../src/geo/geopackage-place.ts'

const position = fc.tuple(
  fc.double({ min: -180, max: 180, noNaN: true }),
  fc.double({ min: -90, max: 90, noNaN: true }),
)
const line = fc.array(position, { minLength: 1, maxLength: 5 })
const lines = fc.array(line, { minLength: 1, maxLength: 3 })
const geometry: fc.Arbitrary<StoredGeometry> = fc.oneof(
  position.map((coordinates) => ({ type: 'Point' as const, coordinates })),
  line.map((coordinates) => ({ type: 'LineString' as const, coordinates })),
  line.map((coordinates) => ({ type: 'MultiPoint' as const, coordinates })),
  lines.map((coordinates) => ({ type: 'Polygon' as const, coordinates })),
  lines.map((coordinates) => ({ type: 'MultiLineString' as const, coordinates })),
  fc
    .array(lines, { minLength: 1, maxLength: 3 })
    .map((coordinates) => ({ type: 'MultiPolygon' as const, coordinates })),
)

t.test('every geometry within the world is a place, and no beginning of it is', async (t) => {
  fc.assert(
    fc.property(geometry, fc.nat(), (one, cut) => {
      const blob = encodeGeometry(one)
      t.ok(isPlace(blob))
      t.notOk(isPlace(blob.subarray(0, cut % blob.length)))
    }),
  )
})

t.test('what is a place can be decoded, whatever the bytes', async (t) => {
  fc.assert(
    fc.property(geometry, fc.nat(), fc.nat(255), (one, at, byte) => {
      const blob = encodeGeometry(one)
      blob[at % blob.length] = byte
      if (isPlace(blob)) t.ok(decodeGeometry(blob))
    }),
    { numRuns: 2000 },
  )
})

t.test('no place: nothing in it, not a number, outside the world', async (t) => {
  for (const coordinates of [
    [Number.NaN, 10],
    [106, Number.POSITIVE_INFINITY],
    [180.1, 10],
    [106, -90.1],
  ])
    t.notOk(isPlace(encodePoint(coordinates[0]!, coordinates[1]!)), String(coordinates))
  t.notOk(isPlace(encodeGeometry({ type: 'LineString', coordinates: [] })))
  t.notOk(isPlace(Buffer.from('POINT(106 10) as a text')))
  t.ok(isPlace(encodePoint(-180, 90)))
})
