import t from 'tap'
import { encodePoint } from '../../src/geo/geopackage-geometry.ts'
import { LAYERS } from '../../src/store/layout/layers.ts'
import { changeSchemaText } from '../../src/store/migrating/change-schema-text.ts'
import { SCHEMA_VERSION } from '../../src/store/migrating/migrations.ts'
import { RecordStore } from '../../src/store/record-store.ts'
import { keepOnly } from '../support/older-record.ts'
import { addressRow, emptyRecord } from '../support/tile-record.ts'

/** Tables of a record of schema 1. */
const TABLES_1 = [
  'unit',
  'unit_change',
  'postcode',
  'street',
  'hamlet',
  'place',
  'address',
  'address_history',
  'identifier',
  'event',
  'change_feed',
  'diachiso_info',
]

t.test(
  'A record of schema 1 gets the thematic layers when it is opened, and keeps its addresses',
  async (t) => {
    const { dataDir, record, close } = emptyRecord()
    t.teardown(close)
    const address = addressRow(106.41, 10.53)
    record.write(() => record.addresses.insert(address))
    record.db.exec('DROP TRIGGER theme_address_update')
    keepOnly(record, TABLES_1)
    record.info.set('schema_version', '1')

    const led = RecordStore.open(dataDir)
    t.teardown(() => led.close())
    t.equal(led.info.get('schema_version'), String(SCHEMA_VERSION))
    t.equal(led.addresses.count(), 1)
    t.equal(led.themes.all().length, 5)
    const feature = {
      theme: 'health',
      uid: 'a',
      address_uid: address.uid,
      properties: '{}',
      geom: address.geom,
    }
    led.write(() => led.themes.insert(feature))
    const place = encodePoint(106.2, 10.7)
    led.db.prepare('UPDATE address SET geom = ? WHERE fid = 1').run(place)
    t.same(led.themes.feature(1)?.geom, place, 'a feature follows its address')
  },
)

t.test('A record of schema 2 keeps its counts, which get no subject', async (t) => {
  const { dataDir, record, close } = emptyRecord()
  t.teardown(close)
  keepOnly(record, [...TABLES_1, 'theme', 'theme_feature', 'theme_count'])
  record.db.exec(`DROP VIEW usable_theme_count;
    DROP INDEX theme_count_key;
    ALTER TABLE theme_count DROP COLUMN subject;
    CREATE UNIQUE INDEX theme_count_key ON theme_count(theme, commune_code, period);
    INSERT INTO theme_count(theme, commune_code, period, count) VALUES ('epidemiology', '27694', '2025-11', 12)`)
  record.info.set('schema_version', '2')
  const led = RecordStore.open(dataDir)
  t.teardown(() => led.close())
  const old = { theme: 'epidemiology', commune_code: '27694', period: '2025-11', subject: '', count: 12 }
  t.same(led.themes.counts('epidemiology'), [old])
  const { commune_code, period, subject } = old
  t.same(led.countEditions.of('epidemiology'), [{ commune_code, period, subject, published: 12, hidden: 0 }])
  led.themes.putCount({ ...old, subject: 'Sởi', count: 7 })
  led.themes.putCount({ ...old, count: 13 })
  t.same(
    led.themes.counts('epidemiology').map(({ subject, count }) => [subject, count]),
    [
      ['', 13],
      ['Sởi', 7],
    ],
  )
})

t.test('In a record of schema 8 features that other programs add get an id from then on', async (t) => {
  const { dataDir, record, close } = emptyRecord()
  t.teardown(close)
  record.write(() =>
    record.themes.insert({
      ...{ theme: 'health', uid: 'a', address_uid: null, properties: '{}' },
      geom: encodePoint(106.4, 10.5),
    }),
  )
  record.db.exec('DROP TRIGGER uid_theme_feature_insert')
  changeSchemaText(record.db, 'theme_feature', /uid TEXT,/, 'uid TEXT NOT NULL,')
  const add = "INSERT INTO theme_feature(theme, properties) VALUES ('health', '{}')"
  t.throws(() => record.db.exec(add), /NOT NULL/, 'as it was')
  record.info.set('schema_version', '8')

  const led = RecordStore.open(dataDir)
  t.teardown(() => led.close())
  led.db.exec(add)
  const uids = led.db.prepare<[], string>('SELECT uid FROM theme_feature ORDER BY fid').pluck().all()
  t.match(uids, ['a', /^[0-9a-f]{8}-[0-9a-f]{4}-4/])
  t.equal(led.db.pragma('integrity_check', { simple: true }), 'ok')
  t.throws(() => led.db.exec("INSERT INTO theme_feature(theme, uid) VALUES ('health', 'a')"), /UNIQUE/)
})

t.test(
  'A record of schema 10 gets a table of population, and layers a field that classes them',
  async (t) => {
    const { dataDir, record, close } = emptyRecord()
    t.teardown(close)
    record.db.exec(
      `DROP VIEW usable_theme; ALTER TABLE theme DROP COLUMN style_by; ALTER TABLE theme DROP COLUMN field_texts`,
    )
    keepOnly(
      record,
      [...Object.keys(LAYERS)].filter((layer) => layer !== 'population'),
    )
    record.info.set('schema_version', '10')
    const led = RecordStore.open(dataDir)
    t.teardown(() => led.close())
    t.equal(led.info.get('schema_version'), String(SCHEMA_VERSION))
    t.match(led.themes.all()[0], { style_by: null, field_texts: '{}' })
    const last = led.changes.last()
    led.themes.population.write(
      '',
      [{ commune_code: '27694', year: 2025, number: 60_000, source: null }],
      false,
    )
    t.equal(led.changes.last(), last + 1, 'followers are told')
  },
)
