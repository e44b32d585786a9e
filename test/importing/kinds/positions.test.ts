import { readFileSync } from 'node:fs'
import { parse } from 'csv-parse/sync'
import t from 'tap'
import { exportFile } from '../../../src/importing/export-file.ts'
import { verifyHistory } from '../../../src/registry/verify-history.ts'
import { openSqliteEngine } from '../../../src/store/registry/engines/sqlite-engine.ts'
import { RegistryStore } from '../../../src/store/registry/registry-store.ts'
import { factsRecord } from '../../support/demo-record.ts'
import { load, workFolder } from '../../support/import-support.ts'

const files = workFolder()
t.teardown(files.close)
const A = '00000000-0000-4000-8000-00000000000a'
const B = '00000000-0000-4000-8000-00000000000b'
const HEAD = 'id,class,name,house_number,street,commune_code,lon,lat,position'
const shop = (id: string, number: string, lon: number, position: string) =>
  `${id},3,Chợ,${number},Hùng Vương,27694,${lon},10.536,${position}`
const table = (...rows: string[]) => `${HEAD}\n${rows.join('\n')}\n`

t.test('Rows of one id with other positions are one address, as in a BAL', async (t) => {
  const { record, dataDir, close } = await factsRecord()
  t.teardown(close)
  const store = new RegistryStore(openSqliteEngine(dataDir))
  t.teardown(() => store.close())
  const positions = (uid: string) =>
    record.publicSupplements.of({ uid, class: 3 }, null).positions.map(({ type, lon }) => `${type} ${lon}`)
  const importing = async (name: string, content: string) => {
    const { read, added, changed, unchanged, refused } = await load(
      record,
      'addresses',
      files.write(name, content),
    )
    t.same((await verifyHistory(store)).breaks, [], name)
    return { read, added, changed, unchanged, refused }
  }
  const first = table(
    shop(A, '1', 106.411, 'entrance'),
    shop(A, '1', 106.4112, 'gate'),
    shop(A, '1', 106.4113, 'parcel'),
    shop(B, '2', 106.412, 'entrance'),
    shop(A, '1', 106.4114, 'building'),
    shop(B, '2', 106.412, 'entrance'),
  )
  t.same(
    await importing('first.csv', first),
    { read: 4, added: 2, changed: 0, unchanged: 0, refused: 2 },
    'what does not follow, or repeats, comes twice',
  )
  t.match(record.addresses.byUid(A), { position: 'entrance' })

  const whole = table(
    shop(A, '1', 106.411, 'entrance'),
    shop(A, '1', 106.4112, 'gate'),
    shop(A, '1', 106.4113, 'parcel'),
    shop(B, '2', 106.412, 'entrance'),
  )
  const again = await importing('whole.csv', whole)
  t.match(again, { read: 2, added: 0, refused: 0 })
  t.same(positions(A), ['gate 106.4112', 'parcel 106.4113'])
  const before = record.publicSupplements.of({ uid: A, class: 3 }, null)
  t.match(await importing('whole.csv', whole), { unchanged: 2, changed: 0 }, 'again it changes nothing')
  t.same(record.publicSupplements.of({ uid: A, class: 3 }, null), before, 'nor any id')

  const other = table(
    shop(A, '1', 106.411, 'entrance'),
    shop(A, '1', 106.4113, 'parcel'),
    shop(A, '1', 106.4115, 'gate'),
  )
  t.match(await importing('other.csv', other), { read: 1, changed: 1 })
  t.same(positions(A), ['gate 106.4115', 'parcel 106.4113'])
  t.equal(record.publicSupplements.of({ uid: A, class: 3 }, null).positions[1]?.id, before.positions[1]?.id)
  t.match(await importing('one.csv', table(shop(A, '1', 106.411, 'entrance'))), { unchanged: 1 })
  t.same(
    positions(A),
    ['gate 106.4115', 'parcel 106.4113'],
    'a file with one row of it says nothing of the others',
  )

  t.test('and come out as rows of one id, which an empty record takes as they are', async (t) => {
    for (const format of ['csv', 'geojson', 'gpkg']) {
      const file = files.path(`out.${format}`)
      t.equal(exportFile(record, 'addresses', file), 4, 'two addresses, four positions')
      t.match(await load(record, 'addresses', file), { unchanged: 2, refused: 0 })
      const empty = await factsRecord()
      t.match(await load(empty.record, 'addresses', file), { added: 2, refused: 0 })
      exportFile(empty.record, 'addresses', files.path('copy.csv'))
      exportFile(record, 'addresses', files.path('table.csv'))
      // Without the revision, which each record counts for itself.
      const lines = (name: string) =>
        parse<Record<string, string>>(readFileSync(files.path(name), 'utf8'), { columns: true, bom: true })
          .map(({ revision: _, ...row }) => JSON.stringify(row))
          .sort()
      t.same(lines('copy.csv'), lines('table.csv'), format)
      const other = new RegistryStore(openSqliteEngine(empty.dataDir))
      t.same((await verifyHistory(other)).breaks, [])
      await other.close()
      empty.close()
    }
    t.equal(exportFile(record, 'addresses', files.path('public.csv'), undefined, true), 4)
  })
})
