import t from 'tap'
import type { Outcome } from '../../src/registry/registry.ts'
import { actor, draft, officer, verifier } from '../support/registry-actors.ts'
import { refusal } from '../support/registry-cases.ts'
import { ENGINES, made } from '../support/registry-engines.ts'

const other = actor('ông', ['officer'])
const SEEN = { method: 'thực địa', date: '2026-02-03' }
const DAY = 86_400_000

let keys = 0
const request = (what = 'body') => ({ key: `key-${++keys}`, request: what })

/** What a client reads of an outcome: the id and revision that it was told, now or the first time. */
function told(outcome: Outcome): [string, number | undefined] {
  if ('proposal' in outcome) return [outcome.proposal, undefined]
  const { subject, revision } =
    'repeated' in outcome
      ? outcome.repeated
      : { subject: outcome.version.uid, revision: outcome.version.revision }
  return [subject, revision]
}

for (const engine of ENGINES)
  t.test(`The same request again on ${engine.name}`, { skip: engine.skip }, async (t) => {
    let now = Date.parse('2026-05-01T00:00:00Z')
    const { registry, proposals, acceptance, outside, people, close } = await engine.open(() => new Date(now))
    t.teardown(close)
    const addresses = async () => Number((await outside('SELECT count(*) AS n FROM address'))[0]?.n)

    t.test('is answered as the first, also when the address has changed since', async (t) => {
      const sent = { request: request() }
      const first = told(await registry.create(officer, draft(), sent))
      const [uid] = first
      const changing = { request: request() }
      const change = () => registry.change(officer, uid, 1, { house_number: '1' }, changing)
      const second = told(await change())
      await made(registry.change(officer, uid, 2, { house_number: '2' }))
      const before = await outside('SELECT count(*) AS n FROM zz_event')
      t.same(told(await registry.create(officer, draft(), sent)), first)
      t.same(told(await change()), second)
      t.same(await outside('SELECT count(*) AS n FROM zz_event'), before)
    })

    t.test('a key is for one request of one account, for a day', async (t) => {
      const sent = { request: request() }
      const [uid] = told(await registry.create(officer, draft(), sent))
      const reused = { request: { ...sent.request, request: 'another body' } }
      t.equal(await refusal(registry.create(officer, draft(), reused)), 'key-reused')
      t.not(told(await registry.create(other, draft(), sent))[0], uid, "another account's is its own")
      now += DAY - 1
      t.equal(told(await registry.create(officer, draft(), sent))[0], uid)
      now += 2
      t.not(told(await registry.create(officer, draft(), sent))[0], uid)
    })

    t.test('what was refused may be sent again', async (t) => {
      const { version } = await made(registry.create(officer, draft()))
      const sent = { request: request() }
      t.equal(await refusal(registry.change(officer, version.uid, 9, {}, sent)), 'changed')
      t.equal(told(await registry.change(officer, version.uid, 1, {}, sent))[1], 2)
    })

    t.test('many at once do the work once', async (t) => {
      const sent = { request: request() }
      const before = await addresses()
      const created = await Promise.all(
        Array.from({ length: 12 }, () => registry.create(officer, draft(), sent)),
      )
      t.equal(new Set(created.map((outcome) => told(outcome)[0])).size, 1)
      t.equal(await addresses(), before + 1)
      const [uid] = told(created[0] as Outcome)
      const changing = { request: request() }
      const changed = await Promise.all(
        Array.from({ length: 12 }, () => registry.change(officer, uid, 1, { house_number: '3' }, changing)),
      )
      t.same(
        new Set(changed.map((outcome) => told(outcome)[1])),
        new Set([2]),
        'nobody is told it has changed',
      )
    })

    t.test('a proposal and a declaration are made once, also after they were settled', async (t) => {
      const declaring = { request: request() }
      const declare = () => proposals.declare(undefined, draft({ house_number: '4' }), declaring)
      const declared = await Promise.all(Array.from({ length: 6 }, declare))
      t.equal(new Set(declared.map(told).map(([id]) => id)).size, 1)
      const id = declared[0]?.proposal as string
      const accepting = { request: request() }
      const accepted = await Promise.allSettled(
        Array.from({ length: 6 }, () => acceptance.accept(officer, id, accepting)),
      )
      for (const end of accepted)
        if (end.status === 'fulfilled') t.same(told(end.value), [id, 1])
        else t.equal(end.reason.code, 'wrong-state', 'who comes while it is being settled')
      t.same(told(await acceptance.accept(officer, id, accepting)), [id, 1])
      await made(registry.transition(verifier, id, 1, 'verified', SEEN))
      const sent = { reason: 'sai', request: request() }
      const propose = () => registry.change(officer, id, 2, { house_number: '5' }, sent)
      const [first] = told(await propose())
      await made(acceptance.accept(actor('hai', ['verifier']), first))
      t.same(told(await propose()), [first, undefined], 'the address has changed by it')
      t.equal(
        await refusal(
          registry.change(officer, id, 3, {}, { ...sent, request: { ...sent.request, request: 'x' } }),
        ),
        'key-reused',
      )
      t.same(told(await declare()), [id, undefined])
      const waiting = await people.write((tx) => tx.proposals.settling())
      t.same(waiting, [])
    })
  })
