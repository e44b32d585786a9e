import { randomBytes } from 'node:crypto'
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import t from 'tap'
import { readConfig } from '../../../../src/config.ts'
import { Proposals } from '../../../../src/registry/proposals/proposals.ts'
import { PeopleKey } from '../../../../src/store/people/people-key.ts'
import { openSqlitePeople, PEOPLE_FILE } from '../../../../src/store/people/sqlite-people.ts'
import { openSqliteEngine } from '../../../../src/store/registry/engines/sqlite-engine.ts'
import { RegistryStore } from '../../../../src/store/registry/registry-store.ts'
import { draft } from '../../../support/registry-actors.ts'
import { COMMUNES } from '../../../support/registry-engines.ts'
import { registryProcess } from '../../../support/registry-process.ts'
import { emptyRecord } from '../../../support/tile-record.ts'

const keys = mkdtempSync(join(tmpdir(), 'diachiso-keys-'))
t.teardown(() => rmSync(keys, { recursive: true, force: true }))
const keyFile = (name: string, mode = 0o600) => {
  const file = join(keys, name)
  writeFileSync(file, randomBytes(32).toString('hex'))
  chmodSync(file, mode)
  return file
}

/** A folder with a declaration that was made without a key. */
async function withDeclaration(): Promise<string> {
  const { dataDir, record, close } = emptyRecord()
  t.teardown(close)
  record.db.exec(
    `INSERT INTO unit(code, level, type, name, full_name, valid_from)
     VALUES ('${COMMUNES[0]}', 'commune', 'xã', 'x', 'x', '2025-07-01')`,
  )
  const people = await openSqlitePeople(dataDir)
  const store = new RegistryStore(openSqliteEngine(dataDir))
  await new Proposals({ store, people }).declare(undefined, draft({ raw_text: 'nhà bà Kymqana' }))
  await store.close()
  await people.close()
  record.close()
  return dataDir
}

t.test('a start says what is wrong with the key, and what is off', async (t) => {
  const dataDir = await withDeclaration()
  const right = keyFile('right')
  const starts: [
    what: string,
    env: Record<string, string>,
    said: RegExp[],
    silent: RegExp,
    status: number,
  ][] = [
    ['none', {}, [/Neither PEOPLE_KEY nor PEOPLE_KEY_FILE is set/], /sealed and/, 200],
    ['the first one', { PEOPLE_KEY_FILE: right }, [], /key/i, 200],
    [
      'taken away',
      {},
      [
        /sealed and the server runs without its key \(needed: the key with the mark \w{16}\)/,
        /off until then: contacts/,
      ],
      /Neither/,
      503,
    ],
    [
      'its file is gone',
      { PEOPLE_KEY_FILE: join(keys, 'nowhere') },
      [/no key file PEOPLE_KEY_FILE ".*nowhere"/, /off until then/],
      /Neither/,
      503,
    ],
    [
      'another one',
      { PEOPLE_KEY_FILE: keyFile('wrong') },
      [/is not the one that personal data is sealed under/],
      /Neither/,
      503,
    ],
    ['the right one again', { PEOPLE_KEY_FILE: right }, [], /off until then/, 200],
  ]
  for (const [what, env, said, silent, status] of starts) {
    const server = registryProcess({ DATA_DIR: dataDir, ...env })
    const url = `${await server.base()}/v1/queue?kind=declaration`
    const reply = await fetch(url, { headers: { 'x-test-actor': 'officer' } })
    const body = await reply.text()
    t.equal(reply.status, status, `${what}: the queue`)
    if (status === 200) t.match(body, /Nguyễn Đình Chiểu|declaration/, what)
    else t.match(JSON.parse(body), { code: 'people-key' }, what)
    t.notMatch(body, /mark \w{16}/, 'which key is needed is for who runs the server')
    t.equal(
      (await fetch(`${await server.base()}/v1/events/heads`)).status,
      200,
      `${what}: the record is served`,
    )
    t.equal(await server.stop(), 0)
    for (const sentence of said) t.match(server.words(), sentence, what)
    t.notMatch(server.words(), silent, what)
  }
  const db = new Database(join(dataDir, PEOPLE_FILE))
  const stored = db.prepare('SELECT changes FROM proposal').pluck().all()
  db.close()
  t.notMatch(JSON.stringify(stored), /Kymqana/, 'what was plain was sealed beside requests')
  const { peopleKey } = readConfig({ PEOPLE_KEY_FILE: right })
  const people = await openSqlitePeople(dataDir, { key: new PeopleKey(peopleKey!) })
  t.equal(people.keyState, 'right')
  await people.close()
})
