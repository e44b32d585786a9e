import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import type { AddressDraft } from '../../src/registry/actions/create-address.ts'
import { Acceptance } from '../../src/registry/proposals/acceptance.ts'
import { Proposals } from '../../src/registry/proposals/proposals.ts'
import { Registry } from '../../src/registry/registry.ts'
import { verifyHistory } from '../../src/registry/verify-history.ts'
import type { PeopleStore } from '../../src/store/people/people-store.ts'
import type { RegistryStore } from '../../src/store/registry/registry-store.ts'
import { actor, collector, draft, officer, verifier } from '../support/registry-actors.ts'
import { chainsHold, refusal } from '../support/registry-cases.ts'
import { COMMUNES, ENGINES, made, type TestRegistry } from '../support/registry-engines.ts'

const [HERE, THERE] = COMMUNES
const second = actor('hai', ['verifier'])
const third = actor('tám', ['officer', 'verifier'])
const thereOfficer = actor('em', ['officer'], [THERE])
const SEEN = { method: 'thực địa', date: '2026-02-03' }

/** A verified address: declared by the collector, verified by the verifier. */
async function verified({ registry }: TestRegistry, more: Partial<AddressDraft> = {}): Promise<string> {
  const { version } = await made(registry.create(collector, draft(more)))
  await made(registry.transition(verifier, version.uid, 1, 'verified', SEEN))
  return version.uid
}

async function proposal(change: Promise<unknown>): Promise<string> {
  const outcome = (await change) as { proposal?: string }
  if (outcome.proposal === undefined) throw new Error(`no proposal: ${JSON.stringify(outcome)}`)
  return outcome.proposal
}

const stateOf = ({ people }: TestRegistry, id: string) =>
  people.write(async ({ proposals }) => (await proposals.byId(id))?.state)

const presentOf = ({ store }: TestRegistry, uid: string) =>
  store.write(({ addresses }) => addresses.byUid(uid))

/** Everything in the record's tables that a reader could tell a change by; in PostgreSQL also where each row lies. */
async function contentOf({ outside, dataDir }: TestRegistry): Promise<Record<string, unknown>> {
  const tables = ['address', 'address_history', 'identifier', 'zz_event', 'zz_chain', 'zz_idempotency']
  const content: Record<string, unknown> = {}
  for (const table of [...tables, 'change_feed', 'diachiso_info'])
    content[table] = await outside(
      `SELECT ${dataDir === undefined ? 'xmin::text, ctid::text, ' : ''}* FROM ${table} ORDER BY fid`,
    )
  return content
}

/** The record's file as its readers see it: the version of its data, and its bytes with those of its journal. */
async function traceOf({ outside, dataDir }: TestRegistry): Promise<unknown> {
  if (dataDir === undefined) return outside('SELECT last_value, is_called FROM code_number')
  const files = ['registry.gpkg', 'registry.gpkg-wal'].map((file) => join(dataDir, file))
  // By another process: closing a descriptor of the file here would drop SQLite's locks.
  const sums = spawnSync('sha256sum', files, { encoding: 'utf8' })
  if (sums.status !== 0) throw new Error(sums.stderr)
  return [await outside('PRAGMA data_version'), sums.stdout]
}

