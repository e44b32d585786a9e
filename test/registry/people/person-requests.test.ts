import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { packageRoot } from '../../../src/config.ts'
import { Contacts } from '../../../src/registry/people/contacts.ts'
import { PersonRequests, type RequestDraft } from '../../../src/registry/people/requests/person-requests.ts'
import {
  clocksOf,
  REQUEST_KINDS,
  RequestTermsError,
  readRequestTerms,
} from '../../../src/registry/people/requests/request-clocks.ts'
import { Refusal } from '../../../src/registry/refusal.ts'
import { AfterBackupLog } from '../../../src/store/copies/after-backup-log.ts'
import { keyOf } from '../../support/people-engines.ts'
import { actor, collector, draft, officer, verifier } from '../../support/registry-actors.ts'
import { COMMUNES, ENGINES, made } from '../../support/registry-engines.ts'

const folder = mkdtempSync(join(tmpdir(), 'diachiso-requests-'))
t.teardown(() => rmSync(folder, { recursive: true, force: true }))
const TABLE = readFileSync(join(packageRoot(), 'data', 'person-requests.csv'), 'utf8')
const TERMS = readRequestTerms(TABLE)

async function codeOf(work: () => Promise<unknown>): Promise<string> {
  try {
    await work()
    return 'done'
  } catch (error) {
    if (error instanceof Refusal) return error.code
    throw error
  }
}

t.test('the two clocks', async (t) => {
  // taken, kind, third party, last moments of reply and fulfilment; 2026-05-04 is a Monday
  const cases: [taken: string, kind: keyof typeof TERMS, third: boolean, reply: string, fulfil: string][] = [
    ['2026-05-04T03:00:00Z', 'withdraw', false, '2026-05-06T16:59:59.999Z', '2026-05-19T16:59:59.999Z'],
    ['2026-05-04T03:00:00Z', 'withdraw', true, '2026-05-06T16:59:59.999Z', '2026-05-24T16:59:59.999Z'],
    ['2026-05-04T16:59:59Z', 'see', false, '2026-05-06T16:59:59.999Z', '2026-05-14T16:59:59.999Z'],
    ['2026-05-04T17:00:00Z', 'see', false, '2026-05-07T16:59:59.999Z', '2026-05-15T16:59:59.999Z'],
    ['2026-05-07T03:00:00Z', 'delete', false, '2026-05-11T16:59:59.999Z', '2026-05-27T16:59:59.999Z'],
    ['2026-05-08T03:00:00Z', 'correct', false, '2026-05-12T16:59:59.999Z', '2026-05-18T16:59:59.999Z'],
    ['2026-05-09T03:00:00Z', 'object', false, '2026-05-12T16:59:59.999Z', '2026-05-24T16:59:59.999Z'],
    ['2026-05-10T03:00:00Z', 'restrict', true, '2026-05-12T16:59:59.999Z', '2026-05-30T16:59:59.999Z'],
  ]
  for (const [taken, kind, third, reply, fulfil] of cases) {
    const { replyDue, fulfilDue } = clocksOf(TERMS[kind], third, new Date(taken))
    t.same([replyDue.toISOString(), fulfilDue.toISOString()], [reply, fulfil], `${kind} at ${taken}`)
  }
})

t.test('a table of terms that cannot be used names its line', async (t) => {
  const lines = TABLE.trim().split('\n')
  const wrong: [text: string, sentence: RegExp][] = [
    [lines.slice(0, -1).join('\n'), /a line for object/],
    [[...lines, lines[1]].join('\n'), /line 8, column kind: "see"/],
    [TABLE.replace('see,10', 'see,0'), /line 2, column days: "0".*1…60/],
    [TABLE.replace('see,10', 'see,zehn'), /column days: "zehn"/],
    [TABLE.replace('object', 'forget'), /column kind: "forget"/],
  ]
  for (const [text, sentence] of wrong)
    t.throws(() => readRequestTerms(text), { constructor: RequestTermsError, message: sentence })
  t.same(Object.keys(TERMS).sort(), [...REQUEST_KINDS].sort())
})

