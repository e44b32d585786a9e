import { createSecretKey, randomBytes } from 'node:crypto'
import type { FastifyRequest } from 'fastify'
import t from 'tap'
import { activationPage } from '../../../src/http/accounts/issuing/activation-page.ts'
import { manageRoutes } from '../../../src/http/accounts/manage/manage-routes.ts'
import { FormBodies } from '../../../src/http/doors/form-bodies.ts'
import { StrangerGuard } from '../../../src/http/doors/strangers/stranger-guard.ts'
import { ActorGuard } from '../../../src/http/registry/actor-guard.ts'
import { Places } from '../../../src/registry/accounts/issuing/places.ts'
import { newToken } from '../../../src/registry/accounts/secret-token.ts'
import type { Actor } from '../../../src/registry/actor.ts'
import { UnitRegister } from '../../../src/units/unit-register.ts'
import { issuingWorld } from '../../support/issuing-world.ts'
import { readPdf } from '../../support/pdf-reading.ts'
import { COMMUNES, ENGINES } from '../../support/registry-engines.ts'
import { routeApp } from '../../support/route-app.ts'

const [HERE] = COMMUNES
const [engine] = ENGINES

t.test('The pages of accounts, without scripts', async (t) => {
  const w = await issuingWorld(engine as (typeof ENGINES)[number])
  const actors: Record<string, Actor> = { operator: w.operator, administrator: w.administrator }
  const guard = new ActorGuard(async ({ headers }: FastifyRequest) => actors[String(headers['x-test-actor'])])
  const parts = {
    accounts: { ...w, places: () => new Places(w.store) },
    guard,
    strangers: new StrangerGuard({ key: createSecretKey(randomBytes(32)), publicUrl: undefined }),
    forms: new FormBodies(),
    units: { register: new UnitRegister({ units: [], changes: [], postcodes: [] }, () => '2026-11-30') },
    ownUrl: () => 'http://127.0.0.1:3000',
    publicUrl: undefined,
    csrfOf: async () => 'proof',
  }
  const app = await routeApp((app) => {
    manageRoutes(app, parts)
    activationPage(app, parts)
  })
  t.teardown(async () => {
    await app.close()
    await w.close()
  })
  const page = '/tai-khoan/quan-ly'
  const get = (as: string, url = page) => app.inject({ url, headers: { 'x-test-actor': as } })
  const post = (as: string, fields: Record<string, string>, url = page) =>
    app.inject({
      method: 'POST',
      url,
      payload: new URLSearchParams(fields).toString(),
      headers: { 'content-type': 'application/x-www-form-urlencoded', 'x-test-actor': as },
    })

  t.test('an operator issues by a table, prints, reviews, suspends', async (t) => {
    const table = `login,roles,commune_code,identity_number,identity_how\nap-1,collector,${HERE},079000000111,CCCD\nap-2,auditor,${HERE},079000000112,CCCD\n`
    const dry = await post(
      'operator',
      { act: 'issue', id: w.commune, table, dry_run: '1' },
      `${page}?office=${w.commune}`,
    )
    t.equal(dry.statusCode, 200)
    t.match(dry.body, 'ap-1')
    t.match(dry.body, 'Vai trò &quot;auditor&quot;')
    t.notMatch(
      (await get('operator', `${page}?office=${w.commune}`)).body,
      '<td>ap-1</td>',
      'nothing is kept',
    )
    await post('operator', { act: 'issue', id: w.commune, table })
    const listed = (await get('operator', `${page}?office=${w.commune}`)).body
    t.match(listed, '<td>ap-1</td>')
    t.match(listed, '<input type="hidden" name="csrf" value="proof">')
    const [, id = ''] =
      /name="act" value="slip"><input type="hidden" name="id" value="([^"]+)"/.exec(listed) ?? []
    const paper = await post('operator', { act: 'slips', id: w.commune })
    t.equal(paper.headers['content-type'], 'application/pdf')
    const [code = ''] = readPdf(paper.rawPayload).codes
    t.match(code, /^http:\/\/127\.0\.0\.1:3000\/kich-hoat\?phieu=/)
    const opened = await app.inject(code.slice('http://127.0.0.1:3000'.length))
    t.equal(opened.headers['referrer-policy'], 'no-referrer')
    t.equal(opened.headers['cache-control'], 'no-store')
    t.match(opened.body, '<strong>ap-1</strong>')
    const phieu = code.split('=')[1] as string
    const csrf = csrfOf(opened.body)
    const done = await post('', { phieu, csrf, password: 'mật khẩu đủ dài' }, '/kich-hoat?')
    t.match([done.statusCode, done.body], [200, 'Đã đặt mật khẩu'])
    const again = await post('', { phieu, csrf, password: 'mật khẩu đủ dài' }, '/kich-hoat?')
    t.match([again.statusCode, again.body], [410, 'không đúng, đã dùng hoặc đã hết hạn'])
    t.equal((await post('operator', { act: 'review', id })).statusCode, 303)
    t.equal((await post('operator', { act: 'suspend', id, reason: 'left' })).statusCode, 303)
    t.match((await get('operator', `${page}?office=${w.commune}`)).body, 'đã khoá')
  })

  t.test('a head is named and taken back, and suspending takes back what was done', async (t) => {
    const at = `${page}?office=${w.commune}`
    const { account } = await w.active(w.operator, w.draft(['collector']))
    const headOf = async () => (await w.people.read(({ offices }) => offices.byId(w.commune)))?.head
    const fields = { act: 'head', id: w.commune, account }
    t.match((await get('operator', at)).body, `name="account" value="${account}"> <button>Cử đứng đầu`)
    t.equal((await post('operator', fields)).statusCode, 303)
    t.equal(await headOf(), account)
    t.match((await get('operator', at)).body, /<p>Đứng đầu cơ quan<\/p>/)
    t.equal((await post('operator', { act: 'head', id: w.elsewhere, account })).statusCode, 404)
    t.equal((await post('operator', { act: 'head', id: w.commune })).statusCode, 303)
    t.equal(await headOf(), null)
    t.notMatch((await get('operator', at)).body, 'undo_since', 'an administrator alone takes back')
    t.match((await get('administrator', at)).body, '<input type="datetime-local" name="undo_since">')
    const suspended = { act: 'suspend', id: account, reason: 'stolen', text: 'mất máy' }
    for (const [as, undo_since, status] of [
      ['administrator', '2026-02-30T08:00', 400],
      ['administrator', 'hôm qua', 400],
      ['operator', '2026-11-30T08:00', 403],
    ] as const)
      t.equal((await post(as, { ...suspended, undo_since })).statusCode, status, `${as} ${undo_since}`)
    t.match(await w.people.read(({ accounts }) => accounts.byId(account)), { state: 'active' })
    const done = await post('administrator', { ...suspended, undo_since: '2026-11-30T08:00' }, at)
    t.match([done.statusCode, done.body], [200, /<dt>Đã hoàn tác<\/dt><dd>0<\/dd>/], done.body)
    const [noted] = await w.people.read(({ audit }) => audit.list({ action: 'account-undone', limit: 1 }))
    t.match(noted?.details, /2026-11-30T01:00:00/)
  })

  t.test('a refusal is told above the page, and nobody else gets in', async (t) => {
    const refused = await post('operator', { act: 'suspend', id: '<script>', reason: 'left' })
    t.equal(refused.statusCode, 404)
    t.match(refused.body, 'Không có tài khoản nào mang id &quot;&lt;script&gt;&quot;')
    t.match((await get('nobody')).headers.location, /^\/dang-nhap\?toi=%2Ftai-khoan%2Fquan-ly/)
    t.equal((await post('operator', { act: 'constructor', id: 'x' })).statusCode, 404)
    t.equal((await post('operator', { act: 'suspend', id: 'x', state: 'active' })).statusCode, 400)
    t.equal((await get('administrator')).statusCode, 200)
  })

  t.test('whatever fails is told on a page, with the status that a program gets', async (t) => {
    const CASES = [
      ['operator', 'GET', `${page}?office=x&state=active`, {}, 400],
      ['operator', 'POST', page, { act: 'constructor', id: 'x' }, 404],
      ['operator', 'POST', page, { act: 'suspend', id: 'x', '<b>': 'active' }, 400],
      ['operator', 'POST', `${page}?lang=en`, { act: 'issue', id: w.commune, table: 'x,y\n1,2' }, 422],
      ['', 'GET', `/kich-hoat?phieu=${'x'.repeat(101)}`, {}, 400],
      ['', 'POST', '/kich-hoat', { password: 'x' }, 400],
      ['', 'POST', '/kich-hoat', { phieu: 'x', password: 'x'.repeat(20_000) }, 413],
      ['', 'POST', '/kich-hoat', { phieu: 'x', password: 'x' }, 410],
    ] as const
    for (const [as, method, url, fields, status] of CASES) {
      const reply = method === 'GET' ? await get(as, url) : await post(as, fields, url)
      t.equal(reply.statusCode, status, `${method} ${url.slice(0, 60)}`)
      t.match(reply.headers, { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' })
      t.match(reply.body, /<p class="trouble" role="alert">[^<]+<\/p>/)
      t.notMatch(reply.body, '<b>')
    }
    const json = { 'content-type': 'application/json', 'x-test-actor': 'operator' }
    const other = await app.inject({ method: 'POST', url: page, payload: '{', headers: json })
    t.match(other, { statusCode: 400, headers: { 'content-type': 'text/html; charset=utf-8' } })
  })

  t.test('of slips tried by the thousand a network must wait, and who has one gets in', async (t) => {
    const slipOf = async (login: string, number: string) => {
      const table = `login,roles,commune_code,identity_number,identity_how\n${login},collector,${HERE},${number},CCCD\n`
      await post('operator', { act: 'issue', id: w.commune, table })
      const paper = await post('operator', { act: 'slips', id: w.commune })
      return readPdf(paper.rawPayload).codes[0]?.split('=')[1] as string
    }
    const slip = await slipOf('ap-3', '079000000113')
    const from = (remoteAddress: string, url: string, fields?: Record<string, string>) =>
      app.inject({
        ...{ method: fields ? 'POST' : 'GET', url, remoteAddress },
        ...(fields && { payload: new URLSearchParams(fields).toString() }),
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
      })
    const opened = await from('203.0.113.7', `/kich-hoat?phieu=${slip}`)
    const tried = new Map<number, number>()
    for (let i = 0; i < 1000; i++) {
      const wrong = newToken()
      const reply =
        i % 2
          ? await from('203.0.113.9', `/kich-hoat?phieu=${wrong}`)
          : await from('203.0.113.9', '/kich-hoat', {
              phieu: wrong,
              csrf: csrfOf(opened.body),
              password: 'x',
            })
      tried.set(reply.statusCode, (tried.get(reply.statusCode) ?? 0) + 1)
    }
    t.same(Object.fromEntries(tried), { 410: 30, 429: 970 })
    const waits = await from('203.0.113.7', `/kich-hoat?phieu=${slip}`)
    t.match(waits, { statusCode: 429, headers: { 'retry-after': /^\d+$/ } })
    t.match(waits.body, `<input type="hidden" name="phieu" value="${slip}">`)
    t.notMatch(waits.body, 'ap-3', 'nothing is told of it before')
    const early = await from('203.0.113.7', '/kich-hoat', { phieu: slip, csrf: csrfOf(waits.body) })
    t.equal(early.statusCode, 429, 'too early')
    const weak = { phieu: slip, csrf: csrfOf(opened.body), password: 'mật khẩu đủ dài' }
    const cross = { 'content-type': 'application/x-www-form-urlencoded', 'sec-fetch-site': 'cross-site' }
    const payload = new URLSearchParams(weak).toString()
    t.match(
      await app.inject({ method: 'POST', url: '/kich-hoat', payload, headers: cross }),
      { statusCode: 403 },
      'a page of another site',
    )
    const done = await from('203.0.113.7', '/kich-hoat', weak)
    t.equal(done.statusCode, 200, 'the page that was opened before is good for its slip')
    t.equal((await from('198.51.100.7', `/kich-hoat?phieu=${slip}`)).statusCode, 410, 'others do not wait')
  })
})

function csrfOf(body: string): string {
  return /name="csrf" value="([^"]+)"/.exec(body)?.[1] ?? ''
}
