import { randomUUID } from 'node:crypto'
import t, { type Test } from 'tap'
import { Overview, type ToldTally } from '../../../src/registry/desk/overview.ts'
import { CLASSES, missingFields } from '../../../src/registry/profiles/field-profiles.ts'
import { shippedProfiles } from '../../support/finding-world.ts'
import { keyOf } from '../../support/people-engines.ts'
import { actor, draft, officer, verifier } from '../../support/registry-actors.ts'
import { refusal } from '../../support/registry-cases.ts'
import { COMMUNES, ENGINES, made, type TestRegistry } from '../../support/registry-engines.ts'
import { seeded } from '../../support/tile-record.ts'

const [HERE, THERE] = COMMUNES
const post = { ...actor('bưu tá', ['collector']), office: 'buu-dien' }
const profiles = shippedProfiles()
const BY = { account: 'a', person: 'a', office: 'a' }
const STATES = ['created', 'verified', 'official']

/** The same numbers by filtering every row that any program can read. */
async function bruteForce({ outside }: TestRegistry, commune: string, reached: ReadonlySet<string>) {
  const rows = (await outside('SELECT * FROM address')).filter(
    (row) => row.commune_code === commune && STATES.includes(String(row.status)),
  )
  const earlier = await outside('SELECT uid, event, revision FROM address_history WHERE revision = 1')
  const events = new Map(
    (await outside('SELECT fid, office FROM zz_event')).map((row) => [Number(row.fid), row.office]),
  )
  return (hamlet: string | null, objectClass: number) => {
    const own = rows.filter((row) => (hamlet === null || row.hamlet === hamlet) && row.class === objectClass)
    const basic = own.filter(
      (row) => missingFields(profiles, objectClass, { ...row, lon: 0, lat: 0 }).length === 0,
    )
    const offices: Record<string, number> = {}
    for (const row of own) {
      const first = row.revision === 1 ? row : earlier.find(({ uid }) => uid === row.uid)
      const office = String(events.get(Number(first?.event)) ?? '')
      offices[office] = (offices[office] ?? 0) + 1
    }
    const of = (state: string) => own.filter((row) => row.status === state).length
    return {
      ...{ collected: own.length, basic: basic.length, offices },
      ...{ created: of('created'), verified: of('verified'), official: of('official') },
      without_code: own.filter((row) => row.code === null && row.ndas === null).length,
      with_contact: own.filter(({ uid }) => reached.has(String(uid))).length,
    }
  }
}

