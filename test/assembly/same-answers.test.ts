import { join } from 'node:path'
import t from 'tap'
import { openPostgresRecord } from '../../src/assembly/registry-only/postgres-record.ts'
import { buildRegistryApp } from '../../src/assembly/registry-only/registry-app.ts'
import { packageRoot, readConfig } from '../../src/config.ts'
import { Registry } from '../../src/registry/registry.ts'
import { migratePostgresPeople } from '../../src/store/people/postgres-people.ts'
import { carryRecord } from '../../src/store/registry/carry/carry-record.ts'
import { migratePostgres } from '../../src/store/registry/engines/migrate-postgres.ts'
import { openSqliteEngine } from '../../src/store/registry/engines/sqlite-engine.ts'
import { RegistryStore } from '../../src/store/registry/registry-store.ts'
import { namedActor } from '../support/http-actors.ts'
import { emptyDatabase, noPostgres } from '../support/postgres-server.ts'
import { draft, officer, verifier } from '../support/registry-actors.ts'
import { made } from '../support/registry-engines.ts'
import { servedApp } from '../support/served-app.ts'

/** What is told of the record: the audit is kept beside it, by one of the two servers alone. */
const ofRecord = (body: string) => body.replace(/,"audit":[^}]*}?}$/, '}')

t.test(
  'Of addresses, codes, units and events the file and PostgreSQL tell the same',
  { skip: noPostgres },
  async (t) => {
    const { app, demo, close } = await servedApp({}, { actorOf: namedActor })
    t.teardown(close)
    const { db } = demo.record
    const store = new RegistryStore(openSqliteEngine(demo.dataDir))
    const registry = new Registry({ store })
    const create = async (house_number: string) =>
      (await made(registry.create(officer, draft({ house_number })))).version
    // What was retired, split, given a national code, renamed, certified, deleted or hidden, by us and by others.
    const whole = await create('1')
    const split = { parts: [draft({ house_number: '1A' }), draft({ house_number: '1B' })], reason: 'tách' }
    await made(registry.split(officer, { uid: whole.uid, revision: 1 }, split))
    const coded = await create('2')
    await made(
      registry.change(officer, coded.uid, 1, {
        ndas: '8099999901',
        house_number: '2A',
        valid_from: '2026-01-02',
      }),
    )
    await made(registry.change(officer, coded.uid, 2, { ndas: '8099999902' }))
    await made(registry.transition(verifier, coded.uid, 3, 'verified', { method: 'x', date: '2026-05-06' }))
    const hidden = await create('3')
    const gone = await create('4')
    const pointing = await create('5')
    const reasons = { reason: 'nhập', successors: [hidden.uid, coded.uid] }
    await made(registry.transition(officer, pointing.uid, 1, 'retired', reasons))
    await store.close()
    const others = db
      .prepare("SELECT uid, code FROM address WHERE source = 'demo' ORDER BY fid LIMIT 120")
      .all() as {
      uid: string
      code: string
    }[]
    db.exec(`UPDATE address SET status = 'reserved' WHERE uid IN ('${hidden.uid}', '${others[3]!.uid}');
    DELETE FROM address WHERE uid IN ('${gone.uid}', '${others[4]!.uid}');
    UPDATE address SET code = NULL WHERE uid = '${others[5]!.uid}';
    UPDATE address SET name = 'Nhà bà Sáu 0912345678', house_number = 'gần chợ' WHERE uid = '${others[6]!.uid}';
    UPDATE address SET successor = '${others[3]!.uid} ${others[7]!.uid}', status = 'retired' WHERE uid = '${others[8]!.uid}';`)

    const url = await emptyDatabase()
    await migratePostgres(url)
    await migratePostgresPeople(url)
    await carryRecord(demo.record.file, url, () => undefined)
    const record = await openPostgresRecord({ recordUrl: url, peopleUrl: url }, t.fail)
    const there = await buildRegistryApp({
      config: readConfig({ RECORD_URL: url, LOG_LEVEL: 'silent' }),
      record,
      version: '0.0.0',
      webDir: join(packageRoot(), 'dist', 'web'),
      logger: false,
    })
    t.teardown(() => there.close())

    const uids = [whole, coded, hidden, gone, pointing]
      .map(({ uid }) => uid)
      .concat(others.map(({ uid }) => uid))
    const codes = [whole, coded, hidden, gone, pointing]
      .map(({ code }) => code!)
      .concat(others.map(({ code }) => code))
    const mistyped = codes.map(
      (code, i) => `${code.slice(0, 4)}${(Number(code[4]) + 1 + (i % 9)) % 10}${code.slice(5)}`,
    )
    const asked = [
      ...uids.flatMap((uid) => [
        `/v1/addresses/${uid}`,
        ...[
          '?at=2026-03-01',
          '?at=2025-08-01',
          '?at=2020-01-01',
          '?as_of=2025-01-01T00:00:00Z',
          '?lang=en',
        ].map((query) => `/v1/addresses/${uid}${query}`),
        `/v1/addresses/${uid}/history`,
        `/v1/addresses/${uid}/history?as_of=2026-01-01T00:00:00Z`,
      ]),
      ...[
        ...codes,
        ...mistyped,
        '8099999901',
        '8099999902',
        '80.9999.9902',
        'L09',
        '82120',
        'x',
        '7P28GC66+9Q',
      ].map((code) => `/v1/codes/${encodeURIComponent(code)}`),
      '/v1/addresses/nobody',
      '/v1/units?level=commune',
      '/v1/units/27694?geometry=1',
      '/v1/units/27694/history',
      '/v1/events/heads',
      '/v1/events?chain=demo:27694@2025-07-01',
      '/v1/feeds/27694.atom',
      '/v1/feeds/99999.atom',
    ]
    let answered = 0
    for (const path of asked) {
      const [here, copy] = await Promise.all([app.inject(path), there.inject(path)])
      t.equal(copy.statusCode, here.statusCode, path)
      t.equal(ofRecord(copy.body), ofRecord(here.body), path)
      if (here.statusCode === 200) answered++
    }
    t.ok(answered > asked.length / 2, 'most of it is there')
    const payload = { codes: [...codes, ...mistyped] }
    const validate = { method: 'POST', url: '/v1/codes/validate', payload } as const
    t.equal((await there.inject(validate)).body, (await app.inject(validate)).body)
    for (const hiddenPath of [`/v1/addresses/${hidden.uid}`, `/v1/addresses/${others[3]!.uid}/history`])
      t.equal((await there.inject(hiddenPath)).statusCode, 404, 'what is hidden stays so')
  },
)