for (const engine of ENGINES)
  t.test(`Proposals on ${engine.name}`, { skip: engine.skip }, async (t) => {
    const opened = await engine.open()
    t.teardown(opened.close)
    const { registry, proposals, acceptance, store, people, outside } = opened

    t.test('a declaration becomes an address with its id and a code issued then', async (t) => {
      const { proposal: id } = await proposals.declare(undefined, draft({ house_number: '1' }), {
        text: 'nhà mới',
      })
      t.equal(await stateOf(opened, id), 'open')
      t.equal(await presentOf(opened, id), undefined, 'not in the record')
      const { version } = await made(acceptance.accept(officer, id, { amendments: { hamlet: 'Khu phố 3' } }))
      t.match(version, { uid: id, revision: 1, status: 'created', hamlet: 'Khu phố 3', code: /^L\d{10}$/ })
      t.equal(await stateOf(opened, id), 'accepted')
      t.equal(await refusal(acceptance.accept(officer, id)), 'wrong-state', 'twice')
      await chainsHold(t, opened, [id])
      const heads = await people.write((tx) => tx.heads.all())
      const [event] = await outside(`SELECT chain, number, hash FROM zz_event WHERE subject = '${id}'`)
      t.match(heads, [event], 'the head is copied')
    })

    t.test('a certified address changes by another person alone', async (t) => {
      const uid = await verified(opened, { house_number: '2' })
      const asked = { house_number: '2A' }
      t.equal(await refusal(registry.change(officer, uid, 2, asked)), 'missing-particulars', 'no reason')
      t.equal(await refusal(registry.change(collector, uid, 2, asked, { reason: 'sai số' })), 'not-your-role')
      const id = await proposal(registry.change(officer, uid, 2, asked, { reason: 'sai số' }))
      t.match(await presentOf(opened, uid), { revision: 2, house_number: '2' }, 'the old version holds')
      const { version } = await made(acceptance.accept(second, id))
      t.match(version, { revision: 3, status: 'verified', house_number: '2A' })
      await store.write(async ({ chains }) => {
        const event = (await chains.ofSubject(uid)).at(-1)
        t.match(event, { action: 'changed', person: 'hai', reason: 'sai số' })
        t.match(JSON.parse(event?.details ?? ''), { proposal: id, proposed_by: 'oanh' })
      })
      await chainsHold(t, opened, [uid])
    })

    t.test('retired and restored by another person, to the state before', async (t) => {
      const uid = await verified(opened, { house_number: '3' })
      const why = { reason: 'phá dỡ' }
      const end = await proposal(registry.transition(officer, uid, 2, 'retired', why))
      t.match((await made(acceptance.accept(verifier, end))).version, { status: 'retired', revision: 3 })
      for (const to of ['created', 'official'] as const)
        t.equal(await refusal(registry.transition(officer, uid, 3, to, why)), 'wrong-state', `not as ${to}`)
      const back = await proposal(registry.transition(officer, uid, 3, 'verified', why))
      t.match((await made(acceptance.accept(second, back))).version, { status: 'verified', revision: 4 })
    })

    t.test('what was changed since is refused with both versions, and stays open', async (t) => {
      const uid = await verified(opened, { house_number: '4' })
      const reason = 'sai'
      const first = await proposal(registry.change(officer, uid, 2, { house_number: '4A' }, { reason }))
      const late = await proposal(registry.change(officer, uid, 2, { street: 'Bạch Đằng' }, { reason }))
      await acceptance.accept(second, first)
      const refused = await acceptance.accept(second, late).then(
        () => undefined,
        (error) => error,
      )
      t.match(refused, {
        code: 'changed',
        more: {
          versions: {
            yours: { house_number: '4', street: 'Bạch Đằng', revision: 2 },
            theirs: { house_number: '4A', revision: 3 },
          },
        },
      })
      t.equal(await stateOf(opened, late), 'open')
    })

    t.test('who may agree', async (t) => {
      const wide = actor('rộng', ['verifier'], [HERE, THERE])
      const both = actor('cúc', ['collector', 'officer', 'verifier'])
      type Case = [why: string, who: typeof officer, before: typeof officer, code: string]
      /** who agrees with what the other has proposed for an address that cúc has created and vinh has verified */
      const cases: Case[] = [
        ['who proposed it, under another account', { ...second, account: 'khác' }, second, 'another-person'],
        ['an officer alone', actor('sáu', ['officer']), second, 'not-your-role'],
        ['a verifier of another commune', actor('bảy', ['verifier'], [THERE]), second, 'outside-area'],
        ['who has verified it before', verifier, second, 'not refused'],
        ['who created what another has verified since', both, second, 'not refused'],
        ['a third person', third, second, 'not refused'],
        ['another verifier of both communes', wide, third, 'not refused'],
      ]
      for (const [i, [why, who, before, code]] of cases.entries()) {
        const uid = await verified(opened, { house_number: `5/${i}` })
        const id = await proposal(registry.change(before, uid, 2, { name: 'Chợ' }, { reason: 'thiếu tên' }))
        t.equal(await refusal(acceptance.accept(who, id)), code, why)
        t.equal(await stateOf(opened, id), code === 'not refused' ? 'accepted' : 'open', why)
      }
    })

    t.test('who declared it does not verify it, and an undone certificate vouches for nobody', async (t) => {
      const { proposal: id } = await proposals.declare(third, draft({ house_number: '6' }))
      await acceptance.accept(officer, id)
      t.equal(
        await refusal(registry.transition(third, id, 1, 'verified', SEEN)),
        'another-person',
        'declared it',
      )
      const made2 = await made(registry.transition(verifier, id, 1, 'verified', SEEN))
      const undo = await proposal(registry.undo(officer, made2.event, { reason: 'nhầm nhà' }))
      t.equal(await refusal(acceptance.accept(actor('oanh', ['verifier']), undo)), 'another-person')
      t.match((await made(acceptance.accept(second, undo))).version, { status: 'created', revision: 3 })
      t.equal(await refusal(registry.transition(third, id, 3, 'verified', SEEN)), 'another-person', 'still')
      t.equal(
        await refusal(registry.transition(actor('oanh', ['verifier']), id, 3, 'verified', SEEN)),
        'another-person',
        'who created it from the declaration',
      )
      await made(registry.transition(verifier, id, 3, 'verified', SEEN))
      await chainsHold(t, opened, [id])
    })

    t.test('a move into another area waits there', async (t) => {
      const { version } = await made(registry.create(collector, draft({ house_number: '7' })))
      const id = await proposal(registry.change(officer, version.uid, 1, { commune_code: THERE }))
      t.equal(await refusal(acceptance.accept(officer, id)), 'outside-area')
      t.match((await made(acceptance.accept(thereOfficer, id))).version, {
        commune_code: THERE,
        status: 'created',
      })
      t.equal(
        await refusal(registry.change(thereOfficer, version.uid, 2, { commune_code: '99999' })),
        'findings',
        'no commune',
      )
      await chainsHold(t, opened, [version.uid])
    })

    t.test('two agree at once: one does, once', async (t) => {
      const uid = await verified(opened, { house_number: '7A' })
      const change = registry.change(officer, uid, 2, { name: 'Chợ' }, { reason: 'thiếu tên' })
      const correction = await proposal(change)
      const { proposal: declaration } = await proposals.declare(undefined, draft({ house_number: '7B' }))
      for (const [id, subject, revision, people] of [
        [correction, uid, 3, [second, third, second, third]],
        [declaration, declaration, 1, [officer, third, collector, officer]],
      ] as const) {
        const codes = await Promise.all(people.map((who) => refusal(acceptance.accept(who, id))))
        t.same(codes.sort(), ['not refused', 'wrong-state', 'wrong-state', 'wrong-state'])
        t.match(await presentOf(opened, subject), { revision })
      }
      await chainsHold(t, opened, [uid, declaration])
    })

    t.test('who agrees must have the area of all that it touches', async (t) => {
      const both = { ...actor('đôi', ['officer'], [HERE, THERE]) }
      const near = await verified(opened, { house_number: '7C' })
      const { version } = await made(registry.create(both, draft({ commune_code: THERE })))
      const into = { uid: near, revision: 2 }
      const merge = { others: [{ uid: version.uid, revision: 1 }], reason: 'một nhà' }
      const id = await proposal(registry.merge(both, into, merge))
      t.equal(await refusal(acceptance.accept(second, id)), 'outside-area')
      await made(acceptance.accept(actor('rộng', ['verifier'], [HERE, THERE]), id))
      const parts = [draft(), draft({ commune_code: THERE })]
      const apart = await proposal(
        registry.split(both, { uid: near, revision: 3 }, { parts, reason: 'tách' }),
      )
      t.equal(await refusal(acceptance.accept(second, apart)), 'outside-area')
    })

    t.test('rejected, opened again, returned, withdrawn', async (t) => {
      const { proposal: id } = await proposals.declare(collector, draft({ house_number: '8' }))
      const no = { reason: 'duplicate', text: 'đã có số 8' }
      const other = actor('ông', ['officer'])
      /** in this order, each on the state that the one before has left */
      const steps: [why: string, step: () => Promise<unknown>, code: string, state: string][] = [
        ['by a verifier', () => proposals.reject(verifier, id, no), 'not-your-role', 'open'],
        ['elsewhere', () => proposals.reject(thereOfficer, id, no), 'outside-area', 'open'],
        [
          'a reason of no list',
          () => proposals.reject(officer, id, { ...no, reason: 'vì thích' }),
          'missing-particulars',
          'open',
        ],
        ['no text', () => proposals.reject(officer, id, { ...no, text: ' ' }), 'missing-particulars', 'open'],
        ['rejected', () => proposals.reject(officer, id, no), 'not refused', 'rejected'],
        ['twice', () => proposals.reject(officer, id, no), 'wrong-state', 'rejected'],
        ['accepted then', () => acceptance.accept(officer, id), 'wrong-state', 'rejected'],
        ['withdrawn then', () => proposals.withdraw(collector, id), 'wrong-state', 'rejected'],
        ['opened by the same', () => proposals.reopen(officer, id), 'another-person', 'rejected'],
        ['opened by another', () => proposals.reopen(other, id), 'not refused', 'open'],
        ['sent back without a word', () => proposals.return(verifier, id, {}), 'missing-particulars', 'open'],
        ['sent back', () => proposals.return(verifier, id, { text: 'thiếu ảnh' }), 'not refused', 'returned'],
        ['accepted while it is back', () => acceptance.accept(officer, id), 'wrong-state', 'returned'],
        ['withdrawn by a stranger', () => proposals.withdraw(officer, id), 'not-your-role', 'returned'],
        ['withdrawn by nobody', () => proposals.withdraw(undefined, id), 'not-your-role', 'returned'],
        ['withdrawn', () => proposals.withdraw(collector, id), 'not refused', 'withdrawn'],
        ['opened after that', () => proposals.reopen(other, id), 'wrong-state', 'withdrawn'],
        ['none', () => proposals.reopen(other, 'none'), 'unknown-proposal', 'withdrawn'],
      ]
      for (const [why, step, code, state] of steps) {
        t.equal(await refusal(step()), code, why)
        t.equal(await stateOf(opened, id), state, why)
      }
    })

    t.test('leaves no trace in the record until somebody agrees', async (t) => {
      const uid = await verified(opened, { house_number: '9' })
      const part = await verified(opened, { house_number: '9A' })
      const before = await contentOf(opened)
      const bytes = await traceOf(opened)
      const { proposal: id } = await proposals.declare(undefined, draft({ ndas: '8012345678', lon: 105.5 }))
      await proposal(registry.change(officer, uid, 2, { house_number: '9B' }, { reason: 'sai' }))
      await proposal(
        registry.change(
          officer,
          uid,
          2,
          { house_number: '9B' },
          { reason: 'x', request: { key: 'k', request: 'r' } },
        ),
      )
      await proposal(registry.transition(officer, uid, 2, 'retired', { reason: 'phá dỡ' }))
      await proposal(
        registry.merge(
          officer,
          { uid, revision: 2 },
          { others: [{ uid: part, revision: 2 }], reason: 'một nhà' },
        ),
      )
      await proposal(
        registry.split(officer, { uid, revision: 2 }, { parts: [draft(), draft()], reason: 'tách thửa' }),
      )
      await proposals.reject(officer, id, { reason: 'other', text: 'thử' })
      t.same(await contentOf(opened), before)
      t.same(await traceOf(opened), bytes, 'nor of a byte')
    })

    t.test('whatever step of agreeing ends, the record says what became of it', async (t) => {
      await crashes(t, opened)
    })

    t.test('twelve months after their end they are gone', async (t) => {
      const { proposal: id } = await proposals.declare(collector, draft({ house_number: '10' }))
      const { proposal: open } = await proposals.declare(collector, draft({ house_number: '11' }))
      await proposals.withdraw(collector, id)
      const at = (days: number) => () => new Date(Date.now() + days * 86_400_000)
      const later = (days: number) => new Proposals({ store, people, now: at(days) }).deleteEnded()
      await later(364)
      t.equal(await stateOf(opened, id), 'withdrawn')
      t.ok((await later(367)) > 0)
      t.equal(await stateOf(opened, id), undefined)
      t.equal(await stateOf(opened, open), 'open')
    })

    t.test('the whole history holds', async (t) => {
      t.same((await verifyHistory(store)).breaks, [])
    })

    t.test('without a place for them such changes are refused', async (t) => {
      const uid = await verified(opened, { house_number: '12' })
      const alone = new Registry({ store })
      t.equal(
        await refusal(alone.change(officer, uid, 2, { name: 'Chợ' }, { reason: 'thiếu' })),
        'no-proposals',
      )
      t.match(await presentOf(opened, uid), { revision: 2 })
    })
  })

