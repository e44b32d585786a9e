import { join } from 'node:path'
import Database from 'better-sqlite3'
import t from 'tap'
import { triggersOf } from '../../src/store/layout/triggers.ts'
import { SCHEMA_VERSION } from '../../src/store/migrating/migrations.ts'
import { RECORD_FILE, RecordStore } from '../../src/store/record-store.ts'
import { recordOf5 } from '../support/older-record.ts'

const decided = (uid: string) =>
  `INSERT INTO event(at, actor, action, subject, why) VALUES ('2026-01-01', 'x', 'decision', '${uid}', '1/QĐ 2025-12-01')`

t.test('A record of schema 5 is led to the states of today', async (t) => {
  /** state, decided, state afterwards */
  const CASES: readonly (readonly [string, string | null, string])[] = [
    ['proposed', 'a', 'created'],
    ['official', 'b', 'created'],
    ['official', 'decided', 'official'],
    ['reserved', 'd', 'reserved'],
    ['alternative', 'e', 'alternative'],
    ['retired', 'f', 'retired'],
  ]
  const { dataDir, close } = recordOf5(
    CASES.map(([status, uid]) => ({ status, uid })),
    decided('decided'),
  )
  t.teardown(close)
  const before = new Database(join(dataDir, RECORD_FILE), { readonly: true })
  const feed = before.prepare<[], number>('SELECT max(fid) FROM change_feed').pluck().get()!
  const versions = before.prepare('SELECT count(*) FROM address_history').pluck().get()
  before.close()

  const led = RecordStore.open(dataDir)
  t.teardown(() => led.close())
  t.equal(led.info.get('schema_version'), String(SCHEMA_VERSION))
  for (const [from, uid, to] of CASES) {
    t.equal(led.addresses.byUid(uid!)?.status, to, `${from}: ${uid}`)
    t.same(
      led.addresses.versionsOf(uid!).map(({ status }) => status),
      [to],
      `its version, which can still be read`,
    )
  }
  t.equal(led.db.prepare('SELECT count(*) FROM address_history').pluck().get(), versions, 'no version of it')
  t.same(
    led.changes.since(feed).map(({ layer, row, operation }) => [layer, row, operation]),
    [['address', null, 'bulk']],
    'one word to the followers',
  )
  t.not(led.changes.tokenOf(feed + 1), '')

  led.db.exec("INSERT INTO address(geom, commune_code) VALUES (x'00', '27694')")
  const added = led.db.prepare('SELECT status, ghi_chu FROM address ORDER BY fid DESC LIMIT 1').get()
  t.same(added, { status: 'created', ghi_chu: 'official' }, 'a row that names no state')
  t.equal(led.db.prepare('PRAGMA integrity_check').pluck().get(), 'ok')
  t.same(
    (
      led.db
        .prepare("SELECT name FROM sqlite_schema WHERE type = 'trigger' AND tbl_name = 'address'")
        .pluck()
        .all() as string[]
    ).sort(),
    [...triggersOf('address').keys()].sort(),
  )
  const other = new Database(led.file)
  t.teardown(() => other.close())
  t.equal(
    other.prepare("SELECT dflt_value FROM pragma_table_info('address') WHERE name = 'status'").pluck().get(),
    "'created'",
  )
})

t.test('Of a demonstration the decision is written down, of what others added to it none', async (t) => {
  const { dataDir, close } = recordOf5(
    [
      { uid: 'shown', status: 'official', source: 'demo' },
      { uid: 'drawn', status: 'official' },
      { uid: 'new', status: 'proposed', source: 'demo' },
    ],
    "INSERT INTO diachiso_info(key, value) VALUES ('data_kind', 'demo')",
  )
  t.teardown(close)
  const led = RecordStore.open(dataDir)
  t.teardown(() => led.close())
  t.same(
    [...led.addresses.all()].map(({ uid, status }) => [uid, status]),
    [
      ['shown', 'official'],
      ['drawn', 'created'],
      ['new', 'created'],
    ],
  )
  t.same(led.db.prepare('SELECT action, subject, why FROM event').all(), [
    { action: 'decision', subject: 'shown', why: 'MINH HOẠ 2025-07-01' },
  ])
})

t.test('A record that needs none of it tells its followers nothing', async (t) => {
  const { dataDir, close } = recordOf5([{ uid: 'a', status: 'retired' }])
  t.teardown(close)
  const led = RecordStore.open(dataDir)
  t.teardown(() => led.close())
  t.same(
    led.changes.since(0).filter(({ operation }) => operation === 'bulk'),
    [],
  )
})
