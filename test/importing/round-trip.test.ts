import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import t from 'tap'
import { parseWellKnownText, toWellKnownText } from '../../src/geo/well-known-text.ts'
import { exportFile } from '../../src/importing/export-file.ts'
import { importFile } from '../../src/importing/import-file.ts'
import { KINDS, type Kind } from '../../src/importing/kinds/kinds.ts'
import { demoRecord, factsRecord } from '../support/demo-record.ts'
import { findersOf, load, workFolder } from '../support/import-support.ts'

const files = workFolder()
t.teardown(files.close)
/** What its certified addresses stand on in another record. */
const decision = { number: '1', date: '2026-01-15' }
const FORMATS = ['csv', 'geojson', 'ndjson', 'gpkg']
const noGdal = spawnSync('ogrinfo', ['--version']).error ? 'ogrinfo is not installed' : false

t.test('What is exported imports again unchanged, in every format', async (t) => {
  const { record, close } = await demoRecord()
  t.teardown(close)
  // Two real boundaries, so that there are some to export.
  record.db.exec(
    "UPDATE unit SET area_approximate = 0, area_source = 'test' WHERE code IN ('27694', '28159') AND valid_to IS NULL",
  )
  for (const kind of Object.keys(KINDS) as Kind[]) {
    const wanted = exportFile(record, kind, files.path(`${kind}.csv`))
    const table = readFileSync(files.path(`${kind}.csv`), 'utf8')
    for (const format of FORMATS) {
      const file = files.path(`${kind}-again.${format}`)
      t.equal(exportFile(record, kind, file), wanted, `${kind}.${format} has all rows`)
      const report = await load(record, kind, file)
      t.match(report, { read: wanted, unchanged: wanted, refused: 0 }, `${kind}.${format} changes nothing`)
      if (kind === 'boundaries') continue
      const empty = await factsRecord()
      const fresh = await importFile(empty.record, { kind, file, finders: findersOf(empty.record), decision })
      t.equal(fresh.refused, 0)
      exportFile(empty.record, kind, files.path('copy.csv'))
      const lines = (text: string) => text.split('\n').sort()
      t.same(
        lines(readFileSync(files.path('copy.csv'), 'utf8')),
        lines(table),
        `${kind}.${format}, in an empty record`,
      )
      empty.close()
    }
  }
})

t.test('GDAL reads what is exported, with its geometry', { skip: noGdal }, async (t) => {
  const { record, close } = await demoRecord()
  t.teardown(close)
  const cases = [
    ['addresses', 'gpkg', 'Point', record.addresses.count()],
    ['addresses', 'geojson', 'Point', record.addresses.count()],
    ['streets', 'gpkg', 'Multi Line String', [...record.gazetteer.streets()].length],
    ['places', 'geojson', 'Point', [...record.gazetteer.places(), ...record.gazetteer.hamlets()].length],
    ['units', 'gpkg', 'Multi Polygon', record.units.all().length],
  ] as const
  for (const [kind, format, geometry, rows] of cases) {
    const file = files.path(`gdal-${kind}.${format}`)
    exportFile(record, kind, file)
    const { stdout, stderr } = spawnSync('ogrinfo', ['-so', '-al', file], { encoding: 'utf8' })
    t.match(stdout, `Feature Count: ${rows}`, `${kind}.${format}`)
    t.match(stdout, `Geometry: ${geometry}`)
    t.equal(stderr, '')
  }
})

t.test('Well-known text is read as it was written', async (t) => {
  const degree = fc.double({ min: -180, max: 180, noNaN: true }).map((n) => n + 0)
  const position = fc.tuple(degree, degree)
  const line = fc.array(position, { minLength: 2, maxLength: 4 })
  const geometry = fc.oneof(
    fc.record({ type: fc.constant('Point' as const), coordinates: position }),
    fc.record({ type: fc.constant('MultiPoint' as const), coordinates: line }),
    fc.record({ type: fc.constant('LineString' as const), coordinates: line }),
    fc.record({
      type: fc.constant('MultiLineString' as const),
      coordinates: fc.array(line, { minLength: 1, maxLength: 3 }),
    }),
    fc.record({
      type: fc.constant('MultiPolygon' as const),
      coordinates: fc.array(fc.array(line, { minLength: 1, maxLength: 2 }), { minLength: 1, maxLength: 2 }),
    }),
  )
  fc.assert(
    fc.property(geometry, (one) => {
      t.same(parseWellKnownText(toWellKnownText(one)), one)
    }),
    { numRuns: 100 },
  )
  t.same(parseWellKnownText('MULTIPOINT ((1 2), (3 4))')?.coordinates, [
    [1, 2],
    [3, 4],
  ])
  t.same(parseWellKnownText('SRID=4326;POINT Z (1 2 3)')?.coordinates, [1, 2])
  for (const text of ['', 'POINT', 'POINT (1', 'CIRCLE (1 2)', 'POINT (a b)', 'POLYGON ((1 2)'])
    t.equal(parseWellKnownText(text), undefined, text)
})
