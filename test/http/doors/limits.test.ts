import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { newReceiptNumber } from '../../../src/registry/doors/receipt-number.ts'
import { deskApp } from '../../support/desk-app.ts'
import { getRequests } from '../../support/get-routes.ts'
import { Stranger } from '../../support/stranger.ts'

const house = (house_number: string) => ({
  ...{ class: 1, lon: 106.4137, lat: 10.5402, commune_code: '27694', house_number, street: 'Đường Ngõ Đông' },
})

t.test('Limits without an account, whatever RATE_LIMIT says', async (t) => {
  const { app, send, close } = await deskApp()
  t.teardown(close)
  const many = new Stranger(app, '203.0.113.7')
  const neighbour = new Stranger(app, '203.0.113.8')
  const else_ = new Stranger(app, '198.51.100.7')
  const pass = await many.pass()
  for (let i = 1; i <= 30; i++)
    t.equal((await many.ask('POST', '/v1/declarations', house(String(i)), pass)).status, 201)

  t.test('above them a program works', async (t) => {
    const refused = await many.ask('POST', '/v1/declarations', house('31'), pass)
    t.match(refused, { status: 429, body: { code: 'work-needed', challenge: { bits: 18, token: /\./ } } })
    t.ok(Number(refused.headers['retry-after']) > 0)
    t.match(await many.send('/v1/declarations', house('31')), { status: 201 }, 'with a proof')
    t.match(await neighbour.ask('POST', '/v1/reports', {}, pass), { status: 429 }, 'the doors share them')
    t.match(await else_.ask('POST', '/v1/declarations', house('33'), await else_.pass()), { status: 201 })
    t.match(
      await send('collector', 'POST', '/v1/declarations', house('35')),
      { status: 201 },
      'accounts are others',
    )
  })

  t.test('who would rather wait is told how long', async (t) => {
    const { body } = await many.ask('GET', '/v1/challenge?wait=true')
    t.match(body, { token: /\./, bits: 0, wait: 30 })
    const early = await many.ask('POST', '/v1/declarations', house('31'), { 'x-form-token': body.token })
    t.match(early, { status: 429, body: { code: 'work-needed' } })
  })

  t.test('a form waits, and keeps what was typed', async (t) => {
    const fields = {
      ...{
        csrf: pass['x-form-token'] as string,
        text: 'cửa <b>"xanh"</b> & mới',
        'attributes.households': '3',
      },
      ...{
        class: '1',
        lon: '106.4137',
        lat: '10.5402',
        commune_code: '27694',
        house_number: '37',
        street: 'Đường Ngõ Đông',
      },
    }
    const page = await neighbour.form('/v1/declarations?lang=en', fields)
    t.match(page, {
      status: 429,
      headers: { 'content-type': 'text/html; charset=utf-8', 'retry-after': /^1[0-5]\d$/ },
    })
    const kept = new Map(
      [...page.text.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)">/g)].map(
        ([, name, value]) => [
          name,
          value
            ?.replaceAll('&quot;', '"')
            .replaceAll('&lt;', '<')
            .replaceAll('&gt;', '>')
            .replaceAll('&amp;', '&'),
        ],
      ),
    )
    const { csrf, ...typed } = fields
    t.match(Object.fromEntries(kept), typed)
    t.not(kept.get('csrf'), csrf, 'with a token that is good after the wait')
    t.match(page.text, /<form method="post" action="\/v1\/declarations\?lang=en">/)
    t.notMatch(page.text, /<script|<b>/)
    t.match(await neighbour.form('/v1/declarations', { ...fields, csrf: kept.get('csrf') as string }), {
      status: 429,
    })
  })
})

t.test('Receipts tried by the thousand', async (t) => {
  const { app, close } = await deskApp()
  t.teardown(close)
  const thief = new Stranger(app, '203.0.113.7')
  const owner = new Stranger(app, '198.51.100.7')
  const { number } = (await owner.send('/v1/declarations', house('1'))).body
  const tried = new Map<number, number>()
  for (let i = 0; i < 1000; i++) {
    const { status } = await thief.ask(
      i % 5 ? 'GET' : 'DELETE',
      `/v1/declarations/${i % 3 ? newReceiptNumber() : `x${i}`}`,
    )
    tried.set(status, (tried.get(status) ?? 0) + 1)
  }
  t.same(Object.fromEntries(tried), { 404: 30, 429: 970 })
  t.equal(
    (await thief.ask('GET', `/v1/declarations/${number}`)).status,
    429,
    'a right one tells nothing more from there',
  )
  t.equal((await thief.ask('GET', `/v1/declarations/${number}`, undefined, await worked(thief))).status, 200)
  t.equal((await owner.ask('GET', `/v1/declarations/${number}`)).status, 200, 'who tries none is not held up')
})

/** What lets one more number be shown. */
async function worked(stranger: Stranger) {
  const { solved } = await import('../../support/stranger.ts')
  const { challenge } = (await stranger.ask('GET', '/v1/declarations/x')).body
  return { 'x-form-token': challenge.token, 'x-form-proof': solved(challenge.token, challenge.bits) }
}

t.test('What waits changes no public output and no byte of the record', async (t) => {
  const { app, demo, send, close } = await deskApp()
  t.teardown(close)
  const [first] = (await app.inject('/ogc/collections/addresses/items?limit=1')).json().features
  const subjects = {
    ...{ ids: [first.id], codes: [first.properties.code], units: ['27694'], themes: ['health'] },
    ...{ queries: ['31 Đường Ngõ Đông, Phường Long An', 'Đường Ngõ Đông'], lon: 106.4137, lat: 10.5402 },
  }
  const urls = (await getRequests(app, subjects)).filter((url) => !/^\/(?:metrics|v1\/challenge)/.test(url))
  const answers = async () => {
    const all = new Map<string, string>()
    for (const url of urls) all.set(url, (await app.inject(url)).rawPayload.toString('base64'))
    return all
  }
  const before = await answers()
  const bytes = readFileSync(join(demo.dataDir, 'registry.gpkg'))
  const version = demo.record.db.pragma('data_version')
  const anh = new Stranger(app)
  for (let i = 31; i < 36; i++) t.equal((await anh.send('/v1/declarations', house(String(i)))).status, 201)
  t.equal((await anh.send('/v1/reports', { about: first.id, kind: 'other', text: 'x' })).status, 201)
  const [rejected] = (await send('officer', 'GET', '/v1/queue?kind=declaration')).body.items
  await send('officer', 'POST', `/v1/proposals/${rejected.id}/reject`, { reason: 'other', text: 'x' })
  const after = await answers()
  for (const [url, body] of before) if (after.get(url) !== body) t.fail(url)
  t.same(demo.record.db.pragma('data_version'), version, 'nobody has written to the record')
  t.ok(bytes.equals(readFileSync(join(demo.dataDir, 'registry.gpkg'))))
})
