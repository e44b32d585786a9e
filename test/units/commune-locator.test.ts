import fc from 'fast-check'
import type { Feature, Polygon } from 'geojson'
import t from 'tap'
import { distance } from '../../src/geo/distance.ts'
import { pointInPolygon } from '../../src/geo/point-in-polygon.ts'
import { CommuneLocator } from '../../src/units/commune-locator.ts'
import { sharedRows, sharedText, shippedRegister, withoutShared } from './shipped-register.ts'

/** Shortest distance to an outline, by sampling every edge densely: slow, but another way. */
function sampledDistance(lon: number, lat: number, { coordinates }: Polygon): number {
  let best = Infinity
  for (const ring of coordinates)
    for (let i = 1; i < ring.length; i++) {
      const [x1, y1] = ring[i - 1] as [number, number]
      const [x2, y2] = ring[i] as [number, number]
      for (let k = 0; k <= 200; k++)
        best = Math.min(best, distance(lon, lat, x1 + ((x2 - x1) * k) / 200, y1 + ((y2 - y1) * k) / 200))
    }
  return best
}

t.test('areas are found as by testing every ring, holes and shared edges included', async (t) => {
  const square = (x: number, y: number, size: number) => [
    [x, y],
    [x + size, y],
    [x + size, y + size],
    [x, y + size],
    [x, y],
  ]
  const geometries: Polygon[] = [
    { type: 'Polygon', coordinates: [square(106, 10.5, 0.2), square(106.05, 10.55, 0.05)] },
    { type: 'Polygon', coordinates: [square(106.05, 10.55, 0.05)] },
    {
      type: 'Polygon',
      coordinates: [
        [
          [106.2, 10.5],
          [106.31, 10.493],
          [106.25, 10.612],
          [106.2, 10.5],
        ],
      ],
    },
  ]
  const locator = new CommuneLocator(geometries.map((geometry, area) => ({ area, geometry })))
  const coordinate = (from: number, to: number) => fc.double({ min: from, max: to, noNaN: true })
  fc.assert(
    fc.property(coordinate(105.95, 106.35), coordinate(10.45, 10.75), (lon, lat) => {
      const wanted = geometries.findIndex((geometry) => pointInPolygon(lon, lat, geometry))
      const found = locator.locate(lon, lat)
      if ((found?.area ?? -1) !== wanted) return false
      if (!found) return true
      const sampled = sampledDistance(lon, lat, geometries[wanted] as Polygon)
      const metres = found.metresToBoundary()
      return metres <= sampled * 1.001 + 0.01 && metres >= sampled * 0.999 - 60
    }),
    { numRuns: 150, endOnFailure: true },
  )
  fc.assert(
    fc.property(
      coordinate(105.9, 106.4),
      coordinate(10.4, 10.8),
      fc.constantFrom(0, 1, 2),
      (lon, lat, area) => {
        const sampled = sampledDistance(lon, lat, geometries[area] as Polygon)
        const found = locator.metresTo(area, lon, lat, 3000)
        if (found === Infinity) return sampled >= 2990
        return found !== undefined && found <= sampled * 1.001 + 0.01 && found >= sampled * 0.999 - 60
      },
    ),
    { numRuns: 150, endOnFailure: true },
  )
  t.equal(locator.metresTo(3, 106, 10.5, 500), undefined, 'an area that is not there')
  const middle = locator.locate(106.075, 10.575)
  t.equal(middle?.area, 1, 'the hole belongs to the area that fills it')
  t.ok(Math.abs((middle?.metresToBoundary() ?? 0) - distance(106.075, 10.575, 106.05, 10.575)) < 1)
  const near = locator.locate(106.0002, 10.6)?.metresToBoundary()
  t.ok((near ?? 999) < 50, `22 m from the edge: ${near}`)
})

t.test('no point, however odd, finds an area that is not there', async (t) => {
  const empty = new CommuneLocator<string>([])
  const register = shippedRegister()
  for (const [lon, lat] of [
    [0, 0],
    [Number.NaN, 10.5],
    [106.4, Number.POSITIVE_INFINITY],
    [-106.4, -10.5],
    [10.5, 106.4],
    [106.7, 10.77],
    [180, 90],
  ] as const) {
    t.equal(empty.locate(lon, lat), undefined)
    t.equal(register.containing(lon, lat), undefined, `${lon}, ${lat}`)
  }
  t.equal(register.containing(106.41, 10.535, '2025-06-30'), undefined, 'no areas are known for that day')
})

t.test('each centre lies in its own area of the shipped partition', async (t) => {
  const register = shippedRegister()
  const communes = register.at('2025-09-01', { level: 'commune' })
  for (const unit of communes) {
    const [lon, lat] = unit.centre as [number, number]
    t.equal(register.containing(lon, lat)?.commune.code, unit.code, unit.fullName)
  }
  t.equal(communes.length, 96)
})

t.test('the centres of the 96 communes fall into their real polygons', { skip: withoutShared }, async (t) => {
  const collection = JSON.parse(sharedText('boundaries/tayninh-2025-communes.full.geojson')) as {
    features: Feature<Polygon>[]
  }
  const byName = new Map(
    shippedRegister()
      .at('2025-09-01', { level: 'commune' })
      .map((unit) => [unit.code, unit]),
  )
  const locator = new CommuneLocator(
    collection.features.map(({ properties, geometry }) => ({ area: communeCode(properties), geometry })),
  )
  t.equal(collection.features.length, 96)
  for (const row of sharedRows('admin/commune-centres-2025.csv'))
    t.equal(locator.locate(Number(row.lon), Number(row.lat))?.area, row.code, `${row.type} ${row.name}`)
  for (const unit of byName.values()) {
    const [lon, lat] = unit.centre as [number, number]
    t.equal(locator.locate(lon, lat)?.area, unit.code, `${unit.fullName}, rounded`)
  }
  const random = fc.sample(
    fc.tuple(
      fc.double({ min: 105.5, max: 106.8, noNaN: true }),
      fc.double({ min: 10.35, max: 11.8, noNaN: true }),
    ),
    { numRuns: 300, seed: 7 },
  )
  for (const [lon, lat] of random) {
    const wanted = collection.features.find(({ geometry }) => pointInPolygon(lon, lat, geometry))
    const found = locator.locate(lon, lat)
    if (found?.area !== (wanted && communeCode(wanted.properties))) t.fail(`${lon}, ${lat}: ${found?.area}`)
  }
})

function communeCode(properties: unknown): string {
  const { code, ma_xa } = properties as { code?: string; ma_xa?: string }
  return String(code ?? ma_xa)
}
