import t from 'tap'
import { issuingRules, issuingWorld, PASSWORD } from '../../../support/issuing-world.ts'
import { draft, officer } from '../../../support/registry-actors.ts'
import { ENGINES, made } from '../../../support/registry-engines.ts'

const HOUR = 3_600_000

for (const engine of ENGINES)
  t.test(`The first administrator on ${engine.name}`, { skip: engine.skip }, async (t) => {
    const empty = async () => {
      const opened = await engine.open()
      t.teardown(opened.close)
      const clock = { now: new Date('2026-11-30T03:00:00Z') }
      return { ...opened, clock, ...issuingRules(opened, clock), other: issuingRules(opened, clock) }
    }
    const code = (promise: Promise<unknown>) =>
      promise.then(
        () => 'done',
        ({ code }: { code?: string }) => code ?? 'error',
      )
    const credentials = { login: 'quan-tri', password: PASSWORD }

    t.test('comes by a link that is used once, by two processes too', async (t) => {
      const { administrators, other, activation } = await empty()
      t.equal(await administrators.need(), 'first')
      const token = await administrators.link()
      t.equal(Buffer.from(token, 'base64url').length, 32)
      t.equal(await code(activation.activate(token, credentials)), 'slip-over', 'no slip of an account')
      const tries = [administrators, other.administrators].map((one) =>
        code(one.activate(token, credentials)),
      )
      t.same((await Promise.all(tries)).sort(), ['done', 'slip-over'])
      t.equal(await administrators.count(), 1)
      t.equal(await administrators.need(), 'none')
      t.equal(await code(administrators.link({ reset: true })), 'wrong-state')
    })

    t.test('two links make one administrator', async (t) => {
      const { administrators, other } = await empty()
      const [one, two] = [await administrators.link(), await other.administrators.link()]
      t.equal(
        await code(administrators.activate(one, credentials)),
        'slip-over',
        'the later link ends the earlier one',
      )
      t.equal(await code(administrators.activate(two, { ...credentials, login: 'x' })), 'findings')
      t.equal(await code(administrators.activate(two, credentials)), 'done')
    })

    t.test('a link lasts an hour', async (t) => {
      const { administrators, clock } = await empty()
      const token = await administrators.link()
      clock.now = new Date(clock.now.getTime() + HOUR)
      t.equal(await code(administrators.activate(token, credentials)), 'slip-over')
    })

    t.test('with people.db lost there is no link until somebody says so', async (t) => {
      const { administrators, registry, audit } = await empty()
      await made(registry.create(officer, draft()))
      t.equal(await administrators.need(), 'lost')
      t.equal(await code(administrators.link()), 'wrong-state')
      const token = await administrators.link({ reset: true })
      t.equal(await code(administrators.activate(token, credentials)), 'done')
      const auditor = { ...officer, roles: new Set(['auditor' as const]) }
      t.match(await audit.list(auditor, { action: 'administrator-reset', limit: 1 }), [{ office: 'server' }])
    })

    t.test('one who has lost the way in comes back, without the second factor', async (t) => {
      const w = await issuingWorld(engine)
      t.teardown(w.close)
      const { account } = w.administrator
      await w.people.write(({ accounts }) =>
        accounts.change(account, ['active'], { factor: 'sealed', state: 'suspended' }, w.clock.now),
      )
      t.equal(await code(w.administrators.recover('nobody')), 'unknown-account')
      const [operator] = await w.issuing.list(w.operator, { office: w.post, limit: 1 })
      t.equal(await code(w.administrators.recover(operator?.login as string)), 'unknown-account')
      const token = await w.administrators.recover('Quan-Tri')
      t.match(await w.administrators.look(token), { login: 'quan-tri' })
      await w.administrators.activate(token, { password: PASSWORD })
      t.match(await w.people.read(({ accounts }) => accounts.byId(account)), {
        state: 'active',
        factor: null,
      })
    })

    t.test(
      'the only administrator issues the second, and wakes him; the third is woken by another',
      async (t) => {
        const w = await issuingWorld(engine)
        t.teardown(w.close)
        const everywhere = { roles: ['administrator'], areas: [{ everywhere: true as const }] }
        const second = await w.active(w.administrator, everywhere)
        t.equal(await w.administrators.count(), 2)
        await t.rejects(w.active(w.administrator, everywhere), { code: 'unknown-approval' })
        await w.active(w.administrator, everywhere, second)
        t.equal(await w.administrators.count(), 3)
      },
    )
  })
