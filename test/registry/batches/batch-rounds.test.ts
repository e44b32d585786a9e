import t from 'tap'
import { BatchRounds } from '../../../src/registry/batches/batch-rounds.ts'
import { BatchWriting } from '../../../src/registry/batches/batch-writing.ts'
import type { PeopleStore } from '../../../src/store/people/people-store.ts'
import { batchRow, batchWorld } from '../../support/batch-world.ts'
import { actor, draft } from '../../support/registry-actors.ts'
import { refusal } from '../../support/registry-cases.ts'
import { COMMUNES, ENGINES, made, type TestRegistry } from '../../support/registry-engines.ts'

const officer = actor('oanh', ['officer'], COMMUNES)
const verifier = actor('vinh', ['verifier'], COMMUNES)
const uid = (n: number) => `20000000-0000-4000-8000-${String(n).padStart(12, '0')}`

/** People whose writes fail from one on, as a process that ends. */
function endingAt({ people }: TestRegistry, write: number): PeopleStore {
  let writes = 0
  const ending = Object.create(people) as PeopleStore
  ending.read = (work) => people.read(work)
  ending.write = async (work) => {
    if (++writes >= write) throw new Error('ended')
    return people.write(work)
  }
  return ending
}

for (const engine of ENGINES)
  t.test(`A round that a process left on ${engine.name}`, { skip: engine.skip }, async (t) => {
    const opened = await engine.open()
    t.teardown(opened.close)
    const { store, people, registry } = opened
    const { send, rounds, reports, writing } = batchWorld(opened)
    const states = new Set<string>()
    let whole = false
    for (let at = 1; !whole && at < 50; at++) {
      const certified = (await made(registry.create(officer, draft()))).version.uid
      await made(registry.transition(verifier, certified, 1, 'verified', { method: 'x', date: '2026-01-01' }))
      const id = await send(officer, [
        batchRow(2, uid(2 * at), {}),
        batchRow(3, uid(2 * at + 1), { commune_code: COMMUNES[1] }),
        batchRow(4, certified, { house_number: '9' }),
      ])
      const ending = endingAt(opened, at)
      const half = new BatchRounds({ store, people: ending })
      await new BatchWriting({ people: ending, rounds: half }).apply(officer, id, []).catch(() => undefined)
      const left = (await reports.report(officer, id)).batch.state
      states.add(left)
      await rounds.settlePending()
      const { batch, outcomes, events } = await reports.report(officer, id)
      const there = (
        await opened.outside(`SELECT uid FROM address WHERE uid IN ('${uid(2 * at)}', '${uid(2 * at + 1)}')`)
      ).length
      const [row] = await reports.rows(officer, id, { which: 'proposed', after: 0, limit: 1 })
      const proposal = row && (await people.write(({ proposals }) => proposals.byId(row.proposal as string)))
      t.equal(batch.state, there === 0 ? 'ready' : 'applied', `write ${at}: ${left}`)
      t.same(outcomes, there === 0 ? {} : { added: 2, proposed: 1 }, 'all of it or nothing')
      t.equal(events.length, there)
      t.equal(proposal?.state, there === 0 ? undefined : 'open', 'proposals come with what was written')
      if (there === 0) await writing.apply(officer, id, [])
      t.same(
        (await reports.report(officer, id)).outcomes,
        { added: 2, proposed: 1 },
        'it can be applied then',
      )
      whole = left === 'applied'
    }
    t.ok(states.has('writing') && states.has('ready'), `states that were left: ${[...states]}`)
  })

/** People that run something behind the write of a number, as another server that starts meanwhile. */
function pausedAfter({ people }: TestRegistry, write: number, meanwhile: () => Promise<void>): PeopleStore {
  let writes = 0
  const paused = Object.create(people) as PeopleStore
  paused.read = (work) => people.read(work)
  paused.write = async (work) => {
    const done = await people.write(work)
    if (++writes === write) await meanwhile()
    return done
  }
  return paused
}

for (const engine of ENGINES)
  t.test(`A server that starts while another writes, on ${engine.name}`, { skip: engine.skip }, async (t) => {
    const opened = await engine.open()
    t.teardown(opened.close)
    const { store, people, outside } = opened
    const { send, rounds, reports, writing } = batchWorld(opened)
    const here = async (n: number) =>
      (await outside(`SELECT uid FROM address WHERE uid = '${uid(n)}'`)).length === 1
    const applied = (id: string, by: PeopleStore) =>
      new BatchWriting({ people: by, rounds: new BatchRounds({ store, people: by }) }).apply(officer, id, [])

    await t.test('waits for what is being written, and confirms it', async (t) => {
      const id = await send(officer, [batchRow(2, uid(1), {})])
      let settling = Promise.resolve()
      const meanwhile = async () => {
        let settled = false
        settling = rounds.settlePending().finally(() => {
          settled = true
        })
        if (engine.name === 'sqlite') return
        // Until it waits; one that does not wait ends.
        const waits = async () =>
          (await outside("SELECT 1 AS one FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"))
            .length > 0
        while (!settled && !(await waits()));
      }
      await applied(id, pausedAfter(opened, 4, meanwhile))
      await settling
      const { batch, events } = await reports.report(officer, id)
      t.same([batch.state, events.length, await here(1)], ['applied', 1, true])
    })

    await t.test('takes back what is not being written yet, and then it is not written', async (t) => {
      const id = await send(officer, [batchRow(2, uid(2), {})])
      t.equal(
        await refusal(
          applied(
            id,
            pausedAfter(opened, 2, () => rounds.settlePending()),
          ),
        ),
        'wrong-state',
      )
      const { batch } = await reports.report(officer, id)
      t.same([batch.state, await here(2)], ['ready', false])
      await writing.apply(officer, id, [])
      t.ok(await here(2), 'it can be applied then')
    })
    t.equal((await people.read(({ batches }) => batches.inState(['writing']))).length, 0)
  })
