import fc from 'fast-check'
import t from 'tap'
import {
  decodeGeometry,
  decodePoint,
  encodeGeometry,
  encodePoint,
  type StoredGeometry,
} from '../../src/geo/geopackage-geometry.ts'

const GEOMETRIES: Record<string, StoredGeometry> = {
  point: { type: 'Point', coordinates: [106.41, 10.53] },
  line: {
    type: 'LineString',
    coordinates: [
      [106, 10],
      [107, 11],
    ],
  },
  polygon: {
    type: 'Polygon',
    coordinates: [
      [
        [0, 0],
        [3, 0],
        [3, 3],
        [0, 0],
      ],
      [
        [1, 0.5],
        [2, 0.5],
        [2, 1],
        [1, 0.5],
      ],
    ],
  },
  multipolygon: {
    type: 'MultiPolygon',
    coordinates: [
      [
        [
          [0, 0],
          [3, 0],
          [3, 3],
          [0, 0],
        ],
      ],
      [
        [
          [9, 9],
          [8, 9],
          [8, 8],
          [9, 9],
        ],
      ],
    ],
  },
  multiline: {
    type: 'MultiLineString',
    coordinates: [
      [
        [1, 2],
        [3, 4],
      ],
      [
        [5, 6],
        [7, 8],
      ],
    ],
  },
}

t.test('GeoPackage geometry', async (t) => {
  for (const [name, geometry] of Object.entries(GEOMETRIES))
    t.same(decodeGeometry(encodeGeometry(geometry)), geometry, `a ${name} comes back as it went in`)

  t.test('any point comes back to the last bit', async (t) => {
    const coordinate = fc.double({ noNaN: true, noDefaultInfinity: true })
    fc.assert(
      fc.property(coordinate, coordinate, (lon, lat) => {
        const point = decodePoint(encodePoint(lon, lat))
        return Object.is(point?.[0], lon) && Object.is(point?.[1], lat)
      }),
    )
    t.pass('1 property')
  })

  t.test('no bytes make the decoder throw or read out of bounds', async (t) => {
    const header = fc.constantFrom(...Object.values(GEOMETRIES).map((geometry) => encodeGeometry(geometry)))
    fc.assert(
      fc.property(header, fc.nat(), fc.nat(255), fc.nat(), (blob, at, value, length) => {
        const damaged = Buffer.from(blob)
        damaged[at % blob.length] = value
        decodeGeometry(damaged.subarray(0, length % (blob.length + 1)))
        decodePoint(damaged.subarray(0, length % (blob.length + 1)))
      }),
    )
    t.pass('1 property')
  })
})
