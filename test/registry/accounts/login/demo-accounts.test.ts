import t from 'tap'
import { DEMO_LOGINS, DemoAccounts } from '../../../../src/registry/accounts/login/demo-accounts.ts'
import { issuingRules } from '../../../support/issuing-world.ts'
import { loginWorld, PHONE } from '../../../support/login-world.ts'
import { ENGINES } from '../../../support/registry-engines.ts'

for (const engine of ENGINES)
  t.test(`Accounts of the demonstration on ${engine.name}`, { skip: engine.skip }, async (t) => {
    t.test('have a password of each start, and every role but those that make accounts', async (t) => {
      const w = await loginWorld(engine)
      t.teardown(w.close)
      const demo = new DemoAccounts({ people: w.people, hashing: w.hashing, now: () => w.clock.now })
      const enter = (login: string, password: string) =>
        w.login.enter({ login, password, lane: 'known', device: PHONE, mayUseDemo: true })
      const first = (await demo.renew(true)) as string
      for (const [login, role] of DEMO_LOGINS) {
        const { actor } = await w.sessionOf((await enter(login, first)).token)
        t.match(actor, { account: login, area: { everywhere: true } })
        t.same([...(actor?.roles ?? [])], [role])
      }
      const { token } = await enter('demo-can-bo', first)
      const session = await w.sessionOf(token)
      await t.rejects(w.mine.changePassword(session, { password: first }, 'một mật khẩu khác hẳn'), {
        code: 'account-not-usable',
      })
      const second = (await demo.renew(true)) as string
      t.not(second, first)
      t.equal(await w.sessions.of(token), undefined, 'sessions of the run before are over')
      await t.rejects(enter('demo-can-bo', first), { code: 'wrong-login' })
      await enter('demo-can-bo', second)
      t.equal(await demo.renew(false), undefined, 'of a real record there are none')
      await t.rejects(enter('demo-can-bo', second), { code: 'wrong-login' })
      t.equal(await w.people.read(({ offices }) => offices.byId('demo')), undefined)
      const rights = () => w.people.read(({ layerRights }) => layerRights.list())
      t.same(await rights(), [], 'nor do they hold ids of layers')
      t.ok(await demo.renew(true), 'and they can be made again')
      t.match(await rights(), [{ office: 'demo', name: 'demo-', kind: 'prefix' }])
    })

    t.test('go with the first real account', async (t) => {
      const w = await loginWorld(engine)
      t.teardown(w.close)
      const demo = new DemoAccounts({ people: w.people, hashing: w.hashing, now: () => w.clock.now })
      await demo.renew(true)
      const { administrators } = issuingRules(w, w.clock)
      t.equal(await administrators.need(), 'first', 'they stand in nobody’s way')
      await administrators.activate(await administrators.link(), {
        login: 'quan-tri',
        password: 'một mật khẩu dài',
      })
      t.same(await w.people.read(({ demoAccounts }) => demoAccounts.ids()), [])
      t.equal(await demo.renew(true), undefined)
    })
  })
