import Database from 'better-sqlite3'
import t from 'tap'
import { actorOfAccount } from '../../../src/registry/accounts/actor-of-account.ts'
import { SERVER } from '../../../src/registry/actor.ts'
import type { AccountTable } from '../../../src/store/people/accounts/account-tables.ts'
import { addAccount } from '../../support/account-rows.ts'
import { actor } from '../../support/registry-actors.ts'
import { ENGINES } from '../../support/registry-engines.ts'

const ACCOUNT = {
  id: 'a1',
  person: 'p1',
  office: 'o1',
  state: 'active',
  valid_from: '2026-01-01',
  valid_to: '2026-11-30',
} as AccountTable
const RIGHTS = {
  roles: [{ account: 'a1', role: 'officer', granted_by: null, granted_at: '' }],
  areas: [
    { account: 'a1', kind: 'commune', code: '27694', unit_from: '2025-07-01' },
    { account: 'a1', kind: 'hamlet', code: 'h1', unit_from: null },
  ],
} as const
const NOON = new Date('2026-11-30T05:00:00Z')

t.test('An office that stands in has the area between the days, with its roles', async (t) => {
  const CASES = [
    ['with its role', 'officer', ['officer'], '2026-11-30', ['27694', '28159']],
    ['with one of several', 'officer verifier', ['officer'], '2026-11-30', ['27694', '28159']],
    ['not with a role more', 'verifier', ['officer', 'verifier'], '2026-11-30', ['27694']],
    ['not with another role', 'verifier', ['officer'], '2026-11-30', ['27694']],
    ['not with a role that only reads', 'officer', ['coordinator'], '2026-11-30', ['27694']],
    ['not when it is over', 'officer', ['officer'], '2026-11-29', ['27694']],
  ] as const
  for (const [name, roles, own, to_day, communes] of CASES) {
    const standsIn = [{ roles, from_day: '2026-11-01', to_day, kind: 'commune' as const, code: '28159' }]
    const rights = { ...RIGHTS, roles: own.map((role) => ({ ...RIGHTS.roles[0], role })), standsIn }
    const actor = actorOfAccount(ACCOUNT, rights, NOON)
    t.same([...(actor?.area.communes ?? [])].sort(), communes, name)
    t.equal(actor?.office, 'o1')
  }
})

for (const engine of ENGINES)
  t.test(`Who stands in for whom on ${engine.name}`, { skip: engine.skip }, async (t) => {
    const { people, dataDir, outside, close } = await engine.open()
    t.teardown(close)
    const neighbour = actor('láng giềng', ['officer'], ['27694'])
    await addAccount(people, neighbour)
    await addAccount(people, actor('đã nghỉ', ['officer'], ['28159']), { state: 'ended' })
    const whole = { ...actor('toàn tỉnh', ['coordinator'], ['28159']), area: SERVER.area }
    await addAccount(people, whole)
    const add = (id: string, from: string, ended: string) =>
      `INSERT INTO ${dataDir ? '' : 'people.'}substitute VALUES ('${id}', 'office-28159', '${neighbour.office}', 'officer', '${from}', '2026-12-31', 'a', '2026', ${ended})`
    for (const sql of [add('s1', '2026-11-01', 'null'), add('s2', '2026-01-01', "'2026-02-01'")])
      if (dataDir) changeFile(`${dataDir}/people.db`, sql)
      else await outside(sql)
    const actorAt = (at: string) =>
      people.read(async ({ accounts }) => {
        const account = await accounts.byId(neighbour.account)
        return account && actorOfAccount(account, await accounts.rightsOf(account.id), new Date(at))
      })
    const during = await actorAt('2026-11-30T05:00:00Z')
    t.same([...(during?.area.communes ?? [])].sort(), ['27694', '28159'])
    t.equal(during?.area.everywhere, false)
    t.same([...((await actorAt('2026-10-30T05:00:00Z'))?.area.communes ?? [])], ['27694'], 'before')
  })

function changeFile(file: string, sql: string): void {
  const db = new Database(file)
  db.exec(sql)
  db.close()
}

t.test('An account is an actor while it may be used', async (t) => {
  const actor = actorOfAccount(ACCOUNT, RIGHTS, NOON)
  t.match(actor, { account: 'a1', person: 'p1', office: 'o1', area: { everywhere: false } })
  t.same([...(actor?.roles ?? [])], ['officer'])
  t.same([...(actor?.area.communes ?? [])], ['27694'])
  t.same([...(actor?.area.hamlets ?? [])], ['h1'])
  const CASES = [
    ['its last day ends at +07:00', {}, '2026-11-30T16:59:59Z', true],
    ['the day after it has expired', {}, '2026-11-30T17:00:00Z', false],
    ['before its first day', { valid_from: '2026-12-01' }, '2026-11-30T05:00:00Z', false],
    ['suspended', { state: 'suspended' }, '2026-11-30T05:00:00Z', false],
    ['asleep', { state: 'asleep' }, '2026-11-30T05:00:00Z', false],
    ['without a person', { person: null }, '2026-11-30T05:00:00Z', false],
  ] as const
  for (const [name, change, at, usable] of CASES)
    t.equal(actorOfAccount({ ...ACCOUNT, ...change }, RIGHTS, new Date(at)) !== undefined, usable, name)
})
