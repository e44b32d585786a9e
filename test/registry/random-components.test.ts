import fc from 'fast-check'
import t from 'tap'
import { ComponentHistory } from '../../src/registry/components/component-history.ts'
import type { Components } from '../../src/registry/components/components.ts'
import { Refusal } from '../../src/registry/refusal.ts'
import { verifyHistory } from '../../src/registry/verify-history.ts'
import { actor, draft } from '../support/registry-actors.ts'
import { componentsOf, hamlet } from '../support/registry-components.ts'
import { COMMUNES, ENGINES, type TestRegistry } from '../support/registry-engines.ts'

const ACTORS = [
  actor('a', ['officer'], COMMUNES),
  actor('b', ['verifier'], COMMUNES),
  actor('c', ['officer', 'verifier'], COMMUNES),
]
const NAMES = ['Ấp 1', 'Ấp 2', 'ấp 01', 'Khu phố 1', 'Ấp Bình Hoà', 'Ấp Bình Hòa']
const WHY = { reason: 'vì', decision: { number: '1', date: '2026-02-04' } }
const ACTS = [
  'create',
  'rename',
  'merge',
  'end',
  'undo',
  'house',
  'move',
  'verify',
  'retire',
  'outside',
] as const

/** One act; the numbers choose among what there is. */
interface Act {
  readonly act: (typeof ACTS)[number]
  readonly who: number
  readonly which: number
  readonly how: number
}

const anAct: fc.Arbitrary<Act> = fc.record({
  act: fc.oneof(
    { weight: 1, arbitrary: fc.constantFrom(...ACTS) },
    { weight: 2, arbitrary: fc.constantFrom('house', 'rename', 'merge', 'undo') },
  ),
  who: fc.nat({ max: ACTORS.length - 1 }),
  which: fc.nat({ max: 99 }),
  how: fc.nat({ max: 99 }),
})
const BEGINNING: readonly Act[] = [
  { act: 'create', who: 0, which: 0, how: 0 },
  { act: 'create', who: 0, which: 0, how: 1 },
  // Nobody lives in any yet: later on chance seldom finds one that may end.
  { act: 'create', who: 0, which: 0, how: 2 },
  { act: 'end', who: 0, which: 2, how: 0 },
  { act: 'house', who: 0, which: 0, how: 0 },
  { act: 'house', who: 0, which: 0, how: 1 },
]
const RUNS = { sqlite: 60, postgres: 6 } as const

for (const engine of ENGINES)
  t.test(
    `Whatever is done to hamlets on ${engine.name}, addresses follow`,
    { skip: engine.skip },
    async (t) => {
      const opened = await engine.open()
      t.teardown(opened.close)
      let runs = 0
      await fc.assert(
        fc.asyncProperty(fc.array(anAct, { minLength: 8, maxLength: 25, size: 'max' }), async (acts) => {
          const world = new World(opened, componentsOf(opened), ++runs)
          for (const act of [...BEGINNING, ...acts]) await world.run(act)
          await opened.registry.settleOutside()
          const { breaks } = await verifyHistory(opened.store)
          if (breaks.length > 0)
            throw new Error(`${JSON.stringify(breaks.slice(0, 3))}\n${JSON.stringify(acts)}`)
          await replayIsPresent(opened, world)
        }),
        // One record holds all histories: a break of one is found again in the next.
        { numRuns: RUNS[engine.name], endOnFailure: true },
      )
      const done = await opened.outside('SELECT action, count(*) AS n FROM zz_event GROUP BY action')
      const wanted = ['renamed', 'merged', 'ended', 'undone', 'changed-outside', 'ended-outside']
      const missing = [
        ...wanted,
        'hamlet-renamed',
        'hamlet-merged',
        'hamlet-undone',
        'hamlet-written',
      ].filter((action) => !done.some((row) => row.action === action))
      if (engine.name === 'sqlite') t.same(missing, [], `every kind of act was done: ${JSON.stringify(done)}`)
    },
  )

