import t from 'tap'
import { encodeGeometry } from '../../../src/geo/geopackage-geometry.ts'
import { Numbering } from '../../../src/registry/numbering/numbering.ts'
import type { NumberingOrder } from '../../../src/registry/numbering/plan-numbers.ts'
import { Refusal } from '../../../src/registry/refusal.ts'
import { actor, collector, draft, officer, verifier } from '../../support/registry-actors.ts'
import { chainsHold, refusal } from '../../support/registry-cases.ts'
import { componentsOf, hamlet, madeComponent } from '../../support/registry-components.ts'
import { COMMUNES, ENGINES, made } from '../../support/registry-engines.ts'

const [HERE, THERE] = COMMUNES
const STREET = 'Đường Số Một'
const ORDER: NumberingOrder = {
  place: { commune_code: HERE, street: STREET },
  rule: { sides: 'odd-left', start: 1, step: 2, prefix: '' },
  order: 'line',
  from: [106.4, 10.54],
  renumber: false,
}
/** A house at a tenth of a street that leads east; north of it where `north`. */
const house = (n: number, north: boolean, more: object = {}) =>
  draft({
    house_number: null,
    street: STREET,
    hamlet: null,
    lon: 106.41 + n * 2e-4,
    lat: 10.54 + (north ? 1e-4 : -1e-4),
    raw_text: null,
    ...more,
  })