/** Throws at each of the steps in which agreeing writes, as a process that ends there; then another starts. */
async function crashes(t: Test, opened: TestRegistry): Promise<void> {
  const { proposals, registry, store, people } = opened
  /** step that ends, whether before or after what it does; state then; after the next start */
  const cases: [
    where: 'people' | 'record',
    call: number,
    when: 'before' | 'after',
    then: string,
    last: string,
  ][] = [
    ['people', 1, 'before', 'open', 'open'],
    ['people', 1, 'after', 'settling', 'open'],
    ['record', 2, 'before', 'settling', 'open'],
    ['record', 2, 'after', 'settling', 'accepted'],
    ['people', 2, 'before', 'settling', 'accepted'],
    ['people', 2, 'after', 'accepted', 'accepted'],
  ]
  for (const [i, [where, call, when, then, last]] of cases.entries()) {
    const label = `${when} write ${call} to ${where}`
    const { proposal: declared } = await proposals.declare(undefined, draft({ house_number: `K${i}` }))
    const uid = await verified(opened, { house_number: `L${i}` })
    const corrected = await proposal(
      registry.change(officer, uid, 2, { house_number: `M${i}` }, { reason: 'sai' }),
    )
    for (const [id, who, revision] of [
      [declared, officer, 1],
      [corrected, second, 3],
    ] as const) {
      const ending = new Ending(where, call, when)
      const dying = new Acceptance({
        store: ending.around(store, 'record'),
        people: ending.around(people, 'people'),
      })
      await dying.accept(who, id).catch(() => {})
      t.equal(await stateOf(opened, id), then, label)
      await new Acceptance({ store, people }).settlePending()
      t.equal(await stateOf(opened, id), last, `${label}, after a start`)
      const subject = id === declared ? id : uid
      const there = (await presentOf(opened, subject))?.revision ?? 0
      t.equal(there, last === 'accepted' ? revision : revision - 1, `${label}: in the record`)
      if (last === 'open') {
        await made(new Acceptance({ store, people }).accept(who, id))
        t.equal(await stateOf(opened, id), 'accepted', `${label}: again`)
        t.equal((await presentOf(opened, subject))?.revision, revision)
      }
    }
    await chainsHold(t, opened, [declared, uid])
  }
}

/** A process that ends at the n-th write to one of the stores: nothing that it does afterwards arrives. */
class Ending {
  #calls = 0
  #ended = false

  constructor(
    readonly where: 'people' | 'record',
    readonly call: number,
    readonly when: 'before' | 'after',
  ) {}

  around<T extends RegistryStore | PeopleStore>(store: T, name: 'people' | 'record'): T {
    const write = async (work: never) => {
      const last = name === this.where && ++this.#calls === this.call
      if (this.#ended || (last && this.when === 'before')) throw this.#end()
      const result = await (store.write as (work: never) => Promise<unknown>)(work)
      if (last) throw this.#end()
      return result
    }
    return new Proxy(store, {
      get: (target, key) => {
        if (key === 'write') return write
        const value = Reflect.get(target, key, target)
        return typeof value === 'function' ? value.bind(target) : value
      },
    })
  }

  #end(): Error {
    this.#ended = true
    return new Error('the process ends here')
  }
}
