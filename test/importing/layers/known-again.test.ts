import { readFileSync } from 'node:fs'
import { parse } from 'csv-parse/sync'
import t, { type Test } from 'tap'
import { decodePoint } from '../../../src/geo/geopackage-geometry.ts'
import type { LayerImportOptions, LayerReport } from '../../../src/importing/layers/layer-catalogue.ts'
import type { RecordStore } from '../../../src/store/record-store.ts'
import { factsRecord } from '../../support/demo-record.ts'
import { workFolder } from '../../support/import-support.ts'
import { loadLayer } from '../../support/layer-support.ts'

const files = workFolder()
t.teardown(files.close)

/** read, added, changed, unchanged, gone, removed, refused */
const came = ({ read, added, changed, unchanged, gone, removed, refused }: LayerReport) => [
  read,
  added,
  changed,
  unchanged,
  gone,
  removed,
  refused,
]
const stored = (record: RecordStore) =>
  [...record.themes.features('health')]
    .map(({ properties, geom }) =>
      [...Object.values(JSON.parse(properties)), ...decodePoint(geom!)!].join(' '),
    )
    .sort()

/** Loads one file after another into a layer; each must come to its counts, and a second time change nothing. */
async function inTurn(
  t: Pick<Test, 'same'>,
  editions: readonly (readonly [
    csv: string,
    counts: readonly number[],
    options?: Partial<LayerImportOptions>,
  ])[],
): Promise<string[]> {
  const { record, close } = await factsRecord()
  try {
    for (const [csv, counts, options = {}] of editions) {
      const file = files.write('t.csv', csv)
      const before = stored(record)
      const dry = await loadLayer(record, 'health', file, { ...options, dryRun: true })
      t.same(stored(record), before, 'a dry run changes nothing')
      const report = await loadLayer(record, 'health', file, options)
      t.same(came(report), counts, csv)
      t.same(came(dry), counts, 'and says before what will be')
      const again = await loadLayer(record, 'health', file, options)
      t.same([again.added, again.changed, again.removed], [0, 0, 0], `again: ${csv}`)
    }
    return stored(record)
  } finally {
    close()
  }
}

const AT = '106.4113,10.536'

t.test('By an id under its usual names', async (t) => {
  for (const id of ['id', 'ID', 'uid', 'ma', 'Mã', 'MA_SO', 'code', 'OBJECTID', 'fid', 'gid']) {
    const rows = await inTurn(t, [
      [`${id},ten,lon,lat\n1,Trạm A,${AT}\n2,Trạm B,106.42,10.54\n`, [2, 2, 0, 0, 0, 0, 0]],
      [`${id},ten,lon,lat\n1,Trạm A mới,106.5,10.6\n2,Trạm B,106.42,10.54\n`, [2, 0, 1, 1, 0, 0, 0]],
      [`${id},ten,lon,lat\n1,Trạm A mới,106.5,10.6\n`, [1, 0, 0, 1, 1, 0, 0]],
    ])
    t.equal(rows.length, 2, id)
  }
})

t.test('By the column that is named; classes and duplicates are no ids', async (t) => {
  await inTurn(t, [
    [`so_hieu,ten,lon,lat\nA,x,${AT}\nB,y,106.42,10.54\n`, [2, 2, 0, 0, 0, 0, 0], { id: 'so_hieu' }],
    [`so_hieu,ten,lon,lat\nA,z,106.5,10.6\n`, [1, 0, 1, 0, 1, 0, 0], { id: 'so_hieu' }],
  ])
  const classes =
    'ma,ten,lon,lat\nTYT,a,106.41,10.53\nTYT,b,106.42,10.53\nTYT,c,106.43,10.53\nBV,d,106.44,10.53\n'
  await inTurn(t, [[classes, [4, 4, 0, 0, 0, 0, 0]]])
  const { record, close } = await factsRecord()
  t.teardown(close)
  const twice = 'id,ten,lon,lat\n1,a,106.41,10.53\n2,b,106.42,10.53\n2,c,106.43,10.53\n3,d,106.44,10.53\n'
  const report = await loadLayer(record, 'health', files.write('twice.csv', twice))
  t.same(came(report), [4, 3, 0, 0, 0, 0, 1])
  const [row] = parse(readFileSync(report.rejects!), { columns: true, bom: true }) as Record<string, string>[]
  t.match(row, { line: '4', code: 'duplicate', value: '2' })
})

