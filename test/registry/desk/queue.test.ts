import t from 'tap'
import type { Actor } from '../../../src/registry/actor.ts'
import { Queue, type QueueCursor, type QueueKind, REPORT_KINDS } from '../../../src/registry/desk/queue.ts'
import { NOT_SETTLED } from '../../../src/registry/proposals/lead-proposal.ts'
import type { ReportState } from '../../../src/store/people/doors/door-tables.ts'
import type { ProposalKind, ProposalState } from '../../../src/store/people/people-tables.ts'
import type { FindingKind, StoredFinding } from '../../../src/store/registry/desk/desk-tables.ts'
import { actor } from '../../support/registry-actors.ts'
import { refusal } from '../../support/registry-cases.ts'
import { COMMUNES, ENGINES, type TestRegistry } from '../../support/registry-engines.ts'
import { seeded } from '../../support/tile-record.ts'

const [HERE, THERE] = COMMUNES
const MOMENTS = ['2026-01-01T00:00:00.000Z', '2026-01-01T00:00:00.001Z', '2026-02-01T00:00:00.000Z']
const HAMLETS = [null, 'Ấp 1', 'Ấp 2'] as const
const random = seeded(7)
const pick = <Item>(items: readonly Item[]): Item => items[Math.floor(random() * items.length)] as Item
let made = 0

const inHamlet = (hamlet: string, ...communes: string[]): Actor => ({
  ...actor('hạ', ['collector'], communes),
  area: { communes: new Set(communes), hamlets: new Set([hamlet]), everywhere: false },
})
const everywhere: Actor = {
  ...actor('tỉnh', ['officer']),
  area: { communes: new Set(), hamlets: new Set(), everywhere: true },
}

interface Item {
  id: string
  kind: string
  commune_code: string
  hamlet: string | null
  state: string
  at: string
  source: string
}

async function add({ store, people }: TestRegistry, count: number): Promise<Item[]> {
  const items: Item[] = []
  for (let i = 0; i < count; i++) {
    const id = `${String(Math.floor(random() * 1e9)).padStart(9, '0')}-${made++}`
    const commune_code = pick([HERE, THERE, '28243'])
    const hamlet = pick(HAMLETS)
    const at = pick(MOMENTS)
    if (random() < 0.5) {
      const kind = pick<FindingKind>(['finding', 'duplicate', 'sent-back'])
      const state = random() < 0.8 ? ('open' as const) : ('accepted' as const)
      const row: StoredFinding = {
        ...{
          id,
          kind,
          commune_code,
          hamlet,
          state,
          at,
          rule: 'r',
          severity: 'warning',
          path: 'p',
          subject: id,
        },
        ...{
          other: null,
          neighbours: 0,
          revision: 1,
          lon: null,
          lat: null,
          message_vi: 'v',
          message_en: 'e',
        },
        ...{ repair: null, values_hash: 'h' },
      }
      await store.write((tx) => tx.findings.add([row]))
      items.push({ ...row, source: 'finding' })
    } else if (random() < 0.3) {
      const state = pick<ReportState>(['open', 'open', 'accepted', 'rejected'])
      const row = {
        ...{ id, kind: pick(REPORT_KINDS), subject: null, commune_code, hamlet, lon: 1, lat: 1, text: 'x' },
        proposal: null,
        ...{ account: null, person: null, office: null, state, ...NOT_SETTLED, created_at: at },
      }
      await people.write((tx) => tx.reports.add(row))
      items.push({ ...row, kind: 'report', at, source: 'report' })
    } else {
      const kind = pick<ProposalKind>(['declaration', 'correction', 'move', 'retire', 'merge'])
      const state = pick<ProposalState>(['open', 'open', 'returned', 'accepted'])
      const row = {
        ...{
          id,
          kind,
          subject: null,
          base_revision: null,
          commune_code,
          hamlet,
          changes: '{}',
          lon: 1,
          lat: 1,
        },
        ...{ text: null, reason: null, account: null, person: null, office: null, state, event: null },
        ...{ ...NOT_SETTLED, created_at: at },
      }
      await people.write((tx) => tx.proposals.add(row))
      items.push({ ...row, at, source: 'proposal' })
    }
  }
  return items
}

const inArea = ({ area }: Actor, item: Item) =>
  area.everywhere ||
  area.communes.has(item.commune_code) ||
  (item.hamlet !== null && area.hamlets.has(item.hamlet))
