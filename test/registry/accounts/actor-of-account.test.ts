import t from 'tap'
import { actorOfAccount } from '../../../src/registry/accounts/actor-of-account.ts'
import type { AccountTable } from '../../../src/store/people/accounts/account-tables.ts'

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