for (const engine of ENGINES)
  t.test(`Numbering on ${engine.name}`, { skip: engine.skip }, async (t) => {
    const opened = async () => {
      const given = await engine.open()
      t.teardown(given.close)
      const create = async (n: number, north: boolean, more: object = {}) =>
        (await made(given.registry.create(officer, house(n, north, more)))).version.uid
      const numbers = async (uids: readonly string[]) => {
        const present = await given.store.read(({ sets }) => sets.byUids(uids))
        return uids.map((uid) => present.get(uid)?.house_number)
      }
      return { ...given, create, numbers, numbering: new Numbering(given) }
    }
    const rule = async (work: Promise<unknown>) => {
      const error = await work.then(
        () => undefined,
        (failure) => failure,
      )
      if (!(error instanceof Refusal)) throw error ?? new Error('not refused')
      return error.more.findings?.[0]?.rule ?? error.code
    }

    await t.test('is told first, then written as it was told, and taken back as one', async (t) => {
      const given = await opened()
      const { create, numbering, numbers, store, registry } = given
      const uids: string[] = []
      for (let n = 0; n < 6; n++) uids.push(await create(n, n % 2 === 0))
      const before = await store.read(({ chains }) => chains.heads())
      const plan = await numbering.plan(officer, ORDER)
      t.same(
        plan.items.map((item) => [item.uid, item.before, item.house_number, item.revision]),
        uids.map((uid, i) => [uid, null, String(i + 1), 1]),
      )
      t.same(await store.read(({ chains }) => chains.heads()), before, 'a preview writes nothing')
      const request = { key: 'n', request: 'r' }
      const done = await numbering.apply(officer, ORDER, plan.tag, { request })
      if (!('event' in done)) throw new Error('repeated')
      t.same(await numbers(uids), ['1', '2', '3', '4', '5', '6'])
      t.match(await numbering.apply(officer, ORDER, plan.tag, { request }), { repeated: { revision: 2 } })
      t.equal((await store.read(({ chains }) => chains.heads()))[0]?.number, 12, 'it was done once')
      await chainsHold(t, given, uids)
      t.match(await numbering.plan(officer, ORDER), { items: [], left: { length: 6 } })
      t.equal(
        await rule(numbering.apply(officer, ORDER, (await numbering.plan(officer, ORDER)).tag)),
        'nothing-to-number',
      )
      await registry.undo(officer, done.event)
      t.same(await numbers(uids), [null, null, null, null, null, null])
      await chainsHold(t, given, uids)
    })

    await t.test('leaves what is not the sender’s to change, and gives no number twice', async (t) => {
      const { create, numbering, numbers, registry, outside } = await opened()
      const certified = await create(0, true, { house_number: '1' })
      await made(registry.transition(verifier, certified, 1, 'verified', { method: 'x', date: '2026-01-01' }))
      const own = await create(1, true, { house_number: '11' })
      const free = [await create(2, true), await create(3, false)]
      const retired = await create(4, true, { house_number: '7' })
      await made(registry.transition(officer, retired, 1, 'retired', { reason: 'không còn' }))
      await create(5, true, { street: 'Đường Khác' })
      await create(6, true, { street: 'số một', house_number: '9' })
      const plan = await numbering.plan(officer, ORDER)
      t.same(
        plan.items.map(({ uid, house_number }) => [uid, house_number]),
        [
          [free[0], '3'],
          [free[1], '2'],
        ],
      )
      t.match(
        new Map(plan.left.map(({ uid, because }) => [uid, because])),
        new Map([
          [certified, 'certified'],
          [own, 'has-number'],
        ]),
      )
      const all = { ...ORDER, renumber: true }
      const again = await numbering.plan(officer, all)
      t.notOk(
        again.items.some(({ house_number }) => house_number === '1'),
        'the certified one keeps its number',
      )
      t.equal(await refusal(numbering.apply(officer, all, again.tag)), 'missing-particulars')
      await numbering.apply(officer, all, again.tag, { reason: 'đánh số lại' })
      t.same(await numbers([certified, own, ...free]), ['1', '3', '5', '2'])
      const [changed] = await outside("SELECT count(*) AS n FROM zz_event WHERE action = 'changed'")
      t.equal(Number(changed?.n), again.items.length, 'what keeps its number gets no version')
    })

    await t.test('goes along a line that was drawn, and keeps to what was corrected by hand', async (t) => {
      const { create, numbering, numbers } = await opened()
      const street = await create(0, true, { house_number: '1' })
      // An alley that leads north from the street, with two houses on each side.
      const alley: string[] = []
      for (const [lon, lat] of [
        [106.4119, 10.5404],
        [106.4121, 10.54045],
        [106.4119, 10.5406],
        [106.4121, 10.54065],
      ])
        alley.push(await create(0, true, { lon, lat }))
      const far = await create(40, true)
      const order: NumberingOrder = {
        ...{ ...ORDER, from: undefined, rule: { ...ORDER.rule, prefix: '51/' } },
        ...{ line: [[106.412, 10.5402] as const, [106.412, 10.5408] as const], within: 30 },
      }
      const told = async (more: Partial<NumberingOrder>) =>
        (await numbering.plan(officer, { ...order, ...more })).items.map(({ house_number }) => house_number)
      t.same(await told({}), ['51/1', '51/2', '51/3', '51/4'], 'the houses of the alley alone')
      t.same(
        await told({ line: order.line?.toReversed() }),
        ['51/1', '51/2', '51/3', '51/4'],
        'from the other end the first house is another one',
      )
      t.not(
        (await numbering.plan(officer, { ...order, line: order.line?.toReversed() })).items[0]?.uid,
        alley[0],
      )
      const [a, b, c, d] = alley as [string, string, string, string]
      const corrected = {
        ...order,
        numbers: [
          { uid: a, house_number: ' 51/5 ' },
          { uid: d, house_number: null },
        ],
      }
      const plan = await numbering.plan(officer, corrected)
      t.match(plan.left, [{ uid: d, because: 'left-out' }])
      await numbering.apply(officer, corrected, plan.tag)
      t.same(await numbers([street, a, b, c, d, far]), ['1', '51/5', '51/2', '51/7', null, null])

      const free = { ...order, numbers: [{ uid: d, house_number: '51/2' }] }
      /** what is asked for, why it is refused */
      const REFUSED: [more: Partial<NumberingOrder>, rule: string][] = [
        [free, 'number-taken'],
        [{ numbers: [{ uid: d, house_number: '1' }] }, 'number-taken'],
        [{ numbers: [{ uid: d, house_number: 'gần cầu' }] }, 'house-number'],
        [{ numbers: [{ uid: 'x', house_number: '9' }] }, 'not-in-place'],
        [{ line: [[106.412, 10.5402] as const, [106.412, 10.5402] as const] }, 'no-course'],
      ]
      for (const [more, because] of REFUSED)
        t.equal(await rule(numbering.plan(officer, { ...order, ...more })), because, JSON.stringify(more))
    })

    await t.test('tells what there is to number in a commune', async (t) => {
      const given = await opened()
      const { create, numbering, registry } = given
      const components = componentsOf(given)
      const { version } = await madeComponent(components.create(officer, 'hamlet', hamlet('Ấp 7')))
      await create(0, true)
      await create(1, true, { street: 'số một' })
      await create(2, true, { street: 'SỐ MỘT', house_number: '5' })
      await create(3, true, { street: 'Đường Đủ Số', house_number: '7' })
      await create(4, true, { street: null, hamlet: 'Ấp 7', hamlet_uid: version.uid })
      const gone = await create(5, true)
      await made(registry.transition(officer, gone, 1, 'retired', { reason: 'không còn' }))
      const places = await numbering.places(officer, HERE)
      t.match(places.streets, [
        { houses: 3, without: 2 },
        { street: 'Đường Đủ Số', houses: 1, without: 0 },
      ])
      t.match(places.hamlets, [{ hamlet_id: version.uid, name: 'Ấp 7', houses: 1, without: 1 }])
      t.equal(await refusal(numbering.places(officer, THERE)), 'outside-area')
      t.equal(await refusal(numbering.places(collector, HERE)), 'not-your-role')
    })

    await t.test('is refused in a sentence', async (t) => {
      const { create, numbering, registry } = await opened()
      const one = await create(0, true)
      await create(1, true)
      await create(2, false)
      const elsewhere = actor('em', ['officer'], [THERE])
      /** who, what is asked for, why it is refused */
      const REFUSED: [who: typeof officer, order: Partial<NumberingOrder>, rule: string][] = [
        [verifier, {}, 'not-your-role'],
        [collector, {}, 'not-your-role'],
        [officer, { place: { street_id: 'x' } }, 'unknown-street'],
        [officer, { place: { hamlet_id: 'x' } }, 'unknown-hamlet'],
        [officer, { addresses: [one, 'x'] }, 'not-in-place'],
      ]
      for (const [who, order, because] of REFUSED)
        t.equal(await rule(numbering.plan(who, { ...ORDER, ...order })), because, JSON.stringify(order))
      t.match(await numbering.plan(elsewhere, ORDER), {
        items: [],
        left: [{ because: 'outside-area' }, {}, {}],
      })
      const { tag } = await numbering.plan(officer, ORDER)
      await made(registry.change(officer, one, 1, { name: 'khác', class: 3 }))
      t.equal(await refusal(numbering.apply(officer, ORDER, tag)), 'changed')
      await create(3, true, { former_commune_code: '27691' })
      await create(4, true, { former_commune_code: '27688' })
      t.equal(await rule(numbering.plan(officer, ORDER)), 'ambiguous-street')
      t.match(await numbering.plan(officer, { ...ORDER, former_commune_code: '27691' }), {
        items: { length: 4 },
      })
    })

    await t.test(
      'houses on a corner need the line of their street; a hamlet is numbered from house to house',
      async (t) => {
        const given = await opened()
        const { create, numbering, outside } = given
        for (const [lon, lat] of [
          [106.41, 10.54],
          [106.412, 10.54],
          [106.41, 10.542],
          [106.412, 10.542],
        ])
          await create(0, true, { lon, lat })
        t.equal(await rule(numbering.plan(officer, ORDER)), 'no-course')
        t.match(await numbering.plan(officer, { ...ORDER, order: 'nearest' }), { items: { length: 4 } })
        const coordinates = [
          [
            [106.409, 10.5405],
            [106.4115, 10.5405],
          ],
          [
            [106.4115, 10.5425],
            [106.4115, 10.5405],
          ],
        ]
        const geom =
          engine.name === 'sqlite'
            ? `x'${encodeGeometry({ type: 'MultiLineString', coordinates }).toString('hex')}'`
            : `ST_SetSRID(ST_GeomFromGeoJSON('${JSON.stringify({ type: 'MultiLineString', coordinates })}'), 4326)`
        await outside(
          `INSERT INTO street(uid, name, commune_code, geom) VALUES ('one', '${STREET}', '${HERE}', ${geom})`,
        )
        const sideOf = async (place: NumberingOrder['place']) =>
          (await numbering.plan(officer, { ...ORDER, place })).items.map(
            ({ side, house_number }) => `${side} ${house_number}`,
          )
        t.same(await sideOf({ street_id: 'one' }), ['right 2', 'right 4', 'right 6', 'left 1'])
        t.same(await sideOf(ORDER.place), await sideOf({ street_id: 'one' }), 'found by its name too')

        const components = componentsOf(given)
        const { version } = await madeComponent(components.create(officer, 'hamlet', hamlet('Ấp 7')))
        const rural = { street: null, hamlet: 'Ấp 7', hamlet_uid: version.uid }
        const [far, near] = [await create(9, true, rural), await create(1, true, rural)]
        await create(5, true, { ...rural, street: STREET })
        const plan = await numbering.plan(officer, {
          ...ORDER,
          place: { hamlet_id: version.uid },
          order: 'nearest',
          rule: { sides: 'none', start: 1, step: 1, prefix: '' },
        })
        t.same(
          plan.items.map(({ uid, house_number }) => [uid, house_number]),
          [
            [near, '1'],
            [far, '2'],
          ],
        )
      },
    )
  })
