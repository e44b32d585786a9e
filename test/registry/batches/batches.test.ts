import t from 'tap'
import { batchRoot } from '../../../src/chains/batch-root.ts'
import { verifyHistory } from '../../../src/registry/verify-history.ts'
import { hashOf, type StoredVersion } from '../../../src/store/registry/address-version.ts'
import { batchRow, batchWorld } from '../../support/batch-world.ts'
import { actor, draft } from '../../support/registry-actors.ts'
import { refusal } from '../../support/registry-cases.ts'
import { COMMUNES, ENGINES, made } from '../../support/registry-engines.ts'

const [HERE, THERE] = COMMUNES
const officer = { ...actor('oanh', ['officer'], COMMUNES), office: 'xã' }
const verifier = { ...actor('vinh', ['verifier'], COMMUNES), office: 'xã' }
const second = { ...actor('hai', ['officer', 'verifier'], COMMUNES), office: 'xã' }
const post = { ...actor('bưu', ['officer'], COMMUNES), office: 'bưu cục' }
const local = { ...actor('lan', ['officer'], [HERE]), office: 'xã' }
const SURVEY = { method: 'thực địa', date: '2026-01-02' }
const uid = (n: number) => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`

for (const engine of ENGINES)
  t.test(`Batches on ${engine.name}`, { skip: engine.skip }, async (t) => {
    const opened = await engine.open()
    t.teardown(opened.close)
    const { registry, store, people, acceptance } = opened
    const world = batchWorld(opened)
    const { send, writing, sampling, reports } = world
    const now = async (id: string) =>
      (await store.write(({ addresses }) => addresses.byUid(id))) as StoredVersion
    const create = async (more = {}, by = officer) =>
      (await made(registry.create(by, draft(more)))).version.uid
    const outcomes = async (id: string) => (await reports.report(officer, id)).outcomes
    const events = async () =>
      opened.outside(
        "SELECT chain, action, count, version_hash FROM zz_event WHERE action LIKE 'batch%' ORDER BY fid",
      )

    t.test('new and changed rows are one event a commune, with the root over their versions', async (t) => {
      const known = await create({ house_number: '1' })
      const before = await events()
      const id = await send(officer, [
        batchRow(2, known, { house_number: '1A' }),
        batchRow(3, uid(1), { house_number: '2' }),
        batchRow(4, uid(2), { house_number: '3', commune_code: THERE }),
      ])
      t.match((await reports.report(officer, id)).file, { rows: 3, plans: { new: 2, change: 1 } })
      t.same(await events(), before, 'nothing is in the record before it is applied')
      await writing.apply(officer, id, [])
      t.same(await outcomes(id), { added: 2, changed: 1 })
      const made = (await events()).slice(before.length)
      t.match(made, [
        { chain: `${HERE}@2025-07-01`, action: 'batch', count: 2 },
        { chain: `${THERE}@2025-07-01`, action: 'batch', count: 1 },
      ])
      const versions = [await now(known), await now(uid(1))]
      t.same(
        versions.map(({ revision, house_number }) => [revision, house_number]),
        [
          [2, '1A'],
          [1, '2'],
        ],
      )
      t.equal(made[0]?.version_hash, batchRoot(versions.map((each) => [each.uid, hashOf(each)])))
      t.equal(new Set([...versions.map(({ code }) => code)]).size, 2, 'codes were issued')
      await writing.apply(officer, id, [])
      t.equal((await events()).length, before.length + 2, 'applied again it writes nothing again')
      const again = await send(officer, [
        batchRow(2, known, { house_number: '1A' }),
        batchRow(3, uid(1), { house_number: '2' }),
      ])
      t.match(
        (await reports.report(officer, again)).file,
        { plans: { unchanged: 2 } },
        'the same file changes nothing',
      )
    })

    t.test('what others have changed is not overwritten', async (t) => {
      const [a, b, c] = [await create(), await create(), await create()]
      const change = (id: string, revision: number, changes: object) =>
        made(registry.change(officer, id, revision, changes))
      await change(a, 1, { street: 'Hùng Vương' })
      await change(b, 1, { street: 'Hùng Vương' })
      // The file was made when all three were revision 1.
      const based = { revision: 1 }
      const stated = { house_number: '9', street: 'Nguyễn Đình Chiểu' }
      const id = await send(officer, [
        batchRow(2, a, stated, based),
        batchRow(3, b, { ...stated, street: 'Lê Lợi' }, based),
        batchRow(4, c, stated, based),
      ])
      const { file } = await reports.report(officer, id)
      t.match(file, { plans: { change: 2, refused: 1 } })
      const told = await reports.rows(officer, id, { after: 0, limit: 10 })
      t.match(
        told.map(({ findings }) => JSON.parse(findings ?? '[]')),
        [
          [{ rule: 'newer-kept', severity: 'info', path: 'street' }],
          [{ rule: 'changed-since', severity: 'error', path: 'street' }],
          [],
        ],
      )
      await change(c, 1, { house_number: '10' })
      await writing.apply(officer, id, [])
      t.same(
        await outcomes(id),
        { changed: 1, refused: 1 },
        'somebody was quicker than the one that was read',
      )
      t.match(await now(a), { street: 'Hùng Vương', house_number: '9', revision: 3 })
      t.match(await now(b), { street: 'Hùng Vương', house_number: '12/4B', revision: 2 })
      t.match(await now(c), { house_number: '10', revision: 2 })
    })

    t.test('a place is one value', async (t) => {
      const id = await create()
      await made(registry.change(officer, id, 1, { lon: 106.5 }))
      const batch = await send(officer, [batchRow(2, id, { lon: 106.41, lat: 10.6 }, { revision: 1 })])
      t.match((await reports.report(officer, batch)).file, { plans: { refused: 1 } })
    })

    t.test('certified rows become a proposal each', async (t) => {
      const id = await create()
      await made(registry.transition(verifier, id, 1, 'verified', SURVEY))
      const batch = await send(officer, [batchRow(7, id, { house_number: '77' })])
      t.match((await reports.report(officer, batch)).file, { plans: { proposal: 1 } })
      await writing.apply(officer, batch, [])
      t.same(await outcomes(batch), { proposed: 1 })
      t.match(await now(id), { house_number: '12/4B', revision: 2 }, 'the old version holds')
      const [row] = await reports.rows(officer, batch, { which: 'proposed', after: 0, limit: 1 })
      t.match(await people.write(({ proposals }) => proposals.byId(row?.proposal as string)), {
        kind: 'correction',
        subject: id,
        base_revision: 2,
        person: 'oanh',
        reason: /line 7/,
      })
      const again = await send(officer, [batchRow(7, id, { house_number: '77' })])
      await writing.apply(officer, again, [])
      t.same(await outcomes(again), { unchanged: 1 }, 'the same is not proposed twice')
      await acceptance.accept(second, row?.proposal as string)
      t.match(await now(id), { house_number: '77', revision: 3, status: 'verified' })
    })

    t.test("another office's rows wait for its yes", async (t) => {
      const id = await create({}, post)
      const own = await create()
      const batch = await send(officer, [
        batchRow(2, id, { house_number: '5' }),
        batchRow(3, own, { house_number: '6' }),
      ])
      t.match((await reports.report(officer, batch)).file, {
        plans: { 'other-office': 1, change: 1 },
        offices: { 'bưu cục': 1 },
      })
      await writing.apply(officer, batch, [])
      t.match(await reports.report(officer, batch), { outcomes: { changed: 1 }, waiting: { 'bưu cục': 1 } })
      t.match(await now(id), { house_number: '12/4B' })
      await writing.apply(post, batch, [])
      t.same(await outcomes(batch), { changed: 2 })
      t.match(await now(id), { house_number: '5', revision: 2 })
      t.equal(
        await refusal(registry.transition({ ...officer, roles: verifier.roles }, id, 2, 'verified', SURVEY)),
        'another-person',
        'who sent the batch has contributed, though the other office applied it',
      )
    })

    t.test('warnings are accepted rule by rule', async (t) => {
      const warned = (rule: string) => ({
        findings: [{ rule, severity: 'warning' as const, path: 'lon', message: { vi: 'x', en: 'x' } }],
      })
      const batch = await send(officer, [
        batchRow(2, uid(11), {}, warned('near-boundary')),
        batchRow(3, uid(12), {}, warned('same-place')),
        batchRow(4, uid(13), {}),
        batchRow(
          5,
          uid(14),
          {},
          {
            findings: [
              { rule: 'field-value', severity: 'error', path: 'lon', message: { vi: 'x', en: 'x' } },
            ],
          },
        ),
      ])
      t.match((await reports.report(officer, batch)).file, {
        plans: { new: 3, refused: 1 },
        warnings: { 'near-boundary': 1, 'same-place': 1 },
      })
      await writing.apply(officer, batch, [])
      t.match(await reports.report(officer, batch), { outcomes: { added: 1 }, waiting: { '': 2 } })
      await writing.apply(officer, batch, ['same-place'])
      t.match(await reports.report(officer, batch), { outcomes: { added: 2 }, waiting: { '': 1 } })
      t.equal(await now(uid(11)), undefined)
    })

    t.test('bad rows are refused one by one, in words', async (t) => {
      const known = await create({ commune_code: THERE })
      const code = (await now(known)).code
      const gone = await create()
      await made(registry.transition(officer, gone, 1, 'retired', { reason: 'nhầm' }))
      const cases: [why: string, row: Parameters<typeof batchRow>[2], more: object, rule: string][] = [
        ['outside the area', { commune_code: THERE }, {}, 'not-in-area'],
        ['a code that nobody has', {}, { code: 'L1234567890' }, 'unknown-code'],
        ['a retired one', { house_number: '1' }, { uid: gone }, 'state-not-open'],
        ['new and retired', {}, { status: 'retired' }, 'state-not-open'],
        ["another's code", { house_number: '1' }, { uid: await create(), code }, 'other-code'],
        ["in another's area", { house_number: '1' }, { uid: known }, 'not-in-area'],
      ]
      for (const [i, [why, row, more, rule]] of cases.entries()) {
        const batch = await send(local, [batchRow(2, uid(100 + i), row, more)])
        const [stored] = await reports.rows(local, batch, { after: 0, limit: 1 })
        t.equal(stored?.plan, 'refused', why)
        t.ok(
          JSON.parse(stored?.findings ?? '[]').some((each: { rule: string }) => each.rule === rule),
          `${why}: ${stored?.findings}`,
        )
        await writing.apply(local, batch, [])
        t.same(await outcomes(batch), {}, why)
      }
      const twice = await send(officer, [
        batchRow(2, uid(120), {}),
        batchRow(3, uid(120), { house_number: '2' }),
      ])
      t.match((await reports.report(officer, twice)).file, { plans: { new: 1, refused: 1 } })
    })

    t.test('a move out of the area is a proposal; within it an event in both chains', async (t) => {
      const [a, b] = [await create(), await create()]
      const moved = await send(local, [batchRow(2, a, { commune_code: THERE })])
      t.match((await reports.report(local, moved)).file, { plans: { proposal: 1 } })
      const within = await send(officer, [batchRow(2, b, { commune_code: THERE })])
      await writing.apply(officer, within, [])
      t.match(
        (
          await opened.outside('SELECT chain, action, count FROM zz_event ORDER BY fid DESC LIMIT 2')
        ).reverse(),
        [
          { chain: `${HERE}@2025-07-01`, action: 'moved-out', count: 1 },
          { chain: `${THERE}@2025-07-01`, action: 'batch', count: 1 },
        ],
      )
    })

    t.test('two batches that touch the same rows', async (t) => {
      const ids = [await create(), await create(), await create()]
      const rows = (house_number: string) => ids.map((id, i) => batchRow(i + 2, id, { house_number }))
      const [one, two] = [await send(officer, rows('1')), await send(second, [...rows('2')].reverse())]
      await Promise.all([writing.apply(officer, one, []), writing.apply(second, two, [])])
      const [a, b] = [await outcomes(one), await outcomes(two)]
      t.same([a, b].map((each) => each.changed ?? 0).sort(), [0, 3], 'one of them was first')
      t.same([a, b].map((each) => each.refused ?? 0).sort(), [0, 3], 'the other overwrites nothing')
      t.equal(new Set(await Promise.all(ids.map(async (id) => (await now(id)).house_number))).size, 1)
    })

    t.test('two batches that add the same address', async (t) => {
      const rows = [batchRow(2, uid(401), {}), batchRow(3, uid(402), { ndas: '8012345678' })]
      const [one, two] = [await send(officer, rows), await send(second, [...rows].reverse())]
      await Promise.all([writing.apply(officer, one, []), writing.apply(second, two, [])])
      const both = [await outcomes(one), await outcomes(two)]
      t.same(both.map(({ added = 0 }) => added).sort(), [0, 2], JSON.stringify(both))
      t.same(both.map(({ refused = 0 }) => refused).sort(), [0, 2], JSON.stringify(both))
    })

    t.test('an undo takes back what nobody changed since, and lists the rest', async (t) => {
      const [known, other] = [await create({ house_number: '1' }), await create({ house_number: '1' })]
      const certified = await create()
      await made(registry.transition(verifier, certified, 1, 'verified', SURVEY))
      const batch = await send(officer, [
        batchRow(2, known, { house_number: '2' }),
        batchRow(3, other, { house_number: '2' }),
        batchRow(4, uid(31), {}),
        batchRow(5, certified, { house_number: '2' }),
      ])
      t.equal(await refusal(writing.undo(officer, batch, 'nhầm')), 'wrong-state', 'nothing is there to undo')
      await writing.apply(officer, batch, [])
      await made(registry.change(officer, other, 2, { house_number: '3' }))
      t.equal(await refusal(writing.undo(officer, batch, undefined)), 'missing-particulars')
      t.same(await writing.undo(officer, batch, 'nhầm tệp'), { undone: 2, left: [other] })
      t.match(await now(known), { house_number: '1', revision: 3, status: 'created' })
      t.match(await now(other), { house_number: '3', revision: 3 })
      t.match(await now(uid(31)), { status: 'retired', revision: 2 })
      const [row] = await reports.rows(officer, batch, { which: 'proposed', after: 0, limit: 1 })
      t.match(await people.write(({ proposals }) => proposals.byId(row?.proposal as string)), {
        state: 'withdrawn',
      })
      t.equal(await refusal(writing.undo(officer, batch, 'nhầm')), 'wrong-state', 'it is undone')
      const late = await send(officer, [batchRow(2, known, { house_number: '4' })])
      await writing.apply(officer, late, [])
      await made(registry.change(officer, known, 4, { house_number: '5' }))
      t.equal(await refusal(writing.undo(officer, late, 'nhầm')), 'not-undoable')
      t.match(
        (await reports.report(officer, late)).batch,
        { state: 'applied' },
        'a refused undo leaves it as it was',
      )
    })

    t.test('a batch is verified by sample, hamlet by hamlet', async (t) => {
      const hamlet = (name: string, from: number) =>
        Array.from({ length: 6 }, (_, i) => batchRow(from + i, uid(200 + from + i), { hamlet: name }))
      const batch = await send(officer, [...hamlet('Ấp 1', 2), ...hamlet('Ấp 2', 10)])
      t.equal(
        await refusal(sampling.draw(officer, batch)),
        'wrong-state',
        'nothing is drawn before it is applied',
      )
      await writing.apply(officer, batch, [])
      const sample = await sampling.draw(officer, batch)
      t.match(sample.lots, [
        { hamlet: 'Ấp 1', size: 6, sample: 3, allowed: 0, state: 'open' },
        { hamlet: 'Ấp 2', size: 6, sample: 3, allowed: 0, state: 'open' },
      ])
      t.same(await sampling.draw(verifier, batch), sample, 'it is drawn once')
      const all = sample.drawn.map((each) => ({ uid: each.uid, right: true }))
      t.equal(
        await refusal(sampling.verify({ ...officer, roles: verifier.roles }, batch, all, '2026-03-01')),
        'another-person',
      )
      t.equal(await refusal(sampling.verify(officer, batch, all, '2026-03-01')), 'not-your-role')
      t.equal(
        await refusal(sampling.verify(verifier, batch, [{ uid: uid(999), right: true }], '2026-03-01')),
        'unknown-address',
      )
      t.equal(
        await refusal(
          sampling.verify(verifier, batch, [{ uid: all[0]?.uid as string, right: false }], '2026-03-01'),
        ),
        'missing-particulars',
      )
      // One of the rest is changed meanwhile, and of the second hamlet one is wrong.
      const drawn = new Set(all.map((each) => each.uid))
      const touched = Array.from({ length: 6 }, (_, i) => uid(202 + i)).find((id) => !drawn.has(id)) as string
      await made(registry.change(officer, touched, 1, { house_number: '99' }))
      const before = (await events()).length
      const [first, ...rest] = all
      await sampling.verify(verifier, batch, [first as (typeof all)[0]], '2026-03-01')
      t.equal((await events()).length, before, 'nothing is verified before all are settled')
      t.equal(
        await refusal(sampling.verify(verifier, batch, [first as (typeof all)[0]], '2026-03-01')),
        'wrong-state',
      )
      const last = rest.map((each, i) =>
        i === rest.length - 1 ? { ...each, right: false, text: 'sai số nhà' } : each,
      )
      const end = await sampling.verify(verifier, batch, last, '2026-03-01')
      t.match(end.lots, [
        { hamlet: 'Ấp 1', state: 'verified' },
        { hamlet: 'Ấp 2', state: 'failed' },
      ])
      t.match((await events()).slice(before), [{ action: 'batch-verified', count: 5 }])
      const states = await Promise.all(
        Array.from({ length: 6 }, async (_, i) => (await now(uid(202 + i))).status),
      )
      t.same(states.sort(), ['created', 'verified', 'verified', 'verified', 'verified', 'verified'])
      for (let i = 0; i < 6; i++) t.equal((await now(uid(210 + i))).status, 'created')
      const { undone, left } = await writing.undo(officer, batch, 'nhầm')
      t.same([undone, left.length], [6, 6], 'what was verified or changed since stays')
    })

    t.test('who may', async (t) => {
      const batch = await send(officer, [batchRow(2, uid(300), {})])
      const stranger = { ...actor('xa', ['officer'], ['99999']), office: 'xa' }
      t.equal(await refusal(reports.report(stranger, batch)), 'unknown-batch')
      t.equal(await refusal(writing.apply(stranger, batch, [])), 'unknown-batch')
      t.equal(await refusal(writing.apply(verifier, batch, [])), 'not-your-role')
      t.equal(await refusal(send(verifier, [])), 'not-your-role')
      t.equal(await refusal(writing.apply(officer, 'none', [])), 'unknown-batch')
      const dry = await send(officer, [batchRow(2, uid(301), {})], true)
      t.match((await reports.report(officer, dry)).file, { plans: { new: 1 } })
      t.equal(await refusal(writing.apply(officer, dry, [])), 'wrong-state')
    })

    t.test('the history holds', async (t) => {
      t.same((await verifyHistory(store)).breaks, [])
    })
  })
