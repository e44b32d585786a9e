import t from 'tap'
import { AddressesAtDesk } from '../../../src/registry/desk/addresses-at-desk.ts'
import { Registry } from '../../../src/registry/registry.ts'
import { actor, draft, officer, verifier } from '../../support/registry-actors.ts'
import { refusal } from '../../support/registry-cases.ts'
import { COMMUNES, ENGINES, made } from '../../support/registry-engines.ts'

const [HERE, THERE] = COMMUNES
const both = actor('hai nơi', ['officer', 'verifier'], [HERE, THERE])
const auditor = actor('kiểm', ['auditor'])

for (const engine of ENGINES)
  t.test(`Addresses at the desk, on ${engine.name}`, { skip: engine.skip }, async (t) => {
    const { store, close } = await engine.open()
    t.teardown(close)
    const registry = new Registry({ store })
    const desk = new AddressesAtDesk(store)
    const ids: string[] = []
    for (let n = 0; n < 5; n++) {
      const house = draft({ house_number: String(n), hamlet: null, commune_code: n === 4 ? THERE : HERE })
      ids.push((await made(registry.create(both, house))).version.uid)
    }
    const step = { method: 'thực địa', date: '2026-10-02' }
    await registry.transition(verifier, ids[1] as string, 1, 'verified', step)

    t.test('what nobody has verified, page by page, the oldest first', async (t) => {
      const seen: string[] = []
      for (let after = 0; ; ) {
        const { items, next, count } = await desk.unverified(both, { after, limit: 2 })
        t.ok(count >= 4)
        seen.push(...items.map(({ uid }) => uid))
        if (next === undefined) break
        after = next
      }
      t.same(
        seen.filter((id) => ids.includes(id)),
        [ids[0], ids[2], ids[3], ids[4]],
      )
      const everywhere = {
        ...both,
        area: { communes: new Set<string>(), hamlets: new Set<string>(), everywhere: true },
      }
      const all: string[] = []
      for (let after = 0; ; ) {
        const { items, next, count } = await desk.unverified(everywhere, { after, limit: 2 })
        t.ok(count >= 4)
        all.push(...items.map(({ uid }) => uid))
        if (next === undefined) break
        after = next
      }
      t.same(
        all.filter((id) => ids.includes(id)),
        [ids[0], ids[2], ids[3], ids[4]],
        'everywhere too',
      )
      const { items } = await desk.unverified(officer, { after: 0, limit: 200 })
      t.notOk(
        items.some(({ commune_code }) => commune_code !== HERE),
        'of the own commune alone',
      )
      const one = await desk.unverified(both, { commune: THERE, after: 0, limit: 200 })
      t.ok(one.items.every(({ commune_code }) => commune_code === THERE))
      t.equal(one.count, one.items.length)
    })

    t.test(
      'one of the area with the event of its version; nobody else is told that there is one',
      async (t) => {
        const { address, findings, event } = await desk.look(officer, ids[1] as string)
        t.match(address, { uid: ids[1], status: 'verified', revision: 2, house_number: '1' })
        t.same(findings, [])
        t.match(event, /^[0-9a-f-]{36}$/)
        for (const told of ['raw_text', 'salt', 'source']) t.notOk(told in address, told)
        t.equal(await refusal(desk.look(officer, ids[4] as string)), 'unknown-address')
        t.equal(await refusal(desk.look(officer, 'x')), 'unknown-address')
        t.equal(await refusal(desk.look(auditor, ids[1] as string)), 'not-your-role')
        t.equal(
          await refusal(desk.unverified(officer, { commune: THERE, after: 0, limit: 1 })),
          'outside-area',
        )
        t.equal(await refusal(desk.unverified(auditor, { after: 0, limit: 1 })), 'not-your-role')
      },
    )
  })
