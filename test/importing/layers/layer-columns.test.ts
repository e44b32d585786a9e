import { readFileSync } from 'node:fs'
import { parse } from 'csv-parse/sync'
import t from 'tap'
import { namedSystem } from '../../../src/geo/coordinate-systems.ts'
import { decodePoint } from '../../../src/geo/geopackage-geometry.ts'
import type { LayerImportOptions, LayerReport } from '../../../src/importing/layers/layer-catalogue.ts'
import { ImportError } from '../../../src/importing/reading/problem.ts'
import { factsRecord } from '../../support/demo-record.ts'
import { workFolder } from '../../support/import-support.ts'
import { loadLayer } from '../../support/layer-support.ts'

const files = workFolder()
t.teardown(files.close)

const LONG_AN = namedSystem('EPSG:9210')!
/** A place, and the same in metres of VN-2000, zone 105°45', north and east. */
const AT = [106.4113, 10.536] as const
const METRES = [1_165_213.45, 572_180.12] as const
const IN_DEGREES = LONG_AN.toDegrees(METRES[1], METRES[0])

async function loaded(csv: string, options: Partial<LayerImportOptions> = {}) {
  const { record, close } = await factsRecord()
  try {
    const report = await loadLayer(record, 'health', files.write('t.csv', csv), options)
    const places = [...record.themes.features('health')].map(({ geom }) => decodePoint(geom!)!)
    return { report, places }
  } finally {
    close()
  }
}

const listed = (path: string | undefined): Record<string, string>[] =>
  path === undefined ? [] : parse(readFileSync(path), { columns: true, bom: true })
const rejected = ({ rejects }: LayerReport) =>
  listed(rejects).map(({ line, code, value }) => [line, code, value])
const near = (place: readonly number[] | undefined, wanted: readonly number[]) =>
  place !== undefined && Math.hypot(place[0]! - wanted[0]!, place[1]! - wanted[1]!) < 1e-6

/** The header and the one row of a table, and where the row lies. */
const POSITIONS: readonly (readonly [
  header: string,
  row: string,
  at: readonly number[],
  options?: object,
])[] = [
  ['lon,lat', '106.4113,10.536', AT],
  ['lng;lat', '106,4113;10,536', AT],
  ['Kinh độ;Vĩ độ', '106,4113;10,536', AT],
  ['VĨ ĐỘ,KINH ĐỘ', '10.536,106.4113', AT],
  ['kinh_do,vi_do', '106.4113,10.536', AT],
  ['Kinh độ (WGS84),Vĩ độ (WGS84)', '106.4113,10.536', AT],
  ['X,Y', '106.4113,10.536', AT],
  ['X,Y', '10.536,106.4113', AT],
  ['Tọa độ X,Tọa độ Y', '106.4113,10.536', AT],
  ['toa_do_x,toa_do_y', '10.536,106.4113', AT],
  ['Toạ độ', '"10.536, 106.4113"', AT],
  ['toa_do', '"106.4113, 10.536"', AT],
  ['Tọa độ', '"10,536; 106,4113"', AT],
  ['vị trí', `"10°32'09.6""N 106°24'40.68""E"`, AT],
  ['Kinh độ,Vĩ độ', `"106°24'40.68""E","10°32'09.6""N"`, AT],
  ['Kinh độ,Vĩ độ', '"106° 24′ 40,68″ Đ","10° 32′ 09,6″ B"', AT],
  ['wkt', 'POINT (106.4113 10.536)', AT],
  ['X,Y', '1165213.45,572180.12', IN_DEGREES, { system: LONG_AN }],
  ['X,Y', '572180.12,1165213.45', IN_DEGREES, { system: LONG_AN }],
  ['Tọa độ X (m);Tọa độ Y (m)', '1.165.213,45;572.180,12', IN_DEGREES, { system: LONG_AN }],
  ["X (VN-2000 105°45');Y (VN-2000 105°45')", '1 165 213,45;572 180,12', IN_DEGREES],
  ['Tọa độ', '"1165213.45, 572180.12"', IN_DEGREES, { system: LONG_AN }],
]

t.test('Positions under the names and in the notations that people use', async (t) => {
  for (const [header, row, at, options = {}] of POSITIONS) {
    const { report, places } = await loaded(`${header}\n${row}\n`, options)
    t.ok(near(places[0], at), `${header} / ${row}: ${places[0]} ${report.why?.en}`)
  }
  const titled = await loaded(
    `"Hệ toạ độ VN-2000, kinh tuyến trục 105°45', múi 3°",,\nTên,X,Y\na,1165213.45,572180.12\n`,
  )
  t.ok(near(titled.places[0], IN_DEGREES), 'the zone in a title above the header')
})

