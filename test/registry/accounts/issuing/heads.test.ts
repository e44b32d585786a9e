import t from 'tap'
import { Contacts } from '../../../../src/registry/people/contacts.ts'
import { issuingWorld } from '../../../support/issuing-world.ts'
import { refusal } from '../../../support/registry-cases.ts'
import { ENGINES } from '../../../support/registry-engines.ts'

for (const engine of ENGINES)
  t.test(`The head of an office, on ${engine.name}`, { skip: engine.skip }, async (t) => {
    const w = await issuingWorld(engine)
    t.teardown(w.close)
    const contacts = new Contacts({ store: w.store, people: w.people, log: { note() {} } })
    const officer = await w.active(w.operator, w.draft(['officer']))
    const other = await w.active(w.operator, w.draft(['officer']))
    const looks = (who: typeof officer) => refusal(contacts.looksOf(who, { limit: 5 }))
    const headOf = async (office: string) =>
      (await w.people.read(({ offices }) => offices.byId(office)))?.head

    await t.test('is named by who cares for it, and reads the reasons alone', async (t) => {
      t.equal(await looks(officer), 'not-your-role')
      await w.offices.nameHead(w.operator, w.commune, officer.account)
      t.equal(await looks(officer), 'not refused')
      t.equal(await looks(other), 'not-your-role')
      await w.offices.nameHead(w.administrator, w.commune, other.account)
      t.equal(await looks(officer), 'not-your-role')
      t.equal(await looks(other), 'not refused')
      const noted = await w.people.read(({ audit }) => audit.list({ action: 'office-head', limit: 9 }))
      t.match(noted, [
        { subject: w.commune, account: w.administrator.account },
        { subject: w.commune, account: w.operator.account },
      ])
    })

    await t.test('who may not, and what is none', async (t) => {
      const before = await headOf(w.commune)
      const own = { ...w.administrator, office: w.commune, person: officer.person }
      const cases: [who: typeof officer, office: string, account: string | null, code: string][] = [
        [officer, w.commune, officer.account, 'unknown-office'],
        [w.operator, w.elsewhere, null, 'unknown-office'],
        [w.administrator, 'none', null, 'unknown-office'],
        [w.administrator, w.commune, 'none', 'unknown-account'],
        [w.administrator, w.elsewhere, officer.account, 'unknown-account'],
        [w.operator, w.commune, w.operator.account, 'not-your-role'],
        [own, w.commune, officer.account, 'another-person'],
      ]
      for (const [who, office, account, code] of cases)
        t.equal(await refusal(w.offices.nameHead(who, office, account)), code, `${office} ${account}`)
      await w.care.suspend(w.operator, officer.account, 'absent')
      t.equal(await refusal(w.offices.nameHead(w.operator, w.commune, officer.account)), 'wrong-state')
      t.equal(await headOf(w.commune), before)
    })

    await t.test('the place goes on to who comes after, and may stay empty', async (t) => {
      await w.offices.nameHead(w.operator, w.commune, other.account)
      const { id } = await w.care.handOver(w.operator, other.account)
      t.equal(await headOf(w.commune), id)
      await w.offices.nameHead(w.operator, w.commune, null)
      t.equal(await headOf(w.commune), null)
    })
  })