for (const engine of ENGINES)
  t.test(`What was collected, beside what is expected: ${engine.name}`, { skip: engine.skip }, async (t) => {
    const given = await engine.open(undefined, keyOf('overview'))
    t.teardown(given.close)
    const { registry, store, people, outside } = given
    let now = Date.now()
    const overview = new Overview({ store, people, profiles: () => profiles, now: () => new Date(now) })
    const reached = new Set<string>()
    const reach = async (address: string) => {
      const contact = { id: randomUUID(), address, role: 'owner', content: '{}', state: 'written' } as const
      const written = { ...BY, written_at: new Date(now).toISOString(), consents: [] }
      await people.write(({ contacts }) => contacts.add({ ...contact, ...written }))
      reached.add(address)
    }
    const random = seeded(3)
    const pick = <Item>(items: readonly Item[]): Item => items[Math.floor(random() * items.length)] as Item

    const addUp = async (t: Test, when: string) => {
      now += 600_000
      for (const commune of COMMUNES) {
        const count = await bruteForce(given, commune, reached)
        const { tallies } = await overview.of(commune)
        for (const { hamlet, class: objectClass, expected: _, advanced, ...tally } of tallies) {
          t.same(tally, count(hamlet, objectClass), `${when}: ${commune} ${hamlet} ${objectClass}`)
          t.ok(advanced <= tally.basic)
        }
        const whole = tallies.filter(({ hamlet }) => hamlet === null)
        t.same(
          whole.map((each) => each.class),
          [...CLASSES],
        )
        const sum = (some: readonly ToldTally[]) => some.reduce((total, each) => total + each.collected, 0)
        const rows = await outside(`SELECT status, hamlet FROM address WHERE commune_code = '${commune}'`)
        const collected = rows.filter(({ status }) => STATES.includes(String(status)))
        t.equal(sum(whole), collected.length, 'classes make the commune')
        t.equal(
          sum(tallies.filter(({ hamlet }) => hamlet !== null)),
          collected.filter(({ hamlet }) => hamlet !== null).length,
          'hamlets make what has one',
        )
      }
    }

    t.test('numbers add up as a count of every row does', async (t) => {
      for (let i = 0; i < 60; i++) {
        const who = pick([officer, post])
        const { version } = await made(
          registry.create(
            who,
            draft({
              class: pick([1, 2, 3]),
              name: pick([null, 'Trụ sở']),
              hamlet: pick([null, 'Ấp 1', 'Ấp 2']),
              house_number: pick([null, `${i}`]),
              postcode: pick([null, '82120']),
            }),
          ),
        )
        const { uid } = version
        const step = random()
        if (step < 0.3) await made(registry.change(officer, uid, 1, { hamlet: 'Ấp 3' }))
        else if (step < 0.5)
          await made(registry.transition(verifier, uid, 1, 'verified', { method: 'm', date: '2026-01-02' }))
        else if (step < 0.55) await reach(uid)
        else if (step < 0.6) await registry.transition(officer, uid, 1, 'retired', { reason: 'phá' })
        if (i % 20 === 0) await addUp(t, `after ${i}`)
      }
      const [some = '', other = ''] = reached
      await people.write(async ({ contacts }) => contacts.delete(await contacts.idsOf([some])))
      await reach(other)
      reached.delete(some)
      await addUp(t, 'after contacts alone have changed')
      const house = async () => (await made(registry.create(officer, draft({ hamlet: 'Ấp 1' })))).version.uid
      const [kept, gone, next, left] = [await house(), await house(), await house(), await house()]
      for (const uid of [gone, left]) await reach(uid)
      await made(
        registry.merge(
          officer,
          { uid: kept, revision: 1 },
          { others: [{ uid: gone, revision: 1 }], reason: 'trùng' },
        ),
      )
      reached.add(kept)
      await made(registry.transition(officer, left, 1, 'retired', { reason: 'xây lại', successors: [next] }))
      await addUp(t, 'contacts go with a merge, and not to who only came after')
      await outside(`UPDATE address SET hamlet = 'Ấp 9' WHERE house_number = '7'`)
      await outside(`DELETE FROM address WHERE house_number = '8'`)
      await registry.settleOutside()
      await addUp(t, 'after outside edits')
    })

    t.test(
      'without a number nothing is expected; the last one said holds, the others are its history',
      async (t) => {
        const of = async (hamlet: string | null, objectClass: number) =>
          (await overview.of(HERE)).tallies.find(
            (each) => each.hamlet === hamlet && each.class === objectClass,
          )
        t.equal((await of(null, 1))?.expected, null)
        const said = {
          commune_code: HERE,
          hamlet: null,
          class: 1,
          source: 'điều tra 2025',
          date: '2025-12-31',
        }
        t.equal((await overview.expect(officer, { ...said, count: 500 })).length, 1)
        const history = await overview.expect(verifier, { ...said, count: 520, source: 'rà soát' })
        t.match(history, [
          { count: 500, person: officer.person },
          { count: 520, source: 'rà soát' },
        ])
        t.match(await of(null, 1), { expected: { count: 520, source: 'rà soát', date: '2025-12-31' } })
        t.equal((await of('Ấp 1', 1))?.expected, null, 'a commune’s number is not its hamlet’s')
        await overview.expect(officer, { ...said, hamlet: 'Ấp mới', count: 0 })
        t.match(await of('Ấp mới', 1), { collected: 0, expected: { count: 0 } })
        await overview.expect(officer, { ...said, count: null })
        t.equal((await of(null, 1))?.expected, null, 'taken back')
      },
    )

    t.test('who may look, and say', async (t) => {
      const said = { commune_code: THERE, hamlet: null, class: 1, count: 1, source: 'x', date: '2026-01-01' }
      t.equal(await refusal(overview.communes(actor('sn', ['agency']))), 'not-your-role')
      t.equal(await refusal(overview.communes(officer, THERE)), 'outside-area')
      t.same(await overview.communes(officer), [HERE])
      t.same(await overview.communes(actor('sở', ['coordinator'])), [...COMMUNES])
      t.equal(await refusal(overview.expect(officer, said)), 'outside-area')
      t.equal(await refusal(overview.expect(actor('c', ['collector'], [THERE]), said)), 'not-your-role')
      t.equal(
        await refusal(overview.expect(actor('sở', ['coordinator']), { ...said, commune_code: '99999' })),
        'findings',
      )
    })
  })
