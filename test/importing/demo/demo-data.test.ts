import t from 'tap'
import { checkDigitHolds } from '../../../src/codes/local-code.ts'
import { decodeGeometry, decodePoint } from '../../../src/geo/geopackage-geometry.ts'
import { pointInPolygon } from '../../../src/geo/point-in-polygon.ts'
import { prepareDemo } from '../../../src/importing/demo/demo-data.ts'
import { ADDRESS_COLUMNS } from '../../../src/store/layout/layers.ts'
import { demoRecord, factsRecord } from '../../support/demo-record.ts'

t.test('Demonstration data', async (t) => {
  const { record, close } = await demoRecord()
  t.teardown(close)
  const addresses = [...record.db.prepare('SELECT * FROM address').iterate()] as Record<string, never>[]

  t.test(
    'stands in the 60 communes that were Long An, each address with one of its former communes',
    async (t) => {
      const changes = new Set(
        record.units
          .changes()
          .filter((change) => change.date === '2025-07-01')
          .map((change) => `${change.from_code} ${change.to_code}`),
      )
      t.equal(new Set(addresses.map((row) => row.commune_code)).size, 60)
      t.same(
        addresses.filter((row) => !changes.has(`${row.former_commune_code} ${row.commune_code}`)),
        [],
      )
    },
  )

  t.test('lies inside the areas of its communes', async (t) => {
    const areas = new Map(
      record.units
        .all()
        .filter((unit) => unit.level === 'commune' && unit.valid_to === null)
        .map((unit) => [unit.code, decodeGeometry(unit.geom as Buffer)]),
    )
    const outside = addresses.filter((row) => {
      const area = areas.get(row.commune_code as unknown as string)
      const [lon, lat] = decodePoint(row.geom as unknown as Buffer) as [number, number]
      return !area || area.type === 'Point' || !pointInPolygon(lon, lat, area as never)
    })
    t.same(outside, [])
  })

  t.test('has the classes, statuses and house numbers that occur here', async (t) => {
    const some = (test: (row: Record<string, unknown>) => boolean) => addresses.filter(test).length
    t.equal(addresses.length, 2000)
    t.same(new Set(addresses.map((row) => row.class)), new Set([1, 2, 3, 4, 5]))
    t.same(new Set(addresses.map((row) => row.status)), new Set(['created', 'verified', 'official']))
    t.same(new Set(addresses.map((row) => row.source)), new Set(['demo']))
    t.ok(some((row) => row.street === null) > 1000, 'most have no street')
    t.ok(some((row) => /^\d+\/\d+[A-C]?$/.test(String(row.house_number))) > 20, 'alleys')
    t.ok(some((row) => /^\d+\/\d+\/\d+/.test(String(row.house_number))) > 0, 'alleys of alleys')
    t.equal(
      some((row) => checkDigitHolds(row.code as string)),
      2000,
    )
    t.equal(record.info.get('data_kind'), 'demo')
  })

  t.test('is the same every time', async (t) => {
    const again = await factsRecord()
    t.teardown(again.close)
    const progress: number[] = []
    prepareDemo(again.record, (done) => progress.push(done), { count: 2000 })
    // Each record has salts of its own.
    const all = `SELECT fid, geom, ${ADDRESS_COLUMNS.join(', ')}, revision, event FROM address ORDER BY fid`
    t.same(again.record.db.prepare(all).all(), record.db.prepare(all).all())
    t.equal(progress.length, 60)
    t.equal(progress.at(-1), 2000)
  })

  t.test('is indexed as its triggers would have indexed it', async (t) => {
    for (const layer of ['street', 'hamlet', 'place', 'address']) {
      const count = record.db.prepare(`SELECT count(geom) FROM ${layer}`).pluck().get()
      t.equal(record.db.prepare(`SELECT count(*) FROM "rtree_${layer}_geom"`).pluck().get(), count, layer)
      t.equal(record.db.prepare(`SELECT rtreecheck('rtree_${layer}_geom')`).pluck().get(), 'ok')
    }
    t.equal(record.db.prepare("SELECT count(*) FROM identifier WHERE scheme = 'local'").pluck().get(), 2000)
  })
})