t.test('What is not clear is refused with its row, value and rule', async (t) => {
  const mixed = await loaded('X,Y\n106.4113,10.536\n572180,1165213\nabc,10.5\n,10.5\n')
  t.equal(mixed.places.length, 1, 'degrees are loaded')
  t.same(rejected(mixed.report), [
    ['3', 'unnamed-crs', '572180 1165213'],
    ['4', 'number', 'abc'],
    ['5', 'required', ''],
  ])
  t.match(mixed.report.why?.en, /--crs EPSG:9210/)
  const asked = await loaded('Tọa độ\n"1165213, 572180"\n')
  t.match(rejected(asked.report), [['2', 'unnamed-crs']], 'a zone is asked for, not assumed')
  const named = await loaded('lon,lat\n10.536,106.4113\n')
  t.match(rejected(named.report), [['2', 'swapped-coordinates']], 'names that say the axis are not turned')
  const letters = await loaded('wkt\nPOINT (106.4 10.5x)\nPOINT (106.4 10.5)\n')
  t.match(rejected(letters.report), [['2', 'value', 'POINT (106.4 10.5x)']])
  const compass = await loaded(`lon,lat\n"10°32'09""N","106°24'40""E"\n`)
  t.match(rejected(compass.report), [['2', 'swapped-coordinates']])
})

t.test('A missing column: those that are there, and the likely one', async (t) => {
  const message = (csv: string) =>
    loaded(csv).then(
      () => 'not refused',
      (error) => (error instanceof ImportError ? error.message : String(error.stack)),
    )
  t.match(await message('ten,a,b\nx,106.4113,10.536\n'), /ten, a, b.*perhaps lon: "a", lat: "b"/)
  t.match(await message('ten,kinh do do dac,b\nx,,\n'), /perhaps lon: "kinh do do dac"/)
  t.match(await message('so_phieu,ngay\n1,2026-01-01\n'), /the file has: so_phieu, ngay; needed: lon, lat/)
  t.match(await message('1,2\n3,4\n'), /dòng tên cột/, 'a table of another kind')
  t.match(
    await loaded('ten,x,y\na,106.4,10.5\n', { id: 'MA' }).catch(({ message }) => message),
    /MA.*ten, x, y/,
    'a column of ids that is not there',
  )
})

t.test('A table without positions is found by its addresses', async (t) => {
  const asked: string[] = []
  const findPlaces = () => (address: string) => {
    asked.push(address)
    const house = { kind: 'house', label: '12 Hùng Vương, Phường Long An', lon: AT[0], lat: AT[1] }
    if (/^12 /.test(address)) return [{ ...house, grade: 'A' as const }]
    if (/^14 /.test(address)) return [{ ...house, grade: 'B' as const }]
    if (/^99 /.test(address))
      return [
        { ...house, grade: 'C' as const },
        { ...house, grade: 'C' as const, label: '12 Hùng Vương, Xã Cần Đước' },
      ]
    return /^Phường/.test(address)
      ? [{ ...house, kind: 'commune', grade: 'A' as const, label: 'Phường Long An' }]
      : []
  }
  const csv = `Tên,Địa chỉ,Phường/Xã
a,12 Hùng Vương,Phường Long An
b,14 Hung Vuong,Phường Long An
c,99 Hùng Vương,
d,,Phường Long An
e,Số 3 Đường Không Có,
`
  const { report, places } = await loaded(csv, { findPlaces })
  t.same(asked, [
    '12 Hùng Vương, Phường Long An',
    '14 Hung Vuong, Phường Long An',
    '99 Hùng Vương',
    'Phường Long An',
    'Số 3 Đường Không Có',
  ])
  t.equal(places.length, 2)
  t.same(
    listed(report.rejects).map(({ line, code, rule }) => [line, code, rule]),
    [
      ['4', 'no-place', '12 Hùng Vương, Phường Long An | 12 Hùng Vương, Xã Cần Đước'],
      ['5', 'no-place', 'Phường Long An'],
      ['6', 'no-place', 'nothing was found'],
    ],
  )
  t.same(
    listed(report.geocoded?.path).map(({ line, grade, found }) => [line, grade, found]),
    [
      ['2', 'A', '12 Hùng Vương, Phường Long An'],
      ['3', 'B', '12 Hùng Vương, Phường Long An'],
      ['4', 'C', '12 Hùng Vương, Phường Long An'],
      ['5', 'C', 'Phường Long An'],
      ['6', 'C', ''],
    ],
  )
})