for (const { name, skip, open } of ENGINES)
  t.test(`Requests of persons on ${name}`, { skip }, async (t) => {
    let now = new Date('2026-05-04T03:00:00Z')
    const opened = await open(() => now, keyOf('people'))
    t.teardown(opened.close)
    const { store, people } = opened
    const log = new AfterBackupLog(folder)
    const parts = { store, people, log, now: () => now }
    const contacts = new Contacts(parts)
    const requests = new PersonRequests({ ...parts, terms: () => TERMS })
    const { uid } = (await made(opened.registry.create(officer, draft()))).version
    const asked = (kind: RequestDraft['kind']): RequestDraft => ({
      kind,
      address: uid,
      name: 'Nguyễn Kymqana',
      channel: { kind: 'phone', value: '0912 345 678' },
      text: 'xin xoá số của tôi',
    })
    const withContact = () =>
      contacts.write(officer, uid, [
        {
          role: 'owner',
          name: 'Nguyễn Kymqana',
          channels: [{ kind: 'phone', value: '0912345678' }],
          consents: ['notify', 'survey'].map((purpose) => ({
            purpose: purpose as 'notify',
            version: '2',
            text: 'Tôi đồng ý',
            how: 'form',
            given_at: '2026-01-01',
          })),
        },
      ])
    const noted = async (wanted: string) => {
      const ids: string[] = []
      for await (const { kind, id } of log.entries()) if (kind === wanted) ids.push(id)
      return ids
    }

    t.test('from nobody, and from who came to the office', async (t) => {
      const one = await requests.take(undefined, asked('see'))
      t.match(one, { state: 'open', kind: 'see', account: null, commune_code: COMMUNES[0] })
      t.notMatch(JSON.stringify(one), /Kymqana|912/, 'what is listed says nothing of who asks')
      const takers = [
        [officer, 'done'],
        [verifier, 'done'],
        [collector, 'not-your-role'],
        [actor('em', ['officer'], [COMMUNES[1]]), 'outside-area'],
      ] as const
      for (const [who, code] of takers) t.equal(await codeOf(() => requests.take(who, asked('see'))), code)
      const wrong = { ...asked('see'), channel: { kind: 'phone' as const, value: '01681234567' } }
      t.equal(await codeOf(() => requests.take(undefined, wrong)), 'findings')
      t.match(await requests.read(officer, one.id), { content: /Kymqana.*\+84912345678.*xin xoá/ })
      const elsewhere = actor('em', ['officer'], [COMMUNES[1]])
      t.equal(await codeOf(() => requests.read(elsewhere, one.id)), 'unknown-person-request')
      t.same(await requests.waiting(elsewhere, 10), [])
      t.ok((await requests.waiting(officer, 10)).some(({ id }) => id === one.id))
      const entries = await people.read((tx) => tx.audit.list({ subject: one.id, limit: 9 }))
      t.same(
        entries.map(({ action }) => action),
        ['person-request-read', 'person-request'],
      )
    })

    t.test('each step once, and none behind the end', async (t) => {
      const { id, fulfil_due } = await requests.take(undefined, asked('restrict'))
      t.equal(
        await codeOf(() => Promise.resolve().then(() => requests.reply(officer, id, ' '))),
        'missing-particulars',
      )
      t.match(await requests.reply(officer, id, 'Trình tự như sau'), { state: 'replied' })
      t.equal(await codeOf(() => requests.reply(officer, id, 'x')), 'wrong-state')
      t.equal(
        await codeOf(() => requests.extend(officer, id, { days: 16, reason: 'nhiều hồ sơ' })),
        'findings',
      )
      const longer = await requests.extend(officer, id, { days: 15, reason: 'nhiều hồ sơ' })
      t.equal(Date.parse(longer.fulfil_due) - Date.parse(fulfil_due), 15 * 86_400_000)
      t.equal(
        await codeOf(() => requests.extend(officer, id, { days: 1, reason: 'nữa' })),
        'wrong-state',
        'once',
      )
      t.same(await requests.fulfil(officer, id, { outcome: 'refused', text: 'không có dữ liệu' }), {})
      t.equal(await codeOf(() => requests.fulfil(officer, id, { outcome: 'done', text: 'x' })), 'wrong-state')
      const late = await requests.take(undefined, asked('restrict'))
      now = new Date(now.getTime() + 16 * 86_400_000)
      t.equal(
        await codeOf(() => requests.extend(officer, late.id, { days: 1, reason: 'x' })),
        'wrong-state',
        'too late',
      )
    })

    t.test('what is kept is told with who looked, when somebody asks to see it', async (t) => {
      await withContact()
      await contacts.look(verifier, uid, { reason: 'kiểm tra trước khi gắn biển' })
      now = new Date(now.getTime() + 60_000)
      const { id } = await requests.take(undefined, asked('see'))
      await contacts.look(officer, uid, { item: { kind: 'person-request', id } })
      const told = await requests.fulfil(officer, id, { outcome: 'done', text: 'đã gửi bản sao' })
      t.match(told.contacts, [{ name: 'Nguyễn Kymqana' }])
      t.match(told.looks, [
        { kind: 'item', item: `person-request:${id}` },
        { kind: 'reason', office: verifier.office },
      ])
      t.notMatch(JSON.stringify(told.looks), /account-|vinh/, 'offices, not the people in them')
      t.equal(
        await codeOf(() => contacts.look(officer, uid, { item: { kind: 'person-request', id } })),
        'wrong-state',
        'it waits no longer',
      )
    })

    t.test('a consent is withdrawn, and a restore withdraws it again', async (t) => {
      const [contact] = await withContact()
      const { id } = await requests.take(undefined, asked('withdraw'))
      await requests.fulfil(officer, id, { outcome: 'done', text: 'đã ngừng', purposes: ['survey'] })
      const [seen] = await contacts.look(officer, uid, { reason: 'xem lại sự đồng ý' })
      t.match(seen?.consents, [
        { purpose: 'notify', withdrawn_at: null },
        { purpose: 'survey', withdrawn_at: now.toISOString() },
      ])
      t.ok((await noted('consent-withdrawn')).includes(`${contact} survey`))
    })

    t.test(
      'what is deleted is gone and noted; the record does its part by an event of this address',
      async (t) => {
        const [contact] = await withContact()
        const { id } = await requests.take(undefined, asked('delete'))
        const other = await made(opened.registry.create(officer, draft({ house_number: '99' })))
        for (const event of ['none', other.event])
          t.equal(
            await codeOf(() => requests.fulfil(officer, id, { outcome: 'done', text: 'đã xoá', event })),
            'unknown-event',
          )
        t.match(await contacts.look(officer, uid, { reason: 'vẫn còn nguyên vẹn' }), [{ id: contact }])
        const changed = await made(opened.registry.change(officer, uid, 1, { raw_text: null }))
        await requests.fulfil(officer, id, { outcome: 'done', text: 'đã xoá', event: changed.event })
        t.same(await contacts.look(officer, uid, { reason: 'kiểm tra đã xoá hết' }), [])
        t.ok((await noted('contact-deleted')).includes(contact as string))
      },
    )
  })
