import { copyFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parse } from 'csv-parse/sync'
import t from 'tap'
import { decodeGeometry } from '../../../src/geo/geopackage-geometry.ts'
import { readExtensions } from '../../../src/importing/formats/import-formats.ts'
import type { LayerImportOptions, LayerReport } from '../../../src/importing/layers/layer-catalogue.ts'
import { ImportError } from '../../../src/importing/reading/problem.ts'
import type { RecordStore } from '../../../src/store/record-store.ts'
import { factsRecord } from '../../support/demo-record.ts'
import { workFolder } from '../../support/import-support.ts'
import { layerCounts, loadLayer } from '../../support/layer-support.ts'

const folder = fileURLToPath(new URL('../../cases/files', import.meta.url))
const files = workFolder()
t.teardown(files.close)

/** A copy, since lists are written beside the file. */
function copied(name: string): string {
  copyFileSync(join(folder, name), files.path(name))
  return files.path(name)
}

interface Loaded {
  report: LayerReport
  features: { uid: string; values: Record<string, unknown>; type: string; at: unknown }[]
  fields: Record<string, string>
}

/** What an empty layer holds after a file was loaded into it. */
async function loaded(file: string, options: Partial<LayerImportOptions> = {}): Promise<Loaded> {
  const { record, close } = await factsRecord()
  try {
    const report = await loadLayer(record, 'health', file, options)
    return { report, ...contents(record) }
  } finally {
    close()
  }
}

function contents(record: RecordStore): Omit<Loaded, 'report'> {
  const features = [...record.themes.features('health')].map(({ uid, properties, geom }) => {
    const geometry = decodeGeometry(geom!)!
    const at = geometry.type === 'Point' ? geometry.coordinates : undefined
    return { uid, values: JSON.parse(properties) as Record<string, unknown>, type: geometry.type, at }
  })
  return { features, fields: JSON.parse(record.themes.all().find(({ id }) => id === 'health')!.fields) }
}

const rejected = ({ rejects }: LayerReport): string[][] =>
  rejects === undefined
    ? []
    : (parse(readFileSync(rejects), { columns: true, bom: true }) as Record<string, string>[]).map((row) => [
        row.line!,
        row.code!,
        row.value!,
      ])
const said = ({ notes = [] }: LayerReport): string => notes.map(({ en }) => en).join(' ')
const refusal = (load: Promise<unknown>): Promise<string> =>
  load.then(
    () => 'not refused',
    (error) => (error instanceof ImportError ? error.message : String(error.stack)),
  )

/** What GDAL read from `tram.geojson`, with long numbers as texts. */
const STATIONS = [
  ['YT01', 'Trạm Y tế Phường Long An', 'Trạm y tế', 10, '2024-03-01', '9007199254740993', [106.4113, 10.536]],
  ['YT02', 'Trạm Y tế Xã Đức Hòa', 'Trạm y tế', 5, '2024-04-15', '9007199254740995', [106.4251, 10.8841]],
  ['YT03', 'Bệnh viện Đa khoa Hậu Nghĩa', 'Bệnh viện', 200, undefined, undefined, [106.3999, 10.89]],
]

/** file, options, what the report says besides */
const SAME: readonly (readonly [file: string, options?: Partial<LayerImportOptions>, note?: RegExp])[] = [
  ['tram.geojson'],
  ['tram.geojsons'],
  ['tram.gpkg', { layer: 'tram_y_te' }],
  ['tram.kml'],
  ['tram.kmz'],
  ['tram.gpx'],
  ['tram.fgb'],
  ['tram-utf8.zip'],
  ['tram-wrong-cpg.zip'],
  ['tram-cp1258.zip', {}, /read as windows-1258; --encoding/],
  ['tram-tcvn3.zip', {}, /read as tcvn3/],
  ['tram-vni.zip', {}, /read as vni/],
  ['tram-cp1258.zip', { encoding: 'windows-1258' }, /windows-1258/],
]

