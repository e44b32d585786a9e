import { join } from 'node:path'
import Database from 'better-sqlite3'
import t from 'tap'
import { restoreBackup } from '../../../src/assembly/backup/restore-backup.ts'
import { writeBackup } from '../../../src/assembly/backup/write-backup.ts'
import { actorOfAccount } from '../../../src/registry/accounts/actor-of-account.ts'
import { AfterBackupLog } from '../../../src/store/copies/after-backup-log.ts'
import { PEOPLE_FILE } from '../../../src/store/people/sqlite-people.ts'
import { identity, issuingRules, PASSWORD } from '../../support/issuing-world.ts'
import { foundedFolder, living, passingFolder } from '../../support/living-registry.ts'

const everywhere = { areas: [{ everywhere: true as const }] }

t.test('A restore revives no suspended account, and no session or slip', async (t) => {
  const dataDir = foundedFolder()
  const clock = { now: new Date() }
  const opened = await living(dataDir)
  const rules = issuingRules(opened, clock)
  const as = async (login: string) =>
    opened.people.read(async ({ accounts }) => {
      const account = await accounts.byLogin(login)
      const actor = account && actorOfAccount(account, await accounts.rightsOf(account.id), clock.now)
      if (!actor) throw new Error(`${login} may not be used`)
      return actor
    })
  await rules.administrators.activate(await rules.administrators.link(), {
    login: 'quan-tri',
    password: PASSWORD,
  })
  const administrator = await as('quan-tri')
  const { office } = administrator
  const issue = (login: string, number: number) =>
    rules.issuing.issue(administrator, {
      ...{ office, login, roles: ['coordinator'], identity: identity(number) },
      ...everywhere,
    })
  const one = await issue('dieu-phoi', 1)
  const two = await issue('dieu-phoi-2', 2)
  const [used, open] = await rules.slips.print(administrator, [one.id, two.id])
  await rules.activation.activate(used?.token as string, { password: PASSWORD })
  inFile(dataDir, `INSERT INTO session VALUES ('h', '${one.id}', null, 'none', '2026', '2026', '2099')`)
  await opened.close()

  const target = join(passingFolder(), 'today.gpkg')
  await writeBackup({ dataDir, target, version: '1.2.3', now: new Date() })
  new AfterBackupLog(dataDir).note('suspended', one.id, new Date(Date.now() + 1000))
  await restoreBackup({ dataDir, backup: target, now: new Date() })

  const again = await living(dataDir)
  t.teardown(again.close)
  const { activation } = issuingRules(again, clock)
  const stateOf = async (id: string) => (await again.people.read(({ accounts }) => accounts.byId(id)))?.state
  t.equal(await stateOf(one.id), 'suspended')
  t.equal(await stateOf(two.id), 'checked', 'one that nobody has suspended is as it was')
  await t.rejects(activation.activate(open?.token as string, { password: PASSWORD }), { code: 'slip-over' })
  t.same(inFile(dataDir, 'SELECT hash FROM session'), [])
})

function inFile(dataDir: string, sql: string): unknown[] {
  const db = new Database(join(dataDir, PEOPLE_FILE))
  const statement = db.prepare(sql)
  const rows = statement.reader ? statement.all() : [statement.run()]
  db.close()
  return rows
}
