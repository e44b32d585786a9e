import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { Declarations } from '../../../src/registry/doors/declarations.ts'
import { Contacts } from '../../../src/registry/people/contacts.ts'
import type { DeclaredContactPatch } from '../../../src/registry/people/declared-contact.ts'
import { Amendments } from '../../../src/registry/proposals/amendments.ts'
import { Proposals } from '../../../src/registry/proposals/proposals.ts'
import { AfterBackupLog } from '../../../src/store/copies/after-backup-log.ts'
import { keyOf } from '../../support/people-engines.ts'
import { actor, collector, draft, officer } from '../../support/registry-actors.ts'
import { refusal } from '../../support/registry-cases.ts'
import { COMMUNES, ENGINES, type TestRegistry } from '../../support/registry-engines.ts'

const CONTACT = { role: 'owner', name: ' Nguyễn Kymqana ', phone: '0912 345 678', notify: true } as const
const BECAUSE = { reason: 'gọi báo lịch gắn biển số nhà' }
const elsewhere = actor('em', ['officer'], [COMMUNES[1]])

interface Ends {
  teardown: (end: () => unknown) => void
}

/** Declarations over a registry, with what a restore is told. */
function declaring(ends: Ends, { people, store }: TestRegistry, now: () => Date) {
  const folder = mkdtempSync(join(tmpdir(), 'diachiso-declared-'))
  ends.teardown(() => rmSync(folder, { recursive: true, force: true }))
  const log = new AfterBackupLog(folder)
  const proposals = new Proposals({ people, store, log, now })
  const parts = { store, people, proposals, log, now, findings: async () => [] }
  const declarations = new Declarations({ ...parts, amendments: new Amendments({ store, people }) })
  let n = 0
  return {
    proposals,
    declarations,
    contacts: new Contacts({ store, people, log, now }),
    /** Declares with a contact; number of the receipt and id of the proposal. */
    async declare(contact: DeclaredContactPatch = CONTACT, who?: typeof officer) {
      const declared = await declarations.declare(who, draft({ house_number: String(++n) }), { contact })
      const found = await people.read(({ queue }) =>
        queue.page({
          area: { communes: [COMMUNES[0]], hamlets: [], everywhere: false },
          ...{ kinds: ['declaration'], state: 'open', newestFirst: true, limit: 100 },
        }),
      )
      const at = found.find(({ changes }) => changes.includes(`"house_number":"${n}"`))
      return { ...declared, id: at?.id as string }
    },
    async noted() {
      const found: string[] = []
      for await (const { kind, id } of log.entries()) found.push(`${kind} ${id}`)
      return found
    },
  }
}

