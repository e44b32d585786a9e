import t from 'tap'
import { leafOf } from '../../src/chains/supplements-hash.ts'
import type { Finding } from '../../src/registry/refusal.ts'
import { Refusal } from '../../src/registry/refusal.ts'
import { AddressSupplements } from '../../src/registry/supplements/address-supplements.ts'
import type {
  NameDraft,
  PositionDraft,
  SupplementChanges,
  UnitDraft,
} from '../../src/registry/supplements/supplement-drafts.ts'
import { verifyHistory } from '../../src/registry/verify-history.ts'
import { collector, draft, officer, verifier } from '../support/registry-actors.ts'
import { chainsHold, refusal } from '../support/registry-cases.ts'
import { ENGINES, made, type TestRegistry } from '../support/registry-engines.ts'

const GATE: PositionDraft = { type: 'gate', lon: 106.4102, lat: 10.5301, method: 'gnss', accuracy: 3 }
const PARCEL: PositionDraft = { type: 'parcel', lon: 106.4104, lat: 10.5302, method: 'map', accuracy: null }
const MARKET: NameDraft = {
  name: 'Chợ Cũ',
  kind: 'former',
  language: 'vi',
  valid_from: null,
  valid_to: '2020-12-31',
}
const ENGLISH: NameDraft = {
  ...MARKET,
  name: 'Old Market',
  kind: 'translation',
  language: 'en',
  valid_to: null,
}
const flat = (designation: string, more: Partial<UnitDraft> = {}): UnitDraft => ({
  designation,
  floor: designation.split('.')[0] ?? null,
  kind: 'flat',
  state: 'current',
  ...more,
})
const SHOP = { class: 3, name: 'Chợ Tân An', raw_text: null }

/** What an address has, by what it is called. */
async function heldBy({ store }: TestRegistry, uid: string, revision?: number): Promise<string[]> {
  const { positions, names, units } = await store.read((tx) =>
    revision === undefined ? tx.supplements.present(uid) : tx.supplements.at(uid, revision),
  )
  return [
    ...positions.map(({ type, accuracy }) => `${type} ${accuracy}`),
    ...names.map(({ name, kind }) => `${name.text} ${kind}`),
    ...units.map(({ designation, state }) => `${designation.text} ${state}`),
  ].sort()
}

