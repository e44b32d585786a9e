import t from 'tap'
import { verifyHistory } from '../../src/registry/verify-history.ts'
import { actor, collector, draft, officer, verifier } from '../support/registry-actors.ts'
import { COMMUNES, ENGINES, made, type TestRegistry } from '../support/registry-engines.ts'

const [HERE, THERE] = COMMUNES
const SEEN = { method: 'thực địa', date: '2026-02-03' }

/** A record with a history of every kind; returns the id of an address that was verified. */
async function lived({ registry, outside }: TestRegistry): Promise<string> {
  const wide = actor('rộng', ['officer'], [HERE, THERE])
  const { version } = await made(registry.create(collector, draft()))
  await registry.change(officer, version.uid, 1, { house_number: '12/4C' })
  await registry.transition(verifier, version.uid, 2, 'verified', SEEN)
  const moving = await made(registry.create(wide, draft({ house_number: '5' })))
  await registry.change(wide, moving.version.uid, 1, { commune_code: THERE })
  await registry.transition(wide, moving.version.uid, 2, 'retired', { reason: 'phá dỡ' })
  const foreign = await made(registry.create(officer, draft({ house_number: '77' })))
  const gone = await made(registry.create(officer, draft({ house_number: '78' })))
  await outside(`UPDATE address SET street = 'Võ Văn Tần' WHERE uid = '${foreign.version.uid}'`)
  await outside(`UPDATE address SET street = 'Võ Văn Kiệt' WHERE uid = '${foreign.version.uid}'`)
  await outside(`DELETE FROM address WHERE uid = '${gone.version.uid}'`)
  return version.uid
}

for (const engine of ENGINES)
  t.test(`A history on ${engine.name}`, { skip: engine.skip }, async (t) => {
    t.test('holds, with what other programs wrote once it has events', async (t) => {
      const opened = await engine.open()
      t.teardown(opened.close)
      await lived(opened)
      const before = await verifyHistory(opened.store)
      t.same(
        before.breaks.map(({ rule }) => rule),
        ['no-event', 'no-event'],
        'what QGIS wrote has no event yet',
      )
      t.equal(await opened.registry.settleOutside(), 3)
      t.equal(await opened.registry.settleOutside(), 0)
      const { breaks, chains, events } = await verifyHistory(opened.store)
      t.same(breaks, [])
      t.equal(chains, 2)
      t.equal(events, 12)
      const actions = await opened.outside(
        "SELECT action, from_status, to_status FROM zz_event WHERE office = 'outside' ORDER BY number",
      )
      t.match(actions, [
        { action: 'changed-outside', from_status: 'created', to_status: 'created' },
        { action: 'changed-outside', from_status: 'created', to_status: 'created' },
        { action: 'deleted-outside', from_status: 'created', to_status: 'retired' },
      ])
    })

    const forgeries: [what: string, sql: (uid: string) => string, rules: string[]][] = [
      [
        'an action',
        () => `UPDATE zz_event SET action = 'created' WHERE chain = '${HERE}@2025-07-01' AND number = 3`,
        ['link'],
      ],
      ['an actor', () => "UPDATE zz_event SET person = 'ai khác' WHERE number = 1", ['private', 'private']],
      [
        'an entry cut out',
        () => `DELETE FROM zz_event WHERE chain = '${HERE}@2025-07-01' AND number = 2`,
        ['gap', 'link', 'no-event'],
      ],
      [
        'the last entries cut off',
        () => `DELETE FROM zz_event WHERE chain = '${THERE}@2025-07-01'`,
        ['head', 'no-event', 'no-event'],
      ],
      [
        'an earlier version',
        (uid) => `UPDATE address_history SET house_number = '13' WHERE uid = '${uid}' AND revision = 1`,
        ['version'],
      ],
      [
        'an earlier version that is gone',
        (uid) => `DELETE FROM address_history WHERE uid = '${uid}' AND revision = 2`,
        ['no-version', 'revision'],
      ],
    ]
    t.test('tells what was changed in the file, to the entry', async (t) => {
      for (const [what, sql, rules] of forgeries) {
        const opened = await engine.open()
        const uid = await lived(opened)
        await opened.registry.settleOutside()
        await opened.outside(sql(uid))
        const { breaks } = await verifyHistory(opened.store)
        t.same(breaks.map(({ rule }) => rule).sort(), rules, what)
        await opened.close()
      }
    })

    t.test('is held against heads that were published', async (t) => {
      const opened = await engine.open()
      t.teardown(opened.close)
      await lived(opened)
      await opened.registry.settleOutside()
      const heads = await opened.store.walk((history) => history.heads())
      await opened.registry.create(officer, draft({ house_number: '1' }))
      t.same((await verifyHistory(opened.store, { published: heads })).breaks, [])
      const [first, second] = heads
      const other = [
        { ...first!, hash: '0'.repeat(64) },
        { ...second!, number: 99 },
      ]
      const { breaks } = await verifyHistory(opened.store, { published: other })
      t.same(
        breaks.map(({ rule, at }) => [rule, at]),
        [
          ['published-head', `${first?.chain} #${first?.number}`],
          ['published-head', `${second?.chain} #99`],
        ],
      )
    })
  })
