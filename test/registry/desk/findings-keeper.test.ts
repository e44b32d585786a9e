// What is stored of the findings is, after any history, what the rules find over the record as it is: an oracle that looks at
// every address anew.
import t from 'tap'
import { FindingsKeeper } from '../../../src/registry/desk/findings-keeper.ts'
import { bruteFindings } from '../../support/brute-findings.ts'
import { draft, officer, verifier } from '../../support/registry-actors.ts'
import { COMMUNES, ENGINES, made, type TestRegistry } from '../../support/registry-engines.ts'
import { seeded } from '../../support/tile-record.ts'

const [HERE, THERE] = COMMUNES
const STREET = 'Lê Lợi'
const house = (house_number: string | null, lon: number, more: object = {}) =>
  draft({ house_number, street: STREET, lon, lat: 10.54, raw_text: null, name: null, ...more })

async function stored({ outside }: TestRegistry): Promise<string[]> {
  const rows = await outside('SELECT id, commune_code, state FROM zz_finding')
  return rows.map(({ id, commune_code, state }) => `${id} ${commune_code} ${state}`).sort()
}

const rulesOf = async ({ outside }: TestRegistry) =>
  (await outside('SELECT DISTINCT rule FROM zz_finding ORDER BY rule')).map(({ rule }) => rule)