for (const engine of ENGINES)
  t.test(`What an address has beside its columns, on ${engine.name}`, { skip: engine.skip }, async (t) => {
    const opened = await engine.open()
    t.teardown(opened.close)
    const { registry, supplements, acceptance, store, outside } = opened
    const shop = async () => (await made(registry.create(officer, draft(SHOP)))).version.uid
    const change = async (uid: string, revision: number, changes: SupplementChanges) =>
      made(supplements.change(officer, { uid, revision }, changes))

    t.test('holds from one revision to another, without copies', async (t) => {
      const uid = await shop()
      await change(uid, 1, { positions: { add: [GATE, PARCEL] }, names: { add: [MARKET] } })
      await made(registry.change(officer, uid, 2, { house_number: '13' }))
      const { positions } = await store.read((tx) => tx.supplements.present(uid))
      const [gate, parcel] = positions
      await change(uid, 3, {
        positions: { change: [{ id: gate!.uid, accuracy: 1 }], remove: [parcel!.uid] },
        units: { add: [flat('1.01'), flat('1.02')] },
      })
      t.same(await heldBy(opened, uid, 1), [])
      t.same(await heldBy(opened, uid, 2), ['Chợ Cũ former', 'gate 3', 'parcel null'])
      t.same(await heldBy(opened, uid, 3), await heldBy(opened, uid, 2))
      const now = ['1.01 current', '1.02 current', 'Chợ Cũ former', 'gate 1']
      t.same(await heldBy(opened, uid, 4), now)
      t.same(await heldBy(opened, uid), now)
      const rows = await outside(`SELECT since, until FROM zz_position WHERE address = '${uid}' ORDER BY fid`)
      t.same(
        rows.map(({ since, until }) => [since, until]),
        [
          [2, 4],
          [2, 4],
          [4, null],
        ],
        'a thing that changes keeps its id in a further row',
      )
      await chainsHold(t, opened, [uid])
    })

    t.test('lets another position be the main one, and back by undo', async (t) => {
      const uid = await shop()
      const { version } = await change(uid, 1, {
        positions: { add: [GATE], change: [{ id: uid, method: 'survey', accuracy: 0.5 }] },
      })
      t.match(version, { lon: 106.41, lat: 10.53, position: 'entrance' })
      t.same(JSON.parse(version.attributes ?? ''), { position_accuracy: 0.5, position_method: 'survey' })
      const [gate] = (await store.read((tx) => tx.supplements.present(uid))).positions
      const moved = await change(uid, 2, { positions: { main: gate!.uid } })
      t.match(moved.version, { lon: GATE.lon, lat: GATE.lat, position: 'gate' })
      t.same(JSON.parse(moved.version.attributes ?? ''), { position_accuracy: 3, position_method: 'gnss' })
      t.match((await store.read((tx) => tx.supplements.present(uid))).positions, [
        { type: 'entrance', lon: 106.41, lat: 10.53, method: 'survey', accuracy: 0.5 },
      ])
      await change(uid, 3, { positions: { main: uid } })
      t.same(await heldBy(opened, uid), ['entrance 0.5'], 'the main one is the main one already')
      await made(registry.undo(officer, (await change(uid, 4, { names: { add: [MARKET] } })).event))
      await refusal(registry.undo(officer, moved.event)).then((code) => t.equal(code, 'changed'))
      const present = await store.read((tx) => tx.supplements.present(uid))
      const again = await change(uid, 6, { positions: { main: present.positions[0]!.uid } })
      const undone = await made(registry.undo(officer, again.event))
      t.match(undone.version, {
        lon: GATE.lon,
        lat: GATE.lat,
        position: 'gate',
        attributes: moved.version.attributes,
      })
      t.same(await store.read((tx) => tx.supplements.present(uid)), present, 'the very same things')
      await chainsHold(t, opened, [uid])
    })

    t.test('waits for another person where the address is certified', async (t) => {
      const { version } = await made(registry.create(collector, draft(SHOP)))
      const seen = { uid: version.uid, revision: 2 }
      await registry.transition(verifier, version.uid, 1, 'verified', {
        method: 'thực địa',
        date: '2026-02-03',
      })
      const changes = { names: { add: [ENGLISH] }, units: { add: [flat('2.01')] } }
      t.equal(await refusal(supplements.change(officer, seen, changes)), 'missing-particulars')
      t.equal(await refusal(supplements.change(collector, seen, changes)), 'not-your-role')
      const waiting = await supplements.change(officer, seen, changes, { reason: 'biển hiệu' })
      t.same(await heldBy(opened, version.uid), [], 'nothing of it is in the record')
      const { proposal } = waiting as { proposal: string }
      t.equal(await refusal(acceptance.accept(officer, proposal)), 'not-your-role')
      await acceptance.accept(verifier, proposal)
      t.same(await heldBy(opened, version.uid), ['2.01 current', 'Old Market translation'])
      t.equal((await store.write((tx) => tx.addresses.byUid(version.uid)))?.status, 'verified')
    })

    const REFUSED: readonly [what: string, changes: SupplementChanges, rule: string][] = [
      ['an id that is not there', { positions: { remove: ['x'] } }, 'unknown-item'],
      ['a main one that is not there', { positions: { main: 'x' } }, 'unknown-item'],
      ['a name that is not there', { names: { change: [{ id: 'x', name: 'Chợ' }] } }, 'unknown-item'],
      ['a position twice', { positions: { add: [GATE, GATE] } }, 'item-twice'],
      ['a name twice', { names: { add: [MARKET, { ...ENGLISH, name: 'CHỢ CŨ' }] } }, 'item-twice'],
      ['a flat twice', { units: { add: [flat('1.01'), flat('1.01')] } }, 'item-twice'],
      ['a name with a phone', { names: { add: [{ ...MARKET, name: 'Chợ 0912345678' }] } }, 'personal-name'],
      ['a flat of somebody', { units: { add: [flat('Phòng bà Năm')] } }, 'personal-name'],
      [
        'days the wrong way round',
        { names: { add: [{ ...MARKET, valid_from: '2021-01-01' }] } },
        'field-value',
      ],
      [
        'too many positions',
        { positions: { add: Array.from({ length: 21 }, (_, i) => ({ ...GATE, lat: 10.53 + i * 1e-5 })) } },
        'too-many-items',
      ],
    ]
    t.test('is refused whole where something of it is wrong', async (t) => {
      const uid = await shop()
      for (const [what, changes, rule] of REFUSED) {
        const error = await supplements.change(officer, { uid, revision: 1 }, changes).catch((each) => each)
        t.ok(error instanceof Refusal && error.code === 'findings', what)
        t.same(
          (error as Refusal).more.findings?.map((each) => each.rule),
          [rule],
          what,
        )
      }
      const home = (await made(registry.create(officer, draft()))).version.uid
      const error = await change(home, 1, { names: { add: [MARKET] } }).catch((each) => each)
      t.match(error.more.findings, [{ rule: 'personal-name' }], 'a home has no name')
      t.same([await heldBy(opened, uid), await heldBy(opened, home)], [[], []])
    })

    t.test('is looked at like the point of the address', async (t) => {
      const uid = await shop()
      const rules = async ({ lon }: { lon: number | null }): Promise<Finding[]> =>
        (lon ?? 0) > 106.42
          ? [
              {
                rule: 'far-outside-unit',
                severity: 'error',
                path: 'point',
                message: { vi: 'xa', en: 'far' },
              },
              { rule: 'same-place', severity: 'warning', path: 'point', message: { vi: 'gần', en: 'near' } },
            ]
          : []
      const checked = new AddressSupplements({ store, findings: rules })
      const add = (lon: number) =>
        checked.change(officer, { uid, revision: 1 }, { positions: { add: [{ ...GATE, lon }] } })
      const error = await add(106.43).catch((each) => each)
      t.same(
        error.more.findings.map(({ rule, path }: Finding) => [rule, path]),
        [
          ['far-outside-unit', 'positions'],
          ['far-position', 'positions'],
        ],
      )
      const { findings } = await made(add(106.416))
      t.match(findings, [{ rule: 'far-position', severity: 'warning' }])
    })

    t.test('can be taken away by a redaction while every hash holds', async (t) => {
      const uid = await shop()
      await change(uid, 1, { names: { add: [MARKET] }, units: { add: [flat('9.09')] } })
      await change(uid, 2, { names: { add: [ENGLISH] } })
      const { names } = await store.read((tx) => tx.supplements.present(uid))
      const first = names.find(({ kind }) => kind === 'former')!
      const leaf = leafOf(first.name)
      await outside(
        `UPDATE zz_name SET name = NULL, salt = NULL, leaf = '${leaf}' WHERE uid = '${first.uid}'`,
      )
      t.same((await verifyHistory(store)).breaks, [])
      const { event } = await change(uid, 3, { names: { remove: [first.uid] } })
      await made(registry.undo(officer, event))
      t.same((await verifyHistory(store)).breaks, [], 'also once it is put back')
    })

    t.test('ends with an address that another program deletes', async (t) => {
      const uid = await shop()
      await change(uid, 1, { positions: { add: [GATE] } })
      await outside(`DELETE FROM address WHERE uid = '${uid}'`)
      t.same(await heldBy(opened, uid), [])
      t.same(await heldBy(opened, uid, 2), ['gate 3'])
      await registry.settleOutside()
      t.same((await verifyHistory(store)).breaks, [])
    })

    const FORGERIES: readonly [what: string, sql: (uid: string) => string][] = [
      ['a point that is moved', (uid) => `UPDATE zz_position SET lon = 106.5 WHERE address = '${uid}'`],
      ['a name that is another', (uid) => `UPDATE zz_name SET name = 'Khác' WHERE address = '${uid}'`],
      ['a flat that is gone', (uid) => `DELETE FROM zz_unit WHERE address = '${uid}'`],
      ['an end that is none', (uid) => `UPDATE zz_unit SET until = 3 WHERE address = '${uid}'`],
      ['a later beginning', (uid) => `UPDATE zz_name SET since = 3 WHERE address = '${uid}'`],
      [
        'a position of nobody',
        () =>
          `INSERT INTO zz_position(uid, address, since, type, lon, lat) VALUES ('p', 'nobody', 1, 'gate', 106, 10)`,
      ],
    ]
    t.test('is proven by verify', async (t) => {
      for (const [what, sql] of FORGERIES) {
        const other = await engine.open()
        const { version } = await made(other.registry.create(officer, draft(SHOP)))
        const { uid } = version
        const all = { positions: { add: [GATE] }, names: { add: [MARKET] }, units: { add: [flat('1.01')] } }
        await other.supplements.change(officer, { uid, revision: 1 }, all)
        t.same((await verifyHistory(other.store)).breaks, [])
        await other.outside(sql(uid))
        const { breaks } = await verifyHistory(other.store)
        t.same([...new Set(breaks.map(({ rule }) => rule))], ['supplements'], what)
        await other.close()
      }
    })
  })
