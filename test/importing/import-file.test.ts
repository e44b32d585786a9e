import { existsSync, readFileSync } from 'node:fs'
import { parse } from 'csv-parse/sync'
import t from 'tap'
import { ImportError } from '../../src/importing/reading/problem.ts'
import { RecordStore } from '../../src/store/record-store.ts'
import { demoRecord, factsRecord } from '../support/demo-record.ts'
import { counts, load, rejectsOf, workFolder } from '../support/import-support.ts'

const files = workFolder()
t.teardown(files.close)

const HEAD =
  'id,code,ndas,class,name,house_number,street,hamlet,group,commune_code,former_commune_code,postcode,lon,lat,position,status,source,updated_at,raw_text'
const ID = '0b0e7c1e-3c9a-4c0e-9d3f-5a4b3c2d1e0f'
/** A row of a file with all columns; `cells` replaces some of them. */
const address = (cells: Record<string, string> = {}) => {
  const row: Record<string, string> = {
    class: '1',
    house_number: '12/4B',
    commune_code: '27694',
    lon: '106.41',
    lat: '10.54',
    ...cells,
  }
  return HEAD.split(',')
    .map((column) => row[column] ?? '')
    .map((cell) => (/[",\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell))
    .join(',')
}
const csv = (...rows: string[]) => `${[HEAD, ...rows].join('\n')}\n`

t.test('An address file', async (t) => {
  const { record, close } = await factsRecord()
  t.teardown(close)
  const rows = csv(
    address({ id: ID, street: 'Nguyễn Đình Chiểu', hamlet: 'Khu phố 2', postcode: '82120' }),
    address({ code: 'L000 000 0000', lon: '106.42' }),
    address({ ndas: '8012345678', lon: '106.43' }),
    address({ id: 'A-17', lon: '106.44' }),
    address({ house_number: '9', former_commune_code: '27691', commune_code: '', lon: '106.4' }),
  )
  const file = files.write('five.csv', rows)

  t.test('is taken row by row, each address with a uid and a code', async (t) => {
    t.same(counts(await load(record, 'addresses', file)), {
      read: 5,
      added: 5,
      changed: 0,
      unchanged: 0,
      refused: 0,
    })
    const first = record.addresses.byUid(ID)
    t.match(first, { street: 'Nguyễn Đình Chiểu', postcode: '82120', status: 'created', source: 'five.csv' })
    t.match(first?.code, /^L\d{10}$/, 'a code of its own')
    t.equal(record.addresses.byCode('L0000000000')?.commune_code, '27694')
    t.equal(record.addresses.byNdas('8012345678')?.code, null, 'a national code needs no local one')
    t.equal(record.addresses.identifier('foreign', 'A-17')?.status, 'current')
    const converted = [...record.addresses.all()].find((row) => row.house_number === '9')
    t.match(converted, { commune_code: '27694', former_commune_code: '27691' }, 'Phường 4 → Phường Long An')
    t.equal(record.info.get('data_kind'), 'real')
  })

  t.test('imported again changes nothing', async (t) => {
    const before = record.changes.last()
    t.same(counts(await load(record, 'addresses', file)), {
      read: 5,
      added: 0,
      changed: 0,
      unchanged: 5,
      refused: 0,
    })
    t.equal(record.changes.last(), before)
    t.equal(record.db.prepare('SELECT count(*) FROM event').pluck().get(), 1)
  })

  t.test('changed in one place changes one row, whose earlier version is kept', async (t) => {
    const code = record.addresses.byUid(ID)?.code
    const edited = files.write('edited.csv', rows.replace('Nguyễn Đình Chiểu', 'Nguyễn Huệ'))
    t.same(counts(await load(record, 'addresses', edited)), {
      read: 5,
      added: 0,
      changed: 1,
      unchanged: 4,
      refused: 0,
    })
    t.match(record.addresses.byUid(ID), { street: 'Nguyễn Huệ', code })
    t.match(record.addresses.versionsOf(ID), [{ street: 'Nguyễn Đình Chiểu', operation: 'update' }])
    t.match(record.changes.since(0).at(-1), { layer: 'address', operation: 'update' })
  })

  t.test('with fewer columns leaves the other values alone', async (t) => {
    const fewer = files.write('fewer.csv', `id;class;commune_code;lon;lat\n${ID};2;27694;106,41;10,54\n`)
    t.same(counts(await load(record, 'addresses', fewer)), {
      read: 1,
      added: 0,
      changed: 1,
      unchanged: 0,
      refused: 0,
    })
    t.match(record.addresses.byUid(ID), { class: 2, street: 'Nguyễn Huệ', hamlet: 'Khu phố 2' })
  })
})

t.test('A bad row is refused with field, value and rule, and the others are loaded', async (t) => {
  const { record, close } = await factsRecord()
  t.teardown(close)
  const cases: [name: string, cells: Record<string, string>, code: string, field: string][] = [
    ['swapped coordinates', { lon: '10.54', lat: '106.41' }, 'swapped-coordinates', 'lon'],
    ['metres for degrees', { lon: '560000', lat: '1165000' }, 'projected-coordinates', 'lon'],
    ['outside the province', { lon: '105.85', lat: '21.03' }, 'out-of-province', 'lon'],
    ['latitude out of range', { lat: '-200' }, 'range', 'lat'],
    ['no number', { lon: 'NaN' }, 'number', 'lon'],
    ['no position', { lon: '', lat: '' }, 'required', 'lon'],
    ['no commune', { commune_code: '' }, 'required', 'commune_code'],
    ['an unknown commune', { commune_code: '99999' }, 'unknown-unit', 'commune_code'],
    ['a commune by name', { commune_code: 'Long An' }, 'value', 'commune_code'],
    [
      'an unknown former commune',
      { commune_code: '', former_commune_code: '99998' },
      'unknown-unit',
      'former_commune_code',
    ],
    ['a class that does not exist', { class: '6' }, 'range', 'class'],
    ['no class', { class: '' }, 'required', 'class'],
    ['a wrong check digit', { code: 'L1234567891' }, 'check-digit', 'code'],
    ['the letter O in a code', { code: 'LO000000000' }, 'check-digit', 'code'],
    ['a short national code', { ndas: '12345' }, 'value', 'ndas'],
    ['a postal code of six digits', { postcode: '850000' }, 'value', 'postcode'],
    ['an unknown status', { status: 'maybe' }, 'value', 'status'],
    ['a date that does not exist', { updated_at: '2025-13-41' }, 'value', 'updated_at'],
    ['UTF-8 read as Latin-1', { street: 'Nguyá»…n Huá»‡' }, 'encoding', 'street'],
    ['TCVN3 read as Latin-1', { street: '§øc Hßa' }, 'encoding', 'street'],
    ['a field of a megabyte', { name: 'x'.repeat(1_000_000) }, 'too-long', 'name'],
    ['demonstration data among real', { source: 'demo' }, 'demo-row', 'source'],
  ]
  const rows = cases.map(([, cells], i) => address({ house_number: String(i), ...cells }))
  const file = files.write(
    'bad.csv',
    csv(address({ house_number: 'first' }), ...rows, address({ house_number: 'last' })),
  )
  const report = await load(record, 'addresses', file)
  t.same(counts(report), {
    read: cases.length + 2,
    added: 2,
    changed: 0,
    unchanged: 0,
    refused: cases.length,
  })
  const rejects = rejectsOf(report)
  for (const [i, [name, , code, field]] of cases.entries())
    t.same(rejects[i], [String(i + 3), code, field], name)
  const text = readFileSync(report.rejects as string, 'utf8')
  t.match(text, /đổi chỗ hai cột lon và lat/, 'the hint is in Vietnamese')
  t.match(text, /exchange the columns lon and lat/, 'and in English')
  const list: Record<string, string>[] = parse(text, { columns: true, bom: true })
  const vietnamese = list.map(({ reason }) => reason ?? '')
  t.same(
    vietnamese.filter((reason) => /\b(the|digit|digits|fit|characters|swapped)\b/.test(reason)),
    [],
    'no English words stand in Vietnamese sentences',
  )
  t.ok(text.length < 20_000, 'long values are shortened')
})

t.test('Of rows written together only the one that breaks a rule of the file is refused', async (t) => {
  const { record, close } = await factsRecord()
  t.teardown(close)
  // As somebody's own index would, or the UNIQUE column of an older record.
  record.db.exec('CREATE UNIQUE INDEX one_house ON address(house_number)')
  const numbers = Array.from({ length: 25 }, (_, i) => String(i === 13 ? 12 : i))
  const rows = numbers.map((house_number, i) => address({ house_number, lon: `106.4${100 + i}` }))
  const report = await load(record, 'addresses', files.write('together.csv', csv(...rows)))
  t.same(counts(report), { read: 25, added: 24, changed: 0, unchanged: 0, refused: 1 })
  t.same(rejectsOf(report), [['15', 'duplicate', 'house_number']])
  t.equal(record.db.prepare('SELECT count(*) FROM address').pluck().get(), 24)
  t.equal(record.db.prepare("SELECT rtreecheck('rtree_address_geom')").pluck().get(), 'ok')
})

t.test('A row that comes twice in a file is refused the second time', async (t) => {
  const cases: [
    name: string,
    first: Record<string, string>,
    second: Record<string, string>,
    field: string,
  ][] = [
    ['by id', { id: ID }, { id: ID.toUpperCase(), house_number: '7' }, 'id'],
    ['by code', { code: 'L0000000000' }, { code: 'L0000000000', lon: '106.5' }, 'code'],
    ['by national code', { ndas: '8012345678' }, { ndas: '8012345678', lon: '106.5' }, 'ndas'],
    ['by what it is', { house_number: '1' }, { house_number: '1' }, 'id'],
  ]
  for (const [name, first, second, field] of cases) {
    const { record, close } = await factsRecord()
    const file = files.write('twice.csv', csv(address(first), address(second)))
    const fresh = await load(record, 'addresses', file)
    t.same([fresh.added, fresh.refused, rejectsOf(fresh)[0]?.slice(1)], [1, 1, ['duplicate', field]], name)
    const again = await load(record, 'addresses', file)
    t.same([again.unchanged, again.refused], [1, 1], `${name}, when the first is known`)
    close()
  }
})

t.test('A former commune that was divided is settled by position or refused', async (t) => {
  const { record, close } = await factsRecord()
  t.teardown(close)
  const split = { commune_code: '', former_commune_code: '28045' } // Nhị Thành → Thủ Thừa, Nhựt Tảo
  const named = { commune_code: '', raw_text: 'ấp 1, xã Nhị Thành' }
  const file = files.write(
    'split.csv',
    csv(
      address({ ...split, lon: '106.412', lat: '10.604' }),
      address({ ...split, lon: '106.477', lat: '10.568' }),
      address({ ...split, lon: '105.72', lat: '10.82' }),
      address({ ...named, lon: '106.413', lat: '10.604' }),
    ),
  )
  const nhiThanh = record.units.all().find((unit) => unit.name === 'Nhị Thành')?.code as string
  const report = await load(
    record,
    'addresses',
    files.write('split.csv', readFileSync(file, 'utf8').replaceAll('28045', nhiThanh)),
    (text) => (text.includes('Nhị Thành') ? ['28036', '28087'] : []),
  )
  t.same(rejectsOf(report), [['4', 'split-unit', 'former_commune_code']])
  t.same([...record.addresses.all()].map((row) => row.commune_code).sort(), ['28036', '28036', '28087'])
  t.equal(report.warnings.get('approximate-split'), 3, 'settled by approximate areas, and said so')
})

t.test('A file that cannot be read at all is refused whole, and nothing changes', async (t) => {
  const { record, close } = await factsRecord()
  t.teardown(close)
  const utf16 = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(csv(address()), 'utf16le')])
  const windows1258 = Buffer.from(
    'class,street,commune_code,lon,lat\n1,Nguy\xean \xd0\xecnh,27694,106.41,10.54\n',
    'latin1',
  )
  const tcvn3 = Buffer.from(
    'class,street,commune_code,lon,lat\n1,\xa7\xb8\xa9\xad \xae\xb5,27694,106.41,10.54\n',
    'latin1',
  )
  const cases: [name: string, file: string, content: string | Buffer, code: string, value: RegExp][] = [
    ['a missing column', 'a.csv', 'class,lon,lat\n1,106.41,10.54\n', 'missing-column', /^$/],
    ['a missing latitude', 'b.csv', 'class,commune_code,lon\n1,27694,106.41\n', 'missing-column', /^$/],
    ['a column twice', 'c.csv', 'class,class,commune_code,lon,lat\n', 'duplicate-column', /class, class/],
    ['20,000 columns', 'd2.csv', `${'class,'.repeat(20_000)}\n${'1\n'.repeat(50_000)}`, 'columns', /^20001$/],
    ['an empty file', 'd.csv', '', 'missing-column', /^$/],
    ['UTF-16', 'e.csv', utf16, 'encoding', /UTF-16/],
    ['windows-1258', 'f.csv', windows1258, 'encoding', /windows-1258/],
    ['TCVN3', 'g.csv', tcvn3, 'encoding', /TCVN3/],
    ['text named GeoPackage', 'h.gpkg', 'hello', 'format', /h\.gpkg|…/],
    ['no FeatureCollection', 'i.geojson', '{"type":"Point","coordinates":[106,10]}', 'format', /…|geojson/],
    ['another kind', 'j.xlsx', 'x', 'format', /…|xlsx/],
    ['a missing file', 'none.csv', '', 'unreadable', /./],
    [
      'VN-2000 in GeoJSON',
      'k.geojson',
      '{"type":"FeatureCollection","crs":{"type":"name","properties":{"name":"urn:ogc:def:crs:EPSG::9210"}},"features":[{"type":"Feature","properties":{},"geometry":null}]}',
      'crs',
      /9210/,
    ],
  ]
  for (const [name, file, content, code, value] of cases) {
    const path = file === 'none.csv' ? files.path(file) : files.write(file, content)
    const error = await load(record, 'addresses', path).then(
      () => undefined,
      (reason) => reason,
    )
    t.ok(error instanceof ImportError, `${name}: ${error}`)
    t.match(error.problem, { code, value }, name)
  }
  t.equal(record.addresses.count(), 0)
  t.notOk(record.db.inTransaction)
})

t.test('GeoJSON and NDJSON: bad features are refused, the others loaded', async (t) => {
  const { record, close } = await factsRecord()
  t.teardown(close)
  const feature = (name: string, geometry: unknown) =>
    JSON.stringify({ type: 'Feature', properties: { name }, geometry })
  const line = {
    type: 'LineString',
    coordinates: [
      [106.41, 10.54],
      [106.42, 10.55],
    ],
  }
  const features = [
    feature('Hùng Vương', line),
    feature('Điểm', { type: 'Point', coordinates: [106.41, 10.54] }),
    feature('Ngắn', { type: 'LineString', coordinates: [[106.41, 10.54]] }),
    feature('Chữ', {
      type: 'LineString',
      coordinates: [
        ['106', '10'],
        ['107', '11'],
      ],
    }),
    feature('Đảo', {
      type: 'LineString',
      coordinates: [
        [10.54, 106.41],
        [10.55, 106.42],
      ],
    }),
    feature('Không', null),
    '{"type":"Feature","properties":{"name":"x"},}',
  ]
  const expected = [
    ['geometry-type', 'geometry'],
    ['value', 'coordinates'],
    ['number', 'coordinates'],
    ['swapped-coordinates', 'lon'],
    ['required', 'geometry'],
    ['json', ''],
  ]
  const collection = files.write(
    'roads.geojson',
    `{"type":"FeatureCollection","features":[\n${features.join(',\n')}\n]}`,
  )
  const report = await load(record, 'roads', collection)
  t.same(
    rejectsOf(report).map(([, ...rest]) => rest),
    expected,
  )
  t.equal(report.added, 1)
  t.match(record.gazetteer.street(1), { name: 'Hùng Vương', commune_code: '27694', accuracy: 'street' })

  const lines = await load(record, 'roads', files.write('roads.ndjson', features.join('\n')))
  t.same(counts(lines), { read: 7, added: 0, changed: 0, unchanged: 1, refused: 6 })

  const cut = files.write(
    'cut.geojson',
    `{"type":"FeatureCollection","features":[${feature('Lê Lợi', line)},{"type":"Fea`,
  )
  const half = await load(record, 'roads', cut)
  t.same(
    rejectsOf(half).map(([, code]) => code),
    ['cut-off'],
  )
  t.equal(half.added, 1, 'what came before is loaded')
})

t.test('Real rows take the place of demonstration data, in one transaction', async (t) => {
  const { record, dataDir, close } = await demoRecord()
  t.teardown(close)
  const key = record.info.get('code_key')
  const server = RecordStore.open(dataDir)
  t.teardown(() => server.close())
  server.changes.touchedByOthers()
  const before = server.changes.last()
  const bad = await load(record, 'addresses', files.write('bad-only.csv', csv(address({ class: '9' }))))
  t.equal(bad.refused, 1)
  t.equal(record.addresses.count(), 2000, 'a file without a good row removes nothing')

  const report = await load(record, 'addresses', files.write('real.csv', csv(address())))
  t.ok(report.demoRemoved > 2000)
  t.equal(report.added, 1)
  for (const layer of [
    'street',
    'hamlet',
    'place',
    'address',
    'address_history',
    'identifier',
    'theme_feature',
    'theme_count',
  ])
    t.equal(
      record.db.prepare(`SELECT count(*) FROM ${layer}`).pluck().get(),
      layer === 'address' || layer === 'identifier' ? 1 : 0,
      layer,
    )
  for (const layer of ['street', 'hamlet', 'place', 'address', 'theme_feature'])
    t.equal(record.db.prepare(`SELECT rtreecheck('rtree_${layer}_geom')`).pluck().get(), 'ok', layer)
  t.equal(record.info.get('data_kind'), 'real')
  t.not(record.info.get('code_key'), key, 'real codes have a key of their own')
  t.ok(server.changes.touchedByOthers(), 'the running server notices')
  t.same(
    [...new Set(server.changes.since(before).map(({ layer, operation }) => `${layer} ${operation}`))].sort(),
    [
      ...['address bulk', 'hamlet bulk', 'place bulk', 'population delete', 'street bulk'],
      ...['theme update', 'theme_count delete', 'theme_feature delete'],
    ],
  )
})

t.test('Rejects of an earlier import do not stay behind', async (t) => {
  const { record, close } = await factsRecord()
  t.teardown(close)
  const bad = await load(record, 'addresses', files.write('mended.csv', csv(address({ class: '' }))))
  t.ok(existsSync(bad.rejects as string))
  await load(record, 'addresses', files.write('mended.csv', csv(address())))
  t.notOk(existsSync(bad.rejects as string))
})

t.test('Boundaries go to the unit of that code and name', async (t) => {
  const { record, close } = await factsRecord()
  t.teardown(close)
  const square = {
    type: 'Polygon',
    coordinates: [
      [
        [106.3, 10.5],
        [106.5, 10.5],
        [106.5, 10.6],
        [106.3, 10.6],
        [106.3, 10.5],
      ],
    ],
  }
  const feature = (properties: object) => ({ type: 'Feature', properties, geometry: square })
  const collection = (...features: object[]) => JSON.stringify({ type: 'FeatureCollection', features })
  const file = files.write(
    'areas.geojson',
    collection(
      feature({ code: '27694', name: 'Long An' }),
      feature({ code: '27694', fullName: 'Phường 1' }),
      feature({ code: '27712', name: 'Hà Nội' }),
      feature({ code: '00001' }),
      feature({ ma_xa: '27694', name: 'Phuong Long An' }),
    ),
  )
  const report = await load(record, 'boundaries', file)
  t.same(counts(report), { read: 5, added: 0, changed: 2, unchanged: 0, refused: 3 })
  t.same(
    rejectsOf(report).map(([, code]) => code),
    ['name-mismatch', 'unknown-unit', 'duplicate'],
  )
  const versions = record.units.versions('27694')
  t.same(
    versions.map(({ name, area_approximate, area_source }) => [name, area_approximate, area_source]),
    [
      ['1', 0, 'areas.geojson'],
      ['Long An', 0, 'areas.geojson'],
    ],
    'one code, two units: the name tells them apart',
  )
})
