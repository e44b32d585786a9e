import { execFileSync, spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import t from 'tap'
import { exportRows } from '../../../src/importing/exporting/export-rows.ts'
import { layerPlan } from '../../../src/importing/layers/layer-export.ts'
import type { RecordStore } from '../../../src/store/record-store.ts'
import { factsRecord } from '../../support/demo-record.ts'
import { workFolder } from '../../support/import-support.ts'
import { layerCounts, loadLayer } from '../../support/layer-support.ts'
import { addressRow } from '../../support/tile-record.ts'

const files = workFolder()
t.teardown(files.close)
const FORMATS = ['csv', 'geojson', 'ndjson', 'gpkg']
const noGdal = spawnSync('ogr2ogr', ['--version']).error ? 'ogr2ogr is not installed' : false
const write = (record: RecordStore, id: string, name: string) => {
  exportRows(record, id, layerPlan(record, id), files.path(name))
  return files.path(name)
}
const contents = (record: RecordStore, id: string) =>
  [...record.themes.features(id)]
    .map(({ uid, address_uid, properties, geom }) => [uid, address_uid, properties, geom?.toString('hex')])
    .sort()

t.test('A layer goes out and comes back', async (t) => {
  const { record, close } = await factsRecord()
  t.teardown(close)
  const address = addressRow(106.41, 10.54)
  record.addresses.insert(address)
  const at = (lon: number, lat: number) => ({ type: 'Point', coordinates: [lon, lat] })
  const feature = (id: string, properties: unknown, geometry: unknown) => ({
    type: 'Feature',
    id,
    properties,
    geometry,
  })
  const clinics = [
    feature('a', { name: 'Trạm y tế "số 1", phường Long An', beds: 12.5, open: true }, at(106.41, 10.54)),
    feature(
      'b',
      { name: '=1+1', Name: 'khác hoa thường', open: false, 'a "quoted" name': 'x\ny' },
      at(106.4, 10.5),
    ),
    feature('c', { address_id: address.uid, note: '🏥', beds: 0 }, null),
  ]
  const ring = [
    [106.4, 10.5],
    [106.5, 10.5],
    [106.5, 10.6],
    [106.4, 10.5],
  ]
  const fields = [
    feature('p', { crop: 'Thanh long' }, { type: 'Polygon', coordinates: [ring] }),
    feature(
      'm',
      { crop: 'Chanh' },
      { type: 'MultiLineString', coordinates: [ring.slice(0, 2), ring.slice(1, 3)] },
    ),
    feature('q', { crop: 'Lúa' }, at(106.45, 10.55)),
  ]
  const lines = (features: unknown[]) => features.map((each) => JSON.stringify(each)).join('\n')
  await loadLayer(record, 'health', files.write('health.ndjson', lines(clinics)))
  await loadLayer(record, 'agriculture', files.write('agriculture.ndjson', lines(fields)))

  for (const id of ['health', 'agriculture'])
    for (const format of FORMATS) {
      const file = write(record, id, `${id}-out.${format}`)
      // a GeoPackage's columns do not tell case apart, so one attribute comes back under another name
      if (id === 'health' && format === 'gpkg') continue
      t.same(layerCounts(await loadLayer(record, id, file)), [3, 0, 0, 3, 0, 0], `${id}.${format} again`)
      const other = await factsRecord()
      other.record.addresses.insert(address)
      t.equal((await loadLayer(other.record, id, file)).added, 3)
      t.same(contents(other.record, id), contents(record, id), `${id}.${format} in an empty record`)
      other.close()
    }

  t.test('GDAL reads it, and what GDAL makes of it is the same', { skip: noGdal }, async (t) => {
    for (const format of ['geojson', 'gpkg', 'csv']) {
      const file = files.path(`agriculture-out.${format}`)
      const back = files.path(`agriculture-gdal-${format}.geojson`)
      const open = format === 'csv' ? ['-oo', 'GEOM_POSSIBLE_NAMES=wkt', '-oo', 'KEEP_GEOM_COLUMNS=NO'] : []
      execFileSync('ogr2ogr', [
        '-f',
        'GeoJSON',
        '-lco',
        'COORDINATE_PRECISION=15',
        '-lco',
        'ID_FIELD=id',
        ...open,
        back,
        file,
      ])
      t.equal((JSON.parse(readFileSync(back, 'utf8')) as { features: unknown[] }).features.length, 3)
      t.same(layerCounts(await loadLayer(record, 'agriculture', back)), [3, 0, 0, 3, 0, 0], format)
    }
    const { stdout, stderr } = spawnSync('ogrinfo', ['-al', files.path('health-out.gpkg')], {
      encoding: 'utf8',
    })
    t.equal(stderr, '')
    t.match(stdout, 'open: Integer(Boolean)')
    t.match(stdout, 'a "quoted" name (String)')
    t.match(stdout, 'Name_2 (String) = khác hoa thường')
  })

  t.test('counts go out without those that are hidden, and come back', async (t) => {
    const communes = record.units
      .all()
      .filter(({ level, valid_to }) => level === 'commune' && valid_to === null)
    const rows = communes.slice(0, 6).map(({ code }, i) => `${code},2025-11,Sởi,${i === 0 ? 3 : 10 * i}`)
    const counts = files.write('counts.csv', ['commune_code,period,disease,count', ...rows].join('\n'))
    await loadLayer(record, 'epidemiology', counts)
    for (const format of FORMATS) {
      const file = write(record, 'epidemiology', `counts-out.${format}`)
      t.same(layerCounts(await loadLayer(record, 'epidemiology', file)), [6, 0, 0, 6, 0, 0], format)
      const other = await factsRecord()
      await loadLayer(other.record, 'epidemiology', file)
      t.same(other.record.themes.counts('epidemiology'), record.themes.counts('epidemiology'))
      other.close()
    }
    const shown = readFileSync(files.path('counts-out.csv'), 'utf8')
    const numbers = shown.match(/Sởi,\d*/g)!.map((cell) => cell.slice(4))
    t.notOk(numbers.includes('3'))
    t.ok(numbers.filter((number) => number === '').length >= 2, 'the small one and another')
    t.ok(numbers.filter((number) => /^[1-5]0$/.test(number)).length >= 2, 'the others are there')
  })

  t.test('an unknown layer and an unknown extension are named', async (t) => {
    t.throws(() => layerPlan(record, 'nothing'), /There is no layer "nothing"/)
    t.throws(() => write(record, 'health', 'health.xlsx'), /is of no known kind/)
  })
})
