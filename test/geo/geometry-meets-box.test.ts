import { bboxPolygon, booleanIntersects } from '@turf/turf'
import fc from 'fast-check'
import t from 'tap'
import type { Box } from '../../src/geo/box.ts'
import type { StoredGeometry } from '../../src/geo/geopackage-geometry.ts'
import { geometryMeetsBox } from '../../src/geo/meeting/geometry-meets-box.ts'

const square = [
  [0, 0],
  [4, 0],
  [4, 4],
  [0, 4],
  [0, 0],
]
const hole = [
  [1, 1],
  [3, 1],
  [3, 3],
  [1, 3],
  [1, 1],
]
const ring = { type: 'Polygon', coordinates: [square, hole] } as const
const cases: [name: string, geometry: StoredGeometry, box: Box, meets: boolean][] = [
  ['a point on the corner', { type: 'Point', coordinates: [1, 1] }, [1, 1, 2, 2], true],
  ['a point beside', { type: 'Point', coordinates: [0.999, 1] }, [1, 1, 2, 2], false],
  ['a box without extent on a point', { type: 'Point', coordinates: [1, 1] }, [1, 1, 1, 1], true],
  [
    'a line through, no corner inside',
    {
      type: 'LineString',
      coordinates: [
        [0, 0],
        [5, 5],
      ],
    },
    [2, 1, 4, 2.5],
    true,
  ],
  [
    'a line whose box only meets',
    {
      type: 'LineString',
      coordinates: [
        [0, 0],
        [5, 5],
      ],
    },
    [3, 0, 5, 2],
    false,
  ],
  [
    'a line along an edge',
    {
      type: 'LineString',
      coordinates: [
        [0, 1],
        [9, 1],
      ],
    },
    [2, 1, 4, 3],
    true,
  ],
  ['a box inside an area', { type: 'Polygon', coordinates: [square] }, [1.5, 1.5, 2, 2], true],
  ['a box inside a hole', ring as unknown as StoredGeometry, [1.5, 1.5, 2, 2], false],
  ['an area inside a box', ring as unknown as StoredGeometry, [-1, -1, 5, 5], true],
  [
    'one of many points',
    {
      type: 'MultiPoint',
      coordinates: [
        [9, 9],
        [1, 1],
      ],
    },
    [0, 0, 2, 2],
    true,
  ],
  ['nothing', { type: 'MultiLineString', coordinates: [] }, [0, 0, 2, 2], false],
]

t.test('Geometries and boxes', async (t) => {
  for (const [name, geometry, box, meets] of cases)
    t.test(`${name}: ${meets ? 'meets' : 'does not meet'}`, async (t) =>
      t.equal(geometryMeetsBox(geometry, box), meets),
    )

  t.test('as turf finds it, for any line and triangle', async (t) => {
    const place = fc.tuple(fc.integer({ min: 0, max: 40 }), fc.integer({ min: 0, max: 40 }))
    fc.assert(
      fc.property(
        fc.uniqueArray(place, { minLength: 3, maxLength: 3, selector: String }),
        place,
        place,
        (at, a, b) => {
          // odd halves of the grid: no box edge lies on a vertex, where two ways of rounding may differ
          const box: Box = [
            Math.min(a[0], b[0]) + 0.37,
            Math.min(a[1], b[1]) + 0.41,
            Math.max(a[0], b[0]) + 0.73,
            Math.max(a[1], b[1]) + 0.79,
          ]
          const [p, q, r] = at as [number, number][] as [[number, number], [number, number], [number, number]]
          const twice = (q[0] - p[0]) * (r[1] - p[1]) - (r[0] - p[0]) * (q[1] - p[1])
          const line: StoredGeometry = { type: 'LineString', coordinates: [p, q, r] }
          const shapes: StoredGeometry[] =
            twice === 0 ? [line] : [line, { type: 'Polygon', coordinates: [[p, q, r, p]] }]
          for (const shape of shapes)
            t.equal(geometryMeetsBox(shape, box), booleanIntersects(shape, bboxPolygon([...box])))
        },
      ),
      { numRuns: 400, seed: 7 },
    )
  })
})
