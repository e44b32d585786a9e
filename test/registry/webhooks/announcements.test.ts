import t from 'tap'
import type { Actor } from '../../../src/registry/actor.ts'
import { Announcements } from '../../../src/registry/webhooks/announcements.ts'
import { Destinations } from '../../../src/registry/webhooks/destinations.ts'
import { Webhooks } from '../../../src/registry/webhooks/webhooks.ts'
import { batchRow, batchWorld } from '../../support/batch-world.ts'
import { actor, draft, officer, verifier } from '../../support/registry-actors.ts'
import { refusal } from '../../support/registry-cases.ts'
import { COMMUNES, ENGINES, made } from '../../support/registry-engines.ts'

const [HERE, THERE] = COMMUNES
const WHY = { method: 'thực địa', date: '2026-10-01', reason: 'vì' }
const admin: Actor = actor('ân', ['administrator'])
const mover = actor('mai', ['officer'], COMMUNES)
const URL_OUT = 'https://receiver.example/'

for (const engine of ENGINES)
  t.test(`What webhooks are told of on ${engine.name}`, { skip: engine.skip }, async (t) => {
    const opened = await engine.open()
    t.teardown(opened.close)
    const { store, people, registry, outside } = opened
    let woken = 0
    const webhooks = new Webhooks({ store, people, destinations: new Destinations([]), wake: () => woken++ })
    const announcements = new Announcements({ store, people, mostWaiting: 10 })
    const told = async (id: string) => {
      await announcements.makeJobs()
      const deliveries = await webhooks.deliveries(admin, id, { limit: 50 })
      return deliveries.reverse().map(({ payload }) => JSON.parse(payload) as unknown)
    }
    const empty = async () => {
      await announcements.makeJobs()
      t.match(await store.read(({ outbox }) => outbox.depth()), { count: 0, oldest: null })
    }
    const verify = (uid: string, revision: number) =>
      made(registry.transition(verifier, uid, revision, 'verified', WHY))

    t.test('nobody, where there are none', async () => {
      await made(registry.create(officer, draft()))
      await empty()
    })

    t.test('id, revision and state, by commune and action, each once', async (t) => {
      const all = await webhooks.create(admin, { url: URL_OUT })
      const here = await webhooks.create(admin, { url: URL_OUT, communes: [HERE], actions: ['verified'] })
      const there = await webhooks.create(admin, { url: URL_OUT, communes: [THERE] })
      const { uid: id } = (await made(registry.create(officer, draft()))).version
      await verify(id, 1)
      const steps = [
        { id, revision: 1, state: 'created' },
        { id, revision: 2, state: 'verified' },
      ]
      t.same(await told(all.id), steps)
      t.same(await told(here.id), [steps[1]])
      t.same(await told(there.id), [])
      t.same(await told(all.id), steps, 'looking again tells nobody twice')
      const other = (await made(registry.create(mover, draft()))).version
      await made(registry.change(mover, other.uid, 1, { commune_code: THERE, lon: 106.5 }))
      t.same(await told(there.id), [{ id: other.uid, revision: 2, state: 'created' }], 'what moves in')
      for (const { id } of [all, here, there]) await webhooks.end(admin, id)
    })

    t.test('of a batch how many addresses it is about, by commune', async (t) => {
      const { id: hook } = await webhooks.create(admin, { url: URL_OUT, actions: ['batch', 'batch-undone'] })
      const there = await webhooks.create(admin, { url: URL_OUT, communes: [THERE] })
      const { send, writing } = batchWorld(opened)
      const rows = [HERE, HERE, THERE].map((commune_code, i) =>
        batchRow(i + 2, `50000000-0000-4000-8000-00000000000${i}`, { commune_code }),
      )
      const batch = await send(mover, rows)
      await writing.apply(mover, batch, [])
      const of = (action: string) =>
        [
          [HERE, 2],
          [THERE, 1],
        ].map(([commune_code, count]) => ({
          id: null,
          revision: null,
          state: null,
          action,
          commune_code,
          count,
        }))
      t.same(await told(hook), of('batch'))
      t.same(await told(there.id), of('batch').slice(1))
      await writing.undo(mover, batch, 'nhầm tệp')
      t.same(await told(hook), [...of('batch'), ...of('batch-undone')])
      for (const id of [hook, there.id]) await webhooks.end(admin, id)
    })

    t.test('nothing that the public may not see, nor of a change that was refused or waits', async (t) => {
      const { id: hook } = await webhooks.create(admin, { url: URL_OUT })
      const { version } = await made(registry.create(officer, draft()))
      await verify(version.uid, 1)
      t.equal(await refusal(registry.change(officer, version.uid, 1, { house_number: '2' })), 'changed')
      await registry.change(officer, version.uid, 2, { house_number: '2' }, { reason: 'vì' })
      t.equal((await told(hook)).length, 2)
      await outside(`UPDATE zz_event SET from_status = 'reserved' WHERE subject = '${version.uid}'`)
      await outside(
        `INSERT INTO zz_outbox(event, at) SELECT fid, at FROM zz_event WHERE subject = '${version.uid}'`,
      )
      t.equal((await told(hook)).length, 2)
      await empty()
      await webhooks.end(admin, hook)
    })

    t.test('a webhook is paused when too much waits, and goes on when it is asked to', async (t) => {
      const { id: hook } = await webhooks.create(admin, { url: URL_OUT, actions: ['created'] })
      const stateOf = async () => (await webhooks.list(admin)).find(({ id }) => id === hook)?.state
      for (let n = 0; n < 10; n++) await made(registry.create(officer, draft()))
      t.equal((await told(hook)).length, 10)
      t.equal(await stateOf(), 'active')
      await made(registry.create(officer, draft()))
      t.equal((await told(hook)).length, 10)
      t.equal(await stateOf(), 'paused')
      await empty()
      await outside(`UPDATE zz_job SET state = 'dead', ended_at = '2026-11-29T00:00:00Z', attempts = 30`)
      const [newest] = await webhooks.deliveries(admin, hook, { limit: 1 })
      t.equal(await webhooks.redeliver(admin, hook, newest?.key), 1)
      t.match(await webhooks.deliveries(admin, hook, { limit: 1 }), [{ key: newest?.key, attempts: 0 }])
      t.equal(await webhooks.redeliver(admin, hook, newest?.key), 0, 'that one waits already')
      t.equal(await webhooks.redeliver(admin, hook, undefined), 9)
      t.equal(woken, 3)
      t.equal(await stateOf(), 'active')
      await webhooks.end(admin, hook)
      t.same(await store.read(({ jobs }) => jobs.counts()), [], 'its deliveries go with it')
    })

    t.test('what is refused', async (t) => {
      const make = (url: string, by = admin) => refusal(webhooks.create(by, { url }))
      for (const url of [
        ...['http://receiver.example/', 'ftp://receiver.example/', 'receiver.example', ''],
        ...[
          'https://user@receiver.example/',
          'https://:secret@receiver.example/',
          'https://receiver.example/#x',
        ],
        ...[
          'https://127.0.0.1/',
          'https://[::1]/',
          'https://10.0.0.1/',
          'https://0x7f.1/',
          'https://[fe80::1]/',
        ],
      ])
        t.equal(await make(url), 'findings', url)
      for (const by of [officer, verifier]) t.equal(await make(URL_OUT, by), 'not-your-role')
      const nobody = 'not-there'
      t.equal(await refusal(webhooks.end(admin, nobody)), 'unknown-webhook')
      t.equal(await refusal(webhooks.deliveries(admin, nobody, { limit: 1 })), 'unknown-webhook')
      t.equal(await refusal(webhooks.redeliver(admin, nobody, undefined)), 'unknown-webhook')
      for (const work of [
        () => webhooks.list(officer),
        () => webhooks.end(officer, nobody),
        () => webhooks.deliveries(officer, nobody, { limit: 1 }),
        () => webhooks.redeliver(officer, nobody, undefined),
      ])
        t.equal(await refusal(work()), 'not-your-role')
      for (let n = 0; n < 100; n++) t.equal(await make(URL_OUT), 'not refused')
      t.equal(await make(URL_OUT), 'too-many-webhooks')
    })
  })
