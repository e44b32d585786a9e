import t from 'tap'
import { checkGeometry } from '../../../src/importing/reading/geometry-check.ts'

const line = (positions: number) => Array.from({ length: positions }, (_, i) => [106 + (i % 2) / 10, 10.5])

t.test('a geometry has a million positions at most', async (t) => {
  t.match(checkGeometry({ type: 'LineString', coordinates: line(1_000_000) }), { type: 'LineString' })
  const rule = {
    code: 'too-long',
    field: 'coordinates',
    value: /1000001 positions/,
    rule: '1000000 positions',
  }
  for (const [type, coordinates] of [
    ['LineString', line(1_000_001)],
    ['MultiLineString', [line(600_000), line(400_001)]],
    ['MultiPoint', line(1_000_001)],
    ['Polygon', [[...line(1_000_000), [106, 10.5]]]],
    ['MultiPolygon', [[line(500_000)], [line(500_000), [[106, 10.5]]]]],
  ] as const)
    t.match(checkGeometry({ type, coordinates }), rule, type)
})
