import fc from 'fast-check'
import t from 'tap'
import type { Actor } from '../../../src/registry/actor.ts'
import type { BatchDraft, RowContent } from '../../../src/registry/batches/batch-content.ts'
import { Refusal } from '../../../src/registry/refusal.ts'
import { verifyHistory } from '../../../src/registry/verify-history.ts'
import type { StoredVersion } from '../../../src/store/registry/address-version.ts'
import { batchRow, batchWorld } from '../../support/batch-world.ts'
import { actor, draft } from '../../support/registry-actors.ts'
import { COMMUNES, ENGINES, type TestRegistry } from '../../support/registry-engines.ts'

const ACTORS: readonly Actor[] = [
  { ...actor('a', ['officer'], COMMUNES), office: 'xã' },
  { ...actor('b', ['officer', 'verifier'], COMMUNES), office: 'xã' },
  { ...actor('c', ['officer', 'verifier'], COMMUNES), office: 'bưu cục' },
  { ...actor('d', ['officer', 'verifier'], [COMMUNES[0]]), office: 'xã' },
]
const GIVEN = [
  { house_number: '1' },
  { house_number: '2', street: 'Hùng Vương' },
  { commune_code: COMMUNES[1] },
  { lon: 106.5, lat: 10.6 },
  { hamlet: 'Ấp 1', raw_text: null },
]
const WHY = { method: 'thực địa', date: '2026-02-03', reason: 'vì' }
const ADDRESSES = 6

const anAct = fc.record({
  act: fc.constantFrom(
    'send',
    'send',
    'apply',
    'apply',
    'apply',
    'undo',
    'change',
    'lead',
    'sample',
    'accept',
  ),
  who: fc.nat({ max: ACTORS.length - 1 }),
  which: fc.nat({ max: 99 }),
  rows: fc.uniqueArray(fc.tuple(fc.nat({ max: ADDRESSES + 3 }), fc.nat({ max: GIVEN.length - 1 })), {
    minLength: 1,
    maxLength: 6,
    selector: ([address]) => address,
  }),
  based: fc.boolean(),
})
type Act = typeof anAct extends fc.Arbitrary<infer Value> ? Value : never

/** Another street, another commune, what somebody else changes meanwhile, and a verified address. */
const CHANGES: Act['rows'] = [
  [0, 1],
  [1, 2],
  [3, 0],
  [ADDRESSES + 2, 1],
]

/**
 * A batch of new addresses, and its sample by somebody of another office; one of changes, sent and applied twice, and
 * taken back. So what the test waits for comes about in each run, whatever follows.
 */
const BEGINNING: readonly Act[] = [
  {
    act: 'send',
    who: 0,
    which: 0,
    rows: [
      [ADDRESSES + 1, 0],
      [ADDRESSES + 2, 4],
    ],
    based: false,
  },
  { act: 'apply', who: 0, which: 0, rows: [], based: false },
  { act: 'sample', who: 2, which: 3, rows: [], based: false },
  { act: 'send', who: 0, which: 0, rows: CHANGES, based: false },
  { act: 'send', who: 0, which: 0, rows: CHANGES, based: false },
  { act: 'change', who: 0, which: 3, rows: [], based: false },
  { act: 'apply', who: 0, which: 0, rows: [], based: false },
  { act: 'apply', who: 0, which: 1, rows: [], based: false },
  { act: 'undo', who: 0, which: 0, rows: [], based: false },
]

const RUNS = { sqlite: 60, postgres: 8 } as const

for (const engine of ENGINES)
  t.test(`Batches among other edits on ${engine.name}`, { skip: engine.skip }, async (t) => {
    const opened = await engine.open()
    t.teardown(opened.close)
    const done = new Map<string, number>()
    let runs = 0
    await fc.assert(
      fc.asyncProperty(fc.array(anAct, { minLength: 10, maxLength: 25, size: 'max' }), async (acts) => {
        const world = new World(opened, ++runs)
        await world.begin()
        for (const act of [...BEGINNING, ...acts]) await world.run(act, done)
        for (const batch of world.batches) await rowsHold(opened, batch, done)
      }),
      { numRuns: RUNS[engine.name] },
    )
    t.same((await verifyHistory(opened.store)).breaks, [], 'every chain, every version')
    const wanted = [
      'added',
      'changed',
      'proposed',
      'refused',
      'unchanged',
      'undone',
      'batch-verified',
      'moved-out',
    ]
    t.same(
      wanted.filter((each) => !done.has(each)),
      [],
      `all of it came about: ${JSON.stringify([...done])}`,
    )
  })

/** Acts on addresses of its own, in a record that holds those of others. */
class World {
  readonly batches: string[] = []
  readonly #uids: string[] = []
  readonly #batch: ReturnType<typeof batchWorld>

  constructor(
    readonly opened: TestRegistry,
    readonly number: number,
  ) {
    this.#batch = batchWorld(opened, 'up_to,sample,allowed\n,1,0\n')
  }

