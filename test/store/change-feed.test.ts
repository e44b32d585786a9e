import { spawnSync } from 'node:child_process'
import t from 'tap'
import { LAYERS } from '../../src/store/layout/layers.ts'
import { triggersOf } from '../../src/store/layout/triggers.ts'
import { SCHEMA_VERSION } from '../../src/store/migrating/migrations.ts'
import { RecordStore } from '../../src/store/record-store.ts'
import { keepOnly } from '../support/older-record.ts'
import { addressRow, emptyRecord } from '../support/tile-record.ts'

const noProgram = spawnSync('sqlite3', ['--version']).error ? 'sqlite3 is not installed' : false

function tokens({ db }: RecordStore): string[] {
  return db.prepare<[], string>('SELECT token FROM change_feed ORDER BY fid').pluck().all()
}

t.test('Every entry of the feed has a token of its own, whoever made it', async (t) => {
  const { record, close } = emptyRecord()
  t.teardown(close)
  const before = tokens(record)
  t.ok(before.length > 0, 'a new record begins with entries')
  record.addresses.insert(addressRow(106.4, 10.5))
  record.db.exec('UPDATE address SET class = 2')
  const few = record.bulkLoad(['address'])
  for (let i = 0; i < 5; i++) record.addresses.insert(addressRow(106.4, 10.5 + i / 100))
  few.commit()
  const load = record.bulkLoad(['address'])
  load.removeSource('address', 'nobody')
  for (let i = 0; i < 10_001; i++) record.addresses.insert(addressRow(106.4, 10.5))
  load.commit()
  record.changes.markBulk('unit')
  const all = tokens(record)
  t.equal(all.length, before.length + 1 + 1 + 5 + 1 + 1)
  t.ok(all.every((token) => /^[0-9a-f]{16}$/.test(token)))
  t.equal(new Set(all).size, all.length)
})

t.test('A program without our functions writes tokens too', { skip: noProgram }, async (t) => {
  const { record, close } = emptyRecord()
  t.teardown(close)
  const ran = spawnSync('sqlite3', [record.file, "UPDATE theme SET owner = 'x' WHERE id = 'health'"])
  t.equal(ran.status, 0, String(ran.stderr))
  t.match(tokens(record).at(-1), /^[0-9a-f]{16}$/)
})

t.test('A position is of one history', async (t) => {
  const { record, close } = emptyRecord()
  t.teardown(close)
  const { changes } = record
  const start = changes.position()
  record.addresses.insert(addressRow(106.4, 10.5))
  const end = changes.position()
  t.equal(end.sequence, start.sequence + 1)
  t.ok(changes.has(start) && changes.has(end))
  t.notOk(changes.has({ ...end, token: start.token }))
  t.notOk(changes.has({ ...end, sequence: end.sequence + 1 }))
  t.notOk(changes.has({ sequence: 0, token: '' }))
  record.db.exec('DELETE FROM change_feed')
  t.same(changes.position(), { sequence: end.sequence, token: '' })
  t.notOk(changes.has(changes.position()), 'an emptied feed knows of no position')
})

t.test('A record of schema 3', async (t) => {
  const old = (work: (record: RecordStore) => void) => {
    const { dataDir, record, close } = emptyRecord()
    t.teardown(close)
    work(record)
    for (const [layer, { feed }] of Object.entries(LAYERS))
      if (feed)
        for (const [name, sql] of triggersOf(layer))
          if (name.startsWith('feed_')) {
            record.db.exec(`DROP TRIGGER ${name}`)
            record.db.exec(sql.replace(', token)', ')').replace(/, \(lower\(hex.*?\)\)\)\);/, ');'))
          }
    record.db.exec('ALTER TABLE change_feed DROP COLUMN token')
    keepOnly(
      record,
      Object.keys(LAYERS).filter((name) => name !== 'theme_count_seen'),
    )
    record.info.set('schema_version', '3')
    record.db.exec("UPDATE theme SET owner = 'before' WHERE id = 'health'")
    return dataDir
  }

  for (const [name, work] of [
    ['gets a token for every entry', () => {}],
    [
      'whose feed a snapshot has emptied gets one entry',
      (record) => record.db.exec('DELETE FROM change_feed'),
    ],
  ] as const satisfies [string, (record: RecordStore) => void][])
    t.test(name, async (t) => {
      const led = RecordStore.open(old(work))
      t.teardown(() => led.close())
      t.equal(led.info.get('schema_version'), String(SCHEMA_VERSION))
      const position = led.changes.position()
      t.ok(led.changes.has(position))
      led.db.exec("UPDATE theme SET owner = 'after' WHERE id = 'health'")
      t.equal(led.changes.last(), position.sequence + 1)
      t.ok(tokens(led).every((token) => /^[0-9a-f]{16}$/.test(token)))
    })

  t.test('that must not be written is named as such', async (t) => {
    const dataDir = old(() => {})
    t.throws(() => RecordStore.open(dataDir, { readonly: true }), {
      reason: 'older-schema',
      message: /schema 3.*npm start/,
    })
  })
})