t.test('By place and name, where there is no id', async (t) => {
  const rows = await inTurn(t, [
    [
      'ten,loai,giuong,lon,lat\nTrạm A,TYT,5,106.41,10.53\nTrạm B,TYT,6,106.42,10.53\nNhà thuốc,NT,,106.42,10.53\n',
      [3, 3, 0, 0, 0, 0, 0],
    ],
    // a value, a name, a position within 200 m, and one that is new at the place of another
    [
      'ten,loai,giuong,lon,lat\nTrạm A,TYT,9,106.41,10.53\nTrạm Bê,TYT,6,106.42,10.53\nQuán,AU,,106.42,10.53\nNhà thuốc,NT,,106.4205,10.53\n',
      [4, 1, 3, 0, 0, 0, 0],
    ],
    ['ten,loai,giuong,lon,lat\nTrạm A,TYT,9,106.41,10.53\n', [1, 0, 0, 1, 3, 3, 0], { replace: true }],
  ])
  t.same(rows, ['9 TYT Trạm A 106.41 10.53'])
  await inTurn(t, [
    ['ten,lon,lat\nTrường,106.41,10.53\nTrường,106.411,10.53\n', [2, 2, 0, 0, 0, 0, 0]],
    // two of the name are near: which one moved is not guessed
    ['ten,lon,lat\nTrường,106.4105,10.53\n', [1, 1, 0, 0, 2, 0, 0]],
  ])
})

t.test('By the row number of a GeoPackage, through an edit', async (t) => {
  const { record, close } = await factsRecord()
  t.teardown(close)
  const { default: Database } = await import('better-sqlite3')
  const source = new URL('../../cases/files/cong.gpkg', import.meta.url)
  const file = files.write('edit.gpkg', readFileSync(source))
  const db = new Database(file)
  db.exec('ALTER TABLE curves RENAME COLUMN id TO loai')
  db.close()
  const first = await loadLayer(record, 'health', file)
  t.same(came(first), [8, 6, 0, 0, 0, 0, 2])
  const edit = new Database(file)
  edit.exec("UPDATE curves SET loai = 'khác' WHERE fid = 1; DELETE FROM curves WHERE fid = 2")
  edit.close()
  t.same(came(await loadLayer(record, 'health', file)), [7, 0, 1, 4, 1, 0, 2])
})

t.test('A file of which every row is refused makes no layer', async (t) => {
  const { record, close } = await factsRecord()
  t.teardown(close)
  const file = files.write('none.csv', 'ten,lon,lat\na,1,2\nb,3,4\n')
  const report = await loadLayer(record, 'giem', file, { titleVi: 'Giếng' })
  t.same(came(report), [2, 0, 0, 0, 0, 0, 2])
  t.notOk(record.themes.all().some(({ id }) => id === 'giem'))
  await loadLayer(record, 'health', files.write('one.csv', `ten,lon,lat\na,${AT}\n`))
  await loadLayer(record, 'health', file, { replace: true })
  t.equal(stored(record).length, 1, 'and removes nothing of one that is there')
})

t.test('Lines of rejects: features on one line are counted, others have their line', async (t) => {
  const { record, close } = await factsRecord()
  t.teardown(close)
  const feature = (lon: number) =>
    `{"type":"Feature","properties":{"a":${lon}},"geometry":{"type":"Point","coordinates":[${lon},10.53]}}`
  const lines = async (text: string) => {
    const { rejects } = await loadLayer(record, 'health', files.write('l.geojson', text))
    return (parse(readFileSync(rejects!), { columns: true, bom: true }) as Record<string, string>[]).map(
      ({ line }) => line,
    )
  }
  const some = [106.41, 5, 106.42, 6].map(feature)
  t.same(await lines(`{"type":"FeatureCollection","features":[${some.join(',')}]}`), ['2', '4'])
  t.same(await lines(`{"type":"FeatureCollection",\n"features":[\n${some.join(',\n')}]}`), ['4', '6'])
})
