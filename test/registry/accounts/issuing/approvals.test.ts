import { randomUUID } from 'node:crypto'
import t from 'tap'
import type { Actor } from '../../../../src/registry/actor.ts'
import type { ApprovalTable } from '../../../../src/store/people/accounts/account-tables.ts'
import { issuingWorld } from '../../../support/issuing-world.ts'
import { refusal } from '../../../support/registry-cases.ts'
import { ENGINES } from '../../../support/registry-engines.ts'

for (const engine of ENGINES)
  t.test(`What waits for a yes, on ${engine.name}`, { skip: engine.skip }, async (t) => {
    const w = await issuingWorld(engine)
    t.teardown(w.close)
    const officer = await w.active(w.operator, w.draft(['officer']))
    const verifier = await w.active(w.operator, w.draft(['verifier']), officer)
    const collector = await w.active(w.operator, w.draft(['collector']))
    let minutes = 0
    const add = (all: readonly Partial<ApprovalTable>[]) =>
      w.people.write(async (tx) => {
        const ids: string[] = []
        for (const one of all) {
          const at = new Date(w.clock.now.getTime() - 86_400_000 + ++minutes * 1000).toISOString()
          const approval: ApprovalTable = {
            ...{ id: randomUUID(), kind: 'look', subject: 'x', office: w.commune, details: null },
            ...{ account: 'a', person: 'who asked', state: 'open', created_at: at, settled_at: null },
            ...{ settled_account: null, settled_person: null, expires_at: '2099-01-01T00:00:00.000Z' },
            ...one,
          }
          await tx.approvals.add(approval)
          ids.push(approval.id)
        }
        return ids
      })
    const ids = async (who: Actor, page = {}) => (await w.approvals.open(who, page)).map(({ id }) => id)

    await t.test('is listed exactly where it may be settled', async (t) => {
      const who: Record<string, Actor> = { officer, verifier, collector, operator: w.operator }
      who.administrator = w.administrator
      const kinds = ['look', 'more-creations', 'wake', 'factor-reset']
      for (const [name, actor] of Object.entries(who)) {
        const mixed = await add([
          ...kinds.flatMap((kind) =>
            [w.commune, w.post, w.elsewhere].map((office) => ({ kind, office, subject: verifier.account })),
          ),
          ...kinds.map((kind) => ({ kind, person: actor.person, subject: verifier.account })),
          { kind: 'factor-reset', office: actor.office, subject: actor.account },
          { kind: 'wake', details: JSON.stringify({ issuers: [actor.account] }), subject: 'y' },
          { state: 'agreed' },
          { expires_at: '2026-01-01T00:00:00.000Z' },
        ])
        const listed = new Set(await ids(actor))
        let may = 0
        for (const id of mixed) {
          const settled = await refusal(w.approvals.settle(actor, id, { agree: false }))
          const isOpen = settled === 'not refused'
          if (isOpen) may++
          t.equal(listed.has(id), isOpen, `${name}: ${settled}`)
        }
        if (name !== 'collector') t.ok(may > 0, `${name} settles ${may}`)
        await w.people.write(async (tx) => {
          for (const kind of kinds)
            for (const subject of ['x', 'y', verifier.account, actor.account])
              await tx.approvals.expire(subject, kind, w.clock.now)
        })
      }
    })

    await t.test('what others settle hides nothing behind it, and pages have all of it', async (t) => {
      await add(Array.from({ length: 600 }, () => ({})))
      const resets = await add(
        Array.from({ length: 25 }, () => ({ kind: 'factor-reset', subject: collector.account })),
      )
      t.same(await ids(w.operator), resets, 'older ones of its offices are another’s')
      const walked: string[] = []
      for (let after: string | undefined; ; ) {
        const page = await ids(w.operator, { after, limit: 10 })
        walked.push(...page)
        if (page.length < 10) break
        after = page.at(-1)
      }
      t.same(walked, resets)
      t.equal(await refusal(w.approvals.open(w.operator, { after: 'none' })), 'unknown-approval')
      t.equal((await ids(officer, { limit: 500 })).length, 500)
    })

    await t.test('nobody wakes whom he has issued, however many such there are', async (t) => {
      const own = JSON.stringify({ issuers: [officer.account] })
      await add(Array.from({ length: 30 }, () => ({ kind: 'wake', subject: 'z', details: own })))
      const [last] = await add([{ kind: 'wake', subject: 'z' }])
      await w.people.write(async ({ approvals }) => {
        await approvals.expire('x', 'look', w.clock.now)
        await approvals.expire(collector.account, 'factor-reset', w.clock.now)
      })
      const found = await ids(officer, { limit: 10 })
      t.equal(found.at(-1), last)
    })
  })
