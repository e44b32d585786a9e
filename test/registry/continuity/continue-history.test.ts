import t from 'tap'
import type { ChainHead } from '../../../src/chains/linked-event.ts'
import { type AbandonedHistory, continueHistory } from '../../../src/registry/continuity/continue-history.ts'
import { verifyHistory } from '../../../src/registry/verify-history.ts'
import { draft, officer } from '../../support/registry-actors.ts'
import { COMMUNES, ENGINES, made, type TestRegistry } from '../../support/registry-engines.ts'

const HERE = `${COMMUNES[0]}@2025-07-01`
const THERE = `${COMMUNES[1]}@2025-07-01`
const NOW = new Date('2026-03-01T00:00:00.000Z')
const UNKNOWN: AbandonedHistory = { published: [], heads: [], codes: 0, lost: 0 }

const head = (number: number, more: Partial<ChainHead> = {}): ChainHead => ({
  chain: HERE,
  number,
  hash: 'a'.repeat(64),
  at: '2026-02-01T00:00:00.000Z',
  ...more,
})

const create = async ({ registry }: TestRegistry, count: number) => {
  for (let i = 0; i < count; i++) await registry.create(officer, draft({ house_number: String(i) }))
}

const entries = ({ outside }: TestRegistry) =>
  outside(
    `SELECT chain, number, action, revision FROM zz_event WHERE action = 'restored' ORDER BY chain, number`,
  )

for (const engine of ENGINES)
  t.test(`A record that was restored, on ${engine.name}`, { skip: engine.skip }, async (t) => {
    const open = async () => {
      const opened = await engine.open()
      t.teardown(opened.close)
      return opened
    }

    t.test('goes on above what is known of each chain', async (t) => {
      const cases: [what: string, abandoned: Partial<AbandonedHistory>, here: number, there?: number][] = [
        ['nothing known', {}, 4],
        ['a head further on', { heads: [head(10)] }, 11],
        ['two, the later one counts', { heads: [head(10), head(7)] }, 11],
        ['one that was published', { published: [head(12)] }, 13],
        ['a head before the backup', { heads: [head(2)] }, 4],
        ['some more lost', { heads: [head(10)], lost: 5 }, 16],
        ['a chain that began later', { heads: [head(4, { chain: THERE })] }, 4, 5],
        ['chains of demonstration data, which go', { heads: [head(4, { chain: `demo:${THERE}` })] }, 4],
      ]
      for (const [what, abandoned, here, there] of cases) {
        const opened = await open()
        await create(opened, 3)
        await continueHistory(opened.store, { ...UNKNOWN, ...abandoned }, NOW)
        const opening = [{ chain: HERE, number: here, action: 'restored', revision: 3 }]
        if (there !== undefined)
          opening.push({ chain: THERE, number: there, action: 'restored', revision: 0 })
        t.same(await entries(opened), opening, what)
        await create(opened, 1)
        const { breaks, restores } = await verifyHistory(opened.store)
        t.same(breaks, [], what)
        t.match(restores, [{ chain: HERE, number: here, from: 3 }, ...(there ? [{ from: 0 }] : [])], what)
      }
    })

    t.test('is no cut for who has a head of what was lost, and a cut is none the less one', async (t) => {
      const opened = await open()
      await create(opened, 3)
      const [kept] = await opened.store.read(({ chains }) => chains.heads())
      const published = [kept!, head(8), head(11)]
      t.same(
        (await verifyHistory(opened.store, { published })).breaks.map(({ rule, at }) => [rule, at]),
        [
          ['published-head', `${HERE} #8`],
          ['published-head', `${HERE} #11`],
        ],
        'before',
      )
      await continueHistory(opened.store, { ...UNKNOWN, heads: [head(8)] }, NOW)
      t.same(
        (await verifyHistory(opened.store, { published })).breaks.map(({ rule, at }) => [rule, at]),
        [['published-head', `${HERE} #11`]],
        'what nobody knew of when it was restored',
      )
      await opened.outside(`UPDATE zz_event SET number = 7 WHERE action = 'restored'`)
      await opened.outside(`UPDATE zz_chain SET number = 7`)
      t.same(
        (await verifyHistory(opened.store)).breaks.map(({ rule }) => rule),
        ['link'],
        'a number of the segment that was changed',
      )
    })

    t.test('goes on behind the time of what was lost', async (t) => {
      const opened = await open()
      await create(opened, 1)
      const later = '2126-01-01T00:00:00.000Z'
      await continueHistory(opened.store, { ...UNKNOWN, heads: [head(5, { at: later })] }, NOW)
      await create(opened, 1)
      const events = await opened.outside(`SELECT at FROM zz_event WHERE number > 1 ORDER BY number`)
      t.same(events, [{ at: later }, { at: later }])
    })

    t.test('is restored again and again', async (t) => {
      const opened = await open()
      for (const number of [5, 9, 20]) {
        await create(opened, 2)
        await continueHistory(opened.store, { ...UNKNOWN, heads: [head(number)] }, NOW)
      }
      const { breaks, restores } = await verifyHistory(opened.store)
      t.same(breaks, [])
      t.same(
        restores.map(({ from, number }) => [from, number]),
        [
          [2, 6],
          [8, 10],
          [12, 21],
        ],
      )
    })

    t.test('issues no code again', async (t) => {
      const cases: [abandoned: Partial<AbandonedHistory>, codes: number][] = [
        [{}, 1_000_003],
        [{ codes: 70_000 }, 1_070_000],
        [{ codes: 2 }, 1_000_003],
        [{ codes: 70_000, lost: 5 }, 1_070_000],
        [{ codes: 70_000, lost: 2_000_000 }, 2_070_000],
      ]
      for (const [abandoned, codes] of cases) {
        const opened = await open()
        // Past the reserve of numbers, as a server that was killed leaves it.
        await opened.store.write((tx) => tx.codes.raise(3))
        const before = await opened.store.read(({ codes }) => codes.next())
        t.equal(before, 3)
        t.equal((await continueHistory(opened.store, { ...UNKNOWN, ...abandoned }, NOW)).codes, codes)
        t.equal(await opened.store.read((tx) => tx.codes.next()), codes)
        t.ok((await made(opened.registry.create(officer, draft()))).version.code)
      }
    })

    t.test('refuses published heads that are not its own, and writes nothing', async (t) => {
      const opened = await open()
      await create(opened, 3)
      const refused = continueHistory(opened.store, { ...UNKNOWN, published: [head(2)], lost: 4 }, NOW)
      await t.rejects(refused, {
        name: 'Error',
        reason: 'another-history',
        message: new RegExp(`${HERE} #2`),
      })
      t.same(await entries(opened), [])
      t.equal(await opened.store.read((tx) => tx.codes.next()), 3)
    })
  })
