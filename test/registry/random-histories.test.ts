import fc from 'fast-check'
import t from 'tap'
import { CHAIN_START, contentHash, eventHash, privateHash } from '../../src/chains/event-hash.ts'
import { supplementsHash } from '../../src/chains/supplements-hash.ts'
import type { AddressChanges } from '../../src/registry/actions/change-address.ts'
import type { Actor } from '../../src/registry/actor.ts'
import { Refusal } from '../../src/registry/refusal.ts'
import type { Outcome } from '../../src/registry/registry.ts'
import type { SupplementChanges } from '../../src/registry/supplements/supplement-drafts.ts'
import { verifyHistory } from '../../src/registry/verify-history.ts'
import { hashOf, type StoredVersion } from '../../src/store/registry/address-version.ts'
import { actor, draft } from '../support/registry-actors.ts'
import { COMMUNES, ENGINES, type TestRegistry } from '../support/registry-engines.ts'

const [HERE, THERE] = COMMUNES
const ACTORS: readonly Actor[] = [
  actor('a', ['collector'], COMMUNES),
  actor('b', ['collector', 'officer'], COMMUNES),
  actor('c', ['officer', 'verifier'], COMMUNES),
  actor('d', ['verifier'], COMMUNES),
  actor('e', ['officer', 'verifier'], [HERE]),
]
const WHY = {
  method: 'thực địa',
  date: '2026-02-03',
  decision: { number: '1', date: '2026-02-04' },
  reason: 'vì',
}
const STATES = ['verified', 'official', 'retired', 'created'] as const
const CHANGES: readonly AddressChanges[] = [
  { house_number: '9' },
  { commune_code: THERE },
  { commune_code: HERE, lon: 106.5 },
  { raw_text: null, name: 'Chợ' },
]
const ACTS = [
  'create',
  'declare',
  'change',
  'lead',
  'merge',
  'split',
  'attach',
  'undo',
  'accept',
  'reject',
  'supplement',
] as const

/** One act; the numbers choose among what there is. */
interface Act {
  readonly act: (typeof ACTS)[number]
  readonly who: number
  readonly which: number
  readonly how: number
  /** Whether it was sent by somebody who has not seen the last version. */
  readonly late: boolean
}

const anAct: fc.Arbitrary<Act> = fc.record({
  act: fc.oneof(
    { weight: 1, arbitrary: fc.constantFrom(...ACTS) },
    {
      weight: 2,
      arbitrary: fc.constantFrom('change', 'lead', 'lead', 'accept', 'undo', 'supplement', 'supplement'),
    },
  ),
  who: fc.nat({ max: ACTORS.length - 1 }),
  which: fc.nat({ max: 99 }),
  how: fc.nat({ max: 99 }),
  late: fc.oneof({ weight: 9, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) }),
})

/** Three addresses, of which two are verified. */
const BEGINNING: readonly Act[] = [
  { act: 'create', who: 0, which: 0, how: 0, late: false },
  { act: 'create', who: 1, which: 0, how: 1, late: false },
  { act: 'create', who: 1, which: 0, how: 0, late: false },
  { act: 'lead', who: 3, which: 0, how: 0, late: false },
  { act: 'lead', who: 2, which: 1, how: 0, late: false },
]

const RUNS = { sqlite: 250, postgres: 25 } as const

for (const engine of ENGINES)
  t.test(`Whatever is done on ${engine.name}, the history holds`, { skip: engine.skip }, async (t) => {
    let runs = 0
    // Each history has a day of its own, with what an account may do alone on it.
    let clock = 0
    const opened = await engine.open(() => new Date(Date.UTC(2026, 0, 1 + runs) + ++clock))
    t.teardown(opened.close)
    const holders = new Map<string, string>()
    const heads = new Map<string, { number: number; hash: string }>()
    const actions = new Map<string, number>()
    await fc.assert(
      fc.asyncProperty(fc.array(anAct, { minLength: 8, maxLength: 30, size: 'max' }), async (acts) => {
        const history = new History(opened, ++runs)
        for (const act of [...BEGINNING, ...acts]) await history.run(act)
        for (const uid of history.uids) await historyHolds(opened, uid, holders, actions)
        await chainsFollow(opened, heads)
      }),
      { numRuns: RUNS[engine.name] },
    )
    same((await verifyHistory(opened.store)).breaks, [], 'what npm run verify looks at')
    const missing = [
      'created',
      'changed',
      'moved',
      'verified',
      'made-official',
      'retired',
      'restored',
      'merged',
    ]
      .concat('split', 'undone', 'withdrawn')
      .filter((action) => !actions.has(action))
    if (engine.name === 'sqlite')
      t.same(missing, [], `every kind of act was done: ${JSON.stringify(Object.fromEntries(actions))}`)
  })

