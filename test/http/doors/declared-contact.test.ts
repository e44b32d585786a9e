import { createSecretKey, type KeyObject, randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { FastifyRequest } from 'fastify'
import { pino } from 'pino'
import t, { type Test } from 'tap'
import { openPeople } from '../../../src/assembly/waiting-room.ts'
import { PEOPLE_FILE } from '../../../src/store/people/sqlite-people.ts'
import { HTTP_ACTORS } from '../../support/http-actors.ts'
import { actor } from '../../support/registry-actors.ts'
import { servedApp } from '../../support/served-app.ts'
import { Stranger } from '../../support/stranger.ts'

const ACTORS = { ...HTTP_ACTORS, auditor: actor('kiểm', ['auditor']) }
const CONTACT = { role: 'owner', name: 'Nguyễn Kymqanaten', phone: '0912345678', notify: true }
/** What must stand nowhere but in the answer to who may see it. */
const SECRETS = ['Kymqanaten', '0912345678', '912345678', 'Kymqanform', 'kymqan@xzqmail.vn']
const house = (house_number: string, more: object = {}) => ({
  ...{ class: 1, lon: 106.4137, lat: 10.5402, commune_code: '27694', house_number, street: 'Đường Cổng Ngõ' },
  ...more,
})

/** The server with people under a key, or without one, and what it logs. */
async function served(t: Test, key: KeyObject | undefined) {
  const lines: string[] = []
  const logger = pino({ level: 'trace' }, { write: (line: string) => lines.push(line) })
  const actorOf = async ({ headers }: FastifyRequest) =>
    ACTORS[String(headers['x-test-actor']) as keyof typeof ACTORS]
  const { app, demo, close } = await servedApp({}, { actorOf, logger }, async (dataDir) => {
    const people = await openPeople(dataDir, key, (sentence) => t.fail(sentence))
    return people && { people }
  })
  t.teardown(close)
  return { app, anh: new Stranger(app), lines, dataDir: demo.dataDir }
}

const AS_OFFICER = { 'x-test-actor': 'officer' }

t.test('The declarer’s contact over HTTP', async (t) => {
  const { app, anh, lines, dataDir } = await served(t, createSecretKey(randomBytes(32)))
  const newest = async () =>
    (await anh.ask('GET', '/v1/queue?sort=newest&kind=declaration', undefined, AS_OFFICER)).body.items[0].id
  const patch = (number: string, payload: object) =>
    anh.ask('PATCH', `/v1/declarations/${number}/consents`, payload)
  const sent = await anh.send('/v1/declarations', house('201', { contact: CONTACT }))
  t.match(sent, { status: 201, body: { contact: { kept: true, state: 'unproven' } } }, sent.text)
  const { number } = sent.body
  const id = await newest()

  t.test('declared, shown to the office, agreed to, confirmed, withdrawn by the receipt', async (t) => {
    const url = `/v1/addresses/${id}/people`
    const item = { ...AS_OFFICER, purpose: `item proposal:${id}` }
    const seen = await anh.ask('GET', url, undefined, item)
    t.match(seen.body, { people: [{ name: CONTACT.name, state: 'unproven' }] }, seen.text)
    t.match((await anh.ask('GET', `/v1/declarations/${number}`)).body.contact, {
      state: 'unproven',
      consents: [{ purpose: 'notify', version: '2026-1', withdrawn_at: null }],
    })
    t.equal((await anh.ask('POST', `/v1/proposals/${id}/accept`, {}, AS_OFFICER)).status, 200)
    const confirm = `${url}/${seen.body.people[0].id}/confirm`
    t.match(await anh.ask('POST', confirm, {}), { status: 401 })
    t.match(await anh.ask('POST', confirm, { x: 1 }, AS_OFFICER), { status: 400 })
    t.match(await anh.ask('POST', confirm, {}, AS_OFFICER), { status: 200, body: { state: 'confirmed' } })
    t.match(await anh.ask('POST', confirm, {}, AS_OFFICER), { status: 409, body: { code: 'wrong-state' } })
    const page = await anh.ask('GET', `/v1/declarations/${number}`, undefined, { accept: 'text/html' })
    t.match(page.text, /Liên hệ của người khai<\/dt><dd>đã xác nhận/)
    const less = await patch(number, { contact: { notify: false, survey: true } })
    t.match(less, {
      status: 200,
      headers: { 'cache-control': 'no-store', 'x-robots-tag': /noindex/ },
      body: {
        kind: 'declaration',
        contact: {
          state: 'confirmed',
          consents: [
            { purpose: 'notify', withdrawn_at: /^20/ },
            { purpose: 'survey', withdrawn_at: null },
          ],
        },
      },
    })
  })

  t.test('bad input is told, and changes nothing', async (t) => {
    const before = (await anh.ask('GET', `/v1/declarations/${number}`)).text
    const cases: [payload: object, status: number, code: string][] = [
      [{}, 400, 'invalid-input'],
      [{ contact: {} }, 400, 'invalid-input'],
      [{ contact: [] }, 400, 'invalid-input'],
      [{ contact: { state: 'confirmed' } }, 400, 'invalid-input'],
      [{ contact: { role: 'neighbour' } }, 400, 'invalid-input'],
      [{ contact: { name: 'x'.repeat(201) } }, 400, 'invalid-input'],
      [{ contact: { phone: 'x\u0000' } }, 422, 'findings'],
      [{ contact: { phone: '01681234567' } }, 422, 'findings'],
      [{ contact: { phone: null } }, 422, 'findings'],
      [{ contact: { notify: 'perhaps' } }, 400, 'invalid-input'],
    ]
    for (const [payload, status, code] of cases)
      t.match(await patch(number, payload), { status, body: { code } }, JSON.stringify(payload).slice(0, 80))
    t.equal((await anh.ask('GET', `/v1/declarations/${number}`)).text, before)
    t.match(await patch('x', { contact: null }), { status: 404, body: { code: 'unknown-receipt' } })
    const wrong = house('205', { contact: { ...CONTACT, phone: '01681234567' } })
    t.match(await anh.send('/v1/declarations', wrong), {
      status: 422,
      body: { findings: [{ rule: 'phone', path: 'contact.phone', repair: { value: '+84381234567' } }] },
    })
    t.equal(await newest().catch(() => 'none'), 'none', 'nor is there a declaration')
  })

  t.test('wrong numbers are held up as at any door of receipts', async (t) => {
    const thief = new Stranger(app, '198.51.100.9')
    let refused = 0
    for (let i = 0; i < 60 && refused === 0; i++) {
      const reply = await thief.ask('PATCH', `/v1/declarations/x${i}/consents`, { contact: null })
      if (reply.body.code === 'work-needed') refused++
      else t.equal(reply.status, 404)
    }
    t.equal(refused, 1)
    t.equal((await patch(number, { contact: { plate: true } })).status, 200, 'nobody else is')
  })

  t.test('by a form: a box that stands at a role alone is no contact', async (t) => {
    const form = async (house_number: string, contact: Record<string, string>) => {
      const { token } = (await anh.ask('GET', '/v1/challenge')).body
      const fields = { class: '1', lon: '106.4137', lat: '10.5402', commune_code: '27694', house_number }
      const sent = await anh.form('/v1/declarations', {
        csrf: token,
        ...fields,
        street: 'Đường Cổng Ngõ',
        ...contact,
      })
      t.equal(sent.status, 303, sent.text)
      return anh.ask('GET', String(sent.headers.location))
    }
    const empty = { 'contact.role': 'owner', 'contact.name': '', 'contact.phone': '' }
    t.match((await form('207', empty)).body, { contact: null })
    const filled = {
      'contact.role': 'user',
      'contact.name': 'Kymqanform',
      'contact.mail': 'kymqan@xzqmail.vn',
    }
    t.match((await form('209', { ...filled, 'contact.verify': 'true' })).body, {
      contact: { state: 'unproven', consents: [{ purpose: 'verify' }] },
    })
  })

  t.test('of it nothing comes out otherwise', async (t) => {
    const leaks = (where: string, text: string) =>
      SECRETS.filter((secret) => text.includes(secret)).map((secret) => `${where}: ${secret}`)
    const found: string[] = []
    const waits = await newest()
    for (const [as, at] of [
      ['', `/v1/addresses/${id}`],
      ['', `/v1/addresses/${id}/history`],
      ['', `/v1/declarations/${number}`],
      ['', '/v1/events?chain=27694@2025-07-01&limit=1000'],
      ['', '/v1/feeds/27694.atom'],
      ['', '/v1/changes?since=0'],
      ['', '/metrics'],
      ['', '/openapi.json'],
      ['officer', '/v1/queue'],
      ['officer', `/v1/proposals/${id}`],
      ['officer', `/v1/proposals/${waits}`],
      ['officer', `/v1/addresses/${id}`],
      ['auditor', '/v1/audit?limit=500'],
      ['elsewhere', `/v1/addresses/${id}/people`],
    ] as const)
      found.push(...leaks(`${as} ${at}`, (await anh.ask('GET', at, undefined, { 'x-test-actor': as })).text))
    t.ok(lines.length > 20)
    found.push(...leaks('log', lines.join('')))
    for (const file of [PEOPLE_FILE, `${PEOPLE_FILE}-wal`, 'after-backup.log', 'registry.gpkg'])
      found.push(...leaks(file, readFileSync(join(dataDir, file)).toString('latin1')))
    t.same(found, [])
    t.match(await patch(number, { contact: null }), { status: 200, body: { contact: null } })
    t.match(
      await anh.ask('GET', `/v1/addresses/${id}/people`, undefined, {
        ...AS_OFFICER,
        purpose: `reason ${encodeURIComponent('gọi báo lịch gắn biển')}`,
      }),
      { status: 200, body: { people: [] } },
    )
  })
})

t.test('Without a key the declaration is taken and says that its contact is not', async (t) => {
  const { anh } = await served(t, undefined)
  const sent = await anh.send('/v1/declarations?lang=en', house('201', { contact: CONTACT }))
  t.match(sent, {
    status: 201,
    body: { state: 'open', contact: { kept: false, code: 'people-key', title: /has not the right key/ } },
  })
  const at = `/v1/declarations/${sent.body.number}`
  t.match((await anh.ask('GET', at)).body, { state: 'open', contact: null })
  t.match(await anh.ask('PATCH', `${at}/consents`, { contact: CONTACT }), {
    status: 503,
    body: { code: 'people-key' },
  })
  const { token } = (await anh.ask('GET', '/v1/challenge')).body
  const form = await anh.form('/v1/declarations', {
    ...{ csrf: token, class: '1', lon: '106.4137', lat: '10.5402', commune_code: '27694' },
    ...{ house_number: '203', street: 'Đường Cổng Ngõ' },
    ...{ 'contact.role': 'owner', 'contact.name': 'x', 'contact.phone': '0912345678' },
  })
  t.match(form, { status: 303, headers: { location: /\?contact=people-key$/ } }, form.text)
  const page = await anh.ask('GET', String(form.headers.location), undefined, { accept: 'text/html' })
  t.match(page.text, /Khai báo đã được nhận, không có liên hệ: Tạm ngừng/)
})
