import { copyFileSync, existsSync, mkdtempSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import t from 'tap'
import { Registry } from '../../../src/registry/registry.ts'
import { StoreError } from '../../../src/store/errors.ts'
import { CodeBound } from '../../../src/store/people/code-bound.ts'
import type { PeopleStore } from '../../../src/store/people/people-store.ts'
import { migratePostgresPeople, openPostgresPeople } from '../../../src/store/people/postgres-people.ts'
import { openSqlitePeople, PEOPLE_FILE } from '../../../src/store/people/sqlite-people.ts'
import { openSqliteEngine } from '../../../src/store/registry/engines/sqlite-engine.ts'
import { RegistryStore } from '../../../src/store/registry/registry-store.ts'
import { emptyDatabase, noPostgres } from '../../support/postgres-server.ts'
import { draft, officer } from '../../support/registry-actors.ts'
import { COMMUNES, ENGINES, made, type TestRegistry } from '../../support/registry-engines.ts'
import { emptyRecord } from '../../support/tile-record.ts'

function folder(t: { teardown: (end: () => void) => void }): string {
  const made = mkdtempSync(join(tmpdir(), 'diachiso-people-'))
  t.teardown(() => rmSync(made, { recursive: true, force: true }))
  return made
}

/** Reason and sentence of the error that opening ends with. */
async function reasonOf(opening: Promise<PeopleStore>): Promise<{ reason: string; message: string }> {
  try {
    await (await opening).close()
  } catch (error) {
    if (error instanceof StoreError) return error
    throw error
  }
  return { reason: 'opened', message: '' }
}

t.test('people.db is made for the server alone, and opened again', async (t) => {
  const dataDir = folder(t)
  const people = await openSqlitePeople(dataDir)
  const head = { chain: 'a', number: 2, hash: 'h2', at: '2026-01-02' }
  await people.write(async ({ heads }) => {
    await heads.keep([head])
    await heads.keep([{ ...head, number: 1, hash: 'h1' }])
  })
  for (const file of [PEOPLE_FILE, `${PEOPLE_FILE}-wal`])
    t.equal(statSync(join(dataDir, file)).mode & 0o777, 0o600, file)
  await people.close()
  const again = await openSqlitePeople(dataDir)
  t.match(
    await again.write(({ heads }) => heads.all()),
    [{ ...head, mac: 'unproven' }],
    'an earlier head changes nothing',
  )
  await again.close()
})

t.test('a people.db that cannot be used is said in a sentence', async (t) => {
  const newer = (file: string) => {
    const db = new Database(file)
    db.prepare("UPDATE info SET value = '99' WHERE key = 'layout'").run()
    db.close()
  }
  const cases: [why: string, spoil: (file: string) => void, reason: string, sentence: RegExp][] = [
    ['another file', (file) => writeFileSync(file, 'Sổ địa chỉ\n'.repeat(500)), 'corrupt', /goes on without/],
    ['cut short', (file) => truncateSync(file, 5000), 'corrupt', /goes on without/],
    ['of a later version', newer, 'newer-schema', /layout 99.*install a newer/],
    ['empty', (file) => truncateSync(file, 0), 'opened', /^$/],
  ]
  for (const [why, spoil, reason, sentence] of cases) {
    const dataDir = folder(t)
    await (await openSqlitePeople(dataDir)).close()
    spoil(join(dataDir, PEOPLE_FILE))
    const refused = await reasonOf(openSqlitePeople(dataDir))
    t.equal(refused.reason, reason, why)
    t.match(refused.message, sentence, why)
    t.ok(existsSync(join(dataDir, PEOPLE_FILE)), 'nothing is thrown away')
  }
  t.equal((await reasonOf(openSqlitePeople(join(folder(t), 'none')))).reason, 'corrupt')
})

t.test('two open a new people.db at once', async (t) => {
  const dataDir = folder(t)
  const all = await Promise.all(Array.from({ length: 4 }, () => openSqlitePeople(dataDir)))
  await Promise.all(all.map((people, i) => people.write(({ codeBounds }) => codeBounds.raise('key', i))))
  t.equal(await all[0]?.write(({ codeBounds }) => codeBounds.raise('key', 0)), 3)
  await Promise.all(all.map((people) => people.close()))
})

t.test('the schema people of PostgreSQL', { skip: noPostgres }, async (t) => {
  const url = await emptyDatabase()
  const raise = (error: Error) => {
    throw error
  }
  t.match(await reasonOf(openPostgresPeople(url, raise)), {
    reason: 'older-schema',
    message: /npm run migrate/,
  })
  await Promise.all([migratePostgresPeople(url), migratePostgresPeople(url)])
  t.equal((await reasonOf(openPostgresPeople(url, raise))).reason, 'opened')
})

const issue = async ({ registry }: Pick<TestRegistry, 'registry'>, count: number) => {
  const codes: (string | null)[] = []
  for (let i = 0; i < count; i++) codes.push((await made(registry.create(officer, draft()))).version.code)
  return codes
}

t.test("yesterday's record, put in place by hand, issues no code again", async (t) => {
  const { dataDir, record, close } = emptyRecord()
  t.teardown(close)
  record.db.exec(
    `INSERT INTO unit(code, level, type, name, full_name, valid_from)
     VALUES ('${COMMUNES[0]}', 'commune', 'xã', 'x', 'x', '2025-07-01')`,
  )
  record.db.pragma('wal_checkpoint(TRUNCATE)')
  const file = join(dataDir, 'registry.gpkg')
  const yesterday = join(dataDir, 'yesterday.gpkg')
  copyFileSync(file, yesterday)
  record.close()
  const issued = new Set<string | null>()
  for (const [count, resumes] of [
    [3, true],
    [1200, true],
    [2, false],
    [2, true],
    [2, false],
  ] as const) {
    const people = await openSqlitePeople(dataDir)
    const bound = new CodeBound(people)
    const store = new RegistryStore(openSqliteEngine(dataDir), (key, number) => bound.cover(key, number))
    if (resumes) await bound.resume(store)
    for (const code of await issue({ registry: new Registry({ store }) }, count)) {
      t.notOk(issued.has(code), `${code} is new`)
      issued.add(code)
    }
    await store.close()
    await people.close()
    for (const journal of ['-wal', '-shm']) rmSync(file + journal, { force: true })
    copyFileSync(yesterday, file)
  }
  t.equal(issued.size, 1209)
})

for (const engine of ENGINES)
  t.test(`The codes' counter on ${engine.name}`, { skip: engine.skip }, async (t) => {
    const { store, people, close, registry } = await engine.open()
    t.teardown(close)
    const next = async () => (await store.write(({ codes }) => codes.counter())).next
    t.equal(await next(), 0)
    await issue({ registry }, 3)
    t.equal(await next(), 3)
    await new CodeBound(people).resume(store)
    t.equal(await next(), 1000, 'a block was reserved before the first was used')
    const issued = await issue({ registry }, 2)
    t.equal(new Set(issued).size, 2)
    t.equal(await next(), 1002, 'who writes already goes on, whatever another process has reserved')
    await store.write(({ codes }) => codes.raise(500))
    t.equal(await next(), 1002, 'never back')
    await store.write(({ codes }) => codes.raise(70_000))
    await new CodeBound(people).resume(store)
    t.equal(await next(), 70_000, 'what an import issued is known')
    await new CodeBound(people).resume(store)
    t.equal(await next(), 70_000, 'a start after which nothing was issued changes nothing')
  })
