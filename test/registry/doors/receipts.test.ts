import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { Declarations } from '../../../src/registry/doors/declarations.ts'
import { checkHolds, newReceiptNumber, receiptHash } from '../../../src/registry/doors/receipt-number.ts'
import { subjectOfReceipt } from '../../../src/registry/doors/receipts.ts'
import { Reports } from '../../../src/registry/doors/reports.ts'
import { Amendments } from '../../../src/registry/proposals/amendments.ts'
import type { ReceiptTable } from '../../../src/store/people/doors/door-tables.ts'
import { draft, officer } from '../../support/registry-actors.ts'
import { refusal } from '../../support/registry-cases.ts'
import { COMMUNES, ENGINES, made } from '../../support/registry-engines.ts'

const [HERE] = COMMUNES

t.test('A number of a receipt', (t) => {
  const numbers = Array.from({ length: 300 }, newReceiptNumber)
  t.equal(new Set(numbers).size, numbers.length)
  const letters = new Set(numbers.join('').replaceAll('-', ''))
  t.equal(letters.size, 31, 'every character comes')
  for (const wrong of '01ILO') t.notOk(letters.has(wrong), `${wrong} is taken for another`)
  for (const number of numbers) t.ok(checkHolds(number))
  const [number = ''] = numbers
  const bare = number.replaceAll('-', '')
  let missed = 0
  for (let i = 0; i < bare.length; i++) {
    for (const letter of letters)
      if (letter !== bare[i] && checkHolds(`${bare.slice(0, i)}${letter}${bare.slice(i + 1)}`)) missed++
    for (let j = i + 1; j < bare.length; j++) {
      const swapped = [...bare]
      ;[swapped[i], swapped[j]] = [bare[j] as string, bare[i] as string]
      if (bare[i] !== bare[j] && checkHolds(swapped.join(''))) missed++
    }
  }
  t.equal(missed, 0, 'every wrong character and every two that are swapped are seen')
  const written = [
    bare,
    bare.toLowerCase(),
    ` ${number} `,
    number.replaceAll('-', ' '),
    number.replaceAll('-', '–'),
  ]
  for (const one of written) t.equal(receiptHash(one), receiptHash(number), one)
  for (const none of ['', 'x', bare.slice(1), `${bare}2`, `${bare.slice(0, -1)}0`, '💥'.repeat(10)])
    t.notOk(checkHolds(none), none)
  t.end()
})

t.test('A wrong number costs what a right one does', async (t) => {
  const right = newReceiptNumber()
  const subject = {
    kind: 'declaration',
    ...{ state: 'rejected', created_at: '2026-01-01T00:00:00.000Z', ended_at: '2026-02-01T00:00:00.000Z' },
    ...{ commune_code: HERE, settled_office: null, settle_reason: 'other', settle_text: 'x' },
  }
  /** What is asked of the store. */
  const asked = async (number: string, kind: 'declaration' | 'report', now: string) => {
    const calls: string[] = []
    const rows = {
      async of(of: string, hash: string): Promise<ReceiptTable | undefined> {
        calls.push(`receipt ${hash.length}`)
        const there = of === 'declaration' && hash === receiptHash(right)
        return there ? { hash, kind: 'declaration', subject: 'id', created_at: '' } : undefined
      },
    } as Parameters<typeof subjectOfReceipt>[0]['receipts']
    const found = subjectOfReceipt({ receipts: rows }, kind, number, new Date(now), async (id) => {
      calls.push('subject')
      return id === 'id' ? subject : undefined
    })
    return { outcome: await refusal(found), calls }
  }
  const cases: [string, number: string, 'declaration' | 'report', now: string, outcome: string][] = [
    ['the right one', right, 'declaration', '2026-06-01', 'not refused'],
    ['on its last day', right, 'declaration', '2027-01-31', 'not refused'],
    ['twelve months after the end', right, 'declaration', '2027-02-02', 'unknown-receipt'],
    ['at another door', right, 'report', '2026-06-01', 'unknown-receipt'],
    ['of nobody', newReceiptNumber(), 'declaration', '2026-06-01', 'unknown-receipt'],
    [
      'mistyped',
      `${right.slice(0, -1)}${right.endsWith('2') ? 3 : 2}`,
      'declaration',
      '2026-06-01',
      'unknown-receipt',
    ],
    ['no number at all', 'x', 'declaration', '2026-06-01', 'unknown-receipt'],
    ['very long', 'A'.repeat(100), 'declaration', '2026-06-01', 'unknown-receipt'],
  ]
  for (const [name, number, kind, now, outcome] of cases)
    t.same(await asked(number, kind, now), { outcome, calls: ['receipt 64', 'subject'] }, name)
})

