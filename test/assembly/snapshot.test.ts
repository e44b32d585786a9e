import { spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { type Snapshot, writeSnapshot } from '../../src/assembly/snapshot.ts'
import { RecordStore } from '../../src/store/record-store.ts'
import { factsRecord } from '../support/demo-record.ts'
import { readPmtiles } from '../support/pmtiles.ts'
import { addressRow } from '../support/tile-record.ts'

const folder = mkdtempSync(join(tmpdir(), 'diachiso-snapshots-'))
t.teardown(() => rmSync(folder, { recursive: true, force: true }))

t.test('A snapshot of a record that is being edited', async (t) => {
  const { dataDir, record, close } = await factsRecord()
  t.teardown(close)
  const address = addressRow(106.41, 10.54)
  record.write(() => {
    record.addresses.insert(address)
    record.themes.insert({
      theme: 'health',
      uid: 'a',
      address_uid: address.uid,
      properties: '{}',
      geom: address.geom,
    })
    record.themes.putCount({ theme: 'epidemiology', commune_code: '27694', period: '2025-11', count: null })
  })
  const secret = record.info.get('code_key')!
  record.events.add({
    at: '2026-01-15T00:00:00Z',
    actor: 'somebody-by-name',
    action: 'import',
    subject: null,
    why: null,
    evidence: null,
  })
  const events = record.db.prepare(
    "INSERT INTO zz_event(id, chain, number, at, action, office, person, reason, private_hash, hash) VALUES ('e', 'c', 1, 't', 'changed', 'o', ?, 'why-it-was', 'p', 'h')",
  )
  events.run('somebody-by-name')
  record.db.prepare("UPDATE address SET salt = 'salt-of-the-version' WHERE uid = ?").run(address.uid)
  const positions = record.db.prepare(
    "INSERT INTO zz_position(uid, address, since, until, type, lon, lat, method) VALUES (?, ?, 1, ?, 'gate', 106.41, 10.54, ?)",
  )
  positions.run('now', address.uid, null, 'gnss')
  positions.run('ended', address.uid, 2, null)
  positions.run('of-another', 'nobody', null, null)
  const sequence = record.changes.last()
  const write = (now: string, keep?: number) =>
    writeSnapshot({
      dataDir,
      folder,
      version: '1.2.3',
      now: new Date(now),
      day: '2026-01-15',
      maxzoom: 9,
      ...(keep === undefined ? {} : { keep }),
    })
  const snapshot = write('2026-01-15T18:00:00Z')
  const here = join(folder, '20260115T180000Z')

  t.test('has record, tiles and layers, with sizes and sums that are right', async (t) => {
    t.match(snapshot, { name: '20260115T180000Z', sequence, version: '1.2.3', addresses: 1 })
    t.same(
      snapshot.files.map(({ path }) => path),
      ['registry.gpkg', 'tiles.pmtiles', 'layers/epidemiology.csv', 'layers/health.geojson'],
    )
    for (const { path, bytes, sha256 } of snapshot.files) {
      const content = readFileSync(join(here, path))
      t.same([content.length, createHash('sha256').update(content).digest('hex')], [bytes, sha256], path)
    }
    const manifest = JSON.parse(readFileSync(join(here, 'manifest.json'), 'utf8')) as Snapshot
    t.same(manifest, snapshot)
    t.same(JSON.parse(readFileSync(join(folder, 'latest.json'), 'utf8')), manifest)
    t.same(readdirSync(here).sort(), ['layers', 'manifest.json', 'registry.gpkg', 'tiles.pmtiles'])
    t.ok(readPmtiles(readFileSync(join(here, 'tiles.pmtiles'))).tiles.size > 5)
  })

  t.test('its record opens, and holds no key and no names of staff', async (t) => {
    const copy = RecordStore.open(here, { readonly: true })
    t.teardown(() => copy.close())
    t.equal(copy.addresses.byUid(address.uid)?.house_number, address.house_number)
    t.same(copy.changes.position(), { sequence, token: snapshot.token })
    t.ok(record.changes.has(copy.changes.position()), 'the snapshot is a moment of this history')
    t.match(copy.changes.movedSince(0), [{ fid: sequence, row: null, operation: 'bulk', old_geom: null }])
    t.equal(copy.changes.since(0).length, 1)
    t.equal(copy.info.get('code_key'), undefined)
    const bytes = readFileSync(join(here, 'registry.gpkg'))
    t.ok(readFileSync(join(dataDir, 'registry.gpkg')).length > 0)
    for (const word of [secret, 'somebody-by-name', 'why-it-was', 'salt-of-the-version'])
      t.equal(bytes.indexOf(word), -1)
    t.equal(record.info.get('code_key'), secret, 'the record itself keeps them')
    t.match(copy.supplements.positions(address.uid, null), [{ uid: 'now', type: 'gate', method: 'gnss' }])
    t.equal(
      copy.db.prepare('SELECT count(*) FROM zz_position').pluck().get(),
      1,
      'what holds now of public addresses',
    )
  })

  t.test('a later one takes its place; old ones go, other files stay', async (t) => {
    writeFileSync(join(folder, 'notes.txt'), 'kept')
    write('2026-01-16T18:00:00Z')
    t.same(write('2026-01-17T18:00:00Z', 2).name, '20260117T180000Z')
    t.same(readdirSync(folder).sort(), ['20260116T180000Z', '20260117T180000Z', 'latest.json', 'notes.txt'])
    t.equal(
      (JSON.parse(readFileSync(join(folder, 'latest.json'), 'utf8')) as Snapshot).name,
      '20260117T180000Z',
    )
  })

  t.test('what killed runs have left goes, what another run is writing stays', async (t) => {
    const ended = spawnSync(process.execPath, ['-e', '']).pid
    const running = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'])
    t.teardown(() => running.kill())
    const left = ['.20260101T000000Z.part', `.20260102T000000Z.${ended}.part`]
    const kept = `.20260103T000000Z.${running.pid}.part`
    for (const name of [...left, kept]) mkdirSync(join(folder, name, 'layers'), { recursive: true })
    write('2026-01-18T18:00:00Z')
    for (const name of left) t.notOk(existsSync(join(folder, name)), name)
    t.ok(existsSync(join(folder, kept)))
    rmSync(join(folder, kept), { recursive: true })
  })

  t.test('one that fails leaves nothing behind, and the latest one as it was', async (t) => {
    const before = readFileSync(join(folder, 'latest.json'))
    t.throws(() =>
      writeSnapshot({
        dataDir: join(folder, 'nothing'),
        folder,
        version: '1',
        now: new Date(),
        day: '2026-01-15',
      }),
    )
    t.ok(readFileSync(join(folder, 'latest.json')).equals(before))
    t.notOk(existsSync(join(folder, 'nothing')))
    t.equal(readdirSync(folder).filter((name) => name.startsWith('.')).length, 0)
  })
})
