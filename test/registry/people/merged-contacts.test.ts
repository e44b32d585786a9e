import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { packageRoot } from '../../../src/config.ts'
import type { ContactDraft } from '../../../src/registry/people/contact-draft.ts'
import { Contacts } from '../../../src/registry/people/contacts.ts'
import { PersonRequests } from '../../../src/registry/people/requests/person-requests.ts'
import { readRequestTerms } from '../../../src/registry/people/requests/request-clocks.ts'
import { AfterBackupLog } from '../../../src/store/copies/after-backup-log.ts'
import { keyOf } from '../../support/people-engines.ts'
import { actor, collector, draft, officer } from '../../support/registry-actors.ts'
import { COMMUNES, ENGINES, made } from '../../support/registry-engines.ts'

const folder = mkdtempSync(join(tmpdir(), 'diachiso-merged-'))
t.teardown(() => rmSync(folder, { recursive: true, force: true }))

const WHY = { reason: 'trùng nhau' }
const BECAUSE = { reason: 'gọi báo lịch gắn biển' }
const contact = (name: string, role: ContactDraft['role'] = 'owner'): ContactDraft => ({
  ...{ role, name, channels: [{ kind: 'phone', value: '0912345678' }] },
  consents: [
    { purpose: 'notify', version: '1', text: 'Đồng ý', how: 'paper', given_at: '2026-01-01T00:00:00Z' },
  ],
})

