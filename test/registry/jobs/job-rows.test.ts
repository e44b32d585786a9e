import t from 'tap'
import type { Lease } from '../../../src/store/registry/jobs/job-rows.ts'
import type { RegistryStore } from '../../../src/store/registry/registry-store.ts'
import type { StoredEvent } from '../../../src/store/registry/registry-tables.ts'
import { draft, officer } from '../../support/registry-actors.ts'
import { ENGINES, made } from '../../support/registry-engines.ts'

const at = (second: number) => new Date(Date.UTC(2026, 10, 29, 12, 0, second)).toISOString()
const job = (key: string, owner = 'o') => ({ kind: 'post', key, owner, payload: '{}' })

for (const engine of ENGINES)
  t.test(`Jobs on ${engine.name}`, { skip: engine.skip }, async (t) => {
    const { store, registry, outside, close } = await engine.open()
    t.teardown(close)
    t.afterEach(async () => {
      await outside('DELETE FROM zz_job')
      await outside('DELETE FROM zz_outbox')
    })
    const add = (...keys: string[]) =>
      store.write(({ jobs }) =>
        jobs.add(
          keys.map((key) => job(key)),
          at(0),
        ),
      )
    const take = (worker: string, now: number, limit = 10, busy = new Map<string, number>()) =>
      store.write(({ jobs }) =>
        jobs.take({ worker, now: at(now), until: at(now + 60), limit, ofOwner: 10, busy }),
      )
    const keysOf = (leases: readonly Lease[]) => leases.map(({ key }) => key)

    t.test('a key has one job, whatever became of it', async (t) => {
      t.equal(await add('a', 'b'), 2)
      t.equal(await add('b', 'c'), 1)
      const [a] = await take('w', 1, 1)
      t.equal(await store.write(({ jobs }) => jobs.end(a as Lease, 'done', '200', at(2))), true)
      t.equal(await add('a'), 0, 'also when it is done')
      t.same(await store.read(({ jobs }) => jobs.counts()), [
        { kind: 'post', state: 'done', count: 1 },
        { kind: 'post', state: 'waiting', count: 2 },
      ])
    })

    t.test('a job is one worker’s until its lease ends; who had it before settles nothing', async (t) => {
      await add('a')
      const [first] = (await take('one', 0)) as [Lease]
      t.same(await take('two', 59), [])
      const [second] = (await take('two', 60)) as [Lease]
      t.match(second, { key: 'a', attempts: 2, worker: 'two' })
      t.equal(await store.write(({ jobs }) => jobs.end(first, 'done', 'late', at(61))), false)
      t.equal(await store.write(({ jobs }) => jobs.postpone(first, at(62), 'late')), false)
      t.equal(await store.write(({ jobs }) => jobs.end(second, 'done', 'ok', at(62))), true)
      t.equal(await store.read(({ jobs }) => jobs.nextDue()), undefined)
    })

    t.test('a worker that takes a job again has a new lease', async (t) => {
      await add('a')
      const [first] = (await take('w', 0)) as [Lease]
      await take('w', 60)
      t.equal(await store.write(({ jobs }) => jobs.end(first, 'done', 'late', at(61))), false)
    })

    t.test('what is laid aside waits for its moment, the longest due comes first', async (t) => {
      await add('a', 'b')
      const [a] = (await take('w', 0, 1)) as [Lease]
      await store.write(({ jobs }) => jobs.postpone(a, at(30), '503'))
      t.same(keysOf(await take('w', 29)), ['b'])
      t.equal(await store.read(({ jobs }) => jobs.nextDue()), at(30))
      t.same(keysOf(await take('w', 100)), ['a', 'b'])
    })

    t.test('no worker has many of one owner', async (t) => {
      const all = ['x', 'y', 'z'].flatMap((owner) => [1, 2, 3].map((n) => job(`${owner}${n}`, owner)))
      await store.write(({ jobs }) => jobs.add(all, at(0)))
      const leases = await store.write(({ jobs }) =>
        jobs.take({
          worker: 'w',
          now: at(1),
          until: at(60),
          limit: 9,
          ofOwner: 2,
          busy: new Map([
            ['x', 2],
            ['y', 1],
          ]),
        }),
      )
      t.same(keysOf(leases).sort(), ['y1', 'z1', 'z2'])
    })

    t.test('dead ones are kept, seen and asked for again', async (t) => {
      await add('a', 'b', 'c')
      for (const lease of await take('w', 0, 2))
        await store.write(({ jobs }) => jobs.end(lease, 'dead', '410', at(1)))
      const dead = await store.read(({ jobs }) => jobs.ofOwner('o', { state: 'dead', limit: 10 }))
      t.match(dead, [
        { key: 'b', result: '410', attempts: 1 },
        { key: 'a', ended_at: at(1) },
      ])
      const page = { limit: 1, before: dead[0]?.fid }
      t.match(await store.read(({ jobs }) => jobs.ofOwner('o', page)), [{ key: 'a' }])
      t.equal(await store.write(({ jobs }) => jobs.revive('o', 'c', at(2))), 0, 'this one is not dead')
      t.equal(await store.write(({ jobs }) => jobs.revive('o', 'a', at(2))), 1)
      t.equal(await store.write(({ jobs }) => jobs.revive('o', undefined, at(2))), 1)
      t.match(await take('w', 2), [{ attempts: 1 }, { attempts: 1 }, { attempts: 1 }])
    })

    t.test('ended ones go when their time is over', async (t) => {
      await add('a', 'b')
      const [a] = (await take('w', 0, 1)) as [Lease]
      await store.write(({ jobs }) => jobs.end(a, 'done', '200', at(5)))
      const sweep = (before: number) => store.write(({ jobs }) => jobs.deleteEnded('done', at(before)))
      t.equal(await sweep(5), 0)
      t.equal(await sweep(6), 1)
      t.equal(await store.read(({ jobs }) => jobs.countOf('o', 'waiting', 5)), 1)
    })

    t.test('an event and its outbox row are there together, or neither', async (t) => {
      const { event } = await made(registry.create(officer, draft()))
      await t.rejects(
        store.write(async ({ chains }) => {
          const { fid: _, ...first } = (await chains.byId(event)) as StoredEvent
          await chains.append(first.chain, { ...first, id: 'another' }, at(0))
          throw new Error('no')
        }),
        { message: 'no' },
      )
      const told = await store.write(({ outbox }) => outbox.take(10))
      t.same(
        told.map((each) => each.event?.id),
        [event],
      )
      t.match(await store.read(({ outbox }) => outbox.depth()), { count: 1, oldest: /^20/ })
      await store.write(({ outbox }) => outbox.remove(told.map(({ fid }) => fid)))
      t.equal(await store.read(({ outbox }) => outbox.any()), false)
    })

    t.test('workers who take at once take nothing twice', async (t) => {
      const keys = Array.from({ length: 60 }, (_, n) => `k${n}`)
      await add(...keys)
      const workers = ['a', 'b', 'c', 'd'].map((worker) => takeAll(store, worker))
      t.same(keysOf((await Promise.all(workers)).flat()).sort(), keys.sort())
    })

    async function takeAll(store: RegistryStore, worker: string): Promise<Lease[]> {
      const all: Lease[] = []
      for (;;) {
        const taken = await store.write(({ jobs }) =>
          jobs.take({ worker, now: at(1), until: at(61), limit: 3, ofOwner: 99, busy: new Map() }),
        )
        if (taken.length === 0) return all
        all.push(...taken)
      }
    }
  })
