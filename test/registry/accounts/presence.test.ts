import t from 'tap'
import { Leases } from '../../../src/registry/accounts/presence/leases.ts'
import { Presence } from '../../../src/registry/accounts/presence/presence.ts'
import { Components } from '../../../src/registry/components/components.ts'
import { addAccount } from '../../support/account-rows.ts'
import { actor, collector, draft, officer, verifier } from '../../support/registry-actors.ts'
import { COMMUNES, ENGINES, made } from '../../support/registry-engines.ts'

const [HERE, THERE] = COMMUNES
const NOON = Date.parse('2026-11-30T05:00:00Z')
const post = { ...actor('bưu tá', ['collector']), office: 'office-post' }
const elsewhere = actor('em', ['officer'], [THERE])
const unknown = { code: 'unknown-item' }

for (const engine of ENGINES)
  t.test(`Presence on ${engine.name}`, { skip: engine.skip }, async (t) => {
    const opened = await engine.open()
    t.teardown(opened.close)
    const { store, people, registry, proposals } = opened
    let now = NOON
    const presence = new Presence({ store, people, leases: new Leases(), now: () => new Date(now) })
    for (const each of [collector, officer, post]) await addAccount(people, each)
    const { version } = await made(registry.create(post, draft()))
    const item = { kind: 'address', id: version.uid } as const
    const events = () => opened.outside('SELECT id FROM zz_event')

    t.test('others are told by office and time, by name in one’s own office', async (t) => {
      const before = await events()
      t.same(await presence.enter(officer, item), { expires: '2026-11-30T05:00:30.000Z', others: [] })
      now += 10_000
      t.same((await presence.enter(post, item)).others, [
        { office: officer.office, name: null, since: '2026-11-30T05:00:00.000Z' },
      ])
      t.match((await presence.enter(verifier, item)).others, [
        { office: officer.office, name: officer.account },
        { office: 'office-post', name: null, since: '2026-11-30T05:00:10.000Z' },
      ])
      t.same(await events(), before, 'it is no event')
      now += 19_999
      await presence.enter(post, item)
      t.match((await presence.enter(verifier, item)).others, { length: 2 })
      now += 1
      t.match(
        (await presence.enter(verifier, item)).others,
        [{ office: 'office-post' }],
        'a lease of 30 s is over',
      )
      presence.leave(post, item)
      t.same((await presence.enter(verifier, item)).others, [])
      presence.leave(post, item)
    })

    t.test('only who may write it, and nobody else is told that there is one', async (t) => {
      await t.rejects(presence.enter(elsewhere, item), unknown, 'another area')
      await t.rejects(presence.enter(collector, item), unknown, 'another collector’s')
      await t.rejects(presence.enter(actor('xem', ['auditor', 'coordinator']), item), unknown)
      await t.rejects(presence.enter(officer, { kind: 'address', id: 'none' }), unknown)
      await made(registry.change(officer, version.uid, 1, { street: 'Đường Khác' }))
      await t.rejects(presence.enter(post, item), unknown, 'its collector, when somebody else changed it')
      const { proposal } = await proposals.declare(post, draft())
      const waiting = { kind: 'proposal', id: proposal } as const
      t.ok(await presence.enter(post, waiting))
      t.ok(await presence.enter(officer, waiting))
      await t.rejects(presence.enter(elsewhere, waiting), unknown)
      const place = { name: 'Ấp Thử', type: 'ấp', commune_code: HERE, former_commune_code: null }
      const hamlet = await new Components({ store }).create(officer, 'hamlet', {
        ...place,
        lon: 106.41,
        lat: 10.53,
      })
      const named = { kind: 'hamlet', id: 'version' in hamlet ? hamlet.version.uid : '' } as const
      t.ok(await presence.enter(verifier, named))
      await t.rejects(presence.enter(post, named), unknown)
      await t.rejects(presence.enter(elsewhere, named), unknown)
      await t.rejects(presence.enter(officer, { ...named, kind: 'street' }), unknown)
    })
  })

t.test('Leases are bounded, in all and of one account', async (t) => {
  const leases = new Leases()
  const who = (account: string) => ({ account, office: 'o', name: null })
  for (let i = 0; i < 200; i++) leases.take(`item ${i}`, who('one'), 0)
  t.equal(leases.size, 50)
  t.match(leases.take('item 199', who('two'), 0), [{ account: 'one' }], 'the newest are kept')
  t.same(leases.take('item 0', who('two'), 0), [])
  for (let i = 0; i < 11_000; i++) leases.take(`item ${i % 5000}`, who(`account ${i}`), 1)
  t.equal(leases.size, 10_000)
  leases.take('item', who('late'), 30_001)
  t.equal(leases.size, 1, 'what is over is gone')
})
