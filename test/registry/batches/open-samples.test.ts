import t from 'tap'
import { OpenSamples } from '../../../src/registry/batches/sampling/open-samples.ts'
import { batchRow, batchWorld } from '../../support/batch-world.ts'
import { actor } from '../../support/registry-actors.ts'
import { refusal } from '../../support/registry-cases.ts'
import { COMMUNES, ENGINES } from '../../support/registry-engines.ts'

const [HERE, THERE] = COMMUNES
const officer = actor('oanh', ['officer'], COMMUNES)
const verifier = actor('vinh', ['verifier'], COMMUNES)
const local = actor('lan', ['verifier'], [HERE])
const uid = (n: number) => `30000000-0000-4000-8000-${String(n).padStart(12, '0')}`
const DATE = '2026-03-01'

for (const engine of ENGINES)
  t.test(`What was drawn and waits, on ${engine.name}`, { skip: engine.skip }, async (t) => {
    const opened = await engine.open()
    t.teardown(opened.close)
    const { send, writing, sampling } = batchWorld(opened)
    const open = new OpenSamples(opened.store, opened.people)
    const listed = async (by = verifier, commune?: string) => {
      const { items, count, next } = await open.page(by, { commune, limit: 200 })
      t.equal(next, undefined)
      t.equal(count, items.length)
      return items
    }
    const batch = await send(officer, [
      ...Array.from({ length: 5 }, (_, i) => batchRow(2 + i, uid(i), { hamlet: 'Ấp 1' })),
      ...Array.from({ length: 2 }, (_, i) =>
        batchRow(7 + i, uid(5 + i), { hamlet: null, commune_code: THERE }),
      ),
    ])
    await writing.apply(officer, batch, [])
    t.same(await listed(), [], 'nothing before it is drawn')
    const drawn = (await sampling.draw(officer, batch)).drawn.map((one) => one.uid)
    t.equal(drawn.length, 5)

    t.test('all of it, page by page, with the addresses as they are', async (t) => {
      const items = await listed()
      t.same(items.map((one) => one.uid).sort(), [...drawn].sort())
      t.ok(items.every((one) => one.version?.status === 'created' && one.batch === batch && one.at > '2'))
      const seen: string[] = []
      for (let after: { batch: string; uid: string } | undefined; ; ) {
        const page = await open.page(verifier, { after, limit: 2 })
        t.equal(page.count, 5)
        seen.push(...page.items.map((one) => one.uid))
        if (page.next === undefined) break
        after = page.next
      }
      t.same(
        seen,
        items.map((one) => one.uid),
      )
    })

    t.test('of the own area alone', async (t) => {
      t.ok((await listed(local)).every(({ commune_code }) => commune_code === HERE))
      t.equal((await listed(local)).length, 3)
      t.equal((await listed(verifier, THERE)).length, 2)
      t.equal(
        (await listed({ ...local, area: { ...local.area, communes: new Set(), everywhere: true } })).length,
        5,
      )
      t.same(await listed(actor('nơi khác', ['officer'], ['99999'])), [])
      t.equal(await refusal(open.page(local, { commune: THERE, limit: 1 })), 'outside-area')
      t.equal(await refusal(open.page(actor('cúc', ['collector']), { limit: 1 })), 'not-your-role')
    })

    t.test('what is settled is gone, and all of it with its batch', async (t) => {
      const [first] = await listed()
      await sampling.verify(verifier, batch, [{ uid: first?.uid as string, right: true }], DATE)
      t.same((await listed()).length, 4)
      t.notOk((await listed()).some((one) => one.uid === first?.uid))
      await writing.undo(officer, batch, 'nhầm')
      t.same(await listed(), [])
    })
  })