for (const engine of ENGINES)
  t.test(`Receipts: ${engine.name}`, { skip: engine.skip }, async (t) => {
    let now = new Date('2026-03-01T00:00:00Z')
    const clock = () => now
    const given = await engine.open(clock)
    t.teardown(given.close)
    const { people, proposals, store, registry } = given
    const declarations = new Declarations({
      ...{ store: given.store, people, proposals, findings: async () => [], log: { note() {} }, now: clock },
      amendments: new Amendments({ store, people }),
    })
    const reports = new Reports({ store, people, now: clock })
    const ids = async () =>
      (
        await people.read(({ queue }) =>
          queue.page({
            area: { communes: [HERE], hamlets: [], everywhere: false },
            kinds: ['declaration'],
            state: 'open',
            newestFirst: true,
            limit: 10,
          }),
        )
      ).map(({ id }) => id)

    await t.test('what was rejected and what was accepted is shown for twelve months', async (t) => {
      const one = (await declarations.declare(undefined, draft())).number
      const [first] = await ids()
      await proposals.reject(officer, first as string, { reason: 'no-address', text: 'ruộng' })
      now = new Date('2026-04-01T00:00:00Z')
      const two = (await declarations.declare(undefined, draft({ house_number: '14' }))).number
      const [second] = await ids()
      await given.acceptance.accept(officer, second as string)
      t.match(await declarations.receipt(one), { state: 'rejected', reason: 'no-address', text: 'ruộng' })
      t.match(await declarations.receipt(two), { state: 'accepted', endedAt: /^2026-04/, reason: null })
      now = new Date('2027-03-02T00:00:00Z')
      t.equal(await refusal(declarations.receipt(one)), 'unknown-receipt')
      t.match(await declarations.receipt(two), { state: 'accepted' })
      await proposals.deleteEnded()
      t.equal(await declarations.deleteEnded(), 1, 'the other one holds still')
      now = new Date('2027-04-02T00:00:00Z')
      t.equal(await refusal(declarations.receipt(two)), 'unknown-receipt')
      t.equal(await declarations.deleteEnded(), 1)
      t.equal(await declarations.deleteEnded(), 0)
      now = new Date('2026-03-01T00:00:00Z')
      t.equal(
        await refusal(declarations.receipt(two)),
        'unknown-receipt',
        'a clock set back brings none back',
      )
    })

    await t.test('no number stands at rest', async (t) => {
      const { number } = await declarations.declare(undefined, draft({ house_number: '16' }))
      const table = engine.name === 'sqlite' ? undefined : await given.outside('SELECT * FROM people.receipt')
      if (table) t.notMatch(JSON.stringify(table), number)
      const hash = receiptHash(number)
      t.match(await people.read(({ receipts }) => receipts.of('declaration', hash)), { hash })
      const { dataDir } = given
      if (dataDir === undefined) return
      await people.emptyJournal()
      const bytes = readFileSync(join(dataDir, 'people.db'), 'latin1')
      t.ok(bytes.includes(hash))
      for (const written of [number, number.replaceAll('-', '')]) t.notOk(bytes.includes(written), written)
    })

    await t.test('reports: about what the public sees, settled by an officer of the area', async (t) => {
      const { version } = await made(registry.create(officer, draft({ house_number: '18' })))
      const said = { kind: 'wrong-place', text: 'lệch sang nhà bên' } as const
      const byId = await reports.report(undefined, { address: version.uid }, said)
      const byCode = await reports.report(undefined, { address: String(version.code).toLowerCase() }, said)
      const place = await reports.report(
        undefined,
        { commune: HERE, lon: 106.4, lat: 10.5 },
        { ...said, kind: 'missing' },
      )
      t.equal(await refusal(reports.report(undefined, { address: 'nobody' }, said)), 'unknown-address')
      t.equal(
        await refusal(reports.report(undefined, { commune: '99999', lon: 1, lat: 1 }, said)),
        'findings',
      )
      for (const number of [byId, byCode, place])
        t.match(await reports.receipt(number), { state: 'open', text: null })
      t.equal(await refusal(declarations.receipt(byId)), 'unknown-receipt')
      const about = await people.read((tx) => tx.reports.about(version.uid))
      t.equal(about.length, 2)
      const { id } = about[0] as (typeof about)[0]
      const settle = (who = officer, text = 'đã dời điểm', of = id) =>
        reports.settle(who, of, { reason: 'done', text })
      const elsewhere = { ...officer, area: { ...officer.area, communes: new Set([COMMUNES[1]]) } }
      t.equal(await refusal(settle({ ...officer, roles: new Set(['collector']) })), 'not-your-role')
      t.equal(await refusal(settle(elsewhere)), 'unknown-report')
      t.equal(await refusal(settle(officer, ' ')), 'missing-particulars')
      t.equal(await refusal(settle(officer, 'x', 'nobody')), 'unknown-report')
      t.match(await settle(), { state: 'accepted', settle_reason: 'done', settled_person: officer.person })
      t.equal(await refusal(settle()), 'wrong-state')
      const states = await Promise.all([byId, byCode].map((number) => reports.receipt(number)))
      t.same(states.map(({ state }) => state).sort(), ['accepted', 'open'])
      now = new Date('2027-03-02T00:00:00Z')
      t.equal(await reports.deleteEnded(), 1)
    })
  })