/** Acts on addresses of its own, in a record that holds those of others. */
class History {
  readonly uids: string[] = []
  readonly #events: string[] = []
  readonly #proposals: string[] = []

  constructor(
    readonly opened: TestRegistry,
    readonly number: number,
  ) {}

  async run(act: Act): Promise<void> {
    const before = await this.#count()
    try {
      const outcome = await this.#do(act)
      if (outcome === undefined) return
      if ('proposal' in outcome) {
        this.#proposals.push(outcome.proposal)
        if ((await this.#count()) !== before) throw new Error('a proposal left an event')
      } else if ('version' in outcome) {
        const { uid, successor, status } = outcome.version
        const made = status === 'retired' ? (successor?.split(' ') ?? []) : []
        for (const one of [uid, ...made]) if (!this.uids.includes(one)) this.uids.push(one)
        this.#events.push(outcome.event)
      }
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      if ((await this.#count()) !== before) throw new Error('a refused change left an event')
    }
  }

  async #do({ act, who, which, how, late }: Act): Promise<Outcome | undefined> {
    const { registry, supplements, proposals, acceptance } = this.opened
    const by = ACTORS[who] as Actor
    const one = await this.#seen(which, late)
    const other = await this.#seen(which + 1 + (how % 2), false)
    const { uid, revision } = one
    const number = (n: number) => `8${String(this.number).padStart(5, '0')}${String(n % 4).padStart(4, '0')}`
    switch (act) {
      case 'create':
        return registry.create(by, draft({ commune_code: COMMUNES[how % 2] as string }))
      case 'declare':
        return proposals.declare(
          how % 2 === 0 ? undefined : by,
          draft({ ndas: how % 9 === 0 ? number(which) : null }),
        )
      case 'change':
        return registry.change(by, uid, revision, CHANGES[how % CHANGES.length] as AddressChanges, WHY)
      case 'lead':
        return registry.transition(by, uid, revision, STATES[how % STATES.length] as 'created', WHY)
      case 'merge':
        return registry.merge(by, one, { others: [other], changes: { house_number: '1-2' }, reason: 'vì' })
      case 'split':
        return registry.split(by, one, { parts: [draft(), draft({ house_number: '2' })], reason: 'vì' })
      case 'attach':
        return registry.attachIdentifier(by, one, { scheme: 'ndas', value: number(how) }, WHY)
      case 'undo':
        return registry.undo(by, this.#events.at(-1 - (which % 3)) ?? 'none', WHY)
      case 'accept':
        return acceptance.accept(by, this.#proposals.at(-1 - (which % 3)) ?? 'none')
      case 'supplement':
        return supplements.change(by, one, await this.#supplementChanges(uid, how), WHY)
      case 'reject':
        await proposals.reject(by, this.#proposals.at(-1) ?? 'none', { reason: 'other', text: 'không' })
        return undefined
    }
  }

  /** A change of what the address has now: something comes, changes, goes, or becomes the main one. */
  async #supplementChanges(uid: string, how: number): Promise<SupplementChanges> {
    const { positions, names, units } = await this.opened.store.read((tx) => tx.supplements.present(uid))
    const [position, name, unit] = [positions.at(-1), names.at(-1), units.at(-1)].map(
      (each) => each?.uid ?? 'none',
    )
    const lon = 106.4 + how * 1e-5
    const changes: readonly SupplementChanges[] = [
      { positions: { add: [{ type: 'gate', lon, lat: 10.5, method: null, accuracy: how }] } },
      { positions: { main: position } },
      { positions: { change: [{ id: how % 2 === 0 ? uid : (position as string), accuracy: how }] } },
      { positions: { remove: [position as string] } },
      {
        names: {
          add: [{ name: `Chợ ${how}`, kind: 'former', language: 'vi', valid_from: null, valid_to: null }],
        },
      },
      { names: { remove: [name as string] } },
      { units: { add: [{ designation: `${how}`, floor: null, kind: 'flat', state: 'current' }] } },
      { units: { change: [{ id: unit as string, state: 'ended' }] } },
    ]
    return changes[how % changes.length] as SupplementChanges
  }

  async #seen(which: number, late: boolean): Promise<{ uid: string; revision: number }> {
    const uid = this.uids[which % Math.max(1, this.uids.length)] ?? 'none'
    const [present] = await this.opened.outside(`SELECT revision FROM address WHERE uid = '${uid}'`)
    return { uid, revision: Number(present?.revision ?? 0) - (late ? 1 : 0) }
  }

  async #count(): Promise<number> {
    return Number((await this.opened.outside('SELECT max(fid) AS n FROM zz_event'))[0]?.n)
  }
}

/** What an address had in every version is what the version's hash says, and what it has now is that of the last one. */
async function supplementsHold({ store }: TestRegistry, versions: readonly StoredVersion[]): Promise<void> {
  for (const { uid, revision, supplements } of versions) {
    const then = await store.read((tx) => tx.supplements.at(uid, revision))
    same(supplementsHash(then), supplements, `${uid}: what it had in revision ${revision}`)
  }
  const { uid, supplements } = versions.at(-1) as StoredVersion
  const now = await store.read((tx) => tx.supplements.present(uid))
  same(supplementsHash(now), supplements, `${uid}: what it has now`)
}

/** The versions of an address are those that its events made, one after the other, and no code of it is another's. */
async function historyHolds(
  opened: TestRegistry,
  uid: string,
  holders: Map<string, string>,
  actions: Map<string, number>,
): Promise<void> {
  const { store } = opened
  const { versions, events } = await store.write(async ({ addresses, chains }) => ({
    versions: [...(await addresses.earlier(uid)), (await addresses.byUid(uid)) as StoredVersion],
    events: (await chains.ofSubject(uid)).filter(({ action }) => action !== 'moved-out'),
  }))
  const told = events.map(({ fid, revision, version_hash, to_status }) => [
    fid,
    revision,
    version_hash,
    to_status,
  ])
  const kept = versions.map((version) => [version.event, version.revision, hashOf(version), version.status])
  same(kept, told, `${uid}: versions are what the events say`)
  same(
    versions.map(({ revision }) => revision),
    versions.map((_, i) => i + 1),
    `${uid}: as many revisions as versions`,
  )
  same(
    events.map(({ from_status }) => from_status),
    [null, ...versions.slice(0, -1).map(({ status }) => status)],
    `${uid}: each event leads on from the state before`,
  )
  same([...new Set(versions.map(({ code }) => code))], [versions[0]?.code], `${uid}: one code for good`)
  for (const code of versions.flatMap(({ code, ndas }) => [code, ndas]))
    if (code !== null) {
      same(holders.get(code) ?? uid, uid, `${code} is one address's`)
      holders.set(code, uid)
    }
  await supplementsHold(opened, versions)
  for (const { action } of events) actions.set(action, (actions.get(action) ?? 0) + 1)
}

/** Every event that was added follows from the one before it. */
async function chainsFollow(
  { store }: TestRegistry,
  known: Map<string, { number: number; hash: string }>,
): Promise<void> {
  await store.write(async ({ chains }) => {
    for (const head of await chains.heads()) {
      let { number, hash } = known.get(head.chain) ?? { number: 0, hash: CHAIN_START }
      for (const event of await chains.after(head.chain, number, 10_000)) {
        const hidden = privateHash(event, event.salt as Buffer)
        hash = eventHash(hash, contentHash(event), hidden)
        same([event.number, event.private_hash, event.hash], [++number, hidden, hash], head.chain)
      }
      same([head.number, head.hash], [number, hash], `${head.chain}: the head is the last event`)
      known.set(head.chain, { number, hash })
    }
  })
}

function same(found: unknown, wanted: unknown, what: string): void {
  const [a, b] = [JSON.stringify(found), JSON.stringify(wanted)]
  if (a !== b) throw new Error(`${what}\n found ${a}\nwanted ${b}`)
}