t.test('Values: long numbers and codes stay text, days are days, names keep their accents', async (t) => {
  const { record, close } = await factsRecord()
  t.teardown(close)
  const csv = `Tên trạm,x,y,số lớn,mã số thuế,ngày lập,ngày lẫn,giờ
a,106.4113,10.536,12345678901234567890,0301234567,05/09/1998,05/09/1998,2026-11-03T08:15:00
b,106.4114,10.536,9007199254740993,0301234568,1/10/1975,chưa rõ,2026-11-03T00:00:00
`
  const report = await loadLayer(record, 'health', files.write('v.csv', csv))
  t.equal(report.refused, 0)
  t.same(
    [...record.themes.features('health')]
      .map(({ properties }) => JSON.parse(properties))
      .sort((a, b) => (a['Tên trạm'] < b['Tên trạm'] ? -1 : 1)),
    [
      {
        'Tên trạm': 'a',
        'số lớn': '12345678901234567890',
        'mã số thuế': '0301234567',
        'ngày lập': '1998-09-05',
        'ngày lẫn': '05/09/1998',
        giờ: '2026-11-03T08:15:00',
      },
      {
        'Tên trạm': 'b',
        'số lớn': '9007199254740993',
        'mã số thuế': '0301234568',
        'ngày lập': '1975-10-01',
        'ngày lẫn': 'chưa rõ',
        giờ: '2026-11-03T00:00:00',
      },
    ],
  )
  const json =
    '{"type":"Feature","properties":{"n":12345678901234567890,"t":"a 12345678901234567890","e":1e20,"s":-9007199254740993},"geometry":{"type":"Point","coordinates":[106.41123456789012345,10.5]}}'
  await loadLayer(record, 'health', files.write('n.ndjson', json), { replace: true })
  t.match(JSON.parse([...record.themes.features('health')][0]!.properties), {
    n: '12345678901234567890',
    t: 'a 12345678901234567890',
    s: '-9007199254740993',
  })
})

t.test('What stands between and below the rows does not decide what a field is', async (t) => {
  const { record, close } = await factsRecord()
  t.teardown(close)
  const csv = `TT,Tên,x,y,Số giường,Ngày
I,Phường Long An,,,,
1,a,106.4113,10.536,5,05/09/1998
2,b,106.4114,10.536,7,06/09/1998
,Tổng cộng,,,12,
,,,,NGƯỜI LẬP BIỂU,Nguyễn Văn A
`
  const report = await loadLayer(record, 'health', files.write('g.csv', csv))
  t.same(
    rejected(report).map(([line, code]) => [line, code]),
    [
      ['2', 'required'],
      ['5', 'required'],
      ['6', 'required'],
    ],
  )
  t.same(
    JSON.parse(record.themes.all().find(({ id }) => id === 'health')!.fields),
    { TT: 'Number', Tên: 'String', 'Số giường': 'Number', Ngày: 'String' },
    'the kind of a field is that of its features',
  )
  t.match([...record.themes.features('health')].map(({ properties }) => JSON.parse(properties).Ngày).sort(), [
    '1998-09-05',
    '1998-09-06',
  ])
})

const WRITTEN: readonly (readonly [cells: readonly string[], values: readonly unknown[]])[] = [
  [
    ['2.0', '1.5', '10.25'],
    [2, 1.5, 10.25],
  ],
  [
    ['12.50', '-3.00', '7.25'],
    [12.5, -3, 7.25],
  ],
  [
    ['20.0', '', '100.0'],
    [20, undefined, 100],
  ],
  [
    ['1.1', '1.10', '1.2'],
    ['1.1', '1.10', '1.2'],
  ],
  [
    ['007.0', '1.0', '2.0'],
    ['007.0', '1.0', '2.0'],
  ],
  [
    ['1', '2.50', '3'],
    ['1', '2.50', '3'],
  ],
]

t.test('Numbers as pandas, PostgreSQL and GDAL write them, and codes that only look like them', async (t) => {
  for (const [cells, values] of WRITTEN) {
    const { record, close } = await factsRecord()
    const rows = cells.map((cell, i) => `${i},106.4${i},10.536,${cell}`)
    await loadLayer(record, 'health', files.write('w.csv', ['id,x,y,v', ...rows].join('\n')))
    t.same(
      ['0', '1', '2'].map((uid) => JSON.parse(record.themes.stored('health', uid)!.properties).v),
      values,
      cells.join(' '),
    )
    close()
  }
})