const order = (a: Item, b: Item) =>
  ['at', 'source', 'id']
    .map((key) => key as 'at')
    .reduce((sum, key) => sum || (a[key] < b[key] ? -1 : a[key] > b[key] ? 1 : 0), 0)

for (const engine of ENGINES)
  t.test(`What waits in an area: ${engine.name}`, { skip: engine.skip }, async (t) => {
    const given = await engine.open()
    t.teardown(given.close)
    const queue = new Queue(given.store, given.people)
    const all = await add(given, 150)

    const walk = async (
      who: Actor,
      more: { kinds?: readonly QueueKind[]; state?: ProposalState; newestFirst?: boolean },
    ) => {
      const ids: string[] = []
      let counts: Record<string, number | null> | undefined
      for (let after: QueueCursor | undefined; ; ) {
        const page = await queue.page(who, { state: 'open', newestFirst: false, ...more, after, limit: 7 })
        ids.push(...page.items.map(({ row }) => row.id))
        counts ??= page.counts
        if (page.next === undefined) return { ids, counts }
        after = page.next
      }
    }

    const actors: [string, Actor][] = [
      ['one commune', actor('a', ['officer'])],
      ['two communes', actor('b', ['verifier'], [HERE, THERE])],
      ['a hamlet', inHamlet('Ấp 1')],
      ['a hamlet beside a commune', inHamlet('Ấp 2', HERE)],
      [
        'many communes',
        actor('c', ['officer'], [HERE, ...Array.from({ length: 40 }, (_, i) => `${10000 + i}`)]),
      ],
      ['everywhere', everywhere],
      ['nowhere', actor('d', ['officer'], [])],
    ]
    for (const [name, who] of actors)
      t.test(`page by page as a list that is filtered and sorted says: ${name}`, async (t) => {
        for (const state of ['open', 'accepted', 'returned', 'rejected'] as const)
          for (const newestFirst of [false, true])
            for (const kind of [undefined, 'finding', 'correction', 'report'] as const) {
              const wanted = all.filter((item) => inArea(who, item) && item.state === state)
              const listed = wanted.filter((item) => kind === undefined || item.kind === kind).sort(order)
              if (newestFirst) listed.reverse()
              const { ids, counts } = await walk(who, { state, newestFirst, ...(kind && { kinds: [kind] }) })
              t.same(
                ids,
                listed.map(({ id }) => id),
                `${state} ${kind} ${newestFirst}`,
              )
              for (const [each, count] of Object.entries(counts ?? {}))
                t.equal(count, wanted.filter((item) => item.kind === each).length, `${state}: ${each}`)
            }
      })

    t.test('what comes meanwhile moves nothing out of its place', async (t) => {
      const who = actor('a', ['officer'])
      const before = (await walk(who, {})).ids
      const seen: string[] = []
      for (let after: QueueCursor | undefined; ; ) {
        const page = await queue.page(who, { state: 'open', newestFirst: false, after, limit: 7 })
        seen.push(...page.items.map(({ row }) => row.id))
        await add(given, 5)
        if (page.next === undefined) break
        after = page.next
      }
      t.equal(new Set(seen).size, seen.length, 'nothing twice')
      t.same(
        seen.filter((id) => before.includes(id)),
        before,
        'nothing left out',
      )
    })

    t.test('who may look', async (t) => {
      const page = (who: Actor, commune?: string, on = queue) =>
        on.page(who, { state: 'open', newestFirst: false, commune, limit: 500 })
      t.equal(await refusal(page(actor('e', ['agency']))), 'not-your-role')
      t.equal(await refusal(page(actor('a', ['officer']), THERE)), 'outside-area')
      const mine = await page(everywhere, THERE)
      t.ok(mine.items.length > 0 && mine.items.every(({ row }) => row.commune_code === THERE))
      const province = await page(actor('sở', ['coordinator']))
      t.ok(new Set(province.items.map(({ row }) => row.commune_code)).size > 1, 'findings everywhere')
      t.ok(
        province.items.every(({ source }) => source === 'finding'),
        'proposals of nobody',
      )
      t.match(province.counts, { declaration: null, report: null })
      const alone = await page(actor('a', ['officer']), undefined, new Queue(given.store, undefined))
      t.match(alone.counts, { declaration: null })
      t.ok(alone.items.length > 0)
    })
  })
