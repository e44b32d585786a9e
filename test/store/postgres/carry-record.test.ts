import { type SpawnSyncReturns, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import pg from 'pg'
import t from 'tap'
import { packageRoot } from '../../../src/config.ts'
import type { SupplementChanges } from '../../../src/registry/supplements/supplement-drafts.ts'
import { openPostgresPeople } from '../../../src/store/people/postgres-people.ts'
import { openSqlitePeople } from '../../../src/store/people/sqlite-people.ts'
import { openPostgresEngine } from '../../../src/store/registry/engines/postgres-engine.ts'
import { openSqliteEngine } from '../../../src/store/registry/engines/sqlite-engine.ts'
import { RegistryStore } from '../../../src/store/registry/registry-store.ts'
import { demoRecord } from '../../support/demo-record.ts'
import { emptyDatabase, noPostgres } from '../../support/postgres-server.ts'
import { actor, draft, officer, verifier } from '../../support/registry-actors.ts'
import { made, rulesOver } from '../../support/registry-engines.ts'

const MIGRATE = join(packageRoot(), 'scripts', 'commands', 'migrate.ts')
const SEEN = { method: 'thực địa', date: '2026-02-03' }
const MAIN = { method: 'gnss', accuracy: 0.1 + 0.2 }
/** What an address has beside its columns; how the main position was found is an attribute. */
const beside = (main: string): SupplementChanges => ({
  positions: {
    add: [{ type: 'gate', lon: 106.41020000000003, lat: 10.5301, ...MAIN }],
    change: [{ id: main, ...MAIN }],
  },
  names: {
    add: [{ name: 'Chợ\tCũ', kind: 'former', language: 'vi', valid_from: null, valid_to: '2020-12-31' }],
  },
  units: {
    add: ['1', '2'].map((designation) => ({ designation, floor: null, kind: 'shop', state: 'current' })),
  },
})

function command(name: string, url: string, ...words: string[]): SpawnSyncReturns<string> {
  const program = join(packageRoot(), 'scripts', 'commands', `${name}.ts`)
  return spawnSync(process.execPath, ['--import', 'tsx', program, ...words], {
    encoding: 'utf8',
    env: { PATH: process.env.PATH, RECORD_URL: url },
  })
}

async function rowsOf(url: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query({ text: sql })).rows
  } finally {
    await client.end()
  }
}