for (const { name, skip, open } of ENGINES)
  t.test(`Contacts of merged and split addresses on ${name}`, { skip }, async (t) => {
    const now = () => new Date('2026-05-04T03:00:00Z')
    const opened = await open(now, keyOf('people'))
    t.teardown(opened.close)
    const { store, people, registry } = opened
    const log = new AfterBackupLog(folder)
    const contacts = new Contacts({ store, people, log, now })
    const terms = () =>
      readRequestTerms(readFileSync(join(packageRoot(), 'data', 'person-requests.csv'), 'utf8'))
    const requests = new PersonRequests({ store, people, log, terms, now })
    const place = async () =>
      (await made(registry.create(officer, draft({ house_number: String(Math.random()) })))).version.uid
    let lookers = 0
    // Nobody looks more often than a day has looks.
    const seen = async (uid: string) =>
      (await contacts.look(actor(`xem ${++lookers}`, ['officer']), uid, BECAUSE))
        .map(({ name, address }) => [name, address])
        .sort()
    const revision = async (uid: string) =>
      (await store.read(({ addresses }) => addresses.byUid(uid)))?.revision as number
    const merge = async (into: string, other: string) =>
      made(
        registry.merge(
          officer,
          { uid: into, revision: await revision(into) },
          { others: [{ uid: other, revision: await revision(other) }], ...WHY },
        ),
      )

    t.test('they go to the survivor, with where they were written, and back when it is undone', async (t) => {
      const [a, b, c] = [await place(), await place(), await place()]
      for (const uid of [a, b, c]) await contacts.write(officer, uid, [contact(uid)])
      await merge(b, a)
      t.same(
        await seen(b),
        [
          [a, a],
          [b, b],
        ].sort(),
      )
      const { event } = await merge(c, b)
      t.same(
        await seen(c),
        [
          [a, a],
          [b, b],
          [c, c],
        ].sort(),
        'also on and on',
      )
      await made(registry.undo(officer, event, WHY))
      t.same(await seen(c), [[c, c]])
      t.same(
        await seen(b),
        [
          [a, a],
          [b, b],
        ].sort(),
      )
      const { id: item } = await requests.take(officer, {
        ...{ kind: 'see', address: a, name: 'Bà A', channel: { kind: 'phone', value: '0912345678' } },
      })
      const purpose = { item: { kind: 'person-request' as const, id: item } }
      t.equal(
        (await contacts.look(officer, b, purpose)).length,
        2,
        'what was open about one is so of the other',
      )
      const { looks } = await requests.fulfil(officer, item, { outcome: 'done', text: 'đã gửi' })
      t.ok(
        looks?.some(({ item }) => item !== null),
        'who asks about one is told of looks at the other',
      )
    })

    t.test('what is written, deleted or withdrawn at the survivor finds them', async (t) => {
      const [a, b] = [await place(), await place()]
      await contacts.write(officer, a, [contact('a'), contact('a2', 'user')])
      await contacts.write(officer, b, [contact('b')])
      await merge(b, a)
      await contacts.write(officer, b, [contact('mới')])
      t.same(await seen(b), [
        ['a2', a],
        ['mới', b],
      ])
      const take = (kind: 'withdraw' | 'delete') =>
        requests.take(officer, {
          ...{ kind, address: b, name: 'Bà B', channel: { kind: 'phone' as const, value: '0912345678' } },
        })
      await requests.fulfil(officer, (await take('withdraw')).id, { outcome: 'done', text: 'đã rút' })
      const consents = (await contacts.look(officer, b, BECAUSE)).flatMap(({ consents }) => consents)
      t.equal(consents.length, 2)
      t.ok(consents.every(({ withdrawn_at }) => withdrawn_at !== null))
      await requests.fulfil(officer, (await take('delete')).id, { outcome: 'done', text: 'đã xoá' })
      t.same(await people.read((tx) => tx.contacts.idsOf([a, b])), [])
      await contacts.write(officer, a, [contact('lại')])
      t.equal(await contacts.remove(officer, b), 1)
    })

    t.test('whoever names what was merged means the address of today', async (t) => {
      const [a, b, c] = [await place(), await place(), await place()]
      await contacts.write(officer, b, [contact('b'), contact('thuê', 'user')])
      await merge(b, a)
      const { event } = await merge(c, b)
      t.same(await seen(a), await seen(c))
      t.equal((await seen(a)).length, 2, 'what stands at the survivor')
      await contacts.write(officer, a, [contact('mới')])
      t.same(
        await seen(c),
        [
          ['mới', a],
          ['thuê', b],
        ].sort(),
        'written in the place of what was there',
      )
      const take = (kind: 'see' | 'delete', address: string) =>
        requests.take(officer, {
          ...{ kind, address, name: 'Bà A', channel: { kind: 'phone' as const, value: '0912345678' } },
        })
      const told = await requests.fulfil(officer, (await take('see', a)).id, {
        ...{ outcome: 'done', text: 'đã gửi' },
      })
      t.equal(told.contacts?.length, 2)
      const before = await take('delete', b)
      await made(registry.undo(officer, event, WHY))
      await contacts.write(officer, c, [contact('c')])
      await requests.fulfil(officer, before.id, { outcome: 'done', text: 'đã xoá' })
      t.same(await seen(a), [], 'a request goes by what holds when it is fulfilled')
      t.same(await seen(c), [['c', c]])
    })

    t.test('of one retired for another without a merge nothing goes on', async (t) => {
      const [a, b] = [await place(), await place()]
      await contacts.write(officer, a, [contact('a')])
      await contacts.write(officer, b, [contact('b')])
      const retiring = { reason: 'phá dỡ', successors: [b] }
      await made(registry.transition(officer, a, await revision(a), 'retired', retiring))
      t.same(await seen(a), [['a', a]])
      t.same(await seen(b), [['b', b]])
    })

    t.test('of a split they stay until somebody places them', async (t) => {
      const uid = await place()
      await contacts.write(officer, uid, [contact('chung'), contact('thuê', 'user')])
      const parts = [draft({ house_number: '1A' }), draft({ house_number: '1B' })]
      await made(registry.split(officer, { uid, revision: 1 }, { parts, ...WHY }))
      const whole = await store.read(({ addresses }) => addresses.byUid(uid))
      const [part = ''] = whole?.successor?.split(' ') ?? []
      t.same(await seen(part), [], 'a part is not told of the neighbours')
      t.same(await contacts.toPlace(officer, part), { address: uid, contacts: 2 })
      for (const who of [collector, actor('em', ['officer'], [COMMUNES[1]]), actor('sở', ['coordinator'])])
        t.equal(await contacts.toPlace(who, part), undefined)
      t.same((await seen(uid)).length, 2, 'the officer reads them where they are')
      await contacts.write(officer, part, [contact('chung')])
      t.equal(await contacts.remove(officer, uid), 2)
      t.equal(await contacts.toPlace(officer, part), undefined)
      t.equal(await contacts.toPlace(officer, uid), undefined)
    })
  })
