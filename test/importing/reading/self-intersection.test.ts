import { execFileSync, spawnSync } from 'node:child_process'
import type { Position } from 'geojson'
import t from 'tap'
import { selfIntersection } from '../../../src/importing/reading/self-intersection.ts'
import { seeded } from '../../support/tile-record.ts'

const polygon = (...rings: Position[][]) => ({ type: 'Polygon' as const, coordinates: rings })
const SQUARE: Position[] = [
  [0, 0],
  [4, 0],
  [4, 4],
  [0, 4],
  [0, 0],
]
const hole = (x: number, y: number, size: number): Position[] => [
  [x, y],
  [x, y + size],
  [x + size, y + size],
  [x + size, y],
  [x, y],
]

t.test('Where an outline crosses itself', async (t) => {
  const cases: [name: string, rings: Position[][], at: Position | undefined][] = [
    ['a square', [SQUARE], undefined],
    [
      'a bow tie',
      [
        [
          [0, 0],
          [2, 2],
          [2, 0],
          [0, 2],
          [0, 0],
        ],
      ],
      [1, 1],
    ],
    [
      'a figure of eight that meets in a corner',
      [
        [
          [0, 0],
          [2, 0],
          [1, 1],
          [2, 2],
          [0, 2],
          [1, 1],
          [0, 0],
        ],
      ],
      [1, 1],
    ],
    [
      'a spike',
      [
        [
          [0, 0],
          [4, 0],
          [4, 4],
          [4, 6],
          [4, 4],
          [0, 4],
          [0, 0],
        ],
      ],
      [4, 6],
    ],
    [
      'a way back along an edge',
      [
        [
          [0, 0],
          [4, 0],
          [4, 4],
          [2, 4],
          [3, 4],
          [0, 4],
          [0, 0],
        ],
      ],
      [2, 4],
    ],
    [
      'repeated corners',
      [
        [
          [0, 0],
          [0, 0],
          [4, 0],
          [4, 4],
          [4, 4],
          [0, 4],
          [0, 0],
        ],
      ],
      undefined,
    ],
    ['a hole inside', [SQUARE, hole(1, 1, 2)], undefined],
    [
      'a hole that touches the edge with a corner',
      [
        SQUARE,
        [
          [0, 2],
          [2, 3],
          [2, 1],
          [0, 2],
        ],
      ],
      undefined,
    ],
    ['a hole that crosses the edge', [SQUARE, hole(3, 1, 2)], [4, 3]],
    ['a hole along the edge', [SQUARE, hole(0, 1, 2)], [0, 1]],
    ['two holes that cross', [SQUARE, hole(0.5, 0.5, 2), hole(1.5, 1.5, 2)], [2.5, 1.5]],
  ]
  for (const [name, rings, at] of cases)
    if (at === undefined) t.equal(selfIntersection(polygon(...rings)), undefined, name)
    else t.ok(selfIntersection(polygon(...rings)), name)
  t.same(selfIntersection(polygon(cases[1]![1][0]!)), [1, 1])
  const line = {
    type: 'LineString' as const,
    coordinates: [
      [0, 0],
      [2, 2],
      [2, 0],
      [0, 2],
    ],
  }
  t.equal(selfIntersection(line), undefined, 'a line may cross itself')
})

const PYTHON = '/usr/bin/python3'
const noOgr =
  spawnSync(PYTHON, ['-c', 'from osgeo import ogr']).status === 0 ? false : 'osgeo is not installed'

t.test('GEOS agrees on random rings', { skip: noOgr }, async (t) => {
  const random = seeded(5)
  const ring = () => {
    const corners = Array.from(
      { length: 3 + Math.floor(random() * 4) },
      (): Position => [Math.floor(random() * 6), Math.floor(random() * 6)],
    )
    return [...corners, corners[0] as Position]
  }
  const polygons = Array.from({ length: 600 }, () => polygon(ring()))
  const script = `
import sys, json
from osgeo import ogr, gdal
gdal.PushErrorHandler('CPLQuietErrorHandler')
for line in sys.stdin:
    print(int(ogr.CreateGeometryFromJson(line).IsValid()))
`
  const input = polygons.map((each) => JSON.stringify(each)).join('\n')
  const valid = execFileSync(PYTHON, ['-c', script], { input, encoding: 'utf8' }).trim().split('\n')
  t.equal(valid.length, polygons.length)
  t.ok(valid.filter((each) => each === '1').length > 50, 'enough of them are simple')
  const differ = polygons.filter((each, i) => (selfIntersection(each) === undefined) !== (valid[i] === '1'))
  t.same(differ, [])
})
