import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import t from 'tap'
import type { Actor } from '../../../src/registry/actor.ts'
import type { ContactDraft } from '../../../src/registry/people/contact-draft.ts'
import { Contacts, LOOKS_A_DAY, type Purpose } from '../../../src/registry/people/contacts.ts'
import { Refusal } from '../../../src/registry/refusal.ts'
import { AfterBackupLog } from '../../../src/store/copies/after-backup-log.ts'
import { StoreError } from '../../../src/store/errors.ts'
import { PEOPLE_FILE } from '../../../src/store/people/sqlite-people.ts'
import { keyOf } from '../../support/people-engines.ts'
import { actor, collector, draft, officer, verifier } from '../../support/registry-actors.ts'
import { COMMUNES, ENGINES, made } from '../../support/registry-engines.ts'

const folder = mkdtempSync(join(tmpdir(), 'diachiso-contacts-'))
t.teardown(() => rmSync(folder, { recursive: true, force: true }))

/** A contact, with overrides. */
function contact(more: Partial<ContactDraft> = {}): ContactDraft {
  return {
    role: 'owner',
    name: 'Nguyễn Kymqana',
    channels: [{ kind: 'phone', value: '0912 345 678' }],
    consents: [
      { purpose: 'notify', version: '1', text: 'Tôi đồng ý', how: 'paper', given_at: '2026-01-01T00:00:00Z' },
    ],
    ...more,
  }
}

const BECAUSE: Purpose = { reason: 'gọi báo lịch gắn biển số nhà' }
const elsewhere = actor('em', ['officer'], [COMMUNES[1]])
const second = actor('hai', ['officer'])

/** Code of the refusal, or reason of the error, that something ends with. */
async function codeOf(work: Promise<unknown>): Promise<string> {
  try {
    await work
    return 'done'
  } catch (error) {
    if (error instanceof Refusal) return error.code
    if (error instanceof StoreError) return error.reason
    throw error
  }
}

