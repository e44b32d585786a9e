import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import t from 'tap'
import { CHAIN_START } from '../../src/chains/event-hash.ts'
import { packageRoot } from '../../src/config.ts'
import { Audit } from '../../src/registry/accounts/audit.ts'
import { openSqlitePeople } from '../../src/store/people/sqlite-people.ts'
import { demoRecord } from '../support/demo-record.ts'

t.test('npm run verify', async (t) => {
  const { dataDir, record, close } = await demoRecord()
  t.teardown(close)
  const verify = (...words: string[]) => {
    const command = join(packageRoot(), 'scripts', 'commands', 'verify.ts')
    const { status, stdout, stderr } = spawnSync(process.execPath, ['--import', 'tsx', command, ...words], {
      encoding: 'utf8',
      env: { ...process.env, DATA_DIR: dataDir },
    })
    return { status, stdout, stderr }
  }
  const heads = record.db.prepare('SELECT chain, number, hash, at FROM zz_chain').all()
  const file = (text: string) => {
    const path = join(dataDir, 'heads.json')
    writeFileSync(path, text)
    return path
  }

  t.test('says that a record holds', async (t) => {
    const { status, stdout, stderr } = verify('--head', file(JSON.stringify({ heads })))
    t.equal(status, 0, stderr)
    t.equal(stdout, '')
    // 15 districts of which streets are known have chains too
    t.match(stderr, /chains 75, .* 135, .* 2000, .* 0\n/)
  })

  t.test('refuses what are no heads, and words that it does not know', async (t) => {
    for (const text of ['{', '[]', '{"heads":[{"chain":"x"}]}', '{"heads":[],"audit":{"number":1}}']) {
      const { status, stderr } = verify('--head', file(text))
      t.equal(status, 1)
      t.match(stderr, /heads\.json: .*are no heads/, text)
    }
    t.equal(verify('--head').status, 2)
    t.equal(verify('--all').status, 2)
  })

  t.test('names the entry of the audit that does not hold', async (t) => {
    const people = await openSqlitePeople(dataDir)
    for (const action of ['login', 'look'])
      await people.write(({ audit }) => audit.add({ action }, new Date('2026-11-30T05:00:00Z')))
    const audit = await new Audit(people).head()
    await people.close()
    const published = file(JSON.stringify({ heads, audit }))
    t.equal(verify('--head', published).status, 0)
    const db = new Database(join(dataDir, 'people.db'))
    db.exec("UPDATE audit SET action = 'logout' WHERE number = 1")
    db.close()
    t.match(verify(), { status: 1, stdout: /^audit\t#1\t/m })
    // Who writes all of it anew is found by what was published.
    const anew = new Database(join(dataDir, 'people.db'))
    anew.exec(`DELETE FROM audit; UPDATE audit_head SET number = 0, hash = '${CHAIN_START}', at = ''`)
    anew.close()
    t.equal(verify().status, 0)
    t.match(verify('--head', published), { status: 1, stdout: /^audit\t#2\t.*published/m })
  })

  t.test('names a batch that was changed, and a head that is gone', async (t) => {
    record.db.exec('DROP TRIGGER outside_address_update')
    record.db.exec("UPDATE address SET house_number = house_number || '9' WHERE fid = 7")
    const published = [{ chain: '27694@2025-07-01', number: 3, hash: 'a'.repeat(64), at: '' }]
    const { status, stdout } = verify('--head', file(JSON.stringify({ heads: published })))
    t.equal(status, 1)
    t.match(stdout, /^batch\tdemo:\d{5}@2025-07-01 #1\t/m, 'the batch, by its entry')
    t.match(stdout, /^published-head\t27694@2025-07-01 #3\t/m)
    t.match(stdout, /^revision\taddress /m, 'the history has the version before under the same number')
  })
})
