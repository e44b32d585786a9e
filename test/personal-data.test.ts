// Plants names and phones in every column of addresses and their history, and searches every output for them.
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { pino } from 'pino'
import t from 'tap'
import { buildApp } from '../src/assembly/app.ts'
import { writeBackup } from '../src/assembly/backup/write-backup.ts'
import { ServerState } from '../src/assembly/server-state.ts'
import { writeSnapshot } from '../src/assembly/snapshot.ts'
import { packageRoot, readConfig } from '../src/config.ts'
import { exportFile } from '../src/importing/export-file.ts'
import { openSqlitePeople, PEOPLE_FILE } from '../src/store/people/sqlite-people.ts'
import { LAT, LON, plantCanaries, plantPeople } from './support/canaries.ts'
import { demoRecord } from './support/demo-record.ts'
import { everyRoute } from './support/every-route.ts'
import { keyOf } from './support/people-engines.ts'
import { readPmtiles } from './support/pmtiles.ts'
import { decodeTile } from './support/tile-record.ts'

const folder = mkdtempSync(join(tmpdir(), 'diachiso-canary-'))
t.teardown(() => rmSync(folder, { recursive: true, force: true }))

t.test('Nothing of a person comes out', async (t) => {
  const demo = await demoRecord()
  const { record, dataDir } = demo
  const before = plantCanaries(record)
  // Tables and columns of another program.
  record.db.exec(`CREATE TABLE owner (fid INTEGER PRIMARY KEY, name TEXT);
    INSERT INTO owner(name) VALUES ('Kymqanaowner');
    ALTER TABLE address ADD COLUMN chu_ho TEXT;
    CREATE INDEX chu_ho ON address(chu_ho);
    UPDATE address SET chu_ho = 'Kymqanachuho' WHERE fid = 1`)
  const config = readConfig({ DATA_DIR: dataDir, LOG_LEVEL: 'trace', PORT: '0' })
  const state = await ServerState.open(record, dataDir, { tileCacheBytes: config.tileCacheBytes })
  const lines: string[] = []
  const logger = pino({ level: 'trace' }, { write: (line: string) => lines.push(line) })
  const webDir = join(packageRoot(), 'dist', 'web')
  const people = await openSqlitePeople(dataDir, { key: keyOf('canaries') })
  const app = await buildApp({ config, state, version: '0.0.0', webDir, logger, people })
  await app.ready()
  // Those that come while it serves are followed, the others were indexed at its start.
  const canaries = [...before, ...plantCanaries(record)]
  await state.catchUp()
  t.teardown(async () => {
    await app.close()
    await state.close()
    demo.close()
  })
  const beside = await plantPeople(people, canaries[0]!.uid)
  const secrets = [...beside, 'Kymqanaowner', 'Kymqanachuho', ...canaries.flatMap((one) => one.secrets)]
  const leaks = (where: string, bytes: Buffer | string) => {
    const text = typeof bytes === 'string' ? bytes : bytes.toString('latin1')
    const found = secrets.filter((secret) => text.includes(secret))
    return found.map((secret) => `${where}: ${secret}`)
  }

  t.test('the canaries are in the record and in its history', async (t) => {
    const whole = readFileSync(exported(record, 'whole.csv', false), 'utf8')
    const live = canaries.filter(
      ({ uid, column, value }) => record.addresses.byUid(uid)?.[column as 'name'] === value,
    )
    t.ok(live.length > 70)
    t.same(
      live.filter(
        // no value of a file is a list of successors, the id of a hamlet, or attributes that are none
        ({ column, value }) =>
          !['successor', 'hamlet_uid', 'attributes'].includes(column) && !whole.includes(value),
      ),
      [],
      'the operator has them in his export',
    )
    const past = canaries.filter(({ uid, column, value }) =>
      record.addresses.versionsOf(uid).some((version) => version[column as 'name'] === value),
    )
    t.ok(past.length > 70)
  })

  t.test('by no route, whatever is asked', async (t) => {
    const asked = await everyRoute(
      app,
      canaries.map(({ uid }) => uid),
    )
    t.ok(asked.length > 500)
    t.same(
      asked.flatMap(({ request, body }) => leaks(request, body)),
      [],
    )
  })

  t.test('by no search for it', async (t) => {
    const planted = new Set(canaries.map(({ uid }) => uid))
    const found: string[] = []
    for (const { value, column } of canaries)
      for (const route of ['/v1/search', '/v1/autocomplete']) {
        const { features } = (await app.inject({ url: route, query: { q: value, limit: '20' } })).json<{
          features: { id: string; properties: { geocoding: unknown; vn: unknown } }[]
        }>()
        found.push(...leaks(`${route} ${column}`, JSON.stringify(features)))
        if (column === 'name' && features.some(({ id }) => planted.has(id)))
          found.push(`${route} finds by ${value}`)
      }
    t.same(found, [])
  })

  t.test('by no filter of OGC', async (t) => {
    const items = '/ogc/collections/addresses/items'
    const { properties } = (await app.inject('/ogc/collections/addresses/queryables')).json<{
      properties: Record<string, { type?: string }>
    }>()
    for (const column of ['source', 'raw_text']) {
      t.notOk(column in properties, `${column} is no queryable`)
      t.equal((await app.inject({ url: items, query: { [column]: 'x' } })).statusCode, 400)
    }
    let filters = 0
    for (const { column, value } of canaries) {
      const name = column === 'group_name' ? 'group' : column
      if (!(name in properties)) continue
      filters++
      const reply = await app.inject({ url: items, query: { [name]: value, limit: '1' } })
      t.same(reply.json<{ features: unknown[] }>().features, [], `${name} = ${value}`)
    }
    t.ok(filters > 50)
  })

  t.test('by no tile', async (t) => {
    const found: string[] = []
    const planted = new Set(canaries.map(({ uid }) => uid))
    let seen = 0
    for (const z of [10, 14, 16, 18]) {
      const world = 2 ** z
      const x = Math.floor(((LON + 180) / 360) * world)
      const sin = Math.sin((LAT * Math.PI) / 180)
      const y = Math.floor((0.5 - Math.log((1 + sin) / (1 - sin)) / (4 * Math.PI)) * world)
      for (const dx of [-1, 0, 1, 2])
        for (const dy of [-1, 0, 1]) {
          const reply = await app.inject(`/tiles/address,commune,street,place/${z}/${x + dx}/${y + dy}.mvt`)
          if (reply.statusCode !== 200) continue
          const tile = unpacked(reply.rawPayload)
          found.push(...leaks(`tile ${z}/${x + dx}/${y + dy}`, tile))
          seen += (decodeTile(tile).address ?? []).filter(({ properties }) =>
            planted.has(String(properties.id)),
          ).length
        }
    }
    t.same(found, [])
    t.ok(seen > 50, 'tiles with canaries were looked at')
  })

  t.test('by no snapshot and no public export', async (t) => {
    const found: string[] = []
    writeSnapshot({
      dataDir,
      folder,
      version: '1',
      now: new Date('2026-01-15T18:00:00Z'),
      day: '2026-01-15',
      maxzoom: 14,
    })
    for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
      const file = join(folder, name)
      if (statSync(file).isDirectory()) continue
      found.push(...leaks(`snapshot ${name}`, readFileSync(file)))
      if (!name.endsWith('.pmtiles')) continue
      for (const [id, tile] of readPmtiles(readFileSync(file)).tiles)
        found.push(...leaks(`tile ${id} of ${name}`, gunzipSync(tile)))
    }
    for (const format of ['csv', 'geojson', 'ndjson', 'gpkg'])
      found.push(...leaks(`--public ${format}`, readFileSync(exported(record, `public.${format}`, true))))
    t.same(found, [])
  })

  t.test('by no byte of people.db, its journal and a backup, without the key', async (t) => {
    const target = join(folder, 'backup.gpkg')
    await writeBackup({ dataDir, target, version: '1', now: new Date('2026-01-15T18:00:00Z') })
    const files = [
      ...[PEOPLE_FILE, `${PEOPLE_FILE}-wal`].map((name) => join(dataDir, name)),
      ...readdirSync(folder, { encoding: 'utf8' })
        .filter((name) => name.startsWith('backup'))
        .map((name) => join(folder, name)),
    ]
    t.ok(
      files.some((file) => /backup.*people/.test(file)),
      'the backup holds people.db',
    )
    const found = files.flatMap((file) => {
      const bytes = readFileSync(file)
      return beside.filter((secret) => bytes.includes(secret)).map((secret) => `${file}: ${secret}`)
    })
    t.same(found, [])
    t.match((await people.read((tx) => tx.contacts.of([canaries[0]!.uid])))[0]?.content, beside[0])
  })

  t.test('by no log and no metrics', async (t) => {
    t.ok(lines.length > 500)
    t.same(leaks('log', lines.join('')), [])
    t.same(leaks('metrics', (await app.inject('/metrics')).body), [])
  })
})

function exported(record: Parameters<typeof exportFile>[0], name: string, forAll: boolean): string {
  const file = `${folder}-${name}`
  exportFile(record, 'addresses', file, () => {}, forAll)
  t.teardown(() => rmSync(file, { force: true }))
  return file
}

function unpacked(bytes: Buffer): Buffer {
  return bytes.readUInt16BE(0) === 0x1f8b ? gunzipSync(bytes) : bytes
}
