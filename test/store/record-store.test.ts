import { spawn, spawnSync } from 'node:child_process'
import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import Database from 'better-sqlite3'
import t from 'tap'
import { encodePoint } from '../../src/geo/geopackage-geometry.ts'
import { StoreError } from '../../src/store/errors.ts'
import { LAYERS } from '../../src/store/layout/layers.ts'
import { migrate, SCHEMA_VERSION } from '../../src/store/migrating/migrations.ts'
import { RECORD_FILE, RecordStore } from '../../src/store/record-store.ts'
import { demoRecord } from '../support/demo-record.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'diachiso-store-'))
t.teardown(() => rmSync(folder, { recursive: true, force: true }))
const noGdal = spawnSync('ogrinfo', ['--version']).error ? 'ogrinfo is not installed' : false
const validator = ['-m', 'osgeo_utils.samples.validate_gpkg']
const noValidator =
  spawnSync('/usr/bin/python3', [...validator, '--help'], { encoding: 'utf8' }).stderr?.includes(
    'No module',
  ) !== false
    ? "GDAL's validate_gpkg is not installed"
    : false

t.test('The record is a GeoPackage that others read and edit', async (t) => {
  const { record, dataDir, close } = await demoRecord()
  t.teardown(close)
  const file = join(dataDir, RECORD_FILE)
  const counts = Object.fromEntries(
    Object.keys(LAYERS).map((name) => [
      name,
      record.db.prepare(`SELECT count(*) FROM ${name}`).pluck().get(),
    ]),
  )

  t.test('it passes the validator', { skip: noValidator }, async (t) => {
    const { stdout, stderr, status } = spawnSync('/usr/bin/python3', [...validator, '-k', file], {
      encoding: 'utf8',
    })
    t.equal(status, 0, `${stdout}${stderr}`)
  })

  t.test('GDAL sees every layer with its rows', { skip: noGdal }, async (t) => {
    const { stdout } = spawnSync('ogrinfo', ['-so', '-al', file], { encoding: 'utf8' })
    const seen = Object.fromEntries(
      [...stdout.matchAll(/Layer name: (\w+)\n[\s\S]*?Feature Count: (\d+)/g)].map(([, name, rows]) => [
        name,
        Number(rows),
      ]),
    )
    t.same(seen, counts)
  })

  t.test(
    'an edit by ogrinfo and an append by ogr2ogr are in the feed, the history and the index',
    { skip: noGdal },
    async (t) => {
      record.changes.touchedByOthers()
      const before = record.changes.last()
      const first = record.addresses.byFid(1)
      const edit = spawnSync('ogrinfo', [
        file,
        '-sql',
        "UPDATE address SET house_number = '99Z' WHERE fid = 1",
      ])
      t.equal(edit.status, 0, String(edit.stderr))
      t.ok(record.changes.touchedByOthers())
      t.notOk(record.changes.touchedByOthers())
      t.match(record.changes.movedSince(before), [
        { layer: 'address', row: 1, operation: 'update', old_geom: first?.geom },
      ])
      t.match(record.addresses.versionsOf(first?.uid as string), [
        { house_number: first?.house_number, operation: 'update' },
      ])

      const point = join(folder, 'point.csv')
      writeFileSync(
        point,
        'class,commune_code,status,house_number,lon,lat\n1,27694,official,7,106.4111,10.5399\n',
      )
      const append = spawnSync('ogr2ogr', [
        '-append',
        '-nln',
        'address',
        '-oo',
        'X_POSSIBLE_NAMES=lon',
        '-oo',
        'Y_POSSIBLE_NAMES=lat',
        '-oo',
        'AUTODETECT_TYPE=NO',
        '-a_srs',
        'EPSG:4326',
        file,
        point,
      ])
      t.equal(append.status, 0, String(append.stderr))
      t.ok(record.changes.touchedByOthers())
      const added = record.changes.since(before).at(-1)
      t.match(added, { layer: 'address', operation: 'insert' })
      t.match(record.addresses.byFid(added?.row as number), { house_number: '7', uid: /^[0-9a-f-]{36}$/ })
      t.equal(
        record.db.prepare('SELECT count(*) FROM rtree_address_geom WHERE id = ?').pluck().get(added?.row),
        1,
        'the r-tree has it',
      )
    },
  )

  t.test('SQLite finds nothing wrong with it', async (t) => {
    t.equal(record.db.pragma('integrity_check', { simple: true }), 'ok')
    t.same(record.db.pragma('foreign_key_check'), [])
    for (const layer of ['unit', 'street', 'hamlet', 'place', 'address'])
      t.equal(record.db.prepare(`SELECT rtreecheck('rtree_${layer}_geom')`).pluck().get(), 'ok', layer)
  })
})

