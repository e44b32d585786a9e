import t from 'tap'
import type { Refusal } from '../../src/registry/refusal.ts'
import { verifyHistory } from '../../src/registry/verify-history.ts'
import { hashOf } from '../../src/store/registry/address-version.ts'
import { actor, collector, draft, officer, verifier } from '../support/registry-actors.ts'
import { chainsHold, refusal } from '../support/registry-cases.ts'
import { COMMUNES, ENGINES, made } from '../support/registry-engines.ts'

const [HERE, THERE] = COMMUNES

for (const engine of ENGINES)
  t.test(`The registry on ${engine.name}`, { skip: engine.skip }, async (t) => {
    const opened = await engine.open()
    t.teardown(opened.close)
    const { registry, store, outside } = opened

    t.test('versions of one moment that say the same each leave the one before', async (t) => {
      const still = await engine.open(() => new Date('2026-02-03T04:05:06.789Z'))
      t.teardown(still.close)
      const { uid } = (await made(still.registry.create(collector, draft()))).version
      for (let revision = 1; revision < 5; revision++)
        await made(still.registry.transition(verifier, uid, revision, 'created', { reason: 'thiếu ảnh' }))
      const earlier = await still.store.read(({ addresses }) => addresses.earlier(uid))
      t.same(
        earlier.map(({ revision }) => revision),
        [1, 2, 3, 4],
      )
      t.same((await verifyHistory(still.store)).breaks, [])
    })

    t.test('what only reads holds nothing', async (t) => {
      const { uid } = (await made(registry.create(collector, draft()))).version
      const [one, hamlet, unsettled] = await store.read(({ addresses }) =>
        Promise.all([addresses.byUid(uid), addresses.inHamlet('x'), addresses.unsettled(5)]),
      )
      t.match([one?.uid, hamlet, unsettled], [uid, [], []])
    })

    t.test('leads an address through its states, with an event each', async (t) => {
      const { version } = await made(registry.create(collector, draft()))
      t.match(version, { status: 'created', revision: 1, code: /^L\d{10}$/ })
      const changed = await made(registry.change(officer, version.uid, 1, { house_number: '12/4C' }))
      t.match(changed.version, { revision: 2, house_number: '12/4C', street: 'Nguyễn Đình Chiểu' })
      const back = await made(
        registry.transition(verifier, version.uid, 2, 'created', { reason: 'thiếu ảnh' }),
      )
      t.match(back.version, { revision: 3, status: 'created' })
      const seen = { method: 'thực địa', date: '2026-02-03' }
      const verified = await made(registry.transition(verifier, version.uid, 3, 'verified', seen))
      t.match(verified.version, { revision: 4, status: 'verified', valid_from: '2026-02-03' })
      const decision = { number: '12/QĐ-UBND', date: '2026-03-01' }
      const official = await made(registry.transition(verifier, version.uid, 4, 'official', { decision }))
      t.match(official.version, { revision: 5, status: 'official', valid_from: '2026-03-01' })
      await store.write(async ({ addresses, identifiers, chains }) => {
        const events = await chains.ofSubject(version.uid)
        t.same(
          events.map(({ action, from_status, to_status }) => [action, from_status, to_status]),
          [
            ['created', null, 'created'],
            ['changed', 'created', 'created'],
            ['sent-back', 'created', 'created'],
            ['verified', 'created', 'verified'],
            ['made-official', 'verified', 'official'],
          ],
        )
        const earlier = await addresses.earlier(version.uid)
        t.same(
          earlier.map(({ revision, house_number }) => [revision, house_number]),
          [
            [1, '12/4B'],
            [2, '12/4C'],
            [3, '12/4C'],
            [4, '12/4C'],
          ],
        )
        for (const [i, each] of earlier.entries())
          t.equal(hashOf(each), events[i]?.version_hash, `revision ${each.revision} hashes as it did`)
        t.match(await identifiers.holder('local', version.code as string), {
          uid: version.uid,
          status: 'current',
        })
      })
      await chainsHold(t, opened, [version.uid])
    })

    t.test('refuses, and keeps nothing of it', async (t) => {
      const { version } = await made(registry.create(collector, draft({ house_number: '7' })))
      const { uid } = version
      const seen = { method: 'thực địa', date: '2026-02-03' }
      const elsewhere = actor('em', ['officer', 'verifier', 'collector'], [THERE])
      const both = actor('ba', ['officer', 'verifier'])
      const cases: [why: string, change: () => Promise<unknown>, code: string][] = [
        ['no role', () => registry.create(actor('x', []), draft()), 'not-your-role'],
        ['another commune', () => registry.create(elsewhere, draft()), 'outside-area'],
        [
          'no commune',
          () => registry.create(actor('x', ['officer'], ['99999']), draft({ commune_code: '99999' })),
          'findings',
        ],
        ['an unknown id', () => registry.change(officer, 'nobody', 1, {}), 'unknown-address'],
        ['an old revision', () => registry.change(officer, uid, 0, {}), 'changed'],
        ["another's", () => registry.change(actor('y', ['collector']), uid, 1, {}), 'not-your-role'],
        ['two steps at once', () => registry.transition(verifier, uid, 1, 'official', {}), 'wrong-state'],
        [
          'without particulars',
          () => registry.transition(verifier, uid, 1, 'verified', {}),
          'missing-particulars',
        ],
        [
          'an empty reason',
          () => registry.transition(officer, uid, 1, 'retired', { reason: ' ' }),
          'missing-particulars',
        ],
        ['by an officer', () => registry.transition(officer, uid, 1, 'verified', seen), 'not-your-role'],
        [
          'an unknown successor',
          () => registry.transition(officer, uid, 1, 'retired', { reason: 'phá dỡ', successors: ['nobody'] }),
          'unknown-address',
        ],
        [
          'its own successor',
          () => registry.transition(officer, uid, 1, 'retired', { reason: 'phá dỡ', successors: [uid] }),
          'unknown-address',
        ],
      ]
      const before = await outside('SELECT count(*) AS n FROM zz_event')
      for (const [why, change, code] of cases) t.equal(await refusal(change()), code, why)
      t.same(await outside('SELECT count(*) AS n FROM zz_event'), before)
      await registry.change(both, uid, 1, { house_number: '7A' })
      t.equal(await refusal(registry.transition(both, uid, 2, 'verified', seen)), 'another-person')
      t.equal(
        await refusal(registry.change(collector, uid, 2, {})),
        'not-your-role',
        'after another changed it',
      )
    })

    t.test('changes by others at once: one is kept, the other is told', async (t) => {
      const { version } = await made(registry.create(collector, draft({ house_number: '9' })))
      const ends = await Promise.allSettled(
        ['9A', '9B', '9C', '9D'].map((house_number) =>
          registry.change(officer, version.uid, 1, { house_number }),
        ),
      )
      t.equal(ends.filter(({ status }) => status === 'fulfilled').length, 1)
      for (const end of ends) if (end.status === 'rejected') t.equal((end.reason as Refusal).code, 'changed')
      await chainsHold(t, opened, [version.uid])
    })

    t.test('codes are issued once, also to many at once, and after a failure', async (t) => {
      const all = await Promise.all(
        Array.from({ length: 40 }, (_, i) =>
          made(registry.create(officer, draft({ house_number: String(i) }))),
        ),
      )
      const codes = new Set(all.map(({ version }) => version.code))
      t.equal(codes.size, 40)
      await chainsHold(
        t,
        opened,
        all.map(({ version }) => version.uid),
      )
    })

    t.test('a move has an event in both chains', async (t) => {
      const wide = actor('rộng', ['officer'], [HERE, THERE])
      const { version } = await made(registry.create(wide, draft()))
      const moved = await made(registry.change(wide, version.uid, 1, { commune_code: THERE }))
      await store.write(async ({ chains }) => {
        const events = await chains.ofSubject(version.uid)
        const [, ...last] = events.map(({ action, chain }) => `${action} ${chain}`).sort()
        t.same(last, [`moved ${THERE}@2025-07-01`, `moved-out ${HERE}@2025-07-01`])
      })
      await chainsHold(t, opened, [moved.version.uid])
    })

    t.test('what another program certifies is only created', async (t) => {
      const { version } = await made(registry.create(collector, draft({ house_number: '21' })))
      const where = `WHERE uid = '${version.uid}'`
      await outside(`UPDATE address SET status = 'official' ${where}`)
      t.match(await outside(`SELECT status, event, salt FROM address ${where}`), [
        { status: 'created', event: null, salt: null },
      ])
      const kept = await outside(`SELECT status, revision FROM address_history ${where}`)
      t.match(
        kept,
        [{ status: 'created', revision: 1 }],
        'the history has what was before, and no step between',
      )
      const event = (await outside('SELECT max(fid) AS fid FROM zz_event'))[0]?.fid
      await outside(`UPDATE address SET status = 'verified', event = ${Number(event) + 5} ${where}`)
      t.match(
        await outside(`SELECT status FROM address ${where}`),
        [{ status: 'created' }],
        'an event that is none',
      )
    })

    t.test('a clock that is set back does not lead time back', async (t) => {
      const moments = ['2026-05-01T00:00:00.000Z', '2026-04-01T00:00:00.000Z']
      const other = await engine.open(() => new Date(moments.shift() ?? '2026-03-01T00:00:00.000Z'))
      t.teardown(other.close)
      await other.registry.create(officer, draft())
      await other.registry.create(officer, draft())
      await other.store.write(async ({ chains }) => {
        const events = await chains.after(`${HERE}@2025-07-01`, 0, 10)
        t.same(
          events.map(({ at }) => at),
          ['2026-05-01T00:00:00.000Z', '2026-05-01T00:00:00.000Z'],
        )
      })
    })
  })
