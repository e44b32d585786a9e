import { join } from 'node:path'
import Database from 'better-sqlite3'
import t, { type Test } from 'tap'
import { ComponentHistory } from '../../src/registry/components/component-history.ts'
import { Components } from '../../src/registry/components/components.ts'
import { verifyHistory } from '../../src/registry/verify-history.ts'
import { RECORD_FILE, RecordStore } from '../../src/store/record-store.ts'
import { openSqliteEngine } from '../../src/store/registry/engines/sqlite-engine.ts'
import { RegistryStore } from '../../src/store/registry/registry-store.ts'
import { demoRecord, factsRecord } from '../support/demo-record.ts'
import { counts, load, rejectsOf, workFolder } from '../support/import-support.ts'
import { withoutComponents } from '../support/older-record.ts'
import { actor } from '../support/registry-actors.ts'
import { madeComponent } from '../support/registry-components.ts'

const files = workFolder()
t.teardown(files.close)
const officer = actor('oanh', ['officer', 'verifier'])
const WHY = { reason: 'Nghị quyết', decision: { number: '12/NQ-HĐND', date: '2026-05-04' } }
const [ONE, TWO] = ['0b0e7c1e-3c9a-4c0e-9d3f-5a4b3c2d1e01', '0b0e7c1e-3c9a-4c0e-9d3f-5a4b3c2d1e02']
const places = (name = 'Khu phố 1') =>
  files.write(
    'places.csv',
    `id,name,category,commune_code,lon,lat\n${ONE},${name},khu phố,27694,106.41,10.54\n${TWO},Khu phố 2,khu phố,27694,106.41,10.55\n`,
  )
const addresses = files.write(
  'addresses.csv',
  `id,class,house_number,hamlet,commune_code,lon,lat
0b0e7c1e-3c9a-4c0e-9d3f-5a4b3c2d1e11,1,1,kp 1,27694,106.41,10.541
0b0e7c1e-3c9a-4c0e-9d3f-5a4b3c2d1e12,1,2,Khu phố 2,27694,106.41,10.549
0b0e7c1e-3c9a-4c0e-9d3f-5a4b3c2d1e13,1,3,Khu phố 9,27694,106.41,10.541
`,
)

/** Hamlet and revision of every address, by house number. */
function hamletsOf(record: RecordStore) {
  return record.db
    .prepare('SELECT hamlet, hamlet_uid, revision FROM address ORDER BY house_number')
    .raw()
    .all()
}

async function holds(t: Test, dataDir: string) {
  const store = new RegistryStore(openSqliteEngine(dataDir))
  t.same((await verifyHistory(store)).breaks, [])
  await store.close()
}

t.test('Files meet hamlets in either order', async (t) => {
  for (const first of ['places', 'addresses'] as const) {
    const { dataDir, record, close } = await factsRecord()
    t.teardown(close)
    const steps = {
      places: () => load(record, 'places', places()),
      addresses: () => load(record, 'addresses', addresses),
    }
    await steps[first]()
    await steps[first === 'places' ? 'addresses' : 'places']()
    const revision = first === 'places' ? 1 : 2
    t.same(
      hamletsOf(record),
      [
        ['Khu phố 1', ONE, revision],
        ['Khu phố 2', TWO, revision],
        ['Khu phố 9', null, 1],
      ],
      `${first} first`,
    )
    await holds(t, dataDir)
    t.match(counts(await load(record, 'places', places())), { unchanged: 2 })
    t.match(
      counts(await load(record, 'addresses', addresses)),
      { unchanged: 3 },
      'the same file changes nothing',
    )
    await holds(t, dataDir)
  }
})

t.test(
  'A file that does not know of a rename keeps uid and name; one that renames is followed',
  async (t) => {
    const { dataDir, record, close } = await factsRecord()
    t.teardown(close)
    await load(record, 'places', places())
    await load(record, 'addresses', addresses)
    const store = new RegistryStore(openSqliteEngine(dataDir))
    t.teardown(() => store.close())
    const components = new Components({ store })
    await components.change(officer, 'hamlet', { uid: ONE, revision: 1 }, { name: 'Khu phố Mới' }, WHY)
    t.match(counts(await load(record, 'addresses', addresses)), { unchanged: 3 })
    t.match(counts(await load(record, 'places', places())), { unchanged: 2 })
    t.same(hamletsOf(record)[0], ['Khu phố Mới', ONE, 2])
    t.match(counts(await load(record, 'places', places('Khu phố Khác'))), { changed: 1, unchanged: 1 })
    t.same(hamletsOf(record)[0], ['Khu phố Khác', ONE, 3])
    t.same(
      (await new ComponentHistory(store).newest('hamlet', ONE))?.formerNames,
      ['Khu phố 1', 'Khu phố Mới'],
      'the load made a version',
    )
    await components.merge(officer, 'hamlet', { uid: TWO, revision: 1 }, [{ uid: ONE, revision: 3 }], WHY)
    const again = await load(record, 'places', places())
    t.match(counts(again), { unchanged: 1, refused: 1 })
    t.same(rejectsOf(again), [['2', 'ended', 'id']], 'what was merged does not come back')
    t.match(
      counts(await load(record, 'addresses', addresses)),
      { unchanged: 3 },
      'its name leads to the successor',
    )
    t.same(hamletsOf(record)[0], ['Khu phố 2', TWO, 4])
    await holds(t, dataDir)
  },
)

t.test('Demonstration data gives way with its hamlets', async (t) => {
  const { dataDir, record, close } = await demoRecord()
  t.teardown(close)
  const store = new RegistryStore(openSqliteEngine(dataDir))
  t.teardown(() => store.close())
  t.equal(record.db.prepare('SELECT count(*) FROM address WHERE hamlet_uid IS NULL').pluck().get(), 0)
  const made = await madeComponent(
    new Components({ store }).create(officer, 'hamlet', {
      name: 'Ấp Của Cán Bộ',
      type: 'ấp',
      commune_code: '27694',
      former_commune_code: null,
      lon: null,
      lat: null,
    }),
  )
  await load(record, 'addresses', addresses)
  t.same(record.db.prepare('SELECT uid FROM hamlet').pluck().all(), [made.version.uid])
  t.same(record.db.prepare('SELECT uid FROM zz_component_version').pluck().all(), [made.version.uid])
  await holds(t, dataDir)
})

t.test('A record of schema 7 gets versions of its hamlets, and addresses their uid', async (t) => {
  const { dataDir, record, close } = await demoRecord()
  t.teardown(close)
  const before = hamletsOf(record)
  record.close()
  const file = join(dataDir, RECORD_FILE)
  const old = withoutComponents(file)
  const led = RecordStore.open(dataDir)
  t.teardown(() => led.close())
  const found = led.db
    .prepare('SELECT hamlet, hamlet_uid, revision FROM address ORDER BY house_number')
    .raw()
    .all()
  t.same(
    found,
    (before as [string, string, number][]).map(([hamlet, uid, revision]) => [hamlet, uid, revision + 1]),
    'each has its hamlet, by the former commune',
  )
  t.equal(
    led.db.prepare('SELECT count(*) FROM address_history').pluck().get(),
    2000,
    'the version before is kept',
  )
  t.ok(old > 0)
  await holds(t, dataDir)
  const untouched = new Database(file, { readonly: true })
  const feed = untouched.prepare('SELECT max(fid) FROM change_feed').pluck().get()
  untouched.close()
  RecordStore.open(dataDir).close()
  t.equal(led.db.prepare('SELECT max(fid) FROM change_feed').pluck().get(), feed, 'once')
})
