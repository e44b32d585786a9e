import t from 'tap'
import { AccountUndo } from '../../../src/registry/accounts/limits/account-undo.ts'
import { Components } from '../../../src/registry/components/components.ts'
import { Redactions } from '../../../src/registry/redaction/redactions.ts'
import { Registry } from '../../../src/registry/registry.ts'
import { AddressSupplements } from '../../../src/registry/supplements/address-supplements.ts'
import { verifyHistory } from '../../../src/registry/verify-history.ts'
import type { AccountState } from '../../../src/store/people/accounts/account-tables.ts'
import { addAccount } from '../../support/account-rows.ts'
import { actor, draft, officer } from '../../support/registry-actors.ts'
import { COMMUNES, ENGINES, made, type TestRegistry } from '../../support/registry-engines.ts'

const stolen = actor('bị lấy cắp', ['officer', 'verifier'])
const second = actor('vinh', ['verifier'])
const admin = actor('quản trị', ['administrator'])
const BEFORE = new Date('2026-11-29T05:00:00Z')
const SINCE = '2026-11-30T00:00:00.000Z'
const NOON = new Date('2026-11-30T05:00:00Z')
const REASON = { reason: 'phiên bị lấy cắp' }

/** What may be done at two moments: before the session was stolen, and since. */
function deeds({ store, people, proposals }: TestRegistry) {
  const rules = (now: () => Date) => ({
    registry: new Registry({ store, proposals, now }),
    supplements: new AddressSupplements({ store, proposals, now }),
    components: new Components({ store, now }),
    redactions: new Redactions({ store, people, now }),
  })
  return { earlier: rules(() => BEFORE), since: rules(() => NOON) }
}
type Deeds = ReturnType<typeof deeds>

/** What an account did to an address, and what is left of it: fields, or nothing where somebody must look. */
interface Case {
  readonly does: string
  readonly work: (deeds: Deeds) => Promise<string>
  readonly after: object | 'left'
}

const created = async ({ registry }: Deeds['earlier'], by = officer) =>
  (await made(registry.create(by, draft({ street: 'Đường Cũ' })))).version.uid
const change = (
  { registry }: Deeds['since'],
  by: typeof officer,
  uid: string,
  revision: number,
  street: string,
) => made(registry.change(by, uid, revision, { street }))
const STEP = { method: 'thực địa', date: '2026-11-30' }

const CASES: readonly Case[] = [
  // The first one: time does not go back in a chain.
  {
    does: 'what it did before that moment stands',
    work: ({ earlier }) => created(earlier, stolen),
    after: { status: 'created', revision: 1 },
  },
  {
    does: 'what it created is withdrawn',
    work: ({ since }) => created(since, stolen),
    after: { status: 'retired', revision: 2 },
  },
  {
    does: 'what it changed again and again says what it said before',
    work: async ({ earlier, since }) => {
      const uid = await created(earlier)
      await change(since, stolen, uid, 1, 'Đường Một')
      await change(since, stolen, uid, 2, 'Đường Hai')
      return uid
    },
    after: { status: 'created', street: 'Đường Cũ', revision: 4 },
  },
  {
    does: 'what it changed between others’ changes goes back to theirs',
    work: async ({ since }) => {
      const uid = await created(since, stolen)
      await change(since, officer, uid, 1, 'Đường Đúng')
      await change(since, stolen, uid, 2, 'Đường Sai')
      return uid
    },
    after: { status: 'created', street: 'Đường Đúng' },
  },
  {
    does: 'what somebody changed since is left',
    work: async ({ since }) => {
      const uid = await created(since, stolen)
      await change(since, officer, uid, 1, 'Đường Đúng')
      return uid
    },
    after: 'left',
  },
  {
    does: 'what it verified is as before',
    work: async ({ earlier, since }) => {
      const uid = await created(earlier)
      await made(since.registry.transition(stolen, uid, 1, 'verified', STEP))
      return uid
    },
    after: { status: 'created', revision: 3 },
  },
  {
    does: 'what it retired is there again',
    work: async ({ earlier, since }) => {
      const uid = await created(earlier)
      await made(since.registry.transition(stolen, uid, 1, 'retired', { reason: 'phá' }))
      return uid
    },
    after: { status: 'created' },
  },
  {
    does: 'what it put beside an address is gone',
    work: async ({ earlier, since }) => {
      const uid = await created(earlier)
      const seen = { uid, revision: 1 }
      await made(
        since.supplements.change(stolen, seen, {
          units: { add: [{ designation: '5.03', floor: null, kind: 'flat', state: 'current' }] },
        }),
      )
      return uid
    },
    after: { status: 'created', supplements: null },
  },
  {
    does: 'what it created and retired stays so',
    work: async ({ since }) => {
      const uid = await created(since, stolen)
      await made(since.registry.transition(stolen, uid, 1, 'retired', { reason: 'phá' }))
      return uid
    },
    after: { status: 'retired', revision: 2 },
  },
  {
    does: 'what it took out for good does not come back',
    work: async ({ earlier, since }) => {
      const uid = await created(earlier)
      const what = { fields: ['street'] as const, reason: 'phá' }
      await since.redactions.redact(stolen, { uid, revision: 1 }, what)
      return uid
    },
    after: 'left',
  },
]