for (const { name, skip, open } of ENGINES)
  t.test(`Contacts on ${name}`, { skip }, async (t) => {
    let now = new Date('2026-05-04T03:00:00Z')
    const opened = await open(() => now, keyOf('people'))
    t.teardown(opened.close)
    const { store, people, outside } = opened
    const log = new AfterBackupLog(folder)
    const contacts = new Contacts({ store, people, log, now: () => now })
    const place = async () =>
      (await made(opened.registry.create(officer, draft({ house_number: String(Math.random()) })))).version
        .uid
    const table = (of: string) => (name === 'postgres' ? `people.${of}` : of)
    const looks = async () =>
      (await people.read((tx) => tx.audit.list({ action: 'look', limit: 500 }))).length

    t.test('who writes and sees them', async (t) => {
      const uid = await place()
      const writers: [Actor, string][] = [
        [collector, 'done'],
        [officer, 'done'],
        [verifier, 'not-your-role'],
        [elsewhere, 'outside-area'],
        [actor('sở', ['coordinator']), 'not-your-role'],
        [actor('quản trị', ['administrator', 'operator', 'auditor']), 'not-your-role'],
      ]
      for (const [who, code] of writers)
        t.equal(await codeOf(contacts.write(who, uid, [contact()])), code, `${who.person} writes`)
      const lookers: [Actor, Purpose | undefined, string][] = [
        [officer, BECAUSE, 'done'],
        [verifier, BECAUSE, 'done'],
        [officer, undefined, 'missing-particulars'],
        [collector, undefined, 'done'],
        [elsewhere, BECAUSE, 'outside-area'],
        [actor('sở', ['coordinator']), BECAUSE, 'not-your-role'],
        [actor('ngành', ['agency']), BECAUSE, 'not-your-role'],
        [actor('quản trị', ['administrator', 'operator', 'auditor']), BECAUSE, 'not-your-role'],
      ]
      for (const [who, why, code] of lookers) {
        const before = await looks()
        t.equal(await codeOf(contacts.look(who, uid, why)), code, `${who.person} looks`)
        t.equal((await looks()) - before, code === 'done' ? 1 : 0, `${who.person}: the look is noted`)
      }
      t.equal(await codeOf(contacts.look(officer, 'nowhere', BECAUSE)), 'unknown-address')
      t.equal(await codeOf(contacts.remove(collector, uid)), 'not-your-role')
    })

    t.test('a role is written in the place of what was there, and nothing else', async (t) => {
      const uid = await place()
      await contacts.write(officer, uid, [contact(), contact({ role: 'user', name: 'Trần Kymqanb' })])
      await contacts.write(officer, uid, [contact({ name: 'Lê Kymqanc', consents: [] })])
      const seen = await contacts.look(officer, uid, BECAUSE)
      t.match(seen, [
        {
          role: 'owner',
          name: 'Lê Kymqanc',
          channels: [{ kind: 'phone', value: '+84912345678' }],
          consents: [],
        },
        {
          role: 'user',
          name: 'Trần Kymqanb',
          consents: [{ purpose: 'notify', text: 'Tôi đồng ý', withdrawn_at: null }],
        },
      ])
      t.notMatch(JSON.stringify(seen), /oanh|account/, 'not who wrote it')
      const stored = JSON.stringify(await people.read((tx) => tx.audit.list({ limit: 500 })))
      t.notMatch(stored, /Kymqan|912345678/, 'the audit knows nothing of people')
      t.notMatch(JSON.stringify(await outsidePeople(`SELECT * FROM ${table('contact')}`)), /Kymqan|912345678/)
    })

    t.test('what is wrong with them is told by field, and nothing is written', async (t) => {
      const uid = await place()
      const wrong: [ContactDraft, rule: string, path: string][] = [
        [contact({ name: '  ' }), 'no-name', 'people.0.name'],
        [
          contact({ channels: [{ kind: 'phone', value: '01681234567' }] }),
          'phone',
          'people.0.channels.0.value',
        ],
        [contact({ channels: [{ kind: 'mail', value: 'a@b' }] }), 'mail', 'people.0.channels.0.value'],
        [
          contact({ consents: [...contact().consents, ...contact().consents] }),
          'consent-twice',
          'people.0.consents.1.purpose',
        ],
        [
          contact({ consents: [{ ...contact().consents[0]!, given_at: '2027-01-01' }] }),
          'consent-later',
          'people.0.consents.0.given_at',
        ],
      ]
      for (const [one, rule, path] of wrong) {
        const refused = await contacts.write(officer, uid, [one]).catch((error) => error)
        t.match(refused.more?.findings, [{ rule, path, severity: 'error' }], rule)
        if (rule === 'phone') t.same(refused.more.findings[0].repair, { value: '+84381234567' })
      }
      t.same(await contacts.look(officer, uid, BECAUSE), [])
    })

    t.test('an item must wait, and be about this address', async (t) => {
      const [uid, other] = [await place(), await place()]
      await opened.registry.transition(verifier, uid, 1, 'verified', {
        method: 'thực địa',
        date: '2026-05-01',
      })
      const asked = await opened.registry.change(
        officer,
        uid,
        2,
        { street: 'Hùng Vương' },
        { reason: 'đổi tên đường' },
      )
      const proposal = 'proposal' in asked ? asked.proposal : ''
      t.ok(proposal)
      const items: [uid: string, id: string, code: string][] = [
        [uid, proposal, 'done'],
        [other, proposal, 'wrong-state'],
        [uid, 'none', 'wrong-state'],
      ]
      for (const [about, id, code] of items)
        t.equal(await codeOf(contacts.look(second, about, { item: { kind: 'proposal', id } })), code)
      t.equal(
        await codeOf(contacts.look(second, uid, { item: { kind: 'finding', id: 'none' } })),
        'wrong-state',
      )
      await opened.proposals.reject(second, proposal, { reason: 'other', text: 'không đúng' })
      t.equal(
        await codeOf(contacts.look(second, uid, { item: { kind: 'proposal', id: proposal } })),
        'wrong-state',
      )
    })

    t.test('collectors see what they have written, for a day', async (t) => {
      const uid = await place()
      await contacts.write(officer, uid, [contact({ role: 'owner' })])
      await contacts.write(collector, uid, [contact({ role: 'user' })])
      t.match(await contacts.look(collector, uid, undefined), [{ role: 'user' }])
      t.same(await contacts.look(actor('khác', ['collector']), uid, BECAUSE), [], 'another sees nothing')
      now = new Date(now.getTime() + 86_400_001)
      t.same(await contacts.look(collector, uid, undefined), [])
    })

    t.test('beyond ten looks a day a second person must agree', async (t) => {
      const uid = await place()
      const curious = actor(`tò mò ${name}`, ['officer'])
      const other = { ...curious, account: 'another account' }
      await contacts.write(officer, uid, [contact()])
      const codes = await Promise.all(
        Array.from({ length: LOOKS_A_DAY + 2 }, (_, i) =>
          codeOf(contacts.look(i % 2 ? curious : other, uid, BECAUSE)),
        ),
      )
      t.equal(codes.filter((code) => code === 'done').length, LOOKS_A_DAY, 'with all accounts of a person')
      t.equal(codes.filter((code) => code === 'another-person').length, 2)
      for (const one of [curious, other]) await codeOf(contacts.look(one, uid, BECAUSE))
      const approvals = () =>
        outsidePeople(`SELECT id, account, state FROM ${table('approval')} WHERE subject = '${uid}'`)
      t.equal((await approvals()).length, 2, 'each account asks once')
      t.equal(await codeOf(contacts.look(curious, uid, BECAUSE)), 'another-person')
      t.equal((await approvals()).length, 2)
      await outsidePeople(
        `UPDATE ${table('approval')} SET state = 'agreed' WHERE account = '${curious.account}'`,
      )
      t.equal(await codeOf(contacts.look(curious, uid, BECAUSE)), 'done', 'after a yes')
      t.equal(await codeOf(contacts.look(curious, uid, BECAUSE)), 'another-person', 'for one look')
      t.equal(
        await codeOf(contacts.look(curious, await place(), BECAUSE)),
        'another-person',
        'nor for another',
      )
      const noted = (action: string) =>
        people.read((tx) => tx.audit.list({ action, account: curious.account, limit: 9 }))
      t.match(await noted('approval-used'), [{ details: new RegExp(uid) }])
      t.ok((await noted('approval-asked')).some(({ details }) => details?.includes(uid)))
      now = new Date(now.getTime() + 86_400_000)
      t.equal(await codeOf(contacts.look(curious, uid, BECAUSE)), 'done', 'another day')
    })

    t.test('no look when it cannot be noted', async (t) => {
      const uid = await place()
      await contacts.write(officer, uid, [contact()])
      await outsidePeople(`ALTER TABLE ${table('look')} RENAME TO look_away`)
      const told = await contacts.look(second, uid, BECAUSE).catch(() => 'refused')
      t.equal(told, 'refused')
      await outsidePeople(
        `ALTER TABLE ${name === 'postgres' ? 'people.look_away' : 'look_away'} RENAME TO look`,
      )
      t.equal((await contacts.look(second, uid, BECAUSE)).length, 1)
    })

    t.test('the head of the office sees the reasons, nobody else', async (t) => {
      await people.write(({ offices }) =>
        offices.add({
          id: officer.office,
          kind: 'commune',
          name: 'x',
          head: verifier.account,
          demo: 0,
          created_at: now.toISOString(),
          ended_at: null,
        }),
      )
      t.equal(await codeOf(contacts.looksOf(officer, { limit: 5 })), 'not-your-role')
      const told = await contacts.looksOf(verifier, { limit: 5 })
      t.equal(told.length, 5)
      t.ok(told.every(({ reason }) => reason === (BECAUSE as { reason: string }).reason))
    })

    t.test('what is deleted is noted for a restore, and gone', async (t) => {
      const uid = await place()
      const ids = await contacts.write(officer, uid, [contact(), contact({ role: 'user' })])
      t.equal(await contacts.remove(officer, uid, ['user']), 1)
      t.equal(await contacts.remove(officer, uid), 1)
      t.same(await contacts.look(officer, uid, BECAUSE), [])
      const noted: string[] = []
      for await (const { kind, id } of log.entries()) if (kind === 'contact-deleted') noted.push(id)
      t.same(
        ids.filter((id) => !noted.includes(id)),
        [],
      )
    })

    async function outsidePeople(sql: string): Promise<Record<string, unknown>[]> {
      if (name === 'postgres') return outside(sql)
      const db = new Database(join(opened.where, PEOPLE_FILE))
      try {
        const statement = db.prepare<[], Record<string, unknown>>(sql)
        if (statement.reader) return statement.all()
        statement.run()
        return []
      } finally {
        db.close()
      }
    }
  })

t.test('without a key no contact is kept', async (t) => {
  const opened = await ENGINES[0]!.open()
  t.teardown(opened.close)
  const { store, people } = opened
  const contacts = new Contacts({ store, people, log: new AfterBackupLog(folder) })
  const { uid } = (await made(opened.registry.create(officer, draft()))).version
  t.equal(await codeOf(contacts.write(officer, uid, [contact()])), 'sealed')
  t.same(await contacts.look(officer, uid, BECAUSE), [])
})