t.test('The same layer comes out of every kind of file', async (t) => {
  for (const [file, options = {}, note] of SAME) {
    const { report, features, fields } = await loaded(copied(file), options)
    t.same(layerCounts(report), [3, 3, 0, 0, 0, 0], file)
    t.same(
      features.map(({ uid, values, at }) => {
        const { ma, ten, loai, giuong, ngay, so_lon } = values
        t.equal(uid, ma, 'features are known again by their code')
        return [ma, ten, loai, giuong, ngay, so_lon, at]
      }),
      STATIONS,
      file,
    )
    t.match(fields, { ten: 'String', giuong: 'Number', so_lon: 'String' })
    t.match(said(report), note ?? /^(?!.*encoding)/, file)
  }
})

t.test('A Shapefile as it lies in a folder, in whatever case, with and without its parts', async (t) => {
  const { openZip } = await import('../../../src/importing/formats/zip-entries.ts')
  const zip = await openZip(join(folder, 'tram-utf8.zip'))
  const parts = new Map<string, Buffer>()
  for (const entry of zip.entries) parts.set(entry.name.slice(-3), await entry.read(1e6))
  zip.close()
  const write = (bytes: Partial<Record<'shp' | 'dbf' | 'prj' | 'cpg', Buffer | undefined>>) => {
    for (const extension of ['shp', 'dbf', 'prj', 'cpg'] as const) {
      const part = extension in bytes ? bytes[extension] : parts.get(extension)
      const path = files.path(`Tram.${extension === 'dbf' ? 'DBF' : extension}`)
      if (part) writeFileSync(path, part)
      else rmSync(path, { force: true })
    }
    return files.path('Tram.shp')
  }
  const names = ({ features }: Loaded) => features.map(({ values }) => values.ten)
  const whole = await loaded(write({}))
  t.same(
    names(whole),
    STATIONS.map(([, name]) => name),
    'no .shx is needed',
  )
  const bare = await loaded(write({ dbf: undefined, cpg: undefined }))
  t.same(layerCounts(bare.report), [3, 3, 0, 0, 0, 0])
  t.match(said(bare.report), /no \.dbf/)

  const dbf = parts.get('dbf')!
  const cut = await loaded(write({ dbf: dbf.subarray(0, dbf.length - 200) }))
  t.same(layerCounts(cut.report), [3, 2, 0, 0, 0, 1], 'rows before the end of a cut-off .dbf are loaded')
  t.same(rejected(cut.report), [['3', 'cut-off', '2']])
  const shp = parts.get('shp')!
  const short = await loaded(write({ shp: shp.subarray(0, shp.length - 10) }))
  t.same(rejected(short.report), [['3', 'cut-off', '2']])
  const other = Buffer.from(shp)
  other.writeInt32LE(5, 108)
  const odd = await loaded(write({ shp: other }))
  t.same(rejected(odd.report), [['1', 'value', 'type 5 ≠ 1']], 'a damaged shape costs only its own record')

  for (const broken of [
    Buffer.alloc(20),
    Buffer.alloc(200, 255),
    Buffer.from('not a table at all'.repeat(9)),
  ])
    t.match(await refusal(loaded(write({ dbf: broken }))), /Shapefile \(\.dbf/)
  t.match(await refusal(loaded(write({ shp: Buffer.from('<kml>'.repeat(99)) }))), /\.shp: no header/)
})

t.test('Sheets: titles, two header rows, numbers of columns, formulas, dates', async (t) => {
  for (const file of ['truong.ods', 'truong.xlsx']) {
    const { report, features, fields } = await loaded(copied(file))
    t.same(
      features
        .map(({ values, at }) => [values.STT, values, at])
        .sort(([a], [b]) => Number(a) - Number(b))
        .map(([, ...rest]) => rest),
      [
        [
          {
            STT: 1,
            'Tên trường': 'Tiểu học Nhựt Tảo',
            'Cấp học': 'Tiểu học',
            'Học sinh Nam': 150,
            'Học sinh Tổng số': 312,
            'Ngày thành lập': '1998-09-05',
          },
          [106.4113, 10.536],
        ],
        [
          {
            STT: 2,
            'Tên trường': 'THPT Lê Quý Đôn',
            'Cấp học': 'THPT',
            'Học sinh Nam': 400,
            'Học sinh Tổng số': 800,
            'Ngày thành lập': '1975-10-01',
          },
          [106.41, 10.54],
        ],
        [
          { STT: 3, 'Tên trường': 'Mầm non Hoa Sen', 'Cấp học': 'Mầm non', 'Học sinh Tổng số': 90 },
          [106.4251, 10.8841],
        ],
      ],
      file,
    )
    t.same(
      rejected(report),
      [['12', 'required', '']],
      `${file}: the sum has no place; the row is that of the sheet`,
    )
    t.match(
      said(report),
      /2 rows above the header .*"UBND TỈNH TÂY NINH", "DANH SÁCH .* there are also "Khác"/,
    )
    t.match(fields, { 'Học sinh Tổng số': 'Number' })
    const other = await loaded(copied(file), { layer: 'Khác' })
    t.same(
      [other.features[0]?.uid, other.features[0]?.at],
      ['a', [106.4113, 10.536]],
      `${file}: a sheet by name`,
    )
    t.match(await refusal(loaded(copied(file), { layer: 'Nope' })), /"Nope"; .*Trường học, Khác/)
  }
  const { report, features } = await loaded(copied('tram-1258.csv'))
  t.same(
    features.map(({ uid, values, at }) => [uid, values['Tên trạm'], at]),
    [
      ['YT01', 'Trạm Y tế Phường Long An', [106.4113, 10.536]],
      ['YT02', 'Trạm Y tế Xã Đức Hòa; cơ sở 2', [106.4251, 10.8841]],
    ],
  )
  t.match(said(report), /windows-1258.*1 rows above the header/)
})

t.test('A workbook of a program: a cover, formulas without values, a signature', async (t) => {
  const file = () => copied('tram-y-te.xlsx')
  t.match(
    await refusal(loaded(file())),
    /ỦY BAN NHÂN DÂN TỈNH TÂY NINH; .*there are also the sheets "DS Trạm" \(--layer\)/,
    'the cover has no positions: the other sheet is named',
  )
  const { report, features, fields } = await loaded(file(), { layer: 'DS Trạm' })
  t.match(said(report), /7 formulas have no value and are left empty/)
  t.same(
    rejected(report).map(([line, code]) => [line, code]),
    [
      ['12', 'required'],
      ['14', 'required'],
      ['18', 'required'],
    ],
    'the sum and the signature',
  )
  t.equal(features.length, 6)
  t.match(fields, { 'Nhân lực Bác sĩ': 'Number', 'Nhân lực Điều dưỡng': 'Number' })
})

t.test('A cell that is merged over rows says its text of each of them, a number of the first', async (t) => {
  for (const file of ['o-gop.xlsx', 'o-gop.ods']) {
    const { report, features, fields } = await loaded(copied(file))
    t.same(
      features
        .map(({ values }) => [values.TT, values['Xã/phường'], values['Diện tích'], values.Tên])
        .sort(([a], [b]) => Number(a) - Number(b)),
      [
        [1, 'Phường Long An', 120, 'Trạm Y tế Phường Long An'],
        [2, 'Phường Long An', undefined, 'Trạm Y tế Xã Bến Lức'],
        [3, 'Phường Long An', undefined, 'Phòng khám Đa khoa Hồng Đức'],
        [4, undefined, 15.5, 'Trường THCS Nguyễn Thị Hạnh'],
        [5, 'Phường Tân An', 7, 'Chợ Tân An'],
        [6, 'Phường Tân An', 8, 'Đình Bình Lập'],
      ],
      file,
    )
    t.match(said(report), /3 empty cells lie in merged ones and took their text/, file)
    t.match(fields, { 'Diện tích': 'Number' })
  }
})

t.test('A phone: folders, ExtendedData, schema, tracks; links are not followed', async (t) => {
  let asked = 0
  const server = createServer((_, reply) => {
    asked++
    reply.end('<kml/>')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.teardown(() => server.close())
  const port = (server.address() as AddressInfo).port
  const kml = readFileSync(join(folder, 'dien-thoai.kml'), 'utf8').replace(
    '127.0.0.1:9/',
    `127.0.0.1:${port}/`,
  )
  const { report, features } = await loaded(files.write('phone.kml', kml))
  t.equal(asked, 0)
  t.match(said(report), /1 network links were not followed/)
  t.same(
    Object.fromEntries(features.map(({ values: { name, ...values }, type }) => [name, [type, values]])),
    {
      'Giếng & bể Ấp 1': [
        'Point',
        {
          description: 'Sâu 120 m\nNước tốt',
          time: '2026-11-03T08:15:00+07:00',
          folder: 'Giếng / Ấp 1',
          'Người đo': 'Tổ 2',
          do_sau: 120,
        },
      ],
      'G 2': ['Point', { folder: 'Giếng', ma: '0012', ho_dan: 35 }],
      'Kênh A & B': ['LineString', {}],
      'Khu đất': ['Polygon', {}],
      'Đường đi': ['LineString', {}],
    },
  )
  t.same(rejected(report), [
    ['6', 'geometry-type', 'MultiGeometry (Point, LineString)'],
    ['7', 'geometry-type', 'Model'],
  ])
  const damaged = await loaded(files.write('cut.kml', kml.slice(0, kml.indexOf('Khu đất'))))
  t.equal(damaged.features.length, 3, 'what comes before the damage is loaded')
  t.match(rejected(damaged.report).at(-1), ['4', 'xml'])
  t.match(await refusal(loaded(files.write('page.kml', '<html></html>'))), /KML/)

  const gpx = await loaded(copied('dien-thoai.gpx'))
  t.same(gpx.features.map(({ values, type }) => [values.name, type]).sort(), [
    ['007', 'Point'],
    ['Tuyến 1', 'LineString'],
    ['Vết 1', 'MultiLineString'],
  ])
  t.same(
    rejected(gpx.report),
    [
      ['2', 'required', ''],
      ['5', 'required', ''],
    ],
    'points and tracks with a time only',
  )
  const tracks = await loaded(copied('dien-thoai.gpx'), { layer: 'tracks' })
  t.same(layerCounts(tracks.report), [2, 1, 0, 0, 0, 1])
  t.match(await refusal(loaded(copied('dien-thoai.gpx'), { layer: 'x' })), /waypoints, routes, tracks/)
})

t.test('Curves, heights and collections become plain, or are refused by name', async (t) => {
  for (const [file, unread] of [
    ['cong.gpkg', ['GeometryCollection (Point, LineString)', 'PolyhedralSurface']],
    ['cong.fgb', ['GeometryCollection', 'GeometryCollection', 'PolyhedralSurface']],
  ] as const) {
    const { report, features } = await loaded(copied(file))
    t.match(
      Object.fromEntries(features.map(({ uid, type }) => [uid, type])),
      { arc: 'LineString', areas: 'MultiPolygon', heights: 'Point', joint: 'LineString', round: 'Polygon' },
      file,
    )
    t.same(
      rejected(report).map(([, code, value]) => [code, value]),
      unread.map((type) => ['geometry-type', type]),
      file,
    )
  }
  t.match(await refusal(loaded(copied('tram.gpkg'))), /lop_hai, tram_y_te.*--layer/)
  t.match(await refusal(loaded(copied('tram.gpkg'), { layer: 'x' })), /"x"; .*lop_hai, tram_y_te/)
})

t.test('The message of a kind that is not read names every kind that is', async (t) => {
  const message = await refusal(loaded(files.write('plan.dwg', 'x')))
  for (const extension of readExtensions(true)) t.ok(message.includes(extension), extension)
  t.match(message, /\.csv .*\.xlsx \.ods .*\.shp .*\.kmz .*\.fgb/)
})

t.test('A feature that is damaged costs only itself, wherever a byte is wrong', async (t) => {
  for (const name of [
    'tram.fgb',
    'tram.gpx',
    'tram.kmz',
    'tram.kml',
    'truong.ods',
    'truong.xlsx',
    'tram-utf8.zip',
  ]) {
    const whole = readFileSync(join(folder, name))
    const step = Math.ceil(whole.length / 25)
    for (let i = 3; i < whole.length; i += step) {
      const damaged = Buffer.from(whole)
      damaged[i] = 255 - damaged[i]!
      const message = await refusal(loaded(files.write(name, damaged)))
      if (message.includes('\n    at ')) t.fail(`${name}, byte ${i}: ${message}`)
    }
    for (const length of [0, 3, whole.length >> 1]) {
      const message = await refusal(loaded(files.write(name, whole.subarray(0, length))))
      if (message.includes('\n    at ')) t.fail(`${name}, ${length} bytes: ${message}`)
    }
  }
})
