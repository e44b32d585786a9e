import t from 'tap'
import { batchRow, batchWorld } from '../../support/batch-world.ts'
import { draft, officer, verifier } from '../../support/registry-actors.ts'
import { ENGINES, made } from '../../support/registry-engines.ts'

for (const engine of ENGINES)
  t.test(`What a batch says of attributes on ${engine.name}`, { skip: engine.skip }, async (t) => {
    const opened = await engine.open()
    t.teardown(opened.close)
    const { registry, acceptance, store } = opened
    const { send, writing, reports } = batchWorld(opened)
    const create = async (attributes: object | null) =>
      (await made(registry.create(officer, draft({ attributes: attributes && JSON.stringify(attributes) }))))
        .version.uid
    const attributesOf = async (uid: string) =>
      JSON.parse((await store.read(({ addresses }) => addresses.byUid(uid)))?.attributes ?? 'null')
    const apply = async (uid: string, attributes: object, revision?: number) => {
      const row = batchRow(2, uid, { attributes: JSON.stringify(attributes) }, { revision: revision ?? null })
      const id = await send(officer, [row])
      await writing.apply(officer, id, [])
      return { id, ...(await reports.report(officer, id)) }
    }
    const GIVEN = { households: 3, position_method: 'gnss' }

    await t.test('is taken with a new address, and merged by field into a known one', async (t) => {
      const uid = '70000000-0000-4000-8000-000000000001'
      await apply(uid, { ...GIVEN, note: null })
      t.same(await attributesOf(uid), GIVEN)
      t.match((await apply(uid, GIVEN)).file, { plans: { unchanged: 1 } })
      await apply(uid, { households: 4 })
      t.same(await attributesOf(uid), { ...GIVEN, households: 4 })
      await apply(uid, { position_method: null })
      t.same(await attributesOf(uid), { households: 4 })
    })

    await t.test('what others have changed since is kept, or refuses the row', async (t) => {
      const uid = await create(GIVEN)
      await made(registry.change(officer, uid, 1, { attributes: JSON.stringify({ households: 5 }) }))
      t.match((await apply(uid, { households: 3 }, 1)).file, { plans: { unchanged: 1 } })
      t.match((await apply(uid, { households: 6 }, 1)).file, { plans: { refused: 1 } })
      t.same(await attributesOf(uid), { ...GIVEN, households: 5 })
    })

    await t.test('of a certified address it becomes a proposal, by field', async (t) => {
      const uid = await create(GIVEN)
      await made(registry.transition(verifier, uid, 1, 'verified', { method: 'x', date: '2026-01-01' }))
      const { id } = await apply(uid, { households: null, position_accuracy: 2 })
      const [row] = await reports.rows(officer, id, { which: 'proposed', after: 0, limit: 1 })
      await made(acceptance.accept(verifier, row?.proposal as string))
      t.same(await attributesOf(uid), { position_accuracy: 2, position_method: 'gnss' })
    })
  })