/** What the versions lead to is what the layer holds, and what has ended or was merged has no address. */
async function replayIsPresent({ store, outside }: TestRegistry, world: World): Promise<void> {
  const history = new ComponentHistory(store)
  for (const uid of world.hamlets) {
    const versions = await history.versions('hamlet', uid)
    const last = versions.at(-1)
    const [row] = await outside(`SELECT name, commune_code FROM hamlet WHERE uid = '${uid}'`)
    const [{ n } = { n: 0 }] = await outside(`SELECT count(*) AS n FROM address WHERE hamlet_uid = '${uid}'`)
    same(
      versions.map(({ revision }) => revision),
      versions.map((_, i) => i + 1),
      `${uid}: revisions`,
    )
    if (last?.status === 'created')
      same(row, { name: last.name, commune_code: last.commune_code }, `${uid}: in force`)
    else same([row, Number(n)], [undefined, 0], `${uid}: ${last?.status}`)
  }
  const lost = await outside(
    `SELECT a.uid FROM address a LEFT JOIN hamlet h ON h.uid = a.hamlet_uid
     WHERE a.hamlet_uid IS NOT NULL AND (h.uid IS NULL OR h.name <> a.hamlet OR h.commune_code <> a.commune_code)`,
  )
  same(lost, [], 'every address says what its hamlet is called')
}

/** Hamlets and houses of one history. */
class World {
  readonly hamlets: string[] = []
  readonly #houses: string[] = []
  readonly #events: string[] = []

  constructor(
    readonly opened: TestRegistry,
    readonly components: Components,
    /** Names of one history are no other's. */
    readonly number: number,
  ) {}

  async run({ act, who, which, how }: Act): Promise<void> {
    const { registry, outside } = this.opened
    const by = ACTORS[who] as (typeof ACTORS)[number]
    const one = await this.#seen('zz_component_version', this.hamlets, which)
    const other = await this.#seen('zz_component_version', this.hamlets, which + 1 + (how % 2))
    const house = await this.#seen('address', this.#houses, which)
    const name = `${NAMES[how % NAMES.length]} số ${this.number}`
    const point = { lon: 106.41, lat: 10 + (how % 3) * 0.1 }
    const place = { ...point, hamlet: name, ...(how % 4 === 0 && { hamlet_uid: one.uid }) }
    try {
      if (act === 'create') {
        const fields = hamlet(name, { ...point, commune_code: COMMUNES[how % 5 === 4 ? 1 : 0] })
        this.#note(this.hamlets, await this.components.create(by, 'hamlet', fields))
      } else if (act === 'rename')
        this.#note(this.hamlets, await this.components.change(by, 'hamlet', one, { name }, WHY))
      else if (act === 'merge')
        this.#note(this.hamlets, await this.components.merge(by, 'hamlet', one, [other], WHY))
      else if (act === 'end') this.#note(this.hamlets, await this.components.end(by, 'hamlet', one, WHY))
      else if (act === 'undo') {
        const event = this.#events.at(-1 - (which % 3)) ?? 'none'
        const undone = await this.components.undo(by, event, WHY)
        if (undone === undefined) await registry.undo(by, event, WHY)
        else this.#note(this.hamlets, undone)
      } else if (act === 'house') this.#note(this.#houses, await registry.create(by, draft(place)))
      else if (act === 'move')
        this.#note(this.#houses, await registry.change(by, house.uid, house.revision, place, WHY))
      else if (act === 'verify' || act === 'retire') {
        const to = act === 'verify' ? 'verified' : 'retired'
        const particulars = { ...WHY, method: 'thực địa', date: '2026-02-03' }
        this.#note(this.#houses, await registry.transition(by, house.uid, house.revision, to, particulars))
      } else if (how % 3 === 0) await outside(`DELETE FROM hamlet WHERE uid = '${one.uid}'`)
      else await outside(`UPDATE hamlet SET name = '${name} ${which}' WHERE uid = '${one.uid}'`)
      if (act === 'outside' && how % 2 === 0) await registry.settleOutside()
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
    }
  }

  #note(uids: string[], outcome: object): void {
    if (!('version' in outcome && 'event' in outcome)) return
    const { uid } = outcome.version as { uid: string }
    if (!uids.includes(uid)) uids.push(uid)
    this.#events.push(outcome.event as string)
  }

  async #seen(table: string, uids: readonly string[], which: number) {
    const uid = uids[which % Math.max(1, uids.length)] ?? 'none'
    const [row] = await this.opened.outside(
      `SELECT max(revision) AS revision FROM ${table} WHERE uid = '${uid}'`,
    )
    return { uid, revision: Number(row?.revision ?? 0) }
  }
}

function same(found: unknown, wanted: unknown, what: string): void {
  const [a, b] = [JSON.stringify(found), JSON.stringify(wanted)]
  if (a !== b) throw new Error(`${what}\n found ${a}\nwanted ${b}`)
}
