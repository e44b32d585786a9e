import { feature, featureCollection, area as squareMetres, union } from '@turf/turf'
import type { Feature, FeatureCollection, MultiPolygon, Polygon } from 'geojson'
import t from 'tap'
import { encodeGeometry } from '../../src/geo/geopackage-geometry.ts'
import { DissolvedAreas } from '../../src/units/dissolved-areas.ts'
import { UnitRegister } from '../../src/units/unit-register.ts'
import { sharedText, shippedRegister, shippedRows, withoutShared } from './shipped-register.ts'

const DAY = '2025-09-01'

t.test('Only a unit whose land went whole into communes of nothing else has an area', async (t) => {
  const register = shippedRegister(DAY)
  const areas = new DissolvedAreas(register)
  const known = (code: string, date: string) =>
    areas.of(register.get(code, date)!)?.parts.map(({ code }) => code)
  const cases: [what: string, code: string, date: string, parts: number | undefined][] = [
    ['Huyện Cần Đước', '806', '2025-06-30', 6],
    ['Huyện Tân Hưng', '796', '2025-06-30', 4],
    // Phường Long An has land of two districts.
    ['Thành phố Tân An', '794', '2025-06-30', undefined],
    ['Tỉnh Long An', '80', '2025-06-30', 60],
    ['Tỉnh Tây Ninh', '72', '2025-06-30', 36],
    // One of three that Phường Long An was made of.
    ['Phường 1', '27694', '2025-06-30', undefined],
    ['Phường Long An, which is there', '27694', DAY, undefined],
  ]
  for (const [what, code, date, parts] of cases) t.equal(known(code, date)?.length, parts, what)
  for (const unit of register.all) {
    const made = areas.of(unit)
    if (made)
      t.ok(
        made.parts.every(({ validTo }) => validTo === undefined),
        unit.fullName,
      )
  }
})

t.test('The area is the union of those of its parts, whoever works it out', async (t) => {
  const register = shippedRegister(DAY)
  for (const [code, parts] of [
    ['806', 1],
    ['796', 4],
    ['80', 2],
  ] as const) {
    const made = new DissolvedAreas(register).of(register.get(code, '2025-06-30')!)!
    const expected = unionOf(made.parts.map((part) => register.geometry(part)!))
    const difference = squareMetres(feature(made.geometry)) / squareMetres(expected) - 1
    t.ok(Math.abs(difference) < 1e-6, `${code}: ${difference}`)
    t.equal(made.geometry.coordinates.length, parts, code)
  }
})

t.test('Without areas of today there is none, and one of its own stays', async (t) => {
  const rows = shippedRows()
  const withAreas = (geom: (code: string) => Buffer | null) =>
    new UnitRegister(
      { ...rows, units: rows.units.map((row) => ({ ...row, geom: geom(row.code) })) },
      () => DAY,
    )
  const none = withAreas(() => null)
  t.equal(new DissolvedAreas(none).of(none.get('806', '2025-06-30')!), undefined)
  const square: Polygon = {
    type: 'Polygon',
    coordinates: [
      [
        [106, 10],
        [107, 10],
        [107, 11],
        [106, 10],
      ],
    ],
  }
  const own = withAreas(() => Buffer.from(encodeGeometry(square)))
  t.equal(new DissolvedAreas(own).of(own.get('806', '2025-06-30')!), undefined)
})

t.test('Real boundaries leave no slivers', { skip: withoutShared }, async (t) => {
  const communes = JSON.parse(
    sharedText('boundaries/tayninh-2025-communes.full.geojson'),
  ) as FeatureCollection<MultiPolygon | Polygon>
  const drawn = new Map(
    communes.features.map(({ properties, geometry }) => [String(properties?.code), geometry]),
  )
  const rows = shippedRows()
  const units = rows.units.map((row) => {
    const geometry = row.level === 'commune' && row.valid_to === null ? drawn.get(row.code) : undefined
    return { ...row, geom: geometry ? Buffer.from(encodeGeometry(geometry)) : null }
  })
  const register = new UnitRegister({ ...rows, units }, () => DAY)
  const areas = new DissolvedAreas(register)
  for (const code of ['80', '72', '806', '802']) {
    const made = areas.of(register.get(code, '2025-06-30')!)!
    const sum = made.parts.reduce((total, part) => total + squareMetres(feature(register.geometry(part)!)), 0)
    t.ok(Math.abs(squareMetres(feature(made.geometry)) / sum - 1) < 1e-5, code)
    t.ok(
      made.geometry.coordinates.every((rings) => rings.length === 1),
      `${code} has holes`,
    )
  }
})

function unionOf(geometries: readonly (MultiPolygon | Polygon)[]): Feature<MultiPolygon | Polygon> {
  return union(featureCollection(geometries.map((geometry) => feature(geometry))))!
}
