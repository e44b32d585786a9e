import t from 'tap'
import { RETIREMENTS_A_DAY } from '../../src/registry/actions/retirement-limit.ts'
import type { Outcome } from '../../src/registry/registry.ts'
import { actor, draft, officer, verifier } from '../support/registry-actors.ts'
import { refusal } from '../support/registry-cases.ts'
import { ENGINES, made } from '../support/registry-engines.ts'

const WHY = { reason: 'nhà đã phá' }
const second = actor('hai', ['officer'])
const both = actor('bình', ['officer', 'verifier'])

for (const engine of ENGINES)
  t.test(
    `More than ${RETIREMENTS_A_DAY} retirements a day on ${engine.name}`,
    { skip: engine.skip },
    async (t) => {
      // Half an hour before midnight in Vietnam.
      let now = new Date('2026-11-29T16:30:00Z')
      const { registry, acceptance, outside, close } = await engine.open(() => now)
      t.teardown(close)
      const create = async (by = second) => (await made(registry.create(by, draft()))).version.uid
      const retire = async (by = officer, uid?: string): Promise<Outcome> =>
        registry.transition(by, uid ?? (await create()), 1, 'retired', WHY)
      const waits = (outcome: Outcome) => 'proposal' in outcome
      const statusOf = async (uid: string) =>
        (await outside(`SELECT status FROM address WHERE uid = '${uid}'`))[0]?.status

      await t.test('the first ones are made, those after them wait', async (t) => {
        for (let n = 0; n < RETIREMENTS_A_DAY; n++) t.notOk(waits(await retire()), `number ${n + 1}`)
        t.ok(waits(await retire()))
        t.ok(waits(await retire()), 'what waits does not count')
        t.notOk(waits(await retire(second)), 'others go on')
      })

      await t.test('by whatever act, and with many steps in one request', async (t) => {
        const [a, b, c] = [await create(), await create(), await create()]
        const seen = (uid: string) => ({ uid, revision: 1 })
        t.ok(waits(await registry.merge(officer, seen(a), { others: [seen(b)], ...WHY })))
        t.ok(waits(await registry.split(officer, seen(c), { parts: [draft(), draft()], ...WHY })))
        const { event } = await made(registry.create(second, draft()))
        t.ok(waits(await registry.undo(officer, event, WHY)), 'what was created is withdrawn')
        const change = await made(registry.change(second, a, 1, { house_number: '9' }))
        t.notOk(waits(await registry.undo(officer, change.event)), 'what retires nothing is free')
        const outcomes = await registry.transitions(officer, 'retired', [seen(b), seen(c)], WHY)
        t.ok(outcomes.every((item) => 'outcome' in item && waits(item.outcome)))
        t.equal(await statusOf(b), 'created')
      })

      await t.test('a verifier who is another person agrees', async (t) => {
        const uid = await create()
        const outcome = await retire(officer, uid)
        const { proposal } = outcome as { proposal: string }
        for (const by of [officer, second])
          t.equal(await refusal(acceptance.accept(by, proposal)), 'not-your-role')
        await acceptance.accept(verifier, proposal)
        t.equal(await statusOf(uid), 'retired')
        for (let n = 0; n < RETIREMENTS_A_DAY; n++) await retire(both)
        const own = (await retire(both)) as { proposal: string }
        t.equal(await refusal(acceptance.accept(both, own.proposal)), 'another-person')
      })

      await t.test('a request under its key counts once, a refused one not at all', async (t) => {
        const third = actor('ba', ['officer'])
        const uid = await create()
        const again = () => registry.transition(third, uid, 1, 'retired', WHY, { key: 'k', request: 'r' })
        for (let n = 0; n < 3; n++) await again()
        t.equal(await refusal(registry.transition(third, uid, 7, 'retired', WHY)), 'wrong-state')
        for (let n = 1; n < RETIREMENTS_A_DAY; n++) t.notOk(waits(await retire(third)))
        t.ok(waits(await retire(third)))
      })

      await t.test('sent at once, no more are made', async (t) => {
        const fourth = actor('tư', ['officer'])
        const uids = await Promise.all(Array.from({ length: RETIREMENTS_A_DAY + 10 }, () => create()))
        const outcomes = await Promise.all(uids.map((uid) => retire(fourth, uid)))
        t.equal(outcomes.filter(waits).length, 10)
      })

      await t.test('the day is that of Vietnam', async (t) => {
        now = new Date('2026-11-29T16:59:59.999Z')
        t.ok(waits(await retire()))
        now = new Date('2026-11-29T17:00:00Z')
        for (let n = 0; n < RETIREMENTS_A_DAY; n++) t.notOk(waits(await retire()), `number ${n + 1}`)
        t.ok(waits(await retire()))
      })
    },
  )
