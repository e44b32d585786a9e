import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { parse } from 'csv-parse/sync'
import t from 'tap'
import { exportFile } from '../../../src/importing/export-file.ts'
import { verifyHistory } from '../../../src/registry/verify-history.ts'
import { openSqliteEngine } from '../../../src/store/registry/engines/sqlite-engine.ts'
import { RegistryStore } from '../../../src/store/registry/registry-store.ts'
import { factsRecord } from '../../support/demo-record.ts'
import { counts, load, rejectsOf, workFolder } from '../../support/import-support.ts'

const files = workFolder()
t.teardown(files.close)
const noGdal = spawnSync('ogr2ogr', ['--version']).error ? 'ogr2ogr is not installed' : false
const id = (n: number) => `60000000-0000-4000-8000-${String(n).padStart(12, '0')}`
const HEAD =
  'id;class;house_number;street;commune_code;lon;lat;position;position_method;position_accuracy;attributes'
const row = (n: number, lon: number, more: string) => `${id(n)};1;${n};Hùng Vương;27694;${lon};10.536;${more}`
const table = (...rows: string[]) => `${HEAD}\n${rows.join('\n')}\n`

t.test('What an address has without a column comes and goes with its file', async (t) => {
  const { record, dataDir, close } = await factsRecord()
  t.teardown(close)
  const store = new RegistryStore(openSqliteEngine(dataDir))
  t.teardown(() => store.close())
  const importing = async (name: string, content: string) => {
    const report = await load(record, 'addresses', files.write(name, content))
    t.same((await verifyHistory(store)).breaks, [], name)
    return report
  }
  const attributes = (n: number) => JSON.parse(record.addresses.byUid(id(n))?.attributes ?? 'null')
  const FIRST = table(
    row(1, 106.411, `entrance;GNSS;2,5;'{"households":3,"note":"nhà; cổng"}'`).replaceAll("'", ''),
    row(2, 106.412, 'entrance;;;'),
    row(3, 106.413, 'entrance;survey;0.1;'),
    row(3, 106.4131, 'gate;imagery;5;'),
  )
  const quoted = FIRST.replace(
    '{"households":3,"note":"nhà; cổng"}',
    '"{""households"":3,""note"":""nhà; cổng""}"',
  )
  await t.test('taken from a file', async (t) => {
    t.match(counts(await importing('first.csv', quoted)), { read: 3, added: 3, refused: 0 })
    t.same(attributes(1), {
      households: 3,
      note: 'nhà; cổng',
      position_accuracy: 2.5,
      position_method: 'gnss',
    })
    t.equal(attributes(2), null)
    t.same(attributes(3), { position_accuracy: 0.1, position_method: 'survey' })
    t.match(record.publicSupplements.of({ uid: id(3), class: 1 }, null).positions, [
      { type: 'gate', method: 'imagery', accuracy: 5 },
    ])
    t.match(counts(await importing('again.csv', quoted)), { added: 0, changed: 0, unchanged: 3, refused: 0 })
  })

  for (const format of ['csv', 'gpkg', 'geojson', 'ndjson'])
    await t.test(
      `an export as ${format} changes nothing, and makes the same in an empty record`,
      async (t) => {
        const file = files.path(`export.${format}`)
        exportFile(record, 'addresses', file)
        t.match(counts(await load(record, 'addresses', file)), {
          added: 0,
          changed: 0,
          unchanged: 3,
          refused: 0,
        })
        const empty = await factsRecord()
        await load(empty.record, 'addresses', file)
        for (const n of [1, 2, 3])
          t.equal(empty.record.addresses.byUid(id(n))?.attributes, record.addresses.byUid(id(n))?.attributes)
        t.match(empty.record.publicSupplements.of({ uid: id(3), class: 1 }, null).positions, [
          { type: 'gate', method: 'imagery', accuracy: 5 },
        ])
        empty.close()
      },
    )

  await t.test('through GDAL', { skip: noGdal }, async (t) => {
    exportFile(record, 'addresses', files.path('ours.gpkg'))
    for (const format of ['geojson', 'gpkg']) {
      const file = files.path(`gdal.${format}`)
      t.equal(spawnSync('ogr2ogr', [file, files.path('ours.gpkg')]).status, 0)
      t.match(counts(await load(record, 'addresses', file)), { changed: 0, unchanged: 3, refused: 0 }, format)
    }
  })

  await t.test('a public export tells how a position was found, and nothing else', async (t) => {
    exportFile(record, 'addresses', files.path('public.csv'), undefined, true)
    const rows: Record<string, string>[] = parse(readFileSync(files.path('public.csv')), {
      columns: true,
      bom: true,
    })
    t.notOk('attributes' in (rows[0] ?? {}))
    t.match(rows, [
      { position_method: 'gnss', position_accuracy: '2.5' },
      {},
      { position_method: 'survey' },
      {},
    ])
    t.notMatch(readFileSync(files.path('public.csv'), 'utf8'), /households|cổng/)
  })

  await t.test(
    'a file changes what it states alone; null and an empty cell of the position remove',
    async (t) => {
      const part = `id,class,commune_code,lon,lat,attributes\n${id(1)},1,27694,106.411,10.536,"{""households"":4,""note"":null}"\n`
      t.match(counts(await importing('part.csv', part)), { changed: 1 })
      t.same(attributes(1), { households: 4, position_accuracy: 2.5, position_method: 'gnss' })
      const method = `id,class,commune_code,lon,lat,position_method\n${id(1)},1,27694,106.411,10.536,\n`
      t.match(counts(await importing('method.csv', method)), { changed: 1 })
      t.same(attributes(1), { households: 4, position_accuracy: 2.5 })
      const nothing = `id,class,commune_code,lon,lat\n${id(1)},1,27694,106.411,10.536\n`
      t.match(counts(await importing('nothing.csv', nothing)), { changed: 0, unchanged: 1 })
    },
  )

  await t.test('what cannot be read is refused with its column', async (t) => {
    /** cells behind the position, the column that is refused */
    const WRONG: [cells: string, column: string][] = [
      ['entrance;guess;;', 'position_method'],
      ['entrance;;-1;', 'position_accuracy'],
      ['entrance;;10001;', 'position_accuracy'],
      ['entrance;;;[1]', 'attributes'],
      ['entrance;;;{', 'attributes'],
      ['entrance;;;"{""a"":{}}"', 'attributes'],
      ['entrance;;;"{""A b"":1}"', 'attributes'],
    ]
    const content = table(...WRONG.map(([cells], i) => row(10 + i, 106.42 + i * 1e-3, cells)))
    const report = await importing('wrong.csv', content)
    t.same(
      rejectsOf(report).map(([, , field]) => field),
      WRONG.map(([, column]) => column),
    )
  })
})
