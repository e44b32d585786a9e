import { execFileSync, spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { parse } from 'csv-parse/sync'
import t from 'tap'
import { namedSystem } from '../../../src/geo/coordinate-systems.ts'
import { decodePoint, encodePoint } from '../../../src/geo/geopackage-geometry.ts'
import { worldX, worldY } from '../../../src/geo/mercator.ts'
import { ImportError } from '../../../src/importing/reading/problem.ts'
import type { RecordStore } from '../../../src/store/record-store.ts'
import { TileFollower } from '../../../src/tiles/making/tile-follower.ts'
import { TileMaker } from '../../../src/tiles/making/tile-maker.ts'
import { factsRecord } from '../../support/demo-record.ts'
import { workFolder } from '../../support/import-support.ts'
import { layerCounts, loadLayer } from '../../support/layer-support.ts'
import { addressRow, decodeTile } from '../../support/tile-record.ts'

const files = workFolder()
t.teardown(files.close)
const noGdal = spawnSync('ogr2ogr', ['--version']).error ? 'ogr2ogr is not installed' : false

const point = (properties: unknown, at = [106.41, 10.54], more = {}) => ({
  type: 'Feature',
  properties,
  geometry: { type: 'Point', coordinates: at },
  ...more,
})
const collection = (features: unknown[], crs?: string) =>
  JSON.stringify({
    type: 'FeatureCollection',
    ...(crs ? { crs: { type: 'name', properties: { name: crs } } } : {}),
    features,
  })
const stored = (record: RecordStore, theme: string) =>
  [...record.themes.features(theme)].map(({ uid, properties, geom, address_uid }) => ({
    uid,
    address_uid,
    ...(JSON.parse(properties) as object),
    at: geom && decodePoint(geom)?.map((n) => Math.round(n * 1e6) / 1e6),
  }))
/** Why an import was refused whole. */
const refusal = (load: Promise<unknown>): Promise<string> =>
  load.then(
    () => 'not refused',
    (error) => (error instanceof ImportError ? error.problem.code : String(error.stack)),
  )
const rejected = (rejects: string | undefined): string[][] =>
  rejects === undefined
    ? []
    : (parse(readFileSync(rejects), { columns: true, bom: true }) as Record<string, string>[]).map((row) => [
        row.line!,
        row.code!,
        row.field!,
      ])

t.test('A layer is loaded, changed and loaded again', async (t) => {
  const { record, close } = await factsRecord()
  t.teardown(close)
  const schools = [
    point({ name: 'Trường Tiểu học Nhựt Tảo', pupils: 312, boarding: false }, [106.41, 10.54], { id: 'a' }),
    point({ name: 'Trường THPT Lê Quý Đôn', pupils: null, code: '007' }, [106.42, 10.55], { id: 'b' }),
  ]
  const file = files.write('schools.geojson', collection(schools))

  t.same(layerCounts(await loadLayer(record, 'education', file)), [2, 2, 0, 0, 0, 0])
  t.same(stored(record, 'education'), [
    {
      uid: 'a',
      address_uid: null,
      boarding: false,
      name: 'Trường Tiểu học Nhựt Tảo',
      pupils: 312,
      at: [106.41, 10.54],
    },
    { uid: 'b', address_uid: null, code: '007', name: 'Trường THPT Lê Quý Đôn', at: [106.42, 10.55] },
  ])
  const theme = record.themes.all().find(({ id }) => id === 'education')!
  t.same(JSON.parse(theme.fields), { name: 'String', pupils: 'Number', boarding: 'Boolean', code: 'String' })

  t.test('the same file again changes nothing, not even the time of the layer', async (t) => {
    const before = record.changes.last()
    t.same(layerCounts(await loadLayer(record, 'education', file)), [2, 0, 0, 2, 0, 0])
    t.equal(record.changes.last(), before)
    t.same(
      record.themes.all().find(({ id }) => id === 'education'),
      theme,
    )
  })

  t.test('a CSV file of some columns changes those; numbers in it stay numbers', async (t) => {
    const csv = files.write('schools.csv', 'id,pupils,lon,lat\na,313,106.41,10.54\nc,20,106.43,10.56\n')
    t.same(layerCounts(await loadLayer(record, 'education', csv)), [2, 1, 1, 0, 0, 0])
    t.match(stored(record, 'education')[0], { name: 'Trường Tiểu học Nhựt Tảo', pupils: 313 })
  })

  t.test('an attribute that becomes text becomes it for all', async (t) => {
    const csv = files.write('words.csv', 'id,pupils,lon,lat\nc,about 20,106.43,10.56\n')
    t.same(layerCounts(await loadLayer(record, 'education', csv)).slice(0, 3), [1, 0, 1])
    t.match(stored(record, 'education'), [{ pupils: '313' }, {}, { pupils: 'about 20' }])
  })

  t.test('--replace removes what the file does not bring', async (t) => {
    t.same(layerCounts(await loadLayer(record, 'education', file, { replace: true })).slice(4), [1, 0])
    t.same(
      stored(record, 'education').map(({ uid }) => uid),
      ['a', 'b'],
    )
  })
})

t.test('A layer of an agency', async (t) => {
  const { record, close } = await factsRecord()
  t.teardown(close)
  const file = files.write('wells.ndjson', `${JSON.stringify(point({ depth: 12.5 }))}\n`)
  const refused = async (theme: string, options = {}) =>
    t.match(await refusal(loadLayer(record, theme, file, options)), /^(unknown-layer|value)$/, theme)
  await refused('wells')
  for (const id of ['address', 'commune', 'Wells', '__proto__', 'constructor', 'a/b', ''])
    await refused(id, { titleVi: 'Giếng' })
  t.equal(record.themes.all().length, 5, 'nothing was made')
  const facts = { titleVi: 'Giếng khoan', titleEn: 'Wells', owner: 'Sở NN&MT', licence: 'ODbL-1.0' }
  t.same(layerCounts(await loadLayer(record, 'wells', file, facts)), [1, 1, 0, 0, 0, 0])
  t.match(
    record.themes.all().find(({ id }) => id === 'wells'),
    {
      kind: 'features',
      title_vi: 'Giếng khoan',
      title_en: 'Wells',
      owner: 'Sở NN&MT',
      licence: 'ODbL-1.0',
      fields: '{"depth":"Number"}',
    },
  )
  const [feature] = stored(record, 'wells')
  t.match(feature?.uid, /^[0-9a-f-]{36}$/, 'a feature without an id gets one')
  t.same(layerCounts(await loadLayer(record, 'wells', file)), [1, 0, 0, 1, 0, 0], 'and it is the same again')
})

t.test('A feature that refers to an address lies there, and moves with it', async (t) => {
  const { record, close } = await factsRecord()
  t.teardown(close)
  const address = addressRow(106.41, 10.54, { code: 'L0000000000' })
  const fid = record.addresses.insert(address)
  const csv = `id,address_id,address_code,address,lon,lat
by-id,${address.uid},,,,
by-code,,l 000 000 0000,,106.5,10.6
by-either,,,L0000000000,,
text,,,12 Nguyễn Huệ,106.42,10.55
nobody,,L0000000019,,106.42,10.55
`
  const report = await loadLayer(record, 'health', files.write('clinics.csv', csv))
  t.same(layerCounts(report), [5, 4, 0, 0, 0, 1])
  t.same(rejected(report.rejects), [['6', 'unknown-address', 'address_code']])
  const where = () => Object.fromEntries(stored(record, 'health').map(({ uid, at }) => [uid, at]))
  const old = [106.41, 10.54]
  t.same(where(), { 'by-id': old, 'by-code': old, 'by-either': old, text: [106.42, 10.55] })
  t.match(
    stored(record, 'health').find(({ uid }) => uid === 'text'),
    { address: '12 Nguyễn Huệ', address_uid: null },
  )
  record.db.prepare('UPDATE address SET geom = ? WHERE fid = ?').run(encodePoint(106.2, 10.7), fid)
  const now = [106.2, 10.7]
  t.same(where(), { 'by-id': now, 'by-code': now, 'by-either': now, text: [106.42, 10.55] })
})

t.test('The text of an address is an attribute, also when the next file brings another', async (t) => {
  const { record, close } = await factsRecord()
  t.teardown(close)
  const load = (text: string) =>
    loadLayer(record, 'wells', files.write('wells.csv', text), { titleVi: 'Giếng khoan' })
  const first = 'id,address,lon,lat\n1,12 Lê Lợi,106.41,10.53\n'
  t.match(await load(first), { added: 1, refused: 0 })
  t.match(await load(first), { added: 0, changed: 0, unchanged: 1 })
  t.match(
    await load('id,address,depth,lon,lat\n1,12 Lê Lợi,80,106.41,10.53\n2,14 Lê Lợi,95,106.42,10.53\n'),
    {
      added: 1,
      changed: 1,
      refused: 0,
    },
  )
  t.match(stored(record, 'wells'), [
    { uid: '1', address: '12 Lê Lợi', depth: 80, address_uid: null },
    { uid: '2', address: '14 Lê Lợi', depth: 95, address_uid: null },
  ])
  t.same(JSON.parse(record.themes.all().find(({ id }) => id === 'wells')!.fields), {
    address: 'String',
    depth: 'Number',
  })
})

t.test('A bad feature is refused with line and reason, the rest is loaded', async (t) => {
  const { record, close } = await factsRecord()
  t.teardown(close)
  const ring = (...ring: number[][]) => ({ type: 'Polygon', coordinates: [ring] })
  const with_ = (geometry: unknown, properties: unknown = {}) => ({ type: 'Feature', properties, geometry })
  const cases: [name: string, feature: unknown, code: string, field: string][] = [
    ['no geometry', with_(null), 'required', 'geometry'],
    [
      'an open ring',
      with_(ring([106.4, 10.5], [106.5, 10.5], [106.5, 10.6], [106.4, 10.6])),
      'value',
      'coordinates',
    ],
    [
      'a bow tie',
      with_(ring([106.4, 10.5], [106.5, 10.6], [106.5, 10.5], [106.4, 10.6], [106.4, 10.5])),
      'self-intersection',
      'geometry',
    ],
    ['a collection', with_({ type: 'GeometryCollection', geometries: [] }), 'geometry-type', 'geometry'],
    [
      'a type that objects inherit',
      with_({ type: 'toString', coordinates: [] }),
      'geometry-type',
      'geometry',
    ],
    ['swapped axes', point({}, [10.54, 106.41]), 'swapped-coordinates', 'lon'],
    ['metres of no system', point({}, [572_300, 1_165_000]), 'unnamed-crs', 'lon'],
    ['another province', point({}, [105.85, 21.03]), 'out-of-province', 'geometry'],
    ['a reserved name', point({ layer: 'x' }), 'reserved-name', 'layer'],
    [
      '__proto__',
      JSON.parse(JSON.stringify(point({ X: 1 })).replace('X', '__proto__')),
      'reserved-name',
      '__proto__',
    ],
    ['constructor', point({ constructor: 1 }), 'reserved-name', 'constructor'],
    ['a name of 65 letters', point({ ['x'.repeat(65)]: 1 }), 'reserved-name', 'x'.repeat(65)],
    [
      '201 attributes',
      point(Object.fromEntries(Array.from({ length: 201 }, (_, i) => [`a${i}`, i]))),
      'too-long',
      'properties',
    ],
    ['a megabyte of text', point({ note: 'x'.repeat(1_000_000) }), 'too-long', 'note'],
    ['an id twice', point({ id: 'first' }), 'duplicate', 'id'],
    ['an id of 129 letters', point({ id: 'x'.repeat(129) }), 'too-long', 'id'],
  ]
  const lines = [point({ id: 'first' }), ...cases.map(([, feature]) => feature), point({ id: 'last' })]
  const file = files.write(
    'bad.ndjson',
    lines.map((line) => JSON.stringify(line).replace('"proto":', '"__proto__":')).join('\n'),
  )
  const report = await loadLayer(record, 'tourism', file)
  t.same(layerCounts(report), [cases.length + 2, 2, 0, 0, 0, cases.length])
  const found = new Map(rejected(report.rejects).map(([line, ...why]) => [line, why]))
  for (const [i, [name, , code, field]] of cases.entries())
    t.same(found.get(String(i + 2)), [code, field], name)
  t.match(readFileSync(report.rejects!, 'utf8'), '--crs EPSG:9210', 'with the likeliest system')

  const csv = files.write('reserved.csv', 'layer,lon,lat\nx,106.41,10.54\n')
  t.equal(await refusal(loadLayer(record, 'tourism', csv)), 'reserved-name')
})

t.test('Coordinates of VN-2000 are converted, whatever file they come in', { skip: noGdal }, async (t) => {
  const { record, close } = await factsRecord()
  t.teardown(close)
  const wanted = namedSystem('EPSG:9210')!.toDegrees(572_300, 1_165_000)
  const metres = point({ id: 'a', tên: 'Chùa Tôn Thạnh' }, [572_300, 1_165_000])
  const plain = files.write('metres.geojson', collection([metres]))
  const named = files.write('named.geojson', collection([metres], 'urn:ogc:def:crs:EPSG::9210'))
  const gdal = (...args: string[]) => execFileSync('ogr2ogr', args)
  gdal('-f', 'GPKG', files.path('metres.gpkg'), named)
  gdal('-f', 'ESRI Shapefile', '-lco', 'ENCODING=UTF-8', files.path('metres.shp'), named)
  gdal('-f', 'ESRI Shapefile', '-lco', 'ENCODING=UTF-8', files.path('metres.shz'), named)
  const zip = files.write('metres.zip', readFileSync(files.path('metres.shz')))
  const csv = files.write('metres.csv', 'id,tên,x,y\na,Chùa Tôn Thạnh,572300,1165000\n')
  const vn = namedSystem('VN-2000 / TM-3 105-45')!
  const cases: [string, object?][] = [
    [named],
    [plain, { system: vn }],
    [csv, { system: vn }],
    [files.path('metres.gpkg')],
    [zip],
  ]
  for (const [file, options] of cases) {
    const report = await loadLayer(record, 'tourism', file, { ...options, replace: true })
    t.equal(report.refused, 0, file)
    const [feature] = [...record.themes.features('tourism')]
    const [lon, lat] = decodePoint(feature!.geom!)!
    t.ok(Math.hypot(lon - wanted[0], lat - wanted[1]) < 1e-8, file)
    t.match(JSON.parse(feature!.properties), { tên: 'Chùa Tôn Thạnh' })
  }
  const [lon, lat] = namedSystem('EPSG:9210')!.under!(5194).toDegrees(572_300, 1_165_000)
  for (const [file, options] of cases) {
    await loadLayer(record, 'tourism', file, { ...options, shift: 5194, replace: true })
    const [feature] = [...record.themes.features('tourism')]
    const place = decodePoint(feature!.geom!)!
    t.ok(Math.hypot(place[0] - lon, place[1] - lat) < 1e-8, `${file} by EPSG:5194`)
  }
  const unnamed = await loadLayer(record, 'tourism', csv)
  t.same(rejected(unnamed.rejects), [['2', 'unnamed-crs', 'lon']])
  const swapped = files.write('swapped.csv', 'id,lon,lat\na,1165000,572300\n')
  t.same(rejected((await loadLayer(record, 'tourism', swapped, { system: vn })).rejects), [
    ['2', 'swapped-axes', 'lon'],
  ])
  const british = files.write('british.geojson', collection([metres], 'EPSG:27700'))
  t.equal(await refusal(loadLayer(record, 'tourism', british)), 'unknown-crs')
})

t.test('A damaged archive is refused', { skip: noGdal }, async (t) => {
  const { record, close } = await factsRecord()
  t.teardown(close)
  execFileSync('ogr2ogr', [
    '-f',
    'ESRI Shapefile',
    files.path('whole.shz'),
    files.write('w.geojson', collection([point({ a: 1 })])),
  ])
  const whole = readFileSync(files.path('whole.shz'))
  for (let i = 0; i < whole.length; i += 7) {
    const damaged = Buffer.from(whole)
    damaged[i] = 255 - damaged[i]!
    await loadLayer(record, 'tourism', files.write('damaged.zip', damaged)).catch((error) => {
      if (!(error instanceof ImportError)) t.fail(`byte ${i}: ${error.stack}`)
    })
  }
  for (const length of [0, 21, 22, whole.length >> 1])
    t.equal(
      await refusal(loadLayer(record, 'tourism', files.write('short.zip', whole.subarray(0, length)))),
      'format',
    )
})

t.test('Hostile attributes give a tile that can be decoded', async (t) => {
  const { dataDir, record, close } = await factsRecord()
  t.teardown(close)
  const hostile = {
    id: 'h',
    huge: 1e300,
    infinite: 'X1e999X',
    negative: -(2 ** 63),
    text: 'x'.repeat(65_536),
    emoji: '🏥🇻🇳',
    list: [1, { a: 2 }],
    hasOwn: 'x',
    '': 'no name',
    ' ': 'a space',
    null: null,
  }
  const { '': _, ...named } = hostile
  const text = [hostile, named]
    .map((each) => JSON.stringify(point(each)).replace('"X1e999X"', '1e999'))
    .join('\n')
  const report = await loadLayer(record, 'health', files.write('hostile.ndjson', text))
  t.same(rejected(report.rejects), [['1', 'reserved-name', '']])
  const follower = new TileFollower(dataDir)
  follower.catchUp()
  const maker = new TileMaker(dataDir)
  t.teardown(() => {
    maker.close()
    follower.close()
  })
  const z = 15
  const [x, y] = [Math.floor(worldX(106.41) * 2 ** z), Math.floor(worldY(10.54) * 2 ** z)]
  const tile = decodeTile(maker.encode({ layers: ['health'], z, x, y, day: '2026-01-15' }))
  t.match(tile.health?.[0]?.properties, {
    id: 'h',
    emoji: '🏥🇻🇳',
    list: '[1,{"a":2}]',
    hasOwn: 'x',
    ' ': 'a space',
  })
})