  async begin(): Promise<void> {
    for (let i = 0; i < ADDRESSES; i++) {
      const made = await this.opened.registry.create(ACTORS[i % 3] as Actor, draft())
      if ('version' in made) this.#uids.push(made.version.uid)
    }
    for (let i = 0; i < 4; i++)
      this.#uids.push(
        `10000000-0000-4000-8000-${String(this.number).padStart(8, '0')}${String(i).padStart(4, '0')}`,
      )
  }

  async run(act: Act, done: Map<string, number>): Promise<void> {
    const before = await this.#lastEvent()
    try {
      await this.#do(act)
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      if ((await this.#lastEvent()) !== before) throw new Error('a refused act left an event')
    }
    for (const { action } of await this.opened.outside(`SELECT action FROM zz_event WHERE fid > ${before}`))
      count(done, String(action))
  }

  async #do({ act, who, which, rows, based }: Act): Promise<unknown> {
    const { registry, acceptance, outside } = this.opened
    const { writing, sampling, send, reports } = this.#batch
    const by = ACTORS[who] as Actor
    const batch = this.batches.at(-1 - (which % 3)) ?? 'none'
    const uid = this.#uids[which % ADDRESSES] as string
    const revision = async (of: string) =>
      Number((await outside(`SELECT revision FROM address WHERE uid = '${of}'`))[0]?.revision ?? 0)
    switch (act) {
      case 'send': {
        const drafts: BatchDraft[] = []
        for (const [address, given] of rows) {
          const of = this.#uids[address] as string
          const from = based ? { revision: Math.max(1, (await revision(of)) - 1) } : {}
          drafts.push(batchRow(drafts.length + 2, of, GIVEN[given] as object, from))
        }
        return this.batches.push(await send(by, drafts))
      }
      case 'apply':
        // Two at once, who may want the same rows.
        return Promise.allSettled([
          writing.apply(by, batch, []),
          writing.apply(ACTORS[(who + 1) % 2] as Actor, this.batches.at(-1) ?? 'none', []),
        ]).then((both) => {
          for (const one of both)
            if (one.status === 'rejected' && !(one.reason instanceof Refusal)) throw one.reason
        })
      case 'undo':
        return writing.undo(by, batch, 'vì')
      case 'change':
        return registry.change(by, uid, await revision(uid), { house_number: `${which}` }, WHY)
      case 'lead':
        return registry.transition(
          by,
          uid,
          await revision(uid),
          which % 3 === 0 ? 'retired' : 'verified',
          WHY,
        )
      case 'sample': {
        const { drawn } = await sampling.draw(by, batch)
        const open = drawn.filter(({ verdict }) => verdict === null)
        const right = open.map((one) => ({ uid: one.uid, right: which % 4 > 0, text: 'sai' }))
        return sampling.verify(by, batch, right, WHY.date)
      }
      default: {
        const proposed = await reports.rows(by, batch, { which: 'proposed', after: 0, limit: 1 })
        return acceptance.accept(by, proposed[0]?.proposal ?? 'none')
      }
    }
  }

  async #lastEvent(): Promise<number> {
    return Number((await this.opened.outside('SELECT max(fid) AS n FROM zz_event'))[0]?.n ?? 0)
  }
}

/** What a batch wrote of each row replaced what it was to replace, and nothing else; what it took back is as before. */
async function rowsHold(
  { store, people }: TestRegistry,
  id: string,
  done: Map<string, number>,
): Promise<void> {
  const { batch, rows, applied, undone } = await people.write(async ({ batches }) => ({
    batch: await batches.byId(id),
    rows: await batches.rows(id, { after: 0, limit: 100 }),
    applied: await batches.events(id, 'apply'),
    undone: await batches.events(id, 'undo'),
  }))
  if (batch?.state === 'writing') throw new Error('a round was left open')
  await store.write(async ({ addresses, chains }) => {
    const [own, back] = [await chains.rowsOf(applied), await chains.rowsOf(undone)]
    for (const { uid, outcome, content, plan } of rows) {
      count(done, outcome ?? plan)
      const present = await addresses.byUid(uid)
      const versions: StoredVersion[] = [...(await addresses.earlier(uid)), ...(present ? [present] : [])]
      const at = versions.findIndex(({ event }) => event !== null && own.has(event))
      const written = outcome === 'added' || outcome === 'changed'
      if (written !== at >= 0) throw new Error(`${uid}: ${outcome}, and version ${at} is the batch's`)
      if (!written) continue
      const [before, made] = [versions[at - 1], versions[at] as StoredVersion]
      const what = JSON.parse(content as string) as RowContent
      if ('draft' in what) {
        if (before !== undefined) throw new Error(`${uid} was there before it was added`)
      } else {
        for (const [column, [from, to]] of Object.entries(what.changes)) {
          const key = column as keyof StoredVersion
          if (before?.[key] !== from && before?.[key] !== to)
            throw new Error(`${uid}.${column} was overwritten`)
          if (made[key] !== to) throw new Error(`${uid}.${column} was not written`)
        }
        const free = new Set([
          ...Object.keys(what.changes),
          'recorded_until',
          'revision',
          'valid_from',
          'event',
          'salt',
          'updated_at',
        ])
        for (const [key, value] of Object.entries(made))
          if (!free.has(key) && value !== before?.[key as keyof StoredVersion])
            throw new Error(`${uid}.${key} was changed too`)
      }
      const taken = versions.findIndex(({ event }) => event !== null && back.has(event))
      if (taken < 0) continue
      count(done, 'undone')
      if (taken !== at + 1) throw new Error(`${uid} was taken back though it was changed since`)
      const now = versions[taken] as StoredVersion
      if (before === undefined ? now.status !== 'retired' : now.house_number !== before.house_number)
        throw new Error(`${uid} is not as it was before`)
    }
  })
}

function count(done: Map<string, number>, what: string): void {
  done.set(what, (done.get(what) ?? 0) + 1)
}
