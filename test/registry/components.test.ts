import t, { type Test } from 'tap'
import type { Seen } from '../../src/registry/actions/guards.ts'
import { ComponentHistory } from '../../src/registry/components/component-history.ts'
import { verifyHistory } from '../../src/registry/verify-history.ts'
import type { StoredVersion } from '../../src/store/registry/address-version.ts'
import { actor, collector, draft, officer, verifier } from '../support/registry-actors.ts'
import { refusal } from '../support/registry-cases.ts'
import { componentsOf, hamlet, madeComponent } from '../support/registry-components.ts'
import { COMMUNES, ENGINES, made } from '../support/registry-engines.ts'

const [HERE, THERE] = COMMUNES
const WHY = { reason: 'Nghị quyết', decision: { number: '12/NQ-HĐND', date: '2026-05-04' } }
/** One degree of latitude is some 111 km: points that many metres north of the drafts'. */
const north = (metres: number) => 10.53 + metres / 111_195

for (const engine of ENGINES)
  t.test(`Hamlets and streets on ${engine.name}`, { skip: engine.skip }, async (t) => {
    const opened = await engine.open()
    t.teardown(opened.close)
    const { registry, store, outside } = opened
    const components = componentsOf(opened)
    const history = new ComponentHistory(store)
    const create = async (name: string, more = {}) =>
      (await madeComponent(components.create(officer, 'hamlet', hamlet(name, more)))).version
    const addressOf = (uid: string) =>
      store.write(async ({ addresses }) => (await addresses.byUid(uid)) as StoredVersion)
    const both = actor('y', ['officer'], COMMUNES)
    const house = async (more = {}) => (await made(registry.create(both, draft(more)))).version
    const seen = ({ uid, revision }: Seen): Seen => ({ uid, revision })
    const holds = async (t: Test) => t.same((await verifyHistory(store)).breaks, [])

    t.test('an address lies in the hamlet that its text leaves', async (t) => {
      const former = await create('Khu phố 12', { former_commune_code: '27691' })
      const other = await create('Khu phố 12', { former_commune_code: '27692', lat: north(3000) })
      const near = await create('Ấp Gần', { lat: north(400) })
      const far = await create('Ấp Gần', { former_commune_code: '27691', lat: north(-700) })
      for (const [name, more, found] of [
        ['by the former commune', { hamlet: 'Khu phố 12', former_commune_code: '27691' }, former],
        ['by another way of writing', { hamlet: 'kp 012', former_commune_code: '27692' }, other],
        ['by the nearest, the next far away', { hamlet: 'KP12' }, former],
        [
          'none of a former commune that has none',
          { hamlet: 'KP12', former_commune_code: '27697' },
          undefined,
        ],
        ['none: the next is not twice as far', { hamlet: 'Ấp Gần' }, undefined],
        ['the nearest, where one stands in it', { hamlet: 'Ấp Gần', lat: north(400) }, near],
        ['none: beyond 2 km', { hamlet: 'Ấp Gần', lat: north(3000) }, undefined],
        ['none: accents count', { hamlet: 'Ấp Gân', lat: north(400) }, undefined],
        ['none: another commune', { hamlet: 'Khu phố 12', commune_code: THERE }, undefined],
        ['as it was chosen', { hamlet: 'Ấp Gần', hamlet_uid: far.uid }, far],
        ['none: without a hamlet', { hamlet: null }, undefined],
      ] as const) {
        const { hamlet_uid, hamlet } = await house(more)
        t.same([hamlet_uid, hamlet], found ? [found.uid, found.name] : [null, more.hamlet], name)
      }
      t.equal(
        await refusal(registry.create(officer, draft({ hamlet_uid: 'x' }))),
        'findings',
        'a uid of no hamlet',
      )
      t.equal(
        await refusal(
          registry.create(
            actor('b', ['officer'], [THERE]),
            draft({ hamlet_uid: near.uid, commune_code: THERE }),
          ),
        ),
        'findings',
        'of another commune',
      )
      await holds(t)
    })

    t.test('a rename is written into the addresses, one event for all, and old names lead on', async (t) => {
      const old = await create('Ấp Cũ', { lat: north(10_000) })
      const place = { hamlet: 'Ấp Cũ', lat: north(10_000) }
      const houses = [await house(place), await house({ ...place, house_number: '2' })]
      t.equal(
        await refusal(components.change(officer, 'hamlet', seen(old), { name: 'Ấp Mới' })),
        'missing-particulars',
      )
      t.equal(
        await refusal(components.change(collector, 'hamlet', seen(old), { name: 'Ấp Mới' }, WHY)),
        'not-your-role',
      )
      t.equal(
        await refusal(
          components.change(actor('x', ['officer'], [THERE]), 'hamlet', seen(old), { name: 'Ấp Mới' }, WHY),
        ),
        'outside-area',
      )
      t.equal(
        await refusal(
          components.change(officer, 'hamlet', { ...seen(old), revision: 9 }, { name: 'Ấp Mới' }, WHY),
        ),
        'changed',
      )
      t.equal(
        await refusal(
          components.change(
            officer,
            'hamlet',
            seen(old),
            { name: 'ấp  gần', former_commune_code: '27691' },
            WHY,
          ),
        ),
        'findings',
        'a name that another has',
      )
      t.equal(
        await refusal(components.change(officer, 'hamlet', seen(old), { name: 'Ấp 0912345678' }, WHY)),
        'findings',
        'a phone',
      )
      const { version, event } = await madeComponent(
        components.change(officer, 'hamlet', seen(old), { name: 'Ấp Mới' }, WHY),
      )
      t.match(version, { uid: old.uid, revision: 2, name: 'Ấp Mới', status: 'created' })
      for (const { uid, revision } of houses)
        t.match(await addressOf(uid), { hamlet: 'Ấp Mới', hamlet_uid: old.uid, revision: revision + 1 })
      const [batch] = await outside("SELECT * FROM zz_event WHERE action = 'hamlet-renamed'")
      t.match(batch, { count: 2, subject: null, person: officer.person })
      t.equal((await house({ ...place, house_number: '3' })).hamlet, 'Ấp Mới', 'by its old name')
      t.same((await history.newest('hamlet', old.uid))?.formerNames, ['Ấp Cũ'])
      await holds(t)

      t.equal(await refusal(madeComponent(components.undo(officer, event) as never)), 'missing-particulars')
      await components.undo(officer, event, WHY)
      t.match(await addressOf((houses[0] as Seen).uid), { hamlet: 'Ấp Cũ', hamlet_uid: old.uid })
      t.equal(await refusal(components.undo(officer, event, WHY) as never), 'changed')
      await holds(t)
    })

    t.test('certified addresses change their hamlet by a verifier and a decision', async (t) => {
      const place = { hamlet: 'Ấp Chắc', lat: north(20_000) }
      const sure = await create('Ấp Chắc', { lat: place.lat })
      const { uid } = await house(place)
      await registry.transition(verifier, uid, 1, 'verified', { method: 'thực địa', date: '2026-02-03' })
      const rename = (by: typeof officer, why: object) =>
        components.change(by, 'hamlet', seen(sure), { name: 'Ấp Chắc Chắn' }, why)
      t.equal(await refusal(rename(officer, WHY)), 'not-your-role')
      t.equal(await refusal(rename(verifier, { reason: 'vì' })), 'missing-particulars')
      await rename(verifier, WHY)
      t.match(await addressOf(uid), { hamlet: 'Ấp Chắc Chắn', status: 'verified', revision: 3 })
      await holds(t)
    })

    t.test('a merge leads addresses to the successor, and back', async (t) => {
      const place = { hamlet: 'Ấp Một', lat: north(30_000) }
      const one = await create('Ấp Một', { lat: place.lat })
      const two = await create('Ấp Hai', { lat: place.lat })
      const elsewhere = (
        await madeComponent(components.create(both, 'hamlet', hamlet('Ấp Hai', { commune_code: THERE })))
      ).version
      const { uid } = await house(place)
      const merge = (others: readonly Seen[], why = WHY as object) =>
        components.merge(both, 'hamlet', seen(two), others, why)
      t.equal(await refusal(merge([seen(two)])), 'missing-particulars', 'itself')
      t.equal(await refusal(merge([seen(elsewhere)])), 'missing-particulars', 'of another commune')
      t.equal(await refusal(merge([seen(one)], {})), 'missing-particulars', 'without a reason')
      t.equal(await refusal(merge([{ uid: 'x', revision: 1 }])), 'unknown-hamlet')
      t.equal(await refusal(components.end(officer, 'hamlet', seen(one), WHY)), 'has-addresses')
      const { version, event } = await madeComponent(merge([seen(one)]))
      t.equal(version.uid, two.uid)
      t.match(await addressOf(uid), { hamlet: 'Ấp Hai', hamlet_uid: two.uid })
      t.match((await history.newest('hamlet', one.uid))?.version, { status: 'merged', successor: two.uid })
      t.same(await outside(`SELECT 1 FROM hamlet WHERE uid = '${one.uid}'`), [], 'it is in force no longer')
      t.equal((await house(place)).hamlet_uid, two.uid, 'its name leads to the successor')
      t.equal(
        await refusal(
          components.change(officer, 'hamlet', { uid: one.uid, revision: 2 }, { name: 'Ấp' }, WHY),
        ),
        'wrong-state',
      )
      await holds(t)
      await components.undo(officer, event, WHY)
      t.match(await addressOf(uid), { hamlet: 'Ấp Một', hamlet_uid: one.uid })
      t.match((await history.newest('hamlet', one.uid))?.version, {
        status: 'created',
        successor: null,
        revision: 3,
      })
      await holds(t)
    })

    t.test('what no address bears ends, and comes back', async (t) => {
      const gone = await create('Ấp Hết', { lat: north(40_000) })
      const { uid } = await house({ hamlet: 'Ấp Hết', lat: north(40_000) })
      await registry.transition(officer, uid, 1, 'retired', { reason: 'vì' })
      const { event } = await madeComponent(components.end(officer, 'hamlet', seen(gone), WHY))
      t.match(await addressOf(uid), { hamlet: 'Ấp Hết', hamlet_uid: null }, 'the text stays')
      t.equal(
        await refusal(components.end(officer, 'hamlet', { ...seen(gone), revision: 2 }, WHY)),
        'wrong-state',
      )
      await holds(t)
      await components.undo(officer, event, WHY)
      t.match((await history.newest('hamlet', gone.uid))?.version, { status: 'created', revision: 3 })
      await holds(t)
    })

    t.test('streets go the same way', async (t) => {
      const street = { ...hamlet('Đường Thử'), type: 'đường', lon: null, lat: null }
      const first = (await madeComponent(components.create(officer, 'street', street))).version
      const renamed = await madeComponent(
        components.change(officer, 'street', seen(first), { name: 'Đường Thật' }, WHY),
      )
      const second = (await madeComponent(components.create(officer, 'street', street))).version
      await components.merge(officer, 'street', seen(renamed.version), [seen(second)], WHY)
      t.same(
        (await history.inCommune('street', HERE)).map(({ version: { name }, formerNames }) => [
          name,
          formerNames,
        ]),
        [['Đường Thật', ['Đường Thử']]],
      )
      t.equal(
        await refusal(components.change(officer, 'hamlet', seen(renamed.version), {}, WHY)),
        'unknown-hamlet',
      )
      await holds(t)
    })

    t.test('a request under a key is done once', async (t) => {
      const request = { key: 'k', request: 'a' }
      const first = await madeComponent(components.create(officer, 'hamlet', hamlet('Ấp Khoá'), { request }))
      const again = await components.create(officer, 'hamlet', hamlet('Ấp Khoá'), { request })
      t.same(again, { repeated: { subject: first.version.uid, revision: 1 } })
    })

    t.test('what other programs edit gets its event, and addresses follow', async (t) => {
      const known = await create('Ấp Ngoài', { lat: north(50_000) })
      const { uid } = await house({ hamlet: 'Ấp Ngoài', lat: north(50_000) })
      const sure = await house({ hamlet: 'Ấp Ngoài', lat: north(50_001) })
      const visit = { method: 'thực địa', date: '2026-11-01' }
      await registry.transition(verifier, sure.uid, sure.revision, 'verified', visit)
      await outside(`UPDATE hamlet SET name = 'Ấp Ngoài Kia' WHERE uid = '${known.uid}'`)
      await outside(`INSERT INTO hamlet(name, commune_code) VALUES ('Ấp Lạ', '${HERE}')`)
      t.not((await verifyHistory(store)).breaks.length, 0, 'it is seen as long as it has no event')
      t.equal(await registry.settleOutside(), 2)
      t.match(await addressOf(uid), { hamlet: 'Ấp Ngoài Kia', hamlet_uid: known.uid })
      const unsure = await addressOf(sure.uid)
      t.match(unsure, { hamlet: 'Ấp Ngoài Kia', status: 'created' }, 'nobody has agreed to that name')
      t.same(
        (await outside("SELECT action FROM zz_event WHERE office = 'outside' ORDER BY fid")).map(
          ({ action }) => action,
        ),
        ['hamlet-written', 'changed-outside', 'created-outside'].sort(byOrder),
      )
      await holds(t)
      await outside(`DELETE FROM hamlet WHERE uid = '${known.uid}'`)
      await registry.settleOutside()
      t.match(await addressOf(uid), { hamlet: 'Ấp Ngoài Kia', hamlet_uid: null })
      t.match((await history.newest('hamlet', known.uid))?.version, { status: 'ended' })
      await holds(t)
    })

    t.test('nothing points to what is no more, or says what it was called between', async (t) => {
      const place = { hamlet: 'Ấp Thoáng', lat: north(70_000) }
      const { version, event } = await madeComponent(
        components.create(officer, 'hamlet', hamlet('Ấp Thoáng', { lat: place.lat })),
      )
      const { uid } = await house(place)
      await outside(`UPDATE hamlet SET name = 'Ấp Nháp' WHERE uid = '${version.uid}'`)
      const between = await house({ ...place, hamlet: 'Ấp Nháp' })
      t.equal(between.hamlet_uid, version.uid)
      await outside(`UPDATE hamlet SET name = 'Ấp Thoáng' WHERE uid = '${version.uid}'`)
      await registry.settleOutside()
      t.match(await addressOf(between.uid), { hamlet: 'Ấp Thoáng' })
      t.equal(await refusal(components.undo(officer, event, WHY)), 'has-addresses')
      for (const one of [uid, between.uid])
        await registry.transition(officer, one, (await addressOf(one)).revision, 'retired', { reason: 'vì' })
      await components.undo(officer, event, WHY)
      t.match(await addressOf(uid), { hamlet: 'Ấp Thoáng', hamlet_uid: null })
      await holds(t)
    })

    t.test('a collector of a hamlet writes in it alone, before and after', async (t) => {
      const mine = await create('Ấp Tôi', { lat: north(60_000) })
      const theirs = await create('Ấp Họ', { lat: north(60_000) })
      const own = {
        ...actor('hoa', ['collector'], []),
        area: { communes: new Set<string>(), hamlets: new Set([mine.uid]), everywhere: false },
      }
      const place = { hamlet: 'Ấp Tôi', lat: north(60_000) }
      const { version } = await made(registry.create(own, draft(place)))
      t.equal(version.hamlet_uid, mine.uid)
      for (const more of [{ hamlet: 'Ấp Họ' }, { hamlet: null }, { hamlet_uid: theirs.uid }])
        t.equal(await refusal(registry.create(own, draft({ ...place, ...more }))), 'outside-area')
      const changed = await made(registry.change(own, version.uid, 1, { house_number: '7' }))
      t.equal(changed.version.hamlet_uid, mine.uid)
      t.match(
        await registry.change(own, version.uid, 2, { hamlet: 'Ấp Họ' }),
        { proposal: /./ },
        'into another area',
      )
      const other = await house({ ...place, hamlet: 'Ấp Họ' })
      t.equal(await refusal(registry.change(own, other.uid, 1, { house_number: '8' })), 'outside-area')
    })
  })

const ORDER = ['changed-outside', 'hamlet-written', 'created-outside']
function byOrder(a: string, b: string): number {
  return ORDER.indexOf(a) - ORDER.indexOf(b)
}