for (const engine of ENGINES)
  t.test(`Taking back an account’s work on ${engine.name}`, { skip: engine.skip }, async (t) => {
    const opened = await engine.open()
    t.teardown(opened.close)
    const { store, people } = opened
    await addAccount(people, stolen)
    const undo = new AccountUndo({ store, people })
    const state = (to: AccountState) =>
      people.write(({ accounts }) =>
        accounts.change(stolen.account, ['active', 'suspended'], { state: to }, NOON),
      )

    const done = deeds(opened)
    const uids: string[] = []
    for (const { work } of CASES) uids.push(await work(done))
    const hamlet = { name: 'Ấp Giả', type: 'ấp', former_commune_code: null, lon: 106.41, lat: 10.53 }
    const place = { ...hamlet, commune_code: COMMUNES[0] }
    const component = await done.since.components.create(stolen, 'hamlet', place, {})
    const certified = await created(done.earlier)
    await made(done.earlier.registry.transition(second, certified, 1, 'verified', STEP))
    const waits = await done.since.registry.change(stolen, certified, 2, { street: 'Đường Sai' }, REASON)

    await t.rejects(undo.undo(officer, stolen.account, { since: SINCE, ...REASON }), {
      code: 'not-your-role',
    })
    await t.rejects(undo.undo(admin, stolen.account, { since: SINCE }), { code: 'missing-particulars' })
    await t.rejects(undo.undo(admin, 'none', { since: SINCE, ...REASON }), { code: 'unknown-account' })
    await t.rejects(
      undo.undo(admin, stolen.account, { since: SINCE, ...REASON }),
      { code: 'wrong-state' },
      'while it may still write',
    )
    await state('suspended')
    const { undone, withdrawn, left, acts } = await undo.undo(admin, stolen.account, {
      since: SINCE,
      ...REASON,
    })

    t.same(
      acts.map(({ action }) => action),
      ['redacted'],
      'what it did beside addresses is listed',
    )
    const expected = CASES.flatMap(({ after }, i) => (after === 'left' ? [uids[i] as string] : []))
    t.equal(undone, 6)
    t.equal(withdrawn, 1)
    t.same(left, ['version' in component ? component.version.uid : '', ...expected].sort())
    for (const [i, { does, after }] of CASES.entries()) {
      const present = await store.write(({ addresses }) => addresses.byUid(uids[i] as string))
      if (after !== 'left') t.match(present, after, does)
    }
    const id = 'proposal' in waits ? waits.proposal : ''
    t.match(await people.read(({ proposals }) => proposals.byId(id)), { state: 'withdrawn' })
    t.match(await people.read(({ audit }) => audit.list({ action: 'account-undone', limit: 2 })), [
      { subject: stolen.account, account: admin.account, details: /"undone":6,"withdrawn":1,"left":3/ },
    ])
    t.match(await verifyHistory(store), { breaks: { length: 0 } })

    const events = await store.read(({ chains }) => chains.heads())
    t.match(await undo.undo(admin, stolen.account, { since: SINCE, ...REASON }), {
      undone: 0,
      withdrawn: 0,
      left,
    })
    t.same(await store.read(({ chains }) => chains.heads()), events, 'again it does nothing')
  })
