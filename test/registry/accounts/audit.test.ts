import t from 'tap'
import { Audit, noteOf } from '../../../src/registry/accounts/audit.ts'
import { actor, officer } from '../../support/registry-actors.ts'
import { ENGINES } from '../../support/registry-engines.ts'

const auditor = actor('giám', ['auditor'])
const NOW = new Date('2026-11-30T03:00:00Z')
const PEOPLE = { sqlite: '', postgres: 'people.' }

for (const engine of ENGINES)
  t.test(`The audit on ${engine.name}`, { skip: engine.skip }, async (t) => {
    const audited = async () => {
      const opened = await engine.open()
      t.teardown(opened.close)
      const audit = new Audit(opened.people)
      const note = (action: string, at = NOW) =>
        opened.people.write((tx) =>
          noteOf(tx, officer, { action, subject: 'x', details: { of: action } }, at),
        )
      for (const action of ['login', 'look', 'key-made']) await note(action)
      return { ...opened, audit, note }
    }

    t.test('tells auditors who did what, the newest first', async (t) => {
      const { audit } = await audited()
      const [last] = await audit.list(auditor, { limit: 1 })
      const { account, person, office } = officer
      t.match(last, { number: 3, action: 'key-made', account, person, office, details: '{"of":"key-made"}' })
      t.match(await audit.list(auditor, { action: 'look', limit: 5 }), [{ number: 2 }])
      t.match(
        (await audit.list(auditor, { subject: 'x', before: 3, limit: 5 })).map(({ number }) => number),
        [2, 1],
      )
      await t.rejects(audit.list(officer, { limit: 1 }), { code: 'not-your-role' })
    })

    t.test('many at once have a place each, and time does not go back', async (t) => {
      const { audit, note } = await audited()
      await Promise.all(Array.from({ length: 20 }, () => note('login', new Date(0))))
      const entries = await audit.list(auditor, { limit: 30 })
      t.same(
        entries.map(({ number }) => number),
        Array.from({ length: 23 }, (_, at) => 23 - at),
      )
      t.equal(entries[0]?.at, NOW.toISOString())
      t.equal(await audit.firstBreak(), undefined)
    })

    t.test('a head of an earlier day must be among the entries', async (t) => {
      const { audit, note } = await audited()
      const head = await audit.head()
      await note('login')
      t.equal(await audit.firstBreak(head), undefined)
      t.same(await audit.firstBreak({ ...head, hash: 'a'.repeat(64) }), { number: 3, why: 'published' })
      t.same(await audit.firstBreak({ ...head, number: 5 }), { number: 5, why: 'published' })
    })

    const CHANGES = [
      ['another account', `UPDATE audit SET account = 'else' WHERE number = 2`, { number: 2, why: 'hash' }],
      ['another moment', `UPDATE audit SET at = '2020' WHERE number = 2`, { number: 2, why: 'hash' }],
      ['one taken out', 'DELETE FROM audit WHERE number = 2', { number: 2, why: 'gap' }],
      ['the last taken out', 'DELETE FROM audit WHERE number = 3', { number: 2, why: 'head' }],
      ['all taken out', 'DELETE FROM audit', { number: 0, why: 'head' }],
    ] as const
    for (const [name, statement, broken] of CHANGES)
      t.test(`does not hold with ${name}`, async (t) => {
        const { audit, people, where, dataDir, outside, close: _ } = await audited()
        const sql = statement.replace('audit', `${PEOPLE[engine.name]}audit`)
        await (dataDir ? changeFile(`${where}/people.db`, sql) : outside(sql))
        t.same(await audit.firstBreak(), broken)
        t.ok(people)
      })
  })

async function changeFile(file: string, sql: string): Promise<void> {
  const { default: Database } = await import('better-sqlite3')
  const db = new Database(file)
  db.exec(sql)
  db.close()
}