t.test('An identifier outlives the address that carried it', async (t) => {
  const { record, close } = await demoRecord()
  t.teardown(close)
  const row = record.addresses.byFid(1)!
  record.write(() => record.addresses.update({ ...row, code: null, ndas: '8000000001' }))
  t.match(record.addresses.identifier('local', row.code as string), { uid: row.uid, status: 'retired' })
  t.match(record.addresses.identifier('ndas', '8000000001'), { uid: row.uid, status: 'current' })
  record.db.exec('DELETE FROM address WHERE fid = 1')
  t.match(record.addresses.identifier('ndas', '8000000001'), { uid: row.uid, status: 'retired' })
  t.same(
    record.addresses.versionsOf(row.uid).map(({ operation }) => operation),
    ['update', 'delete'],
  )
})

t.test('A bulk load that is given up leaves the record as it was', async (t) => {
  const { record, close } = await demoRecord()
  t.teardown(close)
  const dump = () => record.db.prepare('SELECT name, sql FROM sqlite_master ORDER BY name').all()
  const before = dump()
  const last = record.changes.last()
  const load = record.bulkLoad(['address', 'place'])
  const { fid: _, ...row } = record.addresses.byFid(1)!
  record.addresses.insert({ ...row, uid: 'x', code: null, geom: encodePoint(106, 10) })
  load.removeSource('place', 'demo')
  load.rollback()
  t.same(dump(), before, 'all triggers are back')
  t.equal(record.addresses.count(), 2000)
  t.equal(record.changes.last(), last)
  const kept = record.bulkLoad(['address'])
  record.addresses.insert({ ...row, uid: 'y', code: 'L0000000000', geom: encodePoint(106.2, 10.2) })
  kept.commit()
  t.same(dump(), before)
  t.match(
    record.changes.since(last),
    [{ layer: 'address', operation: 'insert' }],
    'a few rows are told one by one',
  )
  t.match(record.addresses.identifier('local', 'L0000000000'), { uid: 'y' })
})

t.test('A load that sets indexes aside makes them again and tells which rows came twice', async (t) => {
  const { record, close } = await demoRecord()
  t.teardown(close)
  const indexes = () =>
    record.db.prepare("SELECT name, sql FROM sqlite_master WHERE type = 'index' ORDER BY name").all()
  const before = indexes()
  const { fid: _, ...row } = record.addresses.byFid(1)!
  const full = record.bulkLoad(['address'])
  t.equal(full.deferIndexes('address'), false, 'not of a layer that holds rows')
  full.rollback()
  const load = record.bulkLoad(['address'])
  load.removeSource('address', 'demo')
  t.ok(load.deferIndexes('address') && load.deferIndexes('identifier'))
  const given = [
    { uid: 'a', code: 'L0000000000' },
    { uid: 'b', code: null },
    { uid: 'a', code: 'L0000000019' },
    { uid: 'c', code: 'L0000000000' },
    { uid: 'b', code: null },
  ]
  const fids = given.map((said) => record.addresses.insert({ ...row, ...said }))
  t.same(load.restoreIndexes('address'), [
    { fid: fids[2], column: 'uid', value: 'a' },
    { fid: fids[4], column: 'uid', value: 'b' },
    { fid: fids[3], column: 'code', value: 'L0000000000' },
  ])
  load.commit()
  t.same(indexes(), before)
  t.equal(record.addresses.count(), 2)
  t.match(record.addresses.identifier('local', 'L0000000000'), { uid: 'a' })
  t.same(record.addresses.versionsOf('c'), [], 'a row that went at once leaves no history')
  t.equal(record.db.prepare("SELECT rtreecheck('rtree_address_geom')").pluck().get(), 'ok')
})

t.test('What cannot be opened is named in a plain sentence, and nothing is changed', async (t) => {
  const original = await demoRecord()
  original.record.db.pragma('wal_checkpoint(TRUNCATE)')
  const whole = readFileSync(join(original.dataDir, RECORD_FILE))
  original.close()
  const cases: [
    name: string,
    damage: (file: string) => void,
    reason: StoreError['reason'],
    sentence: RegExp,
  ][] = [
    ['text', (file) => writeFileSync(file, 'xin chào'.repeat(500)), 'corrupt', /damaged or no GeoPackage/],
    ['cut off', (file) => truncateSync(file, whole.length - 8192), 'corrupt', /cut off/],
    [
      'another SQLite file',
      (file) => {
        rmSync(file)
        new Database(file).exec('CREATE TABLE a(b)').close()
      },
      'not-a-record',
      /not a GeoPackage/,
    ],
    [
      'another GeoPackage',
      (file) => edit(file, 'DROP TABLE diachiso_info'),
      'not-a-record',
      /not a diachiso record/,
    ],
    [
      'a newer schema',
      (file) => edit(file, "UPDATE diachiso_info SET value = '999' WHERE key = 'schema_version'"),
      'newer-schema',
      /999.*newer diachiso/,
    ],
    [
      'no schema version',
      (file) => edit(file, "DELETE FROM diachiso_info WHERE key = 'schema_version'"),
      'not-a-record',
      /no schema version/,
    ],
  ]
  for (const [name, damage, reason, sentence] of cases) {
    const dataDir = mkdtempSync(join(folder, 'bad-'))
    const file = join(dataDir, RECORD_FILE)
    writeFileSync(file, whole)
    damage(file)
    const before = readFileSync(file)
    const error = attempt(() => RecordStore.open(dataDir).close())
    t.ok(error instanceof StoreError, `${name}: ${error}`)
    t.equal(error?.reason, reason, name)
    t.match(error?.message, sentence, name)
    t.same(readFileSync(file), before, `${name} is left as it was`)
  }
  const file = join(folder, 'a-file')
  writeFileSync(file, '')
  t.equal(attempt(() => RecordStore.open(join(file, 'inside'), { create: true }))?.reason, 'not-writable')
})

