import t from 'tap'
import { encodeGeometry, encodePoint } from '../../src/geo/geopackage-geometry.ts'
import type { RecordStore } from '../../src/store/record-store.ts'
import { stepped } from '../support/stepped.ts'
import { addressRow, emptyRecord, seeded } from '../support/tile-record.ts'

const total = (record: RecordStore) => stepped(record.totals.ofTable('addresses'))

t.test('a total is kept, and every kind of edit is in it', async (t) => {
  const { record, close } = emptyRecord()
  t.teardown(close)
  const random = seeded(8)
  fill(record, 3_000, random)
  t.ok(total(record).steps >= 6, 'counted in slices')
  t.same(total(record), { result: truth(record), steps: 0 }, 'and kept')
  for (const [name, sql] of Object.entries({
    'a retired address': "UPDATE address SET status = 'retired' WHERE fid = 7",
    'one that is so no longer': "UPDATE address SET status = 'created' WHERE fid = 7",
    'one that is gone': 'DELETE FROM address WHERE fid = 8',
    'many at once': "UPDATE address SET house_number = '7' WHERE fid % 3 = 0",
    'one that cannot be used': "UPDATE address SET commune_code = x'00' WHERE fid = 9",
    'one with another number': 'UPDATE address SET fid = 5000000 WHERE fid = 10',
    'another layer': "INSERT INTO place(uid, name, category) VALUES ('a', 'Chợ', 'market')",
  })) {
    record.write(() => record.db.exec(sql))
    t.same(total(record).result, truth(record), name)
  }
  const east = record.addresses.insert(addressRow(107.2, 10.6))
  t.same(total(record), { result: truth(record), steps: 0 }, 'one farther east is added to it')
  record.db.prepare('UPDATE address SET geom = ? WHERE fid = ?').run(encodePoint(106.5, 10.6), east)
  t.same(total(record).result, truth(record), 'the extent of few is exact')
  fill(record, 400, random)
  t.same(total(record).result, truth(record), 'a load')
})

t.test('of a large collection the extent stays until it is counted anew', async (t) => {
  const { record, close } = emptyRecord()
  t.teardown(close)
  fill(record, 20_100, seeded(9))
  const east = record.addresses.insert(addressRow(107.2, 10.6))
  const before = total(record).result
  record.db.prepare('DELETE FROM address WHERE fid = ?').run(east)
  t.same(total(record), { result: { count: before.count - 1, extent: before.extent }, steps: 0 })
})

t.test('each thematic layer has its own', async (t) => {
  const { record, close } = emptyRecord()
  t.teardown(close)
  const put = (theme: string, uid: string, geom: Buffer | null) =>
    record.themes.insert({ theme, uid, address_uid: null, properties: '{}', geom })
  const of = (theme: string) => stepped(record.totals.ofTheme(theme)).result
  put('a', '1', encodePoint(106.25, 10.5))
  put('a', '2', null)
  put(
    'b',
    '9',
    encodeGeometry({
      type: 'LineString',
      coordinates: [
        [105.5, 10.25],
        [107, 11],
      ],
    }),
  )
  t.same(of('a'), { count: 2, extent: [106.25, 10.5, 106.25, 10.5] })
  t.same(of('b'), { count: 1, extent: [105.5, 10.25, 107, 11] })
  t.same(of('c'), { count: 0, extent: undefined })
  put('c', '3', encodePoint(106, 10))
  record.db.exec("UPDATE theme_feature SET theme = 'a' WHERE theme = 'b'")
  t.same(of('a'), { count: 3, extent: [105.5, 10.25, 107, 11] })
  t.same(of('b'), { count: 0, extent: undefined })
  t.same(of('c'), { count: 1, extent: [106, 10, 106, 10] })
})

function fill(record: RecordStore, count: number, random: () => number): void {
  const load = record.bulkLoad(['address'])
  for (let i = 0; i < count; i++)
    record.addresses.insert(addressRow(106.4 + random() * 0.2, 10.5 + random() * 0.2))
  load.commit()
}

/** What a look at all rows tells. */
function truth(record: RecordStore) {
  const { count, ...edges } = record.db
    .prepare(
      `SELECT count(*) AS count, min(minx) AS west, min(miny) AS south, max(maxx) AS east, max(maxy) AS north
       FROM usable_address a JOIN rtree_address_geom r ON r.id = a.fid WHERE status NOT IN ('retired', 'reserved')`,
    )
    .get() as Record<'count' | 'west' | 'south' | 'east' | 'north', number>
  return { count, extent: [edges.west, edges.south, edges.east, edges.north] }
}
