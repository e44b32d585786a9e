import t from 'tap'
import { AddressCodes } from '../../src/registry/address-codes.ts'
import type { Outcome } from '../../src/registry/registry.ts'
import { verifyHistory } from '../../src/registry/verify-history.ts'
import { RecordStore } from '../../src/store/record-store.ts'
import { actor, collector, draft, officer, verifier } from '../support/registry-actors.ts'
import { chainsHold, refusal } from '../support/registry-cases.ts'
import { COMMUNES, ENGINES, made, type TestRegistry } from '../support/registry-engines.ts'

const [HERE, THERE] = COMMUNES
const second = actor('hai', ['verifier'])
const wide = actor('rộng', ['officer'], [HERE, THERE])
const SEEN = { method: 'thực địa', date: '2026-02-03' }
const reason = 'tách thửa'

const presentOf = async ({ store }: TestRegistry, uid: string) => {
  const found = await store.write(({ addresses }) => addresses.byUid(uid))
  if (found === undefined) throw new Error(`${uid} is not there`)
  return found
}

const waiting = async (change: Promise<Outcome>) => {
  const outcome = await change
  return 'proposal' in outcome ? outcome.proposal : 'made at once'
}

for (const engine of ENGINES)
  t.test(`Merge, split, identifiers and undo on ${engine.name}`, { skip: engine.skip }, async (t) => {
    const opened = await engine.open()
    t.teardown(opened.close)
    const { registry, acceptance, outside, dataDir } = opened

    const create = async (house_number: string, commune_code: string = HERE) =>
      (await made(registry.create(wide, draft({ house_number, commune_code })))).version

    t.test('a merge retires the others, also of another commune, and is undone as a whole', async (t) => {
      const [one, two, far] = [await create('1'), await create('2'), await create('3', THERE)]
      const others = [two, far].map(({ uid }) => ({ uid, revision: 1 }))
      const merge = { others, changes: { house_number: '1-3' }, reason }
      const done = await made(registry.merge(wide, { uid: one.uid, revision: 1 }, merge))
      t.match(done.version, {
        uid: one.uid,
        revision: 2,
        house_number: '1-3',
        status: 'created',
        code: one.code,
      })
      for (const { uid, code } of [two, far])
        t.match(await presentOf(opened, uid), { revision: 2, status: 'retired', successor: one.uid, code })
      const events = await outside(
        `SELECT id, action FROM zz_event WHERE subject IN ('${two.uid}', '${far.uid}') AND action = 'retired'`,
      )
      t.equal(events.length, 2)
      t.equal(await refusal(registry.undo(wide, String(events[0]?.id), { reason })), 'not-undoable', 'a part')
      t.equal(await refusal(registry.undo(wide, done.event)), 'missing-particulars')
      t.equal(await refusal(registry.undo(officer, done.event, { reason })), 'outside-area')
      await made(registry.undo(wide, done.event, { reason }))
      t.match(await presentOf(opened, one.uid), { revision: 3, house_number: '1' })
      for (const { uid } of [two, far])
        t.match(await presentOf(opened, uid), { revision: 3, status: 'created', successor: null })
      await chainsHold(t, opened, [one.uid, two.uid, far.uid])
    })

    t.test('a split leads the old code on to the new ones, and is undone as a whole', async (t) => {
      const old = await create('4')
      const parts = ['4A', '4B', '4C'].map((house_number) => draft({ house_number }))
      const done = await made(registry.split(officer, { uid: old.uid, revision: 1 }, { parts, reason }))
      t.match(done.version, { uid: old.uid, status: 'retired', code: old.code })
      const successors = (done.version.successor ?? '').split(' ')
      const made3 = await Promise.all(successors.map((uid) => presentOf(opened, uid)))
      t.same(
        made3.map(({ house_number, status, revision }) => [house_number, status, revision]),
        parts.map(({ house_number }) => [house_number, 'created', 1]),
      )
      t.equal(new Set([old.code, ...made3.map(({ code }) => code)]).size, 4, 'codes of their own')
      if (dataDir !== undefined) {
        const record = RecordStore.open(dataDir)
        t.equal(
          new AddressCodes(record.addresses).holder('local', old.code as string)?.successor,
          made3.map(({ code }) => code).join(' '),
        )
        record.close()
      }
      await made(registry.undo(officer, done.event, { reason }))
      t.match(await presentOf(opened, old.uid), { status: 'created', revision: 3, successor: null })
      for (const uid of successors) t.match(await presentOf(opened, uid), { status: 'retired', revision: 2 })
      await chainsHold(t, opened, [old.uid, ...successors])
    })

    t.test('what is certified is merged, split and taken back by another person', async (t) => {
      const [one, two] = [await create('5'), await create('6')]
      for (const { uid } of [one, two]) await made(registry.transition(verifier, uid, 1, 'verified', SEEN))
      const seen = { uid: one.uid, revision: 2 }
      const others = [{ uid: two.uid, revision: 2 }]
      const merge = await waiting(registry.merge(officer, seen, { others, reason }))
      t.equal(await refusal(acceptance.accept(actor('oanh', ['verifier']), merge)), 'another-person')
      const merged = await made(acceptance.accept(second, merge))
      t.match(merged.version, { uid: one.uid, status: 'verified', revision: 3 })
      t.match(await presentOf(opened, two.uid), { status: 'retired', successor: one.uid })
      const undo = await waiting(registry.undo(officer, merged.event, { reason }))
      t.equal(await refusal(acceptance.accept(officer, undo)), 'not-your-role')
      await made(acceptance.accept(verifier, undo))
      t.match(await presentOf(opened, two.uid), { status: 'verified', successor: null, revision: 4 })
      const parts = [draft({ house_number: '6A' }), draft({ house_number: '6B' })]
      const split = await waiting(registry.split(officer, { uid: two.uid, revision: 4 }, { parts, reason }))
      const done = await made(acceptance.accept(second, split))
      t.match(done.version, { uid: two.uid, status: 'retired', revision: 5 })
      await chainsHold(t, opened, [one.uid, two.uid, ...(done.version.successor ?? '').split(' ')])
    })

    t.test('refused, and nothing of it kept', async (t) => {
      const [one, two, gone] = [await create('7'), await create('8'), await create('9')]
      await made(registry.transition(officer, gone.uid, 1, 'retired', { reason }))
      const at = (address: { uid: string }, revision = 1) => ({ uid: address.uid, revision })
      const parts = [draft(), draft()]
      const cases: [why: string, change: () => Promise<unknown>, code: string][] = [
        [
          'by a collector',
          () => registry.merge(collector, at(one), { others: [at(two)], reason }),
          'not-your-role',
        ],
        ['with none', () => registry.merge(officer, at(one), { others: [], reason }), 'missing-particulars'],
        [
          'with itself',
          () => registry.merge(officer, at(one), { others: [at(one)], reason }),
          'missing-particulars',
        ],
        [
          'without a reason',
          () => registry.merge(officer, at(one), { others: [at(two)] }),
          'missing-particulars',
        ],
        [
          'with an old revision',
          () => registry.merge(officer, at(one), { others: [at(two, 0)], reason }),
          'changed',
        ],
        [
          'with a retired one',
          () => registry.merge(officer, at(one), { others: [at(gone, 2)], reason }),
          'wrong-state',
        ],
        [
          'into a retired one',
          () => registry.merge(officer, at(gone, 2), { others: [at(two)], reason }),
          'wrong-state',
        ],
        [
          'with nobody',
          () => registry.merge(officer, at(one), { others: [{ uid: 'x', revision: 1 }], reason }),
          'unknown-address',
        ],
        [
          'split in one',
          () => registry.split(officer, at(one), { parts: [draft()], reason }),
          'missing-particulars',
        ],
        ['split when retired', () => registry.split(officer, at(gone, 2), { parts, reason }), 'wrong-state'],
        [
          'split into another area',
          () =>
            registry.split(officer, at(one), { parts: [draft(), draft({ commune_code: THERE })], reason }),
          'outside-area',
        ],
        ['undo of no event', () => registry.undo(officer, 'none', { reason }), 'unknown-event'],
      ]
      const count = 'SELECT count(*) AS n FROM zz_event'
      const before = await outside(count)
      for (const [why, change, code] of cases) t.equal(await refusal(change()), code, why)
      t.same(await outside(count), before)
    })

    t.test('an event is taken back while nobody has changed the address since', async (t) => {
      const own = await made(registry.create(collector, draft({ house_number: '10' })))
      const { uid } = own.version
      const changed = await made(registry.change(collector, uid, 1, { street: 'Bạch Đằng', lon: 106.5 }))
      t.equal(await refusal(registry.undo(collector, own.event, { reason })), 'changed')
      t.equal(await refusal(registry.undo(actor('y', ['collector']), changed.event)), 'not-your-role')
      const undone = await made(registry.undo(collector, changed.event))
      t.match(undone.version, { revision: 3, street: 'Nguyễn Đình Chiểu', lon: 106.41 })
      t.match((await made(registry.undo(collector, undone.event))).version, {
        revision: 4,
        street: 'Bạch Đằng',
      })
      const moved = await made(registry.change(wide, uid, 4, { commune_code: THERE }))
      const [out] = await outside(`SELECT id FROM zz_event WHERE subject = '${uid}' AND action = 'moved-out'`)
      t.equal(await refusal(registry.undo(wide, String(out?.id))), 'not-undoable')
      t.match((await made(registry.undo(wide, moved.event))).version, { revision: 6, commune_code: HERE })
      const retired = await made(registry.transition(officer, uid, 6, 'retired', { reason }))
      t.match((await made(registry.undo(officer, retired.event, { reason }))).version, { status: 'created' })

      const made1 = await made(registry.create(collector, draft({ house_number: '11' })))
      t.equal(await refusal(registry.undo(collector, made1.event, { reason })), 'not-your-role')
      const withdrawn = await made(registry.undo(officer, made1.event, { reason }))
      t.match(withdrawn.version, { status: 'retired', revision: 2, code: made1.version.code })
      const [event] = await outside(`SELECT action FROM zz_event WHERE id = '${withdrawn.event}'`)
      t.equal(event?.action, 'withdrawn')
      const back = await made(registry.transition(verifier, uid, 8, 'created', { reason: 'thiếu ảnh' }))
      t.equal(await refusal(registry.undo(officer, back.event)), 'not-undoable', 'it has changed nothing')
      const kept = await made(registry.create(officer, draft({ house_number: '11A' })))
      await outside(`UPDATE address SET status = 'reserved' WHERE uid = '${kept.version.uid}'`)
      await registry.settleOutside()
      const opened2 = await made(registry.transition(officer, kept.version.uid, 2, 'created'))
      const closed = await made(registry.undo(officer, opened2.event, { reason }))
      t.equal(closed.version.status, 'retired', 'what was public is not reserved again')
      const outsider = await made(registry.create(officer, draft({ house_number: '12' })))
      await outside(`UPDATE address SET house_number = '13' WHERE uid = '${outsider.version.uid}'`)
      t.equal(await refusal(registry.undo(officer, outsider.event, { reason })), 'changed', 'by QGIS')
      await chainsHold(t, opened, [uid, made1.version.uid])
    })

    t.test('identifiers are attached, replaced and never given to another', async (t) => {
      const [one, two] = [await create('14'), await create('15')]
      const at = (address: { uid: string }, revision = 1) => ({ uid: address.uid, revision })
      const attach = (
        address: { uid: string },
        revision: number,
        scheme: string,
        value: string,
        who = officer,
      ) => registry.attachIdentifier(who, at(address, revision), { scheme, value })
      await made(attach(one, 1, 'ndas', '8012345678'))
      const replaced = await made(attach(one, 2, 'ndas', '8012345679'))
      t.match(await presentOf(opened, one.uid), { revision: 3, ndas: '8012345679' })
      /** in this order */
      const cases: [why: string, change: () => Promise<unknown>, code: string][] = [
        ['nine digits', () => attach(two, 1, 'ndas', '801234567'), 'findings'],
        ["another's", () => attach(two, 1, 'ndas', '8012345679'), 'findings'],
        ['given up by another', () => attach(two, 1, 'ndas', '8012345678'), 'findings'],
        ['with a change', () => registry.change(officer, two.uid, 1, { ndas: '8012345678' }), 'findings'],
        ['at creation', () => registry.create(officer, draft({ ndas: '8012345678' })), 'findings'],
        ['of no scheme', () => attach(two, 1, 'what3words', 'a.b.c'), 'findings'],
        ['of another form', () => attach(two, 1, 'place', 'abc'), 'findings'],
        ['by a collector', () => attach(two, 1, 'place', 'ABC123', collector), 'not-your-role'],
        ['of an old revision', () => attach(two, 0, 'place', 'ABC123'), 'changed'],
        ['attached', () => attach(two, 1, 'place', 'ABC123'), 'not refused'],
        ['replaced', () => attach(two, 1, 'place', 'ABC124'), 'not refused'],
        ['given up by another', () => attach(one, 3, 'place', 'ABC123'), 'findings'],
        ['its own again', () => attach(two, 1, 'place', 'ABC123'), 'not refused'],
      ]
      for (const [why, change, code] of cases) t.equal(await refusal(change()), code, why)
      const kept = await outside(
        `SELECT value, uid, status FROM identifier WHERE scheme IN ('ndas', 'place') ORDER BY value`,
      )
      t.match(kept, [
        { value: '8012345678', uid: one.uid, status: 'retired' },
        { value: '8012345679', uid: one.uid, status: 'current' },
        { value: 'ABC123', uid: two.uid, status: 'current' },
        { value: 'ABC124', uid: two.uid, status: 'retired' },
      ])
      await made(registry.undo(officer, replaced.event))
      t.match(
        await outside(`SELECT value, status, valid_to FROM identifier WHERE scheme = 'ndas' ORDER BY value`),
        [
          { value: '8012345678', status: 'current', valid_to: null },
          { value: '8012345679', status: 'retired' },
        ],
        'what is taken back is its own again',
      )
      await chainsHold(t, opened, [one.uid, two.uid])
    })

    t.test('one code given out to two at once goes to one', async (t) => {
      const two = [await create('16'), await create('17')]
      for (const [scheme, value] of [
        ['ndas', '8099999999'],
        ['place', 'ZZZ999'],
      ] as const) {
        const revisions = await Promise.all(
          two.map(async ({ uid }) => (await presentOf(opened, uid)).revision),
        )
        const codes = await Promise.all(
          two.map(({ uid }, i) =>
            refusal(
              registry.attachIdentifier(
                officer,
                { uid, revision: revisions[i] as number },
                { scheme, value },
              ),
            ),
          ),
        )
        t.same(codes.sort(), ['findings', 'not refused'], scheme)
      }
    })

    t.test('many transitions are answered one by one', async (t) => {
      const all = [await create('18'), await create('19'), await create('20')]
      const items = all.map(({ uid }, i) => ({ uid, revision: i === 1 ? 9 : 1 }))
      const key = { key: 'many', request: 'r' }
      const send = () =>
        registry.transitions(verifier, 'verified', [...items, { uid: 'none', revision: 1 }], SEEN, key)
      const outcomes = await send()
      t.match(outcomes, [
        { uid: all[0]?.uid, outcome: { version: { status: 'verified' } } },
        { uid: all[1]?.uid, refusal: { code: 'changed' } },
        { uid: all[2]?.uid, outcome: { version: { status: 'verified' } } },
        { uid: 'none', refusal: { code: 'unknown-address' } },
      ])
      t.match(await send(), [
        { outcome: { repeated: { subject: all[0]?.uid, revision: 2 } } },
        { refusal: { code: 'changed' } },
        { outcome: { repeated: { revision: 2 } } },
        { refusal: { code: 'unknown-address' } },
      ])
      const many = Array.from({ length: 501 }, () => ({ uid: 'x', revision: 1 }))
      await t.rejects(registry.transitions(verifier, 'verified', many), RangeError)
    })

    t.test('the whole history holds', async (t) => {
      await registry.settleOutside()
      t.same((await verifyHistory(opened.store)).breaks, [])
    })
  })