t.test(
  'A folder without the right to write is named',
  { skip: process.getuid?.() === 0 ? 'root may write everywhere' : false },
  async (t) => {
    const dataDir = mkdtempSync(join(folder, 'locked-'))
    chmodSync(dataDir, 0o500)
    t.equal(attempt(() => RecordStore.open(dataDir, { create: true }))?.reason, 'not-writable')
  },
)

t.test('Migrations lead an old record to today in one transaction', async (t) => {
  const { record, close } = await demoRecord()
  t.teardown(close)
  const version = () => record.info.get('schema_version')
  record.info.set('schema_version', '1')
  t.equal(
    migrateTo(3, () => {}),
    undefined,
  )
  t.equal(version(), '3')
  t.same(
    record.db
      .prepare("SELECT name FROM sqlite_master WHERE name IN ('step_1', 'step_2') ORDER BY name")
      .pluck()
      .all(),
    ['step_1', 'step_2'],
  )
  record.info.set('schema_version', '2')
  record.db.exec('DROP TABLE step_2')
  t.match(
    migrateTo(4, () => {
      throw new Error('halfway')
    })?.message,
    /halfway/,
  )
  t.equal(version(), '2', 'a step that fails undoes those before it')
  t.notOk(record.db.prepare("SELECT name FROM sqlite_master WHERE name = 'step_2'").get())
  record.info.set('schema_version', String(SCHEMA_VERSION))

  function migrateTo(target: number, third: () => void) {
    const make = (n: number) => (db: Database.Database) => {
      db.exec(`CREATE TABLE step_${n}(a)`)
    }
    return attempt(() => migrate(record.db, 'file', { target, steps: { 1: make(1), 2: make(2), 3: third } }))
  }
})

t.test('A process that is killed', async (t) => {
  const { record, dataDir, close } = await demoRecord()
  t.teardown(close)

  t.test('after a commit has written', async (t) => {
    const script = `
      import { RecordStore } from ${JSON.stringify(join(root, 'src/store/record-store.ts'))}
      const record = RecordStore.open(${JSON.stringify(dataDir)})
      record.write(() => record.info.set('written', 'yes'))
      process.kill(process.pid, 'SIGKILL')`
    const child = spawnSync(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', script], {
      cwd: root,
    })
    t.equal(child.signal, 'SIGKILL', String(child.stderr))
    t.equal(record.info.get('written'), 'yes')
  })

  t.test('in the middle of an import leaves the record as it was', async (t) => {
    const file = join(folder, 'many.csv')
    const rows = Array.from(
      { length: 60_000 },
      (_, i) => `1,27694,${(106.3 + i * 1e-6).toFixed(7)},10.54,x${i}`,
    )
    writeFileSync(file, `class,commune_code,lon,lat,house_number\n${rows.join('\n')}\n`)
    const before = { addresses: record.addresses.count(), last: record.changes.last() }
    const child = spawn(
      process.execPath,
      ['--import', 'tsx', join(root, 'scripts/commands/import.ts'), 'addresses', file],
      {
        cwd: root,
        env: { ...process.env, DATA_DIR: dataDir },
        stdio: ['ignore', 'ignore', 'pipe'],
      },
    )
    const output = await new Promise<string>((resolve) =>
      child.stderr.setEncoding('utf8').once('data', resolve),
    )
    child.kill('SIGKILL')
    const signal = await new Promise((resolve) => child.once('close', (_, by) => resolve(by)))
    t.match(output, / % /, 'it was under way')
    t.equal(signal, 'SIGKILL')
    t.equal(record.addresses.count(), before.addresses)
    t.equal(record.changes.last(), before.last)
    t.equal(record.info.get('data_kind'), 'demo')
    t.equal(record.db.pragma('integrity_check', { simple: true }), 'ok')
    t.ok(record.db.prepare("SELECT 1 FROM sqlite_master WHERE name = 'rtree_address_geom_insert'").get())
    t.notOk(existsSync(join(dataDir, '.preparing')))
  })
})

function edit(file: string, sql: string): void {
  const db = new Database(file)
  db.exec(sql)
  db.pragma('journal_mode = DELETE')
  db.close()
}

function attempt(work: () => void): StoreError | undefined {
  try {
    work()
    return undefined
  } catch (error) {
    return error as StoreError
  }
}