for (const engine of ENGINES)
  t.test(`Findings are kept as the record is: ${engine.name}`, { skip: engine.skip }, async (t) => {
    const open = async () => {
      const given = await engine.open()
      t.teardown(given.close)
      const rules = bruteFindings(given.store)
      return { ...given, rules, keeper: new FindingsKeeper({ store: given.store, ...rules, together: 7 }) }
    }

    t.test('through a random history', async (t) => {
      const given = await open()
      const { registry, keeper, rules, outside } = given
      const random = seeded(20)
      const pick = <Item>(items: readonly Item[]): Item => items[Math.floor(random() * items.length)] as Item
      // Twelve houses in a row, numbered in order but for one in four, up to the boundary and over it.
      const place = () => Math.floor(random() * 12)
      const numberAt = (at: number) =>
        random() < 0.75 ? `${2 * at + 1}` : pick(['1', '4', '9', '23', 'bậy', null])
      const lonAt = (at: number) => 106.4188 + at * 1.5e-4 + (random() < 0.2 ? 2e-5 : 0)
      const met = new Set<unknown>()
      const live: { uid: string; revision: number }[] = []
      for (let i = 0; i < 200; i++) {
        const what = random()
        const at = place()
        const one = live.length > 8 && what > 0.35 ? pick(live) : undefined
        if (one === undefined) {
          const { version } = await made(registry.create(officer, house(numberAt(at), lonAt(at))))
          live.push(version)
        } else if (what < 0.8) {
          const changes = what < 0.6 ? { house_number: numberAt(at) } : { lon: lonAt(at) }
          const { version } = await made(registry.change(officer, one.uid, one.revision, changes))
          one.revision = version.revision
        } else if (what < 0.88) {
          live.splice(live.indexOf(one), 1)
          await registry.transition(officer, one.uid, one.revision, 'retired', { reason: 'không còn' })
        } else if (what < 0.94) {
          const { version } = await made(
            registry.transition(verifier, one.uid, one.revision, 'created', { reason: 'thiếu' }),
          )
          one.revision = version.revision
        } else {
          live.splice(live.indexOf(one), 1)
          await outside(`DELETE FROM address WHERE uid = '${one.uid}'`)
          await registry.settleOutside()
        }
        if (random() < 0.3) {
          await keeper.finish()
          t.same(await stored(given), await rules.expected(), `after ${i} changes`)
          for (const rule of await rulesOf(given)) met.add(rule)
        }
      }
      await keeper.finish()
      t.same(await stored(given), await rules.expected())
      for (const rule of [
        'house-order',
        'near-boundary',
        'no-house-number',
        'same-number',
        'same-place',
        'sent-back',
      ])
        t.ok(met.has(rule), `the history has met ${rule}: ${[...met]}`)
      t.equal(await keeper.step(), false, 'nothing is left to do')
    })

    t.test(
      'what stays is not written anew, what was accepted stays settled until a value changes',
      async (t) => {
        const given = await open()
        const { registry, store, keeper, outside } = given
        const one = await made(registry.create(officer, house('1', 106.4195)))
        const { uid } = one.version
        await made(registry.change(officer, uid, 1, { lon: 106.41985 }))
        await keeper.finish()
        const [near] = await outside(
          `SELECT * FROM zz_finding WHERE rule = 'near-boundary' ORDER BY commune_code`,
        )
        t.match(near, { subject: uid, state: 'open', commune_code: HERE })
        await store.write(async ({ acceptedFindings, findings }) => {
          const { id, rule, values_hash } = near as Record<'id' | 'rule' | 'values_hash', string>
          const by = {
            account: 'a',
            person: 'p',
            office: 'o',
            reason: 'đúng',
            at: '2026-01-01T00:00:00.000Z',
          }
          await acceptedFindings.accept({ key: id, subject: uid, rule, values_hash, ...by })
          await findings.setState(id, 'accepted')
        })
        await made(registry.change(officer, uid, 2, { hamlet: 'Khu phố 3' }))
        await keeper.finish()
        const after = await outside(
          `SELECT id, at, state, revision FROM zz_finding WHERE rule = 'near-boundary'`,
        )
        t.match(after, [{ id: near?.id, at: near?.at, state: 'accepted', revision: 3 }])
        await made(registry.change(officer, uid, 3, { lon: 106.4199 }))
        await keeper.finish()
        t.match(await outside(`SELECT state FROM zz_finding WHERE rule = 'near-boundary'`), [
          { state: 'open' },
        ])
        await made(registry.change(officer, uid, 4, { lon: 106.41985 }))
        await keeper.finish()
        t.match(await outside(`SELECT state FROM zz_finding WHERE rule = 'near-boundary'`), [
          { state: 'accepted' },
        ])
      },
    )

    t.test(
      'a finding in both communes stands in both queues; the same pair once, from either side',
      async (t) => {
        const given = await open()
        const { registry, keeper, outside } = given
        await registry.create(officer, house('1', 106.421))
        const two = { lon: 106.41, street: 'Hùng Vương' }
        await registry.create(officer, house('5', 106.41, two))
        await registry.create(officer, house('5', 106.4101, two))
        await keeper.finish()
        t.match(
          await outside(
            `SELECT commune_code FROM zz_finding WHERE rule = 'outside-unit' ORDER BY commune_code`,
          ),
          [{ commune_code: HERE }, { commune_code: THERE }],
        )
        const pairs = await outside(`SELECT kind, subject, other FROM zz_finding WHERE rule = 'same-number'`)
        t.equal(pairs.length, 1)
        t.match(pairs, [{ kind: 'duplicate' }])
        t.ok(String(pairs[0]?.subject) < String(pairs[0]?.other))
      },
    )

    t.test(
      'a record that was put back, an import and an emptied table are looked through anew',
      async (t) => {
        const given = await open()
        const { registry, keeper, rules, outside } = given
        for (let i = 0; i < 20; i++) await registry.create(officer, house('7', 106.41 + i * 1e-5))
        await keeper.finish()
        const whole = await rules.expected()
        t.ok(whole.length > 20)
        const cases: [string, string][] = [
          ['another history', `UPDATE change_feed SET token = 'anders'`],
          [
            'an import',
            `INSERT INTO change_feed(fid, layer, operation, token) VALUES (100000, 'address', 'bulk', 'x')`,
          ],
          [
            'new areas',
            `INSERT INTO change_feed(fid, layer, operation, token) VALUES (100001, 'unit', 'update', 'x')`,
          ],
          ['no position', `DELETE FROM diachiso_info WHERE key = 'findings_kept'`],
          ['an unreadable one', `UPDATE diachiso_info SET value = '{' WHERE key = 'findings_kept'`],
        ]
        for (const [name, sql] of cases) {
          await outside('DELETE FROM zz_finding')
          await outside(`INSERT INTO zz_finding(id, kind, commune_code, rule, severity, path, subject, neighbours, revision,
          message_vi, message_en, values_hash, state, at)
          VALUES ('x', 'finding', '27694', 'r', 'warning', 'p', 'gone', 0, 1, '', '', '', 'open', '')`)
          await outside(sql)
          await keeper.finish()
          t.same(await stored(given), whole, name)
        }
      },
    )
  })