for (const engine of ENGINES)
  t.test(`The declarer’s contact: ${engine.name}`, { skip: engine.skip }, async (t) => {
    let now = new Date('2026-03-01T00:00:00Z')
    const opened = await engine.open(() => now, keyOf('people'))
    t.teardown(opened.close)
    const { people, acceptance } = opened
    const { declarations, contacts, proposals, declare, noted } = declaring(t, opened, () => now)
    const declared = (id: string) => people.read((tx) => tx.contacts.declared(id))
    const change = (number: string, patch: DeclaredContactPatch | null) =>
      declarations.changeContact(undefined, number, patch)

    await t.test(
      'kept sealed and unproven; the address’s own when somebody agrees; confirmed by an officer',
      async (t) => {
        const { number, id, isContactKept } = await declare()
        t.equal(isContactKept, true)
        const row = JSON.stringify(await people.read((tx) => tx.contacts.declared(id)))
        t.notMatch(row, /Kymqana|912345678/)
        const item = { item: { kind: 'proposal', id } } as const
        t.match(
          await contacts.look(officer, id, item),
          [
            {
              role: 'owner',
              state: 'unproven',
              name: 'Nguyễn Kymqana',
              channels: [{ value: '+84912345678' }],
            },
          ],
          'before there is an address, for its own item',
        )
        t.equal(await refusal(contacts.look(officer, id, BECAUSE)), 'unknown-address')
        t.equal(await refusal(contacts.look(elsewhere, id, item)), 'outside-area')
        t.equal(await refusal(contacts.look(collector, id, item)), 'not refused', 'an own entry alone')
        t.same(await contacts.look(collector, id, item), [])
        await acceptance.accept(collector, id)
        const [held] = await contacts.look(officer, id, BECAUSE)
        t.match(held, { address: id, state: 'unproven', consents: [{ purpose: 'notify', how: 'form' }] })
        const contact = held?.id as string
        t.equal(await refusal(contacts.confirm(collector, id, contact)), 'not-your-role')
        t.equal(await refusal(contacts.confirm(elsewhere, id, contact)), 'outside-area')
        t.equal(await refusal(contacts.confirm(officer, id, 'another')), 'wrong-state')
        await contacts.confirm(officer, id, contact)
        t.equal(await refusal(contacts.confirm(officer, id, contact)), 'wrong-state', 'once')
        t.match(await declarations.receipt(number), { contact: { state: 'confirmed' } })
        t.match(await change(number, { phone: '0987654321' }), { contact: { state: 'unproven' } })
        t.match(await contacts.look(officer, id, BECAUSE), [
          { state: 'unproven', channels: [{ value: '+84987654321' }], name: 'Nguyễn Kymqana' },
        ])
        const told = JSON.stringify(await people.read((tx) => tx.audit.list({ limit: 500 })))
        t.match(told, /contact-declared/)
        t.match(told, /contact-confirmed/)
        t.notMatch(told, /Kymqan|912345678|987654321/)
      },
    )

    await t.test('consents are given one by one, and taken back for good', async (t) => {
      const { number, id } = await declare({ role: 'user', name: 'Trần Kymqanb', mail: 'b@xzqmail.vn' })
      t.match(await declarations.receipt(number), { contact: { consents: [] } }, 'none by default')
      const agreed = (found: Awaited<ReturnType<typeof declared>>) =>
        found?.consents.map(({ purpose, withdrawn_at }) => `${purpose}${withdrawn_at ? ' ended' : ''}`)
      await change(number, { survey: true, notify: true })
      t.same(agreed(await declared(id)), ['notify', 'survey'])
      await change(number, { notify: false, plate: false })
      t.same(agreed(await declared(id)), ['notify ended', 'survey'])
      const held = (await declared(id))?.id as string
      t.same(
        (await noted()).filter((line) => line.includes(held)),
        [`consent-withdrawn ${held} notify`],
      )
      const before = now
      now = new Date('2026-03-02T00:00:00Z')
      await change(number, { notify: true })
      t.same(agreed(await declared(id)), ['notify', 'survey'])
      t.equal(
        await people.write((tx) => tx.contacts.withdrawAgain(held, 'notify', before.toISOString())),
        false,
        'what a restore repeats ends no later consent',
      )
      await change(number, null)
      t.equal(await declared(id), undefined)
      t.ok((await noted()).includes(`contact-deleted ${held}`))
      t.match(await change(number, null), { contact: undefined }, 'again: nothing is there')
      await change(number, CONTACT)
      t.match(await declared(id), { state: 'unproven', consents: [{ purpose: 'notify' }] }, 'while it waits')
    })

    await t.test('what is wrong is told by field, and nothing is kept', async (t) => {
      const { number, id } = await declare()
      const before = await declared(id)
      const cases: [patch: DeclaredContactPatch, rules: string[], path: string][] = [
        [{ ...CONTACT, phone: '01681234567' }, ['phone'], 'contact.phone'],
        [{ ...CONTACT, mail: 'a@b' }, ['mail'], 'contact.mail'],
        [{ ...CONTACT, name: ' ' }, ['no-name'], 'contact.name'],
        [{ name: 'x', role: 'owner' }, ['no-channel'], 'contact'],
        [{ phone: '0912345678' }, ['no-role', 'no-name'], 'contact.role'],
      ]
      for (const [contact, rules, path] of cases) {
        const refused = await declare(contact).catch((error) => error)
        t.same(
          refused.more?.findings.map(({ rule }: { rule: string }) => rule),
          rules,
          path,
        )
        t.equal(refused.more?.findings[0].path, path)
      }
      for (const patch of [{ phone: null }, { name: ' ' }, { zalo: 'x' }])
        t.equal(await refusal(change(number, patch)), 'findings', JSON.stringify(patch))
      t.same(await declared(id), before)
      t.equal(await refusal(change('x', null)), 'unknown-receipt')
    })

    await t.test('deleted with what came to nothing', async (t) => {
      const [withdrawn, rejected, again] = [await declare(), await declare(), await declare()]
      const held = (await declared(withdrawn.id))?.id
      await declarations.withdraw(undefined, withdrawn.number)
      t.equal(await declared(withdrawn.id), undefined, 'at once where it is withdrawn')
      t.ok(held)
      await proposals.reject(officer, rejected.id, { reason: 'no-address', text: 'ruộng' })
      t.ok(await declared(rejected.id), 'an objection may open it again')
      t.equal(await refusal(change(withdrawn.number, CONTACT)), 'wrong-state', 'nor is there a new one')
      t.match(await change(rejected.number, { notify: false }), { state: 'rejected' })
      t.equal(await proposals.withdrawAgain(again.id, now.toISOString()), true)
      t.equal(await declared(again.id), undefined, 'also when a restore repeats it')
      now = new Date('2027-04-01T00:00:00Z')
      await proposals.deleteEnded()
      t.equal(await declared(rejected.id), undefined)
      t.ok((await people.read((tx) => tx.contacts.idsOf([rejected.id]))).length === 0)
    })

    await t.test('of an account: its person alone changes it', async (t) => {
      const { number } = await declare(CONTACT, collector)
      t.equal(await refusal(change(number, null)), 'not-your-role')
      t.match(await declarations.changeContact(collector, number, null), { contact: undefined })
    })
  })

t.test('without a key the declaration is taken, and no contact is kept', async (t) => {
  const opened = await ENGINES[0]!.open()
  t.teardown(opened.close)
  const { declare, declarations } = declaring(t, opened, () => new Date('2026-03-01T00:00:00Z'))
  const { number, isContactKept, id } = await declare()
  t.equal(isContactKept, false)
  t.match(await declarations.receipt(number), { state: 'open', contact: undefined })
  t.same(await opened.people.read((tx) => tx.contacts.idsOf([id])), [])
  const reason = await declarations.changeContact(undefined, number, CONTACT).catch((error) => error.reason)
  t.equal(reason, 'sealed')
})