t.test('A record carried into PostgreSQL', { skip: noPostgres }, async (t) => {
  const { dataDir, record, close } = await demoRecord()
  t.teardown(close)
  const file = join(dataDir, 'registry.gpkg')
  // Real work on it: versions, proposals, a split, what another program wrote, texts that COPY must quote.
  const people = await openSqlitePeople(dataDir)
  const store = new RegistryStore(openSqliteEngine(dataDir))
  const { registry, proposals, supplements } = rulesOver(store, people)
  const { version } = await made(
    registry.create(officer, draft({ raw_text: 'nhà\tông Ba\\\r\n"12/4b" \\N', street: 'Đường \\. số 1' })),
  )
  await made(registry.transition(verifier, version.uid, 1, 'verified', SEEN))
  await registry.change(officer, version.uid, 2, { house_number: '9' }, { reason: 'nhầm' })
  await proposals.declare(undefined, draft())
  const whole = await made(registry.create(officer, draft({ house_number: '2' })))
  const parts = [draft({ house_number: '2A' }), draft({ house_number: '2B' })]
  await made(registry.split(officer, { uid: whole.version.uid, revision: 1 }, { parts, reason: 'tách' }))
  const market = draft({ class: 3, name: 'Chợ', raw_text: null, house_number: '3' })
  const { uid } = (await made(registry.create(officer, market))).version
  await made(supplements.change(officer, { uid, revision: 1 }, beside(uid)))
  const { units } = await store.read((tx) => tx.supplements.present(uid))
  const gone = { units: { remove: [units[0]!.uid] } }
  await made(supplements.change(officer, { uid, revision: 2 }, gone))
  record.db.exec("UPDATE address SET street = 'Từ QGIS' WHERE fid = 7; DELETE FROM address WHERE fid = 8")
  const next = await store.read(({ codes }) => codes.counter())
  await store.close()
  await people.close()
  const target = await emptyDatabase()
  const outcome = command('migrate', target, '--from', file)
  t.equal(outcome.status, 0, outcome.stderr)
  t.match(outcome.stdout, /^address\t\d+$/m)
  t.match(outcome.stdout, /^people\.db\t\d+$/m)
  t.match(outcome.stderr, /only in the file, not carried over: .*place/)

  t.test('has every row of the file, value by value', async (t) => {
    const salt = {
      there: "encode(salt, 'hex')",
      here: 'CASE WHEN salt IS NOT NULL THEN lower(hex(salt)) END',
    }
    const listed = (columns: readonly string[], side: 'there' | 'here') =>
      columns.map((name) => (name === 'salt' ? `${salt[side]} AS salt` : `"${name}"`)).join(', ')
    const tables = [
      'address',
      'address_history',
      'identifier',
      'zz_position',
      'zz_name',
      'zz_unit',
      'zz_event',
      'zz_chain',
      'unit_change',
      'postcode',
    ]
    for (const table of tables) {
      const columns = (record.db.pragma(`table_info(${table})`) as { name: string }[])
        .map(({ name }) => name)
        // Places are in the hashes that are proved below.
        .filter((name) => !['geom', 'point'].includes(name))
      const here = record.db.prepare(`SELECT ${listed(columns, 'here')} FROM ${table} ORDER BY fid`).all()
      const there = await rowsOf(target, `SELECT ${listed(columns, 'there')} FROM ${table} ORDER BY fid`)
      const plain = there.map((row) =>
        Object.fromEntries(Object.entries(row).map(([name, value]) => [name, numeric(value, name)])),
      )
      t.ok(here.length > 0, table)
      t.same(plain, here, table)
    }
  })

  t.test('proves its history, as far as the file does', async (t) => {
    const before = spawnSync(
      process.execPath,
      ['--import', 'tsx', join(packageRoot(), 'scripts', 'commands', 'verify.ts')],
      { encoding: 'utf8', env: { PATH: process.env.PATH, DATA_DIR: dataDir } },
    )
    const after = command('verify', target)
    t.match(before.stdout, /another program wrote it/)
    t.same(after.stdout, before.stdout)
    t.same(after.stderr, before.stderr)
  })

  t.test('goes on there: codes behind those issued, what waited, what others wrote', async (t) => {
    const people = await openPostgresPeople(target, t.fail)
    const store = new RegistryStore(openPostgresEngine(target, t.fail))
    const { registry, acceptance } = rulesOver(store, people)
    t.same(await store.read(({ codes }) => codes.counter()), next)
    t.ok((await registry.settleOutside()) >= 2)
    t.equal(command('verify', target).status, 0)
    const [waiting] = await rowsOf(target, "SELECT id FROM people.proposal WHERE kind = 'correction'")
    await made(acceptance.accept(actor('khác', ['verifier']), waiting?.id as string))
    const { version } = await made(registry.create(officer, draft({ house_number: '77' })))
    t.equal((await rowsOf(target, `SELECT 1 FROM identifier WHERE value = '${version.code}'`)).length, 1)
    t.equal(command('verify', target).status, 0)
    await store.close()
    await people.close()
  })

  t.test('is not mixed with another, and nothing comes over where something is wrong', async (t) => {
    const again = command('migrate', target, '--from', file)
    t.equal(again.status, 1)
    t.match(again.stderr, /has addresses already \(table address\)/)
    const folder = mkdtempSync(join(tmpdir(), 'diachiso-carry-'))
    t.teardown(() => rmSync(folder, { recursive: true, force: true }))
    /** what the file has, what the command says */
    const WRONG: [sql: string, sentence: RegExp][] = [
      [
        "UPDATE address SET class = 'nhà' WHERE fid = 100",
        /Table address .*invalid input syntax.*column class: "nhà"/,
      ],
      ["UPDATE zz_event SET chain = 'x' || char(0) WHERE fid = 1", /Table zz_event .*invalid byte sequence/],
      ['UPDATE address SET geom = NULL WHERE fid = 100', /Table address .*"geom"/],
      [
        "UPDATE diachiso_info SET value = '1' WHERE key = 'schema_version'",
        /has schema 1: first run npm run migrate/,
      ],
    ]
    const empty = await emptyDatabase()
    for (const [sql, sentence] of WRONG) {
      const copy = join(folder, 'registry.gpkg')
      rmSync(copy, { force: true })
      record.db.exec(`VACUUM INTO '${copy}'`)
      const db = new Database(copy)
      for (const { name } of db.prepare("SELECT name FROM sqlite_master WHERE type = 'trigger'").all() as {
        name: string
      }[])
        db.exec(`DROP TRIGGER "${name}"`)
      db.exec(sql)
      db.close()
      const { status, stderr } = command('migrate', empty, '--from', copy)
      t.equal(status, 1, sql)
      t.match(stderr, sentence, sql)
      t.same(await rowsOf(empty, 'SELECT count(*)::integer AS n FROM address'), [{ n: 0 }], sql)
    }
    for (const missing of [join(folder, 'no.gpkg'), join(packageRoot(), 'package.json')]) {
      const { status, stderr } = command('migrate', empty, '--from', missing)
      t.equal(status, 1)
      t.notMatch(stderr, /\n\s+at /, 'a sentence, no stack')
    }
    record.db.exec(`VACUUM INTO '${join(folder, 'good.gpkg')}'`)
    t.equal(
      command('migrate', empty, '--from', join(folder, 'good.gpkg')).status,
      0,
      'mended, it comes over whole',
    )
    t.equal((await rowsOf(empty, 'SELECT 1 FROM unit LIMIT 1')).length, 1)
  })

  t.test('killed on the way it leaves nothing, and is begun again', async (t) => {
    const fresh = await emptyDatabase()
    t.equal(command('migrate', fresh).status, 0)
    const holder = new pg.Client({ connectionString: fresh })
    await holder.connect()
    for (const held of ['zz_idempotency', 'change_feed']) {
      // It gets no further than this table.
      await holder.query(`BEGIN; LOCK TABLE ${held} IN SHARE MODE`)
      const child = spawn(process.execPath, ['--import', 'tsx', MIGRATE, '--from', file], {
        env: { PATH: process.env.PATH, RECORD_URL: fresh },
        stdio: ['ignore', 'ignore', 'pipe'],
      })
      let words = ''
      for await (const chunk of child.stderr) {
        words += chunk
        if (/^zz_event: /m.test(words)) break
      }
      const gone = once(child, 'exit')
      child.kill('SIGKILL')
      await gone
      await holder.query('COMMIT')
      // This waits for the end of what the killed one had begun.
      await holder.query('BEGIN; LOCK TABLE address IN SHARE MODE')
      for (const table of ['address', 'zz_event', 'identifier'])
        t.same((await holder.query(`SELECT count(*)::integer AS n FROM ${table}`)).rows, [{ n: 0 }], held)
      t.same((await holder.query('SELECT count(*)::integer AS n FROM unit')).rows, [{ n: 426 }], 'units stay')
      await holder.query('COMMIT')
    }
    await holder.end()
    t.equal(command('migrate', fresh, '--from', file).status, 0)
  })
})

/** Counts of eight bytes come as texts; of dates and codes nothing is a number. */
function numeric(value: unknown, name: string): unknown {
  return typeof value === 'string' && ['fid', 'event', 'ended_by'].includes(name) ? Number(value) : value
}
